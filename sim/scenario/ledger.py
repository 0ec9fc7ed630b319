"""The parameter ledger: where every number comes from (conf/parameters.yaml).

An entry speaks for the numbers its key matches: a dotted path of the configuration, in which `*` stands
for one part and `**` for any number of parts; or `file.csv:column`, relative to conf/.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from pydantic import ValidationError

from sim.scenario.errors import ScenarioError
from sim.scenario.origin import Key, leaves
from sim.scenario.reader import read, read_items, shown
from sim.scenario.sources import GROUPS, Sources
from sim.schema.faults import faults
from sim.schema.languages import Bilingual
from sim.schema.types import Number as Figure
from sim.schema.types import Plain, Text, is_number

Status = Literal["found", "computed", "assumed", "calibrated"]
WILD: Final = re.compile(r"\*\*|\*")


class Entry(Plain):
    """What is known of the numbers that `key` matches. `low` and `high`: the plausible range, for
    sensitivity analysis.
    """

    key: Text
    unit: str
    low: Figure | None
    high: Figure | None
    status: Status
    source: Bilingual
    note: Bilingual = ""


class Number(NamedTuple):
    """One number of a file we ship (or one column of a data file: no value). `key` is its place in the
    configuration.
    """

    key: str
    value: int | float | None
    file: str


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
    if entry.low is not None and entry.high is not None and entry.low > entry.high:
        raise ScenarioError(f"{where}: {entry.key}: low {entry.low:g} lies above high {entry.high:g}")
    return entry


def rows(entries: Sequence[Entry], numbers: Sequence[Number]) -> list[Row]:
    """Each number with the entry that speaks for it: of those that match, the one with the fewest
    wildcards.
    """
    plain = {entry.key: entry for entry in entries}
    wild = sorted(
        (e for e in entries if WILD.search(e.key)), key=lambda e: (e.key.count("**"), e.key.count("*"))
    )
    return [Row(number, plain.get(number.key) or _first(wild, number.key)) for number in numbers]


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
    None).
    """
    found: list[Number] = []
    for group in GROUPS:
        for path in sources.files[group].values():
            document = read(path)
            found += _of_block(document.data, (group,), document.label)
    for path in sources.files["territory"].values():
        document = read(path)
        lifted = {key: value for key, value in document.data.items() if key in (*GROUPS, "measures")}
        own = {key: value for key, value in document.data.items() if key not in lifted}
        found += _of_block(own, ("territory",), document.label)
        found += _of_block(lifted, (), document.label)
    for path in sorted(sources.conf.rglob("*.csv")):
        found += _columns(path, sources.conf)
    for name, path in sources.files["scenario"].items():
        if scenarios is None or name in scenarios:
            document = read(path)
            found += _of_block(document.data, (), document.label)
    return found


def _of_block(block: Mapping[str, Any], mount: Key, file: str) -> list[Number]:
    return [Number(".".join(path), value, file) for path, value in leaves(block, mount) if is_number(value)]


def _columns(path: Path, conf: Path) -> list[Number]:
    """The columns of a data file, by its header (`;` or `,` between names)."""
    with path.open(encoding="utf-8-sig") as file:
        header = file.readline().strip()
    names = header.split(";" if ";" in header else ",")
    name = path.relative_to(conf).as_posix()
    return [Number(f"{name}:{column.strip().strip(chr(34))}", None, shown(path)) for column in names]
