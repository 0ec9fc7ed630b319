"""What the same need became in the baseline and in a scenario: traced needs, found again in the other run.

A need is the same if replication, commune, resident and occurrence are (``sim.outcomes.storage.trace``).
Needs that arise by themselves arise at the same moment in both; a return of the chronically ill may come
on another day, or not at all before the end, since it depends on when they were last seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow.parquet as pq

from sim.outcomes.counting.source import WHOLE
from sim.reports.reading.endings import grouped, in_order
from sim.reports.reading.queries import query
from sim.reports.reading.runs import Run
from sim.vocabulary.vocabulary import Vocabulary


@dataclass(frozen=True)
class Diversion:
    """``matrix``: needs by group of outcomes in the baseline (rows) and in the scenario (columns).

    ``lost`` needs of the baseline and ``gained`` needs of the scenario have no counterpart; they are not in
    the matrix.
    """

    matrix: pd.DataFrame
    lost: int
    gained: int
    since: date

    @property
    def matched(self) -> int:
        """Needs found in both."""
        return int(self.matrix.to_numpy().sum())

    @property
    def changed(self) -> int:
        """Of those, the needs that ended otherwise."""
        same = [self.matrix.loc[group, group] for group in self.matrix.index if group in self.matrix.columns]
        return self.matched - sum(map(int, same))


def diversion(
    baseline: Run, scenario: Run, places: Sequence[str], since: date | None = None
) -> dict[str, Diversion]:
    """The matrix of each place, for the needs that arose from ``since`` on.

    ``since`` is by default the first day on which the supply of the two differs. A place is missing where
    one of the runs holds no trace (or an earlier program's), or none of its needs is found again.
    """
    if not all(run.has("trace") and _says_when(run) for run in (baseline, scenario)):
        return {}
    since = since or first_difference(baseline, scenario)
    both = sorted({*baseline.manifest.complete} & {*scenario.manifest.complete})  # one may have more
    counts = pd.concat([_ends(baseline, scenario, replication, since) for replication in both])
    vocabulary = baseline.manifest.vocabulary
    matrices = {
        place: _matrix(counts if place == WHOLE else counts[counts["commune"] == place], since, vocabulary)
        for place in places
    }
    return {place: made for place, made in matrices.items() if made is not None}


def _says_when(run: Run) -> bool:
    return "arose" in pq.read_schema(run.files("trace")[0]).names


def _ends(baseline: Run, scenario: Run, replication: int, since: date) -> pd.DataFrame:
    """How the needs of a replication ended in both runs: commune, was, is_now (None where a run lacks the
    need), n. Where it has a need, the baseline says when it arose.
    """
    vocabulary = baseline.manifest.vocabulary
    return query(
        f"""SELECT commune, {grouped("before.outcome", vocabulary)} AS was,
                   {grouped("after.outcome", vocabulary)} AS is_now, count(*) AS n
            FROM before FULL JOIN after USING (commune, resident, occurrence)
            WHERE coalesce(before.arose, after.arose) >= $since GROUP BY ALL""",
        {"since": since},
        before=[str(baseline.file("trace", replication))],
        after=[str(scenario.file("trace", replication))],
    )


def _matrix(counts: pd.DataFrame, since: date, vocabulary: Vocabulary) -> Diversion | None:
    both = counts.dropna(subset=["was", "is_now"])
    if both.empty:
        return None
    matrix = both.pivot_table(index="was", columns="is_now", values="n", aggfunc="sum", fill_value=0)
    matrix = matrix.loc[in_order(matrix.index, vocabulary), in_order(matrix.columns, vocabulary)].astype(int)
    lost = int(counts.loc[counts["is_now"].isna(), "n"].sum())
    gained = int(counts.loc[counts["was"].isna(), "n"].sum())
    return Diversion(matrix, lost, gained, since)


def first_difference(baseline: Run, scenario: Run) -> date:
    """The first day on which their supply differs, in any replication; the start if events do not tell."""
    start = baseline.manifest.start
    if not (baseline.has("events") and scenario.has("events")):
        return start
    found = query(
        """WITH mine AS (SELECT replication, date, event, entity FROM before),
                theirs AS (SELECT replication, date, event, entity FROM after)
           SELECT min(date) AS day FROM (
                (FROM mine EXCEPT ALL FROM theirs) UNION ALL (FROM theirs EXCEPT ALL FROM mine))""",
        {},
        before=baseline.files("events"),
        after=scenario.files("events"),
    )
    day = found["day"].iloc[0]
    return start if pd.isna(day) else max(day.date(), start)
