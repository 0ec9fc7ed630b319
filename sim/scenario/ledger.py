"""The parameter ledger: where every number comes from (conf/parameters.yaml).

An entry speaks for the numbers its key matches: a dotted path of the configuration, in which `*` stands
for one part and `**` for any number of parts; or `file.csv:column`, relative to conf/.

A territory may have a ledger of its own (`origins: NAME/origins.yaml`), which speaks before that for the
numbers that its files say, and for no others; `file.csv:column` is then relative to its folder. It has a
short form, too (``sim.scenario.gathered``).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Generic, Literal, NamedTuple, TypeVar

from pydantic import ValidationError, model_validator

from sim.scenario.errors import ScenarioError
from sim.scenario.gathered import spread
from sim.scenario.reader import Document, read_items, shown
from sim.scenario.sources import data_root
from sim.schema.faults import faults
from sim.schema.languages import Worded
from sim.schema.types import Bilingual, Plain, Remark, Text
from sim.schema.types import Number as Figure

Status = Literal["found", "computed", "assumed", "calibrated", "user", "unknown"]
OURS: Final = ("assumed", "calibrated", "computed", "found")  # what the ledger says, the least sure first
ORIGINS: Final = "origins"  # the key of a territory that names its own ledger
COLUMN: Final = ".csv:"  # in the key of an entry for a column of a data file
WILD: Final = re.compile(r"\*\*|\*")


ABOUT: Final = {"unit", "low", "high"}  # what holds of a number whoever writes it


class Entry(Plain):
    """What is known of the numbers that `key` matches. `low` and `high`: the plausible range, for
    sensitivity analysis. A number that a user wrote has the status "user", and their source; of one that the
    ledger does not know, it is "unknown".
    """

    key: Text
    unit: str
    low: Figure | None
    high: Figure | None
    status: Status
    source: Bilingual
    note: Remark = ""


E = TypeVar("E", bound=Entry)


class Known(Entry):
    """An entry of a territory's own ledger. With a `value` it speaks for a number while it has that value,
    with a `digest` (`sim.scenario.numbers`) for a column while it has that content; then the number is the
    user's.
    """

    value: Figure | None = None
    digest: Text | None = None

    @model_validator(mode="after")
    def _of_one(self) -> "Known":
        column = COLUMN in self.key
        if self.digest is not None and (not column or WILD.search(self.key)):
            raise ValueError("digest: is that of one column of a file, NAME/communes.csv:gps")
        if self.value is not None and column:
            raise ValueError("value: a column of a file has many; write its digest")
        return self


NO_SOURCE: Final[Worded] = {"en": "no source given", "fr": "sans source"}


class Number(NamedTuple):
    """One number of a file (or one column of a data file: no value). `key` is its place in the configuration.
    `source`: of a number of a user's, what the file says of where it comes from; else None. `known`: what the
    ledger of its territory says of it.
    """

    key: str
    value: int | float | None
    file: str
    source: Worded | None = None
    known: Entry | None = None


class Row(NamedTuple):
    """A number with its entry, or None where the ledger does not know it."""

    number: Number
    entry: Entry | None


def read_ledger(conf: Path) -> list[Entry]:
    """All entries of conf/parameters.yaml. Raises ScenarioError."""
    return _read(conf / "parameters.yaml", Entry)


def read_origins(territory: Document) -> list[Known]:
    """The entries of a territory's own ledger, if its file names one; the keys of columns as they are in the
    list of parameters, `territory/NAME/communes.csv:gps`. Raises ScenarioError.
    """
    name = territory.data.get(ORIGINS)
    if not isinstance(name, str):
        return []  # or something that its schema refuses
    path = territory.path.parent / name
    if not path.is_file():
        said = "write its path from the folder of the territory"
        raise ScenarioError(f"{territory.place(ORIGINS)}: there is no file {shown(path)}; {said}")
    return [
        entry.model_copy(update={"key": f"territory/{entry.key}"}) if COLUMN in entry.key else entry
        for entry in _read(path, Known)
    ]


def _read(path: Path, kind: type[E]) -> list[E]:
    entries: list[E] = []
    lines: dict[str, int] = {}
    for item, line in _items(path, kind):
        where = f"{shown(path)}, line {line}"
        entry = _entry(item, where, kind)
        if entry.key in lines:
            raise ScenarioError(
                f"{where}: {entry.key} has an entry already, on line {lines[entry.key]}; keep one"
            )
        lines[entry.key] = line
        entries.append(entry)
    return entries


def _items(path: Path, kind: type[Entry]) -> Iterator[tuple[Any, int]]:
    """Each entry of a file with its line; of a territory's own ledger also those of the short form."""
    for item, line in read_items(path):
        if kind is not Known:
            yield item, line
            continue
        try:
            yield from ((entry, line) for entry in list(spread(item, shipped_about)))
        except ValueError as error:
            raise ScenarioError(f"{shown(path)}, line {line}: {error}") from None


@cache
def shipped() -> "Speaking[Entry]":
    """The ledger that we ship."""
    return Speaking(read_ledger(data_root() / "conf"))


def shipped_about(key: str) -> dict[str, Any] | None:
    """What the ledger that we ship says of a number, but for the key; None where it does not know it."""
    entry = shipped().of(key)
    if entry is None:
        return None
    return entry.model_dump(exclude={"key", "note"}) | ({"note": entry.note} if entry.note else {})


def _entry(item: Any, where: str, kind: type[E]) -> E:
    try:
        entry = kind.model_validate(item)
    except ValidationError as error:
        said = "; ".join(
            ": ".join(filter(None, (".".join(key), what))) for key, what in faults(kind, error, item)
        )
        raise ScenarioError(f"{where}: {said}") from None
    if entry.status not in OURS:
        raise ScenarioError(f"{where}: {entry.key}: status should be {', '.join(OURS[:-1])} or {OURS[-1]}")
    if entry.low is not None and entry.high is not None and entry.low > entry.high:
        raise ScenarioError(f"{where}: {entry.key}: low {entry.low:g} lies above high {entry.high:g}")
    return entry


def rows(entries: Sequence[Entry], numbers: Sequence[Number]) -> list[Row]:
    """Each number with the entry that speaks for it: of those that match, the one with the fewest
    wildcards; that of its territory's ledger before all. A number of a user's has an entry of its own
    (``of_user``).
    """
    speaks = Speaking(entries)
    return [Row(number, _whose(number, number.known or speaks.of(number.key))) for number in numbers]


class Speaking(Generic[E]):
    """Which of some entries speaks for a key."""

    def __init__(self, entries: Iterable[E]) -> None:
        self.plain = {entry.key: entry for entry in entries}
        wild = (entry for entry in self.plain.values() if WILD.search(entry.key))
        self.wild = sorted(wild, key=lambda entry: (entry.key.count("**"), entry.key.count("*")))

    @property
    def entries(self) -> list[E]:
        """All of them."""
        return list(self.plain.values())

    def of(self, key: str) -> E | None:
        """The entry of that very key, or of those that match it the one with the fewest wildcards."""
        matching = (entry for entry in self.wild if pattern(entry.key).fullmatch(key))
        return self.plain.get(key) or next(matching, None)


def _whose(number: Number, entry: Entry | None) -> Entry | None:
    return entry if number.source is None else of_user(number.key, number.source, entry)


def of_user(key: str, source: Worded, entry: Entry | None) -> Entry:
    """The entry of a number that a user wrote: unit and range are those of the ledger, the source is not."""
    about = {"unit": "", "low": None, "high": None} if entry is None else entry.model_dump(include=ABOUT)
    return Entry(key=key, status="user", source=source, **about)


def outside(value: float, entry: Entry) -> bool:
    """Whether a value lies outside the range of an entry."""
    return (entry.low is not None and value < entry.low) or (entry.high is not None and value > entry.high)


@cache
def pattern(key: str) -> re.Pattern[str]:
    """A key as a regular expression; `a.**` also stands for what lies directly under a."""
    parts = re.split(r"(\*\*|\*)", key)
    meaning = {"**": r".+", "*": r"[^.:/]+"}
    return re.compile("".join(meaning.get(part) or re.escape(part) for part in parts))
