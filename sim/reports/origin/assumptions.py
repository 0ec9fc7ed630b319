"""The measures of each scenario in words, and the numbers behind the model with what each is worth (the
ledger).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from sim.reports.comparison.study import Study
from sim.reports.reading.focus import own_measures, removed_measures
from sim.reports.reading.parameter import leaves
from sim.reports.reading.runs import Run
from sim.reports.words import Words
from sim.reports.words.numbers import number

STATUSES: Final = ("assumed", "calibrated", "computed", "found")  # the least sure first
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
    """One entry of the ledger, with the values that the configuration has under its key."""

    key: str
    value: str
    unit: str
    range: str
    status: str
    source: str
    note: str


def measures_of(study: Study, run: Run) -> list[MeasureLine]:
    """What is done in a scenario, its own measures first."""
    said = study.said
    alone = len(study.runs) == 1 or run is study.baseline
    everything = own_measures(run, None)
    own = {} if alone else own_measures(run, study.baseline)
    before = own_measures(study.baseline, None)
    lines = []
    for name in [*own, *(name for name in everything if name not in own)]:
        mark = (
            ""
            if alone
            else "inherited"
            if name not in own
            else "changed_here"
            if name in before
            else "here_only"
        )
        lines.append(_line(name, everything[name], said.say(mark) if mark else "", said))
    removed = {} if alone else removed_measures(run, study.baseline)
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
        name = path.removeprefix("_").strip(".").replace("_", " ").replace(".", " · ")
        parts = value if isinstance(value, list) else [value]
        told.append(f"{name} {', '.join(_text(part, said) for part in parts)}".strip())
    return "; ".join(told)


def _text(value: Any, said: Words) -> str:
    if isinstance(value, bool):
        return said.say("yes" if value else "no")
    if isinstance(value, int | float):
        whole = float(value).is_integer()
        text = number(float(value), 0 if whole else 4, said)
        return text if whole else text.rstrip("0").rstrip(said.decimal)
    return str(value)


def assumptions(entries: Iterable[Mapping[str, Any]], runs: Sequence[Run], said: Words) -> list[Assumption]:
    """The entries of the ledger (``sim.scenario.ledger.Entry``, as mappings) with their values in the runs,
    the least sure first, then by key.

    An entry that brings its own ``value`` keeps it. Entries of data files (``file.csv:column``) have none
    here.
    """
    values: dict[str, list[Any]] = {}
    for run in runs:
        for path, value in leaves(run.config):
            held = values.setdefault(path, [])
            if value not in held:
                held.append(value)
    made = [_assumption(entry, values, said) for entry in entries]
    rank = {status: i for i, status in enumerate(STATUSES)}
    return sorted(made, key=lambda line: (rank.get(line.status, len(rank)), line.key))


def _assumption(entry: Mapping[str, Any], values: Mapping[str, list[Any]], said: Words) -> Assumption:
    key = str(entry["key"])
    given = entry.get("value")
    listed = values if "*" in key else {key: values[key]} if key in values else {}
    matched = (
        [given]
        if given is not None
        else [v for path, held in listed.items() if matches(key, path) for v in held]
    )
    low, high = (entry.get(end) for end in ("low", "high"))
    return Assumption(
        key=key,
        value=_several(matched, said),
        unit=str(entry.get("unit") or ""),
        range=f"{_text(low, said)} – {_text(high, said)}" if low is not None and high is not None else "–",
        status=str(entry.get("status", "")),
        source=str(entry.get("source") or ""),
        note=str(entry.get("note") or ""),
    )


def _several(values: Sequence[Any], said: Words) -> str:
    distinct = list(
        dict.fromkeys(value for value in values if value is not None and not isinstance(value, list | dict))
    )
    if len(distinct) > MOST_VALUES and all(isinstance(value, int | float) for value in distinct):
        return f"{_text(min(distinct), said)} … {_text(max(distinct), said)}"
    return ", ".join(_text(value, said) for value in distinct[:MOST_VALUES]) or "–"


def matches(pattern: str, path: str) -> bool:
    """Whether a ledger key stands for a path: ``*`` matches one part of it, ``**`` any number."""
    words, _, _ = pattern.partition("*")  # a path begins as it does, or it is none of them
    return path.startswith(words.rstrip(".")) and _match(pattern.split("."), path.split("."))


def _match(pattern: Sequence[str], path: Sequence[str]) -> bool:
    if not pattern:
        return not path
    if pattern[0] == "**":
        return any(_match(pattern[1:], path[i:]) for i in range(len(path) + 1))
    return bool(path) and fnmatchcase(path[0], pattern[0]) and _match(pattern[1:], path[1:])
