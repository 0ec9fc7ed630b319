"""The words of the command line, `key=value`, in Hydra's grammar; sweeps are expanded here."""

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Glob, IntervalSweep, Override, OverrideType, QuotedString, Sweep
from hydra.errors import HydraException

from sim.scenario.errors import ScenarioError

DECIMAL: Final = re.compile(r"=\d+,\d+$")
COLON: Final = re.compile(r"([\w.]+):\s*(\S+)")
SPECIAL: Final = re.compile(r"[,()\[\]{}'\"$\\]")  # letters with a meaning in the grammar's values


class Word(NamedTuple):
    """One `key=value` without a choice in it."""

    path: tuple[str, ...]
    value: Any
    text: str  # as typed, for messages

    @property
    def key(self) -> str:
        """The dotted key."""
        return ".".join(self.path)

    @property
    def value_text(self) -> str:
        """The value, in the grammar."""
        return self.text.partition("=")[2]


def parse(words: Sequence[str]) -> list[Word]:
    """Reads words that each say one thing. Raises ScenarioError for a choice, or a key given twice."""
    parsed: list[Word] = []
    for text in words:
        override, text = _override(text)
        if override.is_sweep_override() or isinstance(override.value(), Glob):
            decimal = "; a decimal has a point, not a comma" if DECIMAL.search(text) else ""
            raise ScenarioError(
                f"command line, {text}: several values; `sweep` plays several scenarios, `run` one{decimal}"
            )
        word = Word(tuple(_key(override, text).split(".")), _plain(override.value()), text)
        if any(word.path == other.path for other in parsed):
            raise ScenarioError(f"command line, {text}: {word.key} is given twice; keep one")
        parsed.append(word)
    return parsed


def expand(words: Sequence[str], names: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Every combination that the words ask for, the last word varying fastest.

    `names` are what `glob(…)` can find for a key (scenario, territory, …). One word without choice stands
    as it is.
    """
    return [list(job) for job in itertools.product(*(_choices(text, names) for text in words))]


def varying(jobs: Sequence[Sequence[str]]) -> list[str]:
    """For each job what sets it apart from the others, its scenario aside: "measures.settle.doctors=2", or
    "".
    """
    if not jobs:
        return []
    columns = list(zip(*jobs, strict=True))
    differ = [len(set(column)) > 1 and not column[0].startswith("scenario=") for column in columns]
    return [", ".join(itertools.compress(job, differ)) for job in jobs]


def _choices(text: str, names: Mapping[str, Sequence[str]]) -> list[str]:
    override, text = _override(text)
    key = _key(override, text)
    value: Any = override._value
    if isinstance(value, IntervalSweep):
        raise ScenarioError(
            f"command line, {text}: an interval has no end of values; write range(from,to,step) or a list"
        )
    if isinstance(value, Glob):
        if key not in names:
            raise ScenarioError(
                f"command line, {text}: glob() finds names of {', '.join(names)}; here, write a list"
            )
        found = value.filter(list(names[key]))
        if not found:
            raise ScenarioError(f"command line, {text}: matches no {key}; known: {', '.join(names[key])}")
        return [f"{key}={name}" for name in found]
    if not override.is_sweep_override():
        return [text]
    if isinstance(value, Sweep) and getattr(value, "shuffle", False):
        raise ScenarioError(f"command line, {text}: a sweep has an order; leave out shuffle()")
    values = [f"{key}={each}" for each in override.sweep_string_iterator()]
    if not values:
        raise ScenarioError(
            f"command line, {text}: this range holds no value; the end of range(from,to) is left out"
        )
    return list(dict.fromkeys(values))


def _override(text: str) -> tuple[Override, str]:
    """Reads one word; where only the grammar's alphabet is in the way (é, ~, spaces), the value is put in
    quotes.
    """
    parser = OverridesParser.create()
    key, equals, value = text.partition("=")
    if not equals or not key:
        meant = COLON.fullmatch(text)
        example = f"{meant[1]}={meant[2]}" if meant else "such as scenario=mios_as_is"
        raise ScenarioError(f"command line, {text}: write key=value, {example}")
    if key != key.strip() or value != value.lstrip():
        raise ScenarioError(f"command line, {text}: no spaces around =; write {key.strip()}={value.strip()}")
    if "${" in text:
        raise ScenarioError(f"command line, {text}: interpolations are not allowed; write the value")
    for candidate in (text, f"{key}='{value}'"):
        try:
            return parser.parse_overrides([candidate])[0], candidate
        except HydraException:
            pass
        if SPECIAL.search(value):
            break
    raise ScenarioError(f"command line, {text}: cannot be read; {_readable(key, value)}")


def _readable(key: str, value: str) -> str:
    """How the word can be written so that the grammar reads it."""
    opened = [sign for sign, other in ("[]", "{}", "()") if value.count(sign) != value.count(other)]
    if opened:
        return f"a {opened[0]} is not closed, or closed too often"
    inner = value.strip("'\"").replace("'", "\\'")
    return f"""put text in quotation marks, an apostrophe inside it after a \\: "{key}='{inner}'\""""


def _key(override: Override, text: str) -> str:
    """The key, where it is one that a user may set."""
    key = str(override.key_or_group)
    if override.type in (OverrideType.DEL, OverrideType.ADD, OverrideType.FORCE_ADD):
        raise ScenarioError(
            f"command line, {text}: write {key}=value without a sign; measures.NAME=null removes a measure"
        )
    if override.package is not None or "/" in key or key.partition(".")[0] == "hydra":
        raise ScenarioError(f"command line, {text}: {key} belongs to the program, not to a scenario")
    for part in key.split("."):
        if not part or (part.startswith("_") and part.endswith("_")):
            raise ScenarioError(f"command line, {text}: {key} is no key")
    if override._value == "???":
        raise ScenarioError(f"command line, {text}: write the value")
    return key


def _plain(value: Any) -> Any:
    """Plain dicts, lists and scalars of what the grammar returns."""
    if isinstance(value, QuotedString):
        return value.text
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
