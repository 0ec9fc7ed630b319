"""What the same need became in two scenarios, from the traced residents."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sim.experiments.errors import ExperimentError
from sim.outcomes.storage.store import read_run
from sim.vocabulary.structure import Outcome

if TYPE_CHECKING:
    import pandas as pd  # costs a second: only where a table is made

KEY: Final = ["replication", "commune", "resident", "occurrence"]
ABSENT: Final = "absent"


def diversion(baseline: Path, scenario: Path) -> "pd.DataFrame":
    """Needs by outcome in the baseline (rows) and in the scenario (columns), over the replications both have.

    The same need is the same occurrence of the same clock of the same resident (``occurrence`` holds both).
    What follows from being seen or not may shift in time, so a need that exists in one run alone is counted
    under ``absent``. Raises ExperimentError if a run traced nobody.
    """
    import pandas as pd

    runs = [read_run(Path(folder)) for folder in (baseline, scenario)]
    both = sorted(set(runs[0].manifest.complete) & set(runs[1].manifest.complete))
    traces = []
    for run in runs:
        trace = run.table("trace", (*KEY, "outcome"), None, both).to_pandas()
        if trace.empty:
            raise ExperimentError(f"{run.run_id}: no resident was traced; run it with run.trace above 0")
        traces.append(trace)
    joined = traces[0].merge(traces[1], on=KEY, how="outer", suffixes=("_baseline", "_scenario"))
    before, after = (joined[f"outcome_{side}"].fillna(ABSENT) for side in ("baseline", "scenario"))
    matrix = pd.crosstab(before, after)
    order = [*(outcome.name.lower() for outcome in Outcome), ABSENT]
    matrix = matrix.reindex(index=order, columns=order, fill_value=0)
    matrix.index.name, matrix.columns.name = "baseline", "scenario"
    return matrix
