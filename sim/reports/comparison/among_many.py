"""Which differences stand out where many are looked at together."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.special import stdtr, stdtrit

from sim.outcomes.periods.intervals import CONFIDENCE
from sim.reports.comparison.compared import Row

CHANCE: Final = 1 - CONFIDENCE  # the expected share of chance among those that stand out


def clear_among_many(rows: Sequence[Row]) -> list[bool]:
    """Which rows are clear though so many are looked at: of those, one in
    twenty is expected to be chance (Benjamini and Hochberg, 1995), not one in twenty of all.
    """
    chances = np.array(list(map(_chance, rows)))
    order = np.argsort(chances)
    below = chances[order] <= CHANCE * np.arange(1, len(order) + 1) / max(1, len(order))
    last = int(np.flatnonzero(below)[-1]) + 1 if below.any() else 0
    clear = np.zeros(len(order), dtype=np.bool_)
    clear[order[:last]] = True
    return clear.tolist()


def _chance(row: Row) -> float:
    """How often a difference as large comes of chance alone (Student, both sides); 1 where its interval does
    not tell: one pair, or counts that happen to differ alike in all.
    """
    half = (row.high - row.low) / 2
    if not row.has_interval or half <= 0:
        return 1.0
    error = half / stdtrit(row.freedom, 0.5 + CONFIDENCE / 2)
    return float(2 * stdtr(row.freedom, -abs(row.difference) / error))
