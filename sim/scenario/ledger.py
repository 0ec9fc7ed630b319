"""The parameter ledger: where every number comes from (conf/parameters.yaml).

An entry speaks for the numbers its key matches: a dotted path of the configuration, in which `*` stands
for one part and `**` for any number of parts; or `file.csv:column`, relative to conf/.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from pydantic import ValidationError

from sim.scenario.errors import ScenarioError
from sim.scenario.open_places import PLACES, places_of
from sim.scenario.origin import Key, leaves
from sim.scenario.reader import Document, read, read_items, shown
from sim.scenario.sources import GROUPS, Sources
from sim.schema.faults import faults
from sim.schema.languages import Worded
from sim.schema.types import Bilingual, Plain, Text, is_number
from sim.schema.types import Number as Figure

Status = Literal["found", "computed", "assumed", "calibrated", "user", "unknown"]
OURS: Final = ("assumed", "calibrated", "computed", "found")  # what the ledger says, the least sure first
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
    note: Bilingual = ""


NO_SOURCE: Final[Worded] = {"en": "no source given", "fr": "sans source"}


class Number(NamedTuple):
    """One number of a file we ship (or one column of a data file: no value). `key` is its place in the
    configuration. `source`: of a number of a user's, what the file says of where it comes from; else None.
    """

    key: str
    value: int | float | None
    file: str
    source: Worded | None = None


class Row(NamedTuple):
    """A number with its entry, or None where the ledger does not know it."""

    number: Number
    entry: Entry | None


def read_ledger(conf: Path) -> list[Entry]:
    """All entries of conf/parameters.yaml. Raises ScenarioError."""
    path = conf / "parameters.yaml"
    entries: list[Entry] = []
    lines: dict[str, int] = {}
    for item, line in read_items(path):
        where = f"{shown(path)}, line {line}"
        entry = _entry(item, where)
        if entry.key in lines:
            raise ScenarioError(
                f"{where}: {entry.key} has an entry already, on line {lines[entry.key]}; keep one"
            )
        lines[entry.key] = line
        entries.append(entry)
    return entries


def _entry(item: Any, where: str) -> Entry:
    try:
        entry = Entry.model_validate(item)
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(key)}: {what}" for key, what in faults(Entry, error, item))
        raise ScenarioError(f"{where}: {said}") from None
    if entry.status not in OURS:
        raise ScenarioError(f"{where}: {entry.key}: status should be {', '.join(OURS[:-1])} or {OURS[-1]}")
    if entry.low is not None and entry.high is not None and entry.low > entry.high:
        raise ScenarioError(f"{where}: {entry.key}: low {entry.low:g} lies above high {entry.high:g}")
    return entry


def rows(entries: Sequence[Entry], numbers: Sequence[Number]) -> list[Row]:
    """Each number with the entry that speaks for it: of those that match, the one with the fewest
    wildcards. A number of a user's has an entry of its own (``of_user``).
    """
    plain = {entry.key: entry for entry in entries}
    wild = sorted(
        (e for e in entries if WILD.search(e.key)), key=lambda e: (e.key.count("**"), e.key.count("*"))
    )
    found = [Row(number, plain.get(number.key) or _first(wild, number.key)) for number in numbers]
    return [Row(number, _whose(number, entry)) for number, entry in found]


def _whose(number: Number, entry: Entry | None) -> Entry | None:
    return entry if number.source is None else of_user(number.key, number.source, entry)


def of_user(key: str, source: Worded, entry: Entry | None) -> Entry:
    """The entry of a number that a user wrote: unit and range are those of the ledger, the source is not."""
    about = {"unit": "", "low": None, "high": None} if entry is None else entry.model_dump(include=ABOUT)
    return Entry(key=key, status="user", source=source, **about)


def outside(value: float, entry: Entry) -> bool:
    """Whether a value lies outside the range of an entry."""
    return (entry.low is not None and value < entry.low) or (entry.high is not None and value > entry.high)


def _first(entries: Sequence[Entry], key: str) -> Entry | None:
    return next((entry for entry in entries if pattern(entry.key).fullmatch(key)), None)


@cache
def pattern(key: str) -> re.Pattern[str]:
    """A key as a regular expression; `a.**` also stands for what lies directly under a."""
    parts = re.split(r"(\*\*|\*)", key)
    meaning = {"**": r".+", "*": r"[^.:/]+"}
    return re.compile("".join(meaning.get(part) or re.escape(part) for part in parts))


def all_numbers(sources: Sources, scenarios: Sequence[str] | None = None) -> list[Number]:
    """Every number of conf/, of the territories and their data files, and of `scenarios` (all of them when
    None); those of the user's folder with the source that their file gives.
    """
    found: list[Number] = []
    for group in GROUPS:
        for path in sources.files[group].values():
            found += _of_block(read(path), (group,), sources)
    for path in sources.files["territory"].values():
        document = read(path)
        lifted = (*GROUPS, "measures")
        own = [key for key in document.data if key not in (*lifted, PLACES)]
        found += _of_block(document, ("territory",), sources, own)
        found += _of_block(document, (), sources, lifted)
        there = places_of(document)
        if there is not None:
            laid = {"territory": {PLACES: there.blocks}, "services": {"open": there.opened}}
            said = {"source": document.data.get("source")}
            found += _of_block(replace(there.page, data={**laid, **said}), (), sources, laid)
    for path in sorted(sources.conf.rglob("*.csv")):
        found += _columns(path, sources.conf)
    for name, path in sources.files["scenario"].items():
        if scenarios is None or name in scenarios:
            found += _of_block(read(path), (), sources)
    return found


def _with_file(source: Worded, file: str) -> Worded:
    """What a file says of where its numbers come from, and which file that is."""
    if isinstance(source, dict):
        return {lang: f"{text} ({file})" for lang, text in source.items()}
    return f"{source} ({file})"


def _of_block(
    document: Document, mount: Key, sources: Sources, keys: Collection[str] | None = None
) -> list[Number]:
    """The numbers of a file (under `keys` of its top alone), where they stand in the configuration."""
    block = {key: value for key, value in document.data.items() if keys is None or key in keys}
    source = None
    if not sources.ships(document.path):
        source = _with_file(document.data.get("source") or NO_SOURCE, document.label)
    return [
        Number(".".join(path), value, document.label, source)
        for path, value in leaves(block, mount)
        if is_number(value)
    ]


def _columns(path: Path, conf: Path) -> list[Number]:
    """The columns of a data file, by its header (`;` or `,` between names)."""
    with path.open(encoding="utf-8-sig") as file:
        header = file.readline().strip()
    names = header.split(";" if ";" in header else ",")
    name = path.relative_to(conf).as_posix()
    return [Number(f"{name}:{column.strip().strip(chr(34))}", None, shown(path)) for column in names]
