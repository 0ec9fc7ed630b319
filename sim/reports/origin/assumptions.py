"""The measures of each scenario in words, and the numbers behind the model with whose they are: ours, with
what each is worth (the ledger), or the user's, with where they were written.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sim.reports.comparison.study import Study
from sim.reports.reading.focus import own_measures, removed_measures
from sim.reports.reading.parameter import dotted_leaves
from sim.reports.reading.runs import Run
from sim.reports.words import Words
from sim.reports.words.numbers import plain
from sim.scenario.ledger import COLUMN, OURS, Entry, Number, Speaking, of_user, outside, rows
from sim.scenario.origin import COMMAND_LINE, leaves
from sim.scenario.whose import Own
from sim.schema.languages import in_language
from sim.schema.types import is_number

STATUSES: Final = ("user", "unknown", *OURS)  # the least sure first
YEAR: Final = "year"  # the unit of a year of birth, which is no quantity
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_VALUES: Final = 6  # values of a pattern that are listed; more are told as a range


@dataclass(frozen=True)
class MeasureLine:
    """One measure of one scenario in words; ``mark``: whether the baseline has it too."""

    name: str
    what: str
    plan: str
    mark: str


@dataclass(frozen=True)
class Assumption:
    """Numbers of one origin with their values, in words: those of one entry of the ledger, or one that a user
    wrote. ``outside``: that it lies outside the plausible range.
    """

    entry: Entry
    value: str
    range: str
    unit: str
    status: str
    source: str
    note: str
    outside: str = ""


def measures_of(study: Study, run: Run) -> list[MeasureLine]:
    """What is done in a scenario, its own measures first."""
    said = study.said
    everything = own_measures(run, None)
    if run is study.baseline:
        return [_line(name, plan, "", said) for name, plan in everything.items()]
    own, before = own_measures(run, study.baseline), own_measures(study.baseline, None)
    marks = {name: "changed_here" if name in before else "here_only" for name in own}
    marks |= {name: "inherited" for name in everything if name not in own}
    lines = [_line(name, everything[name], said.say(mark), said) for name, mark in marks.items()]
    removed = removed_measures(run, study.baseline)
    return [*lines, *(_line(name, plan, said.say("removed"), said) for name, plan in removed.items())]


def inherited(study: Study, run: Run) -> str:
    """What happens with and without a scenario, in short: each sort of measure, with its days."""
    said, own = study.said, own_measures(run, study.baseline)
    days: dict[str, list[str]] = {}
    for name, plan in own_measures(run, None).items():
        if name not in own and isinstance(plan, Mapping) and len(plan) == 1:
            kind, inner = next(iter(plan.items()))
            day = (inner or {}).get("on") if isinstance(inner, Mapping) else None
            found = days.setdefault(said.name(said.measures, str(kind)), [])
            found += [_text(day, said)] if day is not None else []
    told = (f"{what} ({', '.join(dict.fromkeys(on))})" if on else what for what, on in days.items())
    return said.listed(told)


def _line(name: str, plan: Any, mark: str, said: Words) -> MeasureLine:
    if isinstance(plan, Mapping) and len(plan) == 1 and isinstance(next(iter(plan.values())), Mapping):
        kind, inner = next(iter(plan.items()))
        return MeasureLine(name, said.name(said.measures, str(kind)), _plan(inner, said), mark)
    return MeasureLine(name, name.replace("_", " "), _plan(plan, said), mark)


def _plan(plan: Any, said: Words) -> str:
    """``{doctors: 3, by: 2025-10-01}`` → ``doctors 3, by 2025-10-01``; what is not set is left out."""
    told = []
    for path, value in dotted_leaves({"_": plan}, whole_lists=True):
        if value is None or value in ("", []):
            continue
        name = " · ".join(said.part(key) for key in path.split(".")[1:])
        parts = value if isinstance(value, list) else [value]
        told.append(f"{name} {', '.join(_text(part, said) for part in parts)}".strip())
    return said.listed(told)


def _text(value: Any, said: Words, unit: str = "") -> str:
    if unit == YEAR and isinstance(value, int | float):
        return str(int(value))
    if isinstance(value, bool):
        return said.say("yes" if value else "no")
    if isinstance(value, int | float):
        return plain(float(value), said)
    if isinstance(value, str) and DAY.fullmatch(value):
        return said.day(date.fromisoformat(value), "alone")
    return said.kinds.get(str(value)) or said.plans.get(str(value), str(value))


def assumptions(entries: Iterable[Entry], runs: Sequence[Run], said: Words) -> list[Assumption]:
    """Every number of the runs, the least sure first, then by key: those of an entry of the ledger together,
    those that a user wrote one by one, and what a measure has that the ledger does not know.

    Columns of the data files that the runs read have no value here.
    """
    read = [entry for entry in entries if _is_read(entry, runs)]
    held: dict[str, tuple[Entry, list[Any]]] = {repr(entry): (entry, []) for entry in read}
    numbers = [{".".join(at): n for at, n in leaves(run.config) if is_number(n)} for run in runs]
    for run, values in zip(runs, numbers, strict=True):
        of_territory = Speaking(run.manifest.origins)
        wanted = [Number(key, None, "", None, of_territory.of(key)) for key in values]
        known = {number.key: entry for number, entry in rows(read, wanted)}
        columns = (each for each in run.manifest.origins if COLUMN in each.key)
        for column in columns:
            held.setdefault(repr(column), (column, []))
        for key, value in values.items():
            own, entry = run.manifest.own_values.get(key), known[key]
            if own is not None:
                entry = of_user(key, _whose(own, said), entry)
            elif entry is None and key.startswith("measures."):
                entry = Entry(key=key, unit="", low=None, high=None, status="unknown", source="–")
            if entry is not None:
                held.setdefault(repr(entry), (entry, []))[1].append(value)
    listed = [(entry, values) for entry, values in held.values() if values or COLUMN in entry.key]
    listed.sort(key=lambda each: (STATUSES.index(each[0].status), each[0].key))
    return [_assumption(entry, list(dict.fromkeys(values)), said) for entry, values in listed]


def _is_read(entry: Entry, runs: Sequence[Run]) -> bool:
    """Whether the runs may read what an entry speaks of: not a file of a territory that is not theirs."""
    file, column, _ = entry.key.partition(":")
    if not column or not file.startswith("territory/"):
        return True
    return any(
        f"territory/{value}" == file and ".".join(("territory", *path)) not in run.manifest.own_values
        for run in runs
        for path, value in leaves(run.config.get("territory") or {})
    )


def _whose(own: Own, said: Words) -> str:
    """The source that a user gives, and the file where they wrote it; or the command line."""
    if own.writer == COMMAND_LINE:
        return said.say("command_line")
    return said.say(
        "written_in",
        source=in_language(own.source, said.lang).strip() or said.say("no_source"),
        file=own.writer,
    )


def _assumption(entry: Entry, values: Sequence[Any], said: Words) -> Assumption:
    known = entry.low is not None and entry.high is not None
    ends = " – ".join(_text(end, said, entry.unit) for end in (entry.low, entry.high))
    strange = entry.status == "user" and any(outside(value, entry) for value in values)
    return Assumption(
        entry,
        value=_several(values, said, entry.unit),
        range=ends if known else "–",
        unit=said.unit(entry.unit),
        status=said.name(said.statuses, entry.status).lower(),
        source=in_language(entry.source, said.lang),
        note=in_language(entry.note, said.lang),
        outside=said.say("outside_range") if strange else "",
    )


def _several(values: Sequence[Any], said: Words, unit: str) -> str:
    if len(values) > MOST_VALUES and all(isinstance(value, int | float) for value in values):
        return f"{_text(min(values), said, unit)} … {_text(max(values), said, unit)}"
    return ", ".join(_text(value, said, unit) for value in values[:MOST_VALUES]) or "–"


@dataclass(frozen=True)
class Change:
    """What a user changed: the key, what we ship, the value (or values) in its place, and whose it is."""

    key: str
    default: str
    value: str
    whose: str


def changes(runs: Sequence[Run], said: Words) -> list[Change]:
    """What differs from what we ship, by key. A block of which we ship nothing (a measure, a territory) is
    one line.
    """
    found: dict[tuple[str, str, str], list[str]] = {}
    for run in runs:
        values = {".".join(path): value for path, value in leaves(run.config)}
        mine = run.manifest.own_values
        blocks = Counter(own.block for own in mine.values())
        for key, own in mine.items():
            if key in values and not own.block and values[key] == own.default:
                continue  # written by a user, and the same
            at = own.block or key
            whole = at if own.block and own.block != key else ""
            text = _block(whole, blocks[at], run, said) if whole else _told(values.get(key), said)
            told = found.setdefault((at, _told(own.default, said), _whose(own, said)), [])
            if text not in told:
                told.append(text)
    return [
        Change(key, default, ", ".join(told), whose) for (key, default, whose), told in sorted(found.items())
    ]


def _block(key: str, values: int, run: Run, said: Words) -> str:
    """A block that is new: a measure in words, anything else by how many values it has."""
    top, _, name = key.partition(".")
    if top == "measures" and name in own_measures(run, None):
        line = _line(name, own_measures(run, None)[name], "", said)
        return said.pair(line.what, line.plan) if line.plan else line.what
    return said.say("values", n=values)


def _told(value: Any, said: Words) -> str:
    """A value, or a whole block by how many it holds; nothing is a dash."""
    if isinstance(value, Mapping | list):
        return said.say("values", n=sum(1 for _ in leaves(value)))
    return "–" if value is None else _text(value, said)
