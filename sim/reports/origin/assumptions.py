"""The measures of each scenario in words, and the numbers behind the model with what each is worth (the
ledger).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sim.reports.comparison.study import Study
from sim.reports.reading.focus import own_measures, removed_measures
from sim.reports.reading.parameter import leaves
from sim.reports.reading.runs import Run
from sim.reports.words import Words
from sim.reports.words.numbers import plain
from sim.scenario.ledger import Entry, pattern
from sim.schema.languages import in_language

STATUSES: Final = ("assumed", "calibrated", "computed", "found")  # the least sure first
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
    """One entry of the ledger, with the values that the configuration has under its key, in words."""

    entry: Entry
    value: str
    range: str
    unit: str
    status: str
    source: str
    note: str


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


def _line(name: str, plan: Any, mark: str, said: Words) -> MeasureLine:
    if isinstance(plan, Mapping) and len(plan) == 1 and isinstance(next(iter(plan.values())), Mapping):
        kind, inner = next(iter(plan.items()))
        return MeasureLine(name, said.name(said.measures, str(kind)), _plan(inner, said), mark)
    return MeasureLine(name, name.replace("_", " "), _plan(plan, said), mark)


def _plan(plan: Any, said: Words) -> str:
    """``{doctors: 3, by: 2025-10-01}`` → ``doctors 3, by 2025-10-01``; what is not set is left out."""
    told = []
    for path, value in leaves({"_": plan}, whole_lists=True):
        if value is None or value in ("", []):
            continue
        name = " · ".join(said.name(said.plans, key) for key in path.split(".")[1:])
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
    """The entries of the ledger with their values in the runs, the least sure first, then by key.

    Entries of data files (``file.csv:column``) have no value here.
    """
    values: dict[str, list[Any]] = {}
    for run in runs:
        for path, value in leaves(run.config):
            values.setdefault(path, []).append(value)
    ordered = sorted(entries, key=lambda entry: (STATUSES.index(entry.status), entry.key))
    return [_assumption(entry, values, said) for entry in ordered]


def _assumption(entry: Entry, values: Mapping[str, list[Any]], said: Words) -> Assumption:
    paths = [entry.key] if entry.key in values else filter(pattern(entry.key).fullmatch, values)
    found = dict.fromkeys(value for path in paths for value in values[path] if value is not None)
    known = entry.low is not None and entry.high is not None
    ends = " – ".join(_text(end, said, entry.unit) for end in (entry.low, entry.high))
    plausible = ends if known else "–"
    return Assumption(
        entry,
        value=_several(list(found), said, entry.unit),
        range=plausible,
        unit=said.unit(entry.unit),
        status=said.name(said.statuses, entry.status).lower(),
        source=in_language(entry.source, said.lang),
        note=in_language(entry.note, said.lang),
    )


def _several(values: Sequence[Any], said: Words, unit: str) -> str:
    if len(values) > MOST_VALUES and all(isinstance(value, int | float) for value in values):
        return f"{_text(min(values), said, unit)} … {_text(max(values), said, unit)}"
    return ", ".join(_text(value, said, unit) for value in values[:MOST_VALUES]) or "–"
