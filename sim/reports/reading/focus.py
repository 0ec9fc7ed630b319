"""Where a scenario acts: the communes a planner asks about first.

They are found through what the scenario's own measures name (a site, a doctor, a counter, a commune) and the
changes of supply that mention it; where that finds nothing, through the changes of supply that the baseline
does not have.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sim.reports.reading.runs import Run

MOST_COMMUNES: Final = 3


def own_measures(run: Run, baseline: Run | None) -> dict[str, Any]:
    """The measures that a run has and the baseline has not, or otherwise; all, without a baseline."""
    mine = _measures(run)
    theirs = _measures(baseline) if baseline is not None else {}
    return {name: plan for name, plan in mine.items() if theirs.get(name) != plan}


def removed_measures(run: Run, baseline: Run) -> dict[str, Any]:
    """The measures of the baseline that the run does not have."""
    mine = _measures(run)
    return {name: plan for name, plan in _measures(baseline).items() if name not in mine}


def _measures(run: Run) -> dict[str, Any]:
    measures = run.config.get("measures") or {}
    if not isinstance(measures, Mapping):
        return {}
    return {str(name): plan for name, plan in measures.items() if plan is not None}


def focus_communes(runs: Sequence[Run]) -> list[str]:
    """INSEE codes of the communes where the scenarios act, at most three, the most concerned first.

    The baseline is the first run; a run on its own is asked for all its measures. None where the runs are
    counted by something coarser (``run.grain``).
    """
    if any(run.manifest.grain != "commune" for run in runs):
        return []
    concerned: dict[str, int] = {}
    for run in runs[1:] or runs:
        baseline = runs[0] if len(runs) > 1 else None
        measures = own_measures(run, baseline)
        if baseline is not None:
            measures |= removed_measures(run, baseline)
        sources = [run] if baseline is None else [run, baseline]
        words = set(_words(measures))
        found = _mentioned(sources, words) or (_differing(run, baseline) if baseline is not None else {})
        for commune, n in found.items():
            concerned[commune] = concerned.get(commune, 0) + n
    return sorted(concerned, key=lambda commune: (-concerned[commune], commune))[:MOST_COMMUNES]


def _words(value: Any) -> Iterator[str]:
    """Every text that stands in a plan, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _words(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _words(part)


def _mentioned(runs: Sequence[Run], words: set[str]) -> dict[str, int]:
    """Communes of the changes of supply whose site or entity is one of the words, with how many there are."""
    found: dict[str, int] = {}
    for run in runs:
        for commune, changes in _changes(run, ("site", "entity")).items():
            n = sum(
                1
                for _, _, *named in changes
                if words & {*named, commune, run.manifest.communes.get(commune, "")}
            )
            if n:
                found[commune] = found.get(commune, 0) + n
    return found


def _differing(run: Run, baseline: Run) -> dict[str, int]:
    """Communes with changes of supply that only one of the two has, with how many."""
    mine, theirs = _changes(run, ("entity",)), _changes(baseline, ("entity",))
    differing = {name: len(mine.get(name, set()) ^ theirs.get(name, set())) for name in {*mine, *theirs}}
    return {commune: n for commune, n in sorted(differing.items()) if n}


def _changes(run: Run, columns: Sequence[str]) -> dict[str, set[tuple[str, ...]]]:
    """By commune, the distinct changes (day, event, then the columns asked for)."""
    if not run.has("events"):
        return {}
    chosen = ", ".join(f"COALESCE(CAST({column} AS VARCHAR), '') AS {column}" for column in columns)
    frame = run.query(
        "events",
        f"""SELECT DISTINCT CAST(commune AS VARCHAR) AS commune, CAST(date AS VARCHAR) AS day,
                   CAST(event AS VARCHAR) AS event, {chosen}
            FROM this WHERE commune IS NOT NULL AND CAST(commune AS VARCHAR) NOT IN ('', '*')""",
    )
    found: dict[str, set[tuple[str, ...]]] = {}
    for commune, *change in frame.itertuples(index=False):
        found.setdefault(str(commune), set()).add(tuple(str(part) for part in change))
    return found
