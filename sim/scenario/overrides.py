"""Overrides of the command line: `key=value` in Hydra's grammar, and the sweeps it can say."""

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from hydra.core.override_parser import types as grammar
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException

from sim.scenario.errors import ScenarioError
from sim.scenario.reader import MOST_DEPTH, unprintable

DECIMAL: Final = re.compile(r"=\d+,\d+$")
TWO_WHOLE: Final = re.compile(r"[^=]+=(\d+),(\d+)")
COLON: Final = re.compile(r"([\w.]+):\s*(\S+)")
EXAMPLE: Final = "such as scenario=mios_as_is"
MOST_RUNS: Final = 1000  # of a sweep
MOST_SHOWN: Final = 200  # characters of an override, in a message
MOST_READ: Final = 20_000  # of one that is read
SPECIAL: Final = re.compile(r"[,()\[\]{}'\"$\\]")  # characters with a meaning in the grammar's values


class Override(NamedTuple):
    """One value for one key. `value` holds plain dicts, lists and scalars, dates as text."""

    path: tuple[str, ...]
    value: Any
    text: str  # as typed, for messages

    @property
    def key(self) -> str:
        """The dotted key."""
        return ".".join(self.path)

    @property
    def where(self) -> str:
        """Its place, for messages."""
        return f"command line, {_short(self.text)}"


def parse(texts: Sequence[str]) -> list[Override]:
    """Reads overrides of one value each. Raises ScenarioError for a sweep, or a key given twice."""
    found: dict[str, Override] = {}
    for parsed in map(_parsed, texts):
        key, text = parsed.key_or_group, str(parsed.input_line)
        if parsed.is_sweep_override():
            decimal = "; a decimal has a point, not a comma" if DECIMAL.search(text) else ""
            raise _refused(text, f"several values; `sweep` plays several scenarios, `run` one{decimal}")
        if key in found:
            raise _refused(text, f"{key} is given twice; keep one")
        found[key] = Override(tuple(key.split(".")), _plain(parsed.value()), text)
    return list(found.values())


def expand(texts: Sequence[str], names: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Every combination that the overrides ask for, the last varying fastest.

    `names` are what `glob(…)` can find for a key (scenario, territory, …). Raises ScenarioError; for more
    than MOST_RUNS, too.
    """
    choices = [_choices(_parsed(text), names) for text in texts]
    together = math.prod(map(len, choices))
    if together > MOST_RUNS:
        of_each = " × ".join(str(len(each)) for each in choices if len(each) > 1)
        said = f"{of_each} values, {together} runs" if " " in of_each else f"{together} runs"
        raise ScenarioError(f"command line: {said}; a sweep plays at most {MOST_RUNS}")
    return [list(job) for job in itertools.product(*choices)]


def one_decimal(text: str) -> str | None:
    """The decimal number that two values of a sweep may have meant: 4.5 of `needs.per_year=4,5`."""
    found = TWO_WHOLE.fullmatch(text)
    return f"{found[1]}.{found[2]}" if found else None


def varying(jobs: Sequence[Sequence[str]]) -> list[str]:
    """What sets each job apart from the others, its scenario aside: "measures.settle.doctors=2", or ""."""
    columns = list(zip(*jobs, strict=True))
    differ = [len(set(column)) > 1 and not column[0].startswith("scenario=") for column in columns]
    return [", ".join(itertools.compress(job, differ)) for job in jobs]


def _choices(parsed: grammar.Override, names: Mapping[str, Sequence[str]]) -> list[str]:
    """The overrides of one value each that a sweep stands for."""
    key, text = parsed.key_or_group, str(parsed.input_line)
    value: Any = parsed.value()
    if not parsed.is_sweep_override():
        return [text]
    if parsed.is_interval_sweep():
        raise _refused(text, "an interval has no end of values; write range(from,to,step) or a list")
    if getattr(value, "shuffle", False):
        raise _refused(text, "a sweep has an order; leave out shuffle()")
    if isinstance(value, grammar.RangeSweep):
        found, none = _range(value, text), "this range holds no value; the end of range(from,to) is left out"
    elif isinstance(value, grammar.Glob):
        if key not in names:
            raise _refused(text, f"glob() finds names of {', '.join(names)}; here, write a list")
        found, none = value.filter(list(names[key])), f"matches no {key}; known: {', '.join(names[key])}"
    else:
        listed = value.simple_form and key in names and not SPECIAL.search(text.replace(",", ""))
        typed = [each.strip() for each in text.partition("=")[2].split(",")]  # 1e3, not 1000.0
        found, none = typed if listed else list(parsed.sweep_string_iterator()), "there is no value"
    if not found:
        raise _refused(text, none)
    return list(dict.fromkeys(f"{key}={each}" for each in found))


def _range(value: grammar.RangeSweep, text: str) -> list[str]:
    """The values from the start on, without the end: exact decimals, as one would write them in a list."""
    if "sort(" in text:
        raise _refused(text, "a range has an order; write range(3,0,-1) for 3, 2, 1")
    start, stop, step = (Decimal(str(each)) for each in (value.start, value.stop, value.step))
    if step == 0:
        raise _refused(text, "a range with a step of 0 has no end; write another step")
    if not all(each.is_finite() for each in (start, stop, step)):
        raise _refused(text, "a range has two ends and a step that are numbers")
    n = max(0, math.ceil((Fraction(stop) - Fraction(start)) / Fraction(step)))
    if n > MOST_RUNS:
        raise _refused(text, f"{n} runs; a sweep plays at most {MOST_RUNS}")
    values = (start + number * step for number in range(n))
    return [f"{each.normalize():f}" if each else "0" for each in values]


def _parsed(text: str) -> grammar.Override:
    """One override that a user may write, read by Hydra; `input_line` is its text.

    Where only the grammar's alphabet is in the way (é, ~, spaces), the value is put in quotation marks.
    """
    key, equals, value = text.partition("=")
    letter = unprintable(text)
    if letter is not None:
        raise _refused(text, f"holds the character {letter}, which nobody can read; remove it")
    if not equals or not key:
        meant = COLON.fullmatch(text)
        raise _refused(text, f"write key=value, {'{}={}'.format(*meant.groups()) if meant else EXAMPLE}")
    if key != key.strip() or value != value.lstrip():
        raise _refused(text, f"no spaces around =; write {key.strip()}={value.strip()}")
    if len(key) > MOST_SHOWN or len(text) > MOST_READ or _depth(value) > MOST_DEPTH:
        raise _refused(text, "too long, or nested too deep; write it in a scenario file")
    if "${" in text:
        raise _refused(text, "interpolations are not allowed; write the value")
    parsed = _read(text) or (None if SPECIAL.search(value) else _read(f"{key}='{value}'"))
    if parsed is None:
        raise _refused(text, f"cannot be read; {_readable(key, value)}")
    key = parsed.key_or_group
    parts = key.split(".")
    for wrong, what in (
        (
            parsed.type != grammar.OverrideType.CHANGE,
            f"write {key}=value without a sign; measures.NAME=null removes a measure",
        ),
        (
            parsed.package is not None or "/" in key or parts[0] == "hydra",
            f"{key} belongs to the program, not to a scenario",
        ),
        (any(part.startswith("_") and part.endswith("_") for part in parts), f"{key} is no key"),
        (parsed.value() == "???", "write the value"),
    ):
        if wrong:
            raise _refused(text, what)
    return parsed


def _read(text: str) -> grammar.Override | None:
    try:
        return OverridesParser.create().parse_override(text)
    except HydraException:
        return None


def _readable(key: str, value: str) -> str:
    """How it can be written so that the grammar reads it."""
    if not key.isascii():
        return "keys have letters without accents; call the measure so in its file, too"
    opened = [sign for sign, other in ("[]", "{}", "()") if value.count(sign) != value.count(other)]
    if opened:
        return f"a {opened[0]} is not closed, or closed too often"
    inner = _short(value.strip("'\"").replace("'", "\\'"))
    return f"""put text in quotation marks, an apostrophe inside it after a \\: "{key}='{inner}'\""""


def _refused(text: str, what: str) -> ScenarioError:
    return ScenarioError(f"command line, {_short(text)}: {what}")


def _short(text: str) -> str:
    """What a message shows of a text."""
    readable = "".join("?" if unprintable(letter) else letter for letter in text[:MOST_SHOWN])
    return readable if len(text) <= MOST_SHOWN else f"{readable}…"


def _depth(text: str) -> int:
    """How many brackets stand open at once, at most."""
    steps = ((sign in "[{(") - (sign in "]})") for sign in text)
    return max(itertools.accumulate(steps), default=0)


def _plain(value: Any) -> Any:
    """The value with text as the keys of its blocks, as in a file."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
