"""How far luck goes in a mean over replications, and how far the plausible worlds they live in.

A difference is that of its world and, on top, luck: one-way random effects (docs/decisions/019). Replications
of the same world differ by luck alone, which is where its size is read.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.periods.intervals import interval

Array = NDArray[np.float64]

LEAST_FREEDOM: Final = 3  # pairs of replications of the same world from which luck is read
LEAST_WORLDS: Final = 3  # that have a range
ENDS: Final = (0.05, 0.95)  # of the worlds: the range


class Spreads(NamedTuple):
    """``[place]`` each: the 95 % interval of the mean by luck alone, and the range over worlds; and how many
    degrees of freedom the interval rests on, and of how many worlds the range is. NaN where there is none.
    """

    low: Array
    high: Array
    plausible_low: Array
    plausible_high: Array
    freedom: int
    worlds: int


def spreads(gaps: Array, worlds: Sequence[int] | None) -> Spreads:
    """Of ``[place, replication]``, nothing unknown. ``worlds``: that of each replication; None where all live
    in the central one.

    With too few pairs of the same world the interval is that of all replications, which holds the worlds'
    spread, too: it is too wide, never too narrow.
    """
    n = gaps.shape[1]
    mean = gaps.mean(axis=1)
    nan = np.full(len(gaps), np.nan)
    deviation = gaps.std(axis=1, ddof=1) if n > 1 else nan
    if worlds is None or n < 2:
        return Spreads(*interval(mean, deviation, n), nan, nan, n - 1, 1 if worlds is None else n)
    there, means, sizes, luck = worlds_and_luck(gaps, worlds)
    k = len(there)
    freedom = n - k
    if freedom >= LEAST_FREEDOM:
        low, high = interval(mean, np.sqrt(luck), n, freedom)
    else:
        freedom = n - 1
        low, high = interval(mean, deviation, n)
    if k < LEAST_WORLDS:
        return Spreads(low, high, nan, nan, freedom, k)
    ends = np.quantile(without_luck(means, sizes, mean, luck), ENDS, axis=1, method="weibull")
    return Spreads(low, high, np.minimum(ends[0], low), np.maximum(ends[1], high), freedom, k)


def worlds_and_luck(
    gaps: Array, worlds: Sequence[int]
) -> tuple[NDArray[np.int64], Array, NDArray[np.int64], Array]:
    """Of ``[place, replication]``: the worlds there are, ``[place, world]`` the mean in each, how many
    replications it has, and ``[place]`` the variance of luck in one; NaN with fewer than LEAST_FREEDOM pairs.
    """
    there, of, sizes = np.unique(worlds, return_inverse=True, return_counts=True)
    means = np.stack([gaps[:, of == world].mean(axis=1) for world in range(len(there))], axis=1)
    freedom = gaps.shape[1] - len(there)
    within = ((gaps - means[:, of]) ** 2).sum(axis=1)
    luck = within / freedom if freedom >= LEAST_FREEDOM else np.full(len(gaps), np.nan)
    return there, means, sizes, luck


def without_luck(means: Array, sizes: NDArray[np.int64], mean: Array, luck: Array) -> Array:
    """``[place, world]``: what each world makes of the difference. The means of worlds spread by luck, too:
    they are drawn towards the ``mean`` until their variance is that of the worlds alone (as Louis, 1984).

    sizes: replications of each world. luck: its variance in one replication; NaN where it is not known, and
    then the means are left as they are. What is only estimated draws less far, by the factors of James and
    Stein.
    """
    n, k = int(sizes.sum()), len(sizes)
    luck = luck * ((n - k) / (n - k + 2)) * (max(0, k - 3) / (k - 1))
    between = (sizes * (means - (means * sizes).sum(axis=1, keepdims=True) / n) ** 2).sum(axis=1) / (k - 1)
    usual = (n - (sizes**2).sum() / n) / (k - 1)  # replications of a world
    known = np.where(np.isnan(luck), 0.0, luck)
    variance = np.maximum(0.0, (between - known) / usual)
    whole = variance[:, None] + known[:, None] / sizes
    kept = np.sqrt(np.divide(variance[:, None], whole, out=np.zeros_like(whole), where=whole > 0))
    drawn: Array = mean[:, None] + kept * (means - mean[:, None])
    return drawn
