"""Where a scenario acts: the communes a planner asks about first.

They are found through what the scenario's own measures name (a site, a doctor, a counter, a commune) and the
changes of supply that mention it; where that finds nothing, through the changes of supply that the baseline
does not have.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from sim.reports.reading.parameter import dotted_leaves
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
    baseline = runs[0] if len(runs) > 1 else None
    concerned: Counter[str] = Counter()
    for run in runs[1:] or runs:
        measures = own_measures(run, baseline)
        if baseline is None:
            concerned += _mentioned([run], measures)
        else:
            measures |= removed_measures(run, baseline)
            concerned += _mentioned([run, baseline], measures) or _differing(run, baseline)
    return sorted(concerned, key=lambda commune: (-concerned[commune], commune))[:MOST_COMMUNES]


def acts_everywhere(runs: Sequence[Run]) -> bool:
    """Whether no measure of the scenarios names a place, a site, a doctor or a service: the whole territory
    is asked about first. The baseline is the first run; a run on its own is shown where it acts.
    """
    baseline = runs[0]
    for run in runs[1:]:
        measures = own_measures(run, baseline) | removed_measures(run, baseline)
        if _mentioned([run, baseline], measures):
            return False
    return len(runs) > 1


def _mentioned(runs: Sequence[Run], measures: Mapping[str, Any]) -> Counter[str]:
    """Communes of the changes of supply whose site, entity or commune the measures name, with how many."""
    words = {value for _, value in dotted_leaves({"measures": measures}) if isinstance(value, str)}
    found: Counter[str] = Counter()
    for run in runs:
        changes = _changes(run, "site", "entity")
        changes["name"] = changes["commune"].map(run.manifest.communes)
        named = changes[["site", "entity", "commune", "name"]].isin(words).any(axis=1)
        found.update(changes.loc[named, "commune"])
    return found


def _differing(run: Run, baseline: Run) -> Counter[str]:
    """Communes with changes of supply that only one of the two has, with how many."""
    both = pd.concat([_changes(each, "entity") for each in (run, baseline)])
    return Counter(both.drop_duplicates(keep=False)["commune"])


def _changes(run: Run, *columns: str) -> pd.DataFrame:
    """The distinct changes of supply: commune, date, event, then the columns asked for."""
    wanted = ["commune", "date", "event", *columns]
    if not run.has("events"):
        return pd.DataFrame(columns=wanted)
    return run.query(
        "events", f"SELECT DISTINCT {', '.join(wanted)} FROM this WHERE commune NOT IN ('', '*')"
    )
