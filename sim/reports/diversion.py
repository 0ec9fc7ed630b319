"""What the same need became in the baseline and in a scenario: traced needs, found again in the other run.

A need is the same if replication, commune, resident and occurrence are (``sim.outcomes.tables``). Needs that
arise by themselves have the same first moment in both; a return of the chronically ill may come on another
day, or not at all before the end, since it depends on when they were last seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import duckdb
import pandas as pd

from sim.outcomes.catalogue import WHOLE
from sim.reports.endings import grouped
from sim.reports.queries import connect
from sim.reports.runs import Run

KEY: Final = "replication, commune, resident, occurrence"


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
        matrix = self.matrix.to_numpy()
        columns = list(self.matrix.columns)
        same = (matrix[i, columns.index(g)] for i, g in enumerate(self.matrix.index) if g in columns)
        return self.matched - int(sum(same))


def diversion(
    baseline: Run, scenario: Run, places: Sequence[str], since: date | None = None
) -> dict[str, Diversion]:
    """The matrix of each place, for the needs that arose from ``since`` on.

    ``since`` is by default the first day on which the supply of the two differs. A place is missing where one
    of
    the runs holds no trace, or none of its needs is found again.
    """
    if not (baseline.has("trace") and scenario.has("trace")):
        return {}
    since = since or first_difference(baseline, scenario)
    with connect() as connection:
        connection.execute("SET threads = 2")
        _shared(connection, baseline, scenario)
        counts = connection.execute(
            f"""SELECT commune, before.ending AS was, after.ending AS is_now, count(*) AS n
                FROM ({_traced(baseline)}) AS before FULL JOIN ({_traced(scenario)}) AS after USING ({KEY})
                WHERE COALESCE(before.first_moment, after.first_moment) >= ? GROUP BY ALL ORDER BY ALL""",
            [86_400 * (since - baseline.first_day).days],
        ).df()
    found = {place: _matrix(_at(counts, place), since) for place in places}
    return {place: made for place, made in found.items() if made is not None}


def _traced(run: Run) -> str:
    return f"""SELECT {KEY}, first_moment, {grouped("outcome")} AS ending
               FROM read_parquet({run.files("trace")!r}) WHERE replication IN (SELECT replication FROM
               shared)"""


def _at(counts: pd.DataFrame, place: str) -> pd.DataFrame:
    """The counts of one commune, or the sums over all."""
    here = counts if place == WHOLE else counts[counts["commune"] == place]
    return here.groupby(["was", "is_now"], dropna=False)[["n"]].sum().reset_index()


def _shared(connection: duckdb.DuckDBPyConnection, baseline: Run, scenario: Run) -> None:
    """The replications that both have: one may have been run further than the other."""
    connection.execute(
        f"""CREATE TABLE shared AS
            SELECT DISTINCT replication FROM read_parquet({baseline.files("trace")!r})
            INTERSECT SELECT DISTINCT replication FROM read_parquet({scenario.files("trace")!r})"""
    )


def _matrix(counts: pd.DataFrame, since: date) -> Diversion | None:
    both = counts.dropna(subset=["was", "is_now"])
    if both.empty:
        return None
    matrix = both.pivot(index="was", columns="is_now", values="n").fillna(0).astype(int)
    lost = int(counts.loc[counts["is_now"].isna(), "n"].sum())
    gained = int(counts.loc[counts["was"].isna(), "n"].sum())
    return Diversion(matrix, lost, gained, since)


def first_difference(baseline: Run, scenario: Run) -> date:
    """The first day on which their supply differs, in any replication; the start if events do not tell."""
    if not (baseline.has("events") and scenario.has("events")):
        return baseline.start
    with connect() as connection:
        files = (baseline.files("events"), scenario.files("events"))
        chosen = [
            f"SELECT replication, CAST(date AS DATE) AS day, event, entity FROM read_parquet({f!r})"
            for f in files
        ]
        before, after = chosen
        found = connection.execute(
            f"""SELECT min(day) FROM (
                    (({before}) EXCEPT ALL ({after})) UNION ALL (({after}) EXCEPT ALL ({before})))"""
        ).fetchone()
    day = found[0] if found else None
    return max(day, baseline.start) if day is not None else baseline.start
