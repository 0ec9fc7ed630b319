"""What the same need became in the baseline and in a scenario: traced needs, found again in the other run.

A need is the same if replication, commune, resident and occurrence are (``sim.outcomes.storage.tables``).
Needs that
arise by themselves have the same first moment in both; a return of the chronically ill may come on another
day, or not at all before the end, since it depends on when they were last seen.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.outcomes.counting.source import WHOLE
from sim.outcomes.storage.dictionary_columns import Coded, coded, ranks
from sim.reports.endings import groups_of
from sim.reports.queries import connect
from sim.reports.runs import Run
from sim.vocabulary.time import DAY

THREADS: Final = 2  # that read files side by side
Ints = NDArray[np.int64]
_End = tuple[
    str, str | None, str | None
]  # a commune; an end in the baseline, in the scenario: None if it lacks it


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
    second = DAY * (since - baseline.first_day).days
    both = sorted({*baseline.manifest.complete} & {*scenario.manifest.complete})  # one may have more
    ends: Counter[_End] = Counter()
    with ThreadPoolExecutor(THREADS) as pool:  # the files' columns are unpacked outside Python
        for found in pool.map(lambda number: _ends(baseline, scenario, number, second), both):
            ends.update(found)
    counts = pd.DataFrame([(*end, n) for end, n in ends.items()], columns=["commune", "was", "is_now", "n"])
    matrices = {place: _matrix(_at(counts, place), since) for place in places}
    return {place: made for place, made in matrices.items() if made is not None}


class _Traced(NamedTuple):
    """The traced needs of one replication."""

    commune: Ints
    resident: Ints
    occurrence: Ints
    first_moment: Ints
    outcome: Coded

    @classmethod
    def read(cls, run: Run, replication: int, communes: Sequence[str]) -> "_Traced":
        columns = ("commune", "resident", "occurrence", "first_moment", "outcome")
        table = run.table("trace", columns, replication, ("commune", "outcome"))
        resident, occurrence, moment = (table[name].to_numpy() for name in columns[1:-1])
        return cls(ranks(table["commune"], communes), resident, occurrence, moment, coded(table["outcome"]))

    def keys(self, residents: int, occurrences: int) -> Ints:
        """A number for each need, where there are at most so many ranks and occurrences."""
        return (self.commune * residents + self.resident) * occurrences + self.occurrence


def _ends(baseline: Run, scenario: Run, replication: int, since: int) -> "Counter[_End]":
    """How the needs of a replication that arose from the second ``since`` on ended in both runs.

    Where it has a need, the baseline says when it arose.
    """
    communes = list(baseline.manifest.communes)
    before, after = (_Traced.read(run, replication, communes) for run in (baseline, scenario))
    if not (len(before.commune) and len(after.commune)):
        return Counter()
    found, gained = _matched(before, after)
    late, late_gained = before.first_moment >= since, gained & (after.first_moment >= since)
    was_words, now_words = (*before.outcome.words, None), (*after.outcome.words, None)
    now = np.append(after.outcome.codes, len(now_words) - 1)  # that of no need stands last, where -1 finds it
    commune = np.concatenate([before.commune[late], after.commune[late_gained]])
    was = np.concatenate([before.outcome.codes[late], np.full(late_gained.sum(), len(was_words) - 1)])
    is_now = np.concatenate([now[found[late]], now[:-1][late_gained]])
    counts = np.bincount((commune * len(was_words) + was) * len(now_words) + is_now)
    ends: Counter[_End] = Counter()
    groups = groups_of(baseline.vocabulary)
    for cell in np.flatnonzero(counts).tolist():
        rest, to = divmod(cell, len(now_words))
        at, out_of = divmod(rest, len(was_words))
        end = (communes[at], _group(was_words[out_of], groups), _group(now_words[to], groups))
        ends[end] += int(counts[cell])
    return ends


def _matched(before: _Traced, after: _Traced) -> tuple[Ints, NDArray[np.bool_]]:
    """Of each need of the baseline its row in the scenario, or -1; of each of the scenario whether the
    baseline lacks it.
    """
    n = len(before.commune)
    size = [
        int(max(mine.max(), other.max())) + 1 for mine, other in zip(before[1:3], after[1:3], strict=True)
    ]
    keys = np.concatenate([before.keys(*size), after.keys(*size)])
    order = np.argsort(keys, kind="stable")  # quick, since the store holds either part in this order
    same = np.flatnonzero(keys[order[1:]] == keys[order[:-1]])  # the baseline's; the scenario's comes next
    rows = order[same + 1] - n
    found = np.full(n, -1)
    found[order[same]] = rows
    gained = np.ones(len(after.commune), dtype=np.bool_)
    gained[rows] = False
    return found, gained


def _group(outcome: str | None, groups: Mapping[str, str]) -> str | None:
    return None if outcome is None else groups.get(outcome, outcome)


def _at(counts: pd.DataFrame, place: str) -> pd.DataFrame:
    """The counts of one commune, or the sums over all."""
    here = counts if place == WHOLE else counts[counts["commune"] == place]
    return here.groupby(["was", "is_now"], dropna=False)[["n"]].sum().reset_index()


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
