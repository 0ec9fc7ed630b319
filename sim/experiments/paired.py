"""Paired differences between two runs with common random numbers: the interval of luck, and the range over
plausible worlds (``sim.outcomes.periods.luck``).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.periods.intervals import interval
from sim.outcomes.periods.luck import spreads

Array = NDArray[np.float64]


class Difference(NamedTuple):
    """Means of both and of scenario − baseline, with its interval; NaN where there are too few pairs.

    ``freedom``: degrees of freedom of the interval; ``plausible_low`` … ``plausible_high``: range over the
    ``worlds`` in which the pairs live (one, the central one: no range).
    """

    baseline: float
    scenario: float
    difference: float
    low: float
    high: float
    pairs: int
    freedom: int = 0
    plausible_low: float = float("nan")
    plausible_high: float = float("nan")
    worlds: int = 1


Worlds = Sequence[int] | None  # that of each replication; None: all live in the central one


def paired(baseline: Array, scenario: Array, worlds: Worlds = None) -> Difference:
    """Of two ``[replication]`` arrays; pairs with a NaN are left out. One pair has no interval."""
    known = ~(np.isnan(baseline) | np.isnan(scenario))
    if not known.any():
        nan = float("nan")
        return Difference(_mean(baseline), _mean(scenario), nan, nan, nan, 0)
    some = (
        None if worlds is None else [world for world, is_known in zip(worlds, known, strict=True) if is_known]
    )
    (found,) = _together(baseline[None, known], scenario[None, known], some)
    return found


def paired_by_place(baseline: Array, scenario: Array, worlds: Worlds = None) -> list[Difference]:
    """``paired`` of every column of ``[replication, place]``; columns without NaN are worked on together."""
    whole = ~np.logical_or.reduce(np.isnan(baseline) | np.isnan(scenario), axis=0)
    # Replications are contiguous, so that their sums are those of `paired` to the last bit.
    before, after = (np.ascontiguousarray(values.T[whole]) for values in (baseline, scenario))
    together = iter(_together(before, after, worlds))
    return [
        next(together) if whole[place] else paired(baseline[:, place], scenario[:, place], worlds)
        for place in range(len(whole))
    ]


def in_whole_days(found: Difference) -> Difference:
    """The difference of two delays of which each is known as a whole number of days, rounded up.

    Each may be all but a day less. Where replications vary, that evens out; where the difference is the same
    in all of them, it is known to a day and no better. If nothing differs, nothing is said to.
    """
    if found.low != found.high or found.difference == 0:  # NaN, too
        return found
    low, high = found.difference - 1, found.difference + 1
    if np.isnan(found.plausible_low):
        return found._replace(low=low, high=high)
    ends = min(found.plausible_low, low), max(found.plausible_high, high)
    return found._replace(low=low, high=high, plausible_low=ends[0], plausible_high=ends[1])


def _together(before: Array, after: Array, worlds: Worlds) -> list[Difference]:
    """Of ``[place, pair]``, nothing unknown."""
    gaps, n = after - before, before.shape[1]
    found = spreads(gaps, worlds)
    means = (before.mean(axis=1), after.mean(axis=1), gaps.mean(axis=1))
    columns = (*means, found.low, found.high, found.plausible_low, found.plausible_high)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [
        Difference(before, after, gap, low, high, n, found.freedom, least, most, found.worlds)
        for before, after, gap, low, high, least, most in rows
    ]


def ratio(above: Array, below: Array) -> tuple[float, float, float]:
    """Mean of ``above`` over mean of ``below`` (differences, ``[replication]``), and its interval by
    jackknife.

    NaN throughout unless the interval of ``below`` lies above 0: a cost per GP retained has no meaning where
    it is not clear that one was. With one replication there is no interval.
    """
    nan = float("nan")
    known = ~(np.isnan(above) | np.isnan(below))
    above, below = above[known], below[known]
    n = len(above)
    if n == 0 or below.mean() <= 0:
        return nan, nan, nan
    value = float(above.mean() / below.mean())
    if n == 1:
        return value, nan, nan
    if interval(float(below.mean()), float(below.std(ddof=1)), n)[0] <= 0:
        return nan, nan, nan
    left_out = (above.sum() - above) / (below.sum() - below)
    pseudo = n * value - (n - 1) * left_out
    low, high = interval(float(pseudo.mean()), float(pseudo.std(ddof=1)), n)
    return value, low, high


def _mean(values: Array) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
