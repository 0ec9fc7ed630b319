"""What the same need became in the baseline and in a scenario: traced needs found again by who, what and how
often.

A need is the same if replication, commune, resident and occurrence are (``sim.outcomes.tables``). Needs that
arise by themselves have the same first moment in both; a return of the chronically ill may come on another
day, or not at all before the end, since it depends on when they were last seen.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import duckdb
import pandas as pd

from sim.reports.endings import grouped
from sim.reports.runs import Run
from sim.reports.series import here

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


def diversion(baseline: Run, scenario: Run, place: str, since: date | None = None) -> Diversion | None:
    """The matrix for the needs of one place that arose from ``since`` on (by default from the first day on
    which the supply of the two differs); None if one of them holds no trace, or none of the needs is found
    again.
    """
    if not (baseline.has("trace") and scenario.has("trace")):
        return None
    since = since or first_difference(baseline, scenario)
    condition, parameters = here(place)
    moment = 86_400 * (since - baseline.first_day).days
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        _shared(connection, baseline, scenario)
        for name, run in (("before", baseline), ("after", scenario)):
            connection.register(f"{name}_trace", connection.read_parquet(run.files("trace")))
            kept = f"{condition} AND replication IN (SELECT replication FROM shared)"
            connection.execute(
                f"""CREATE TABLE {name} AS SELECT {KEY}, first_moment, {grouped("outcome")} AS ending
                    FROM {name}_trace WHERE {kept}""",
                parameters,
            )
        counts = connection.execute(
            f"""SELECT before.ending AS was, after.ending AS is_now, count(*) AS n
                FROM before FULL JOIN after USING ({KEY})
                WHERE COALESCE(before.first_moment, after.first_moment) >= ? GROUP BY ALL ORDER BY ALL""",
            [moment],
        ).df()
    return _matrix(counts, since)


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
    """The first day on which the supply of the two differs, in any replication; the start if events do not
    tell.
    """
    if not (baseline.has("events") and scenario.has("events")):
        return baseline.start
    with duckdb.connect() as connection:
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
