"""Which assumptions move a difference: from the plausible worlds in which the replications of two runs live.

Of each assumption the rank correlation with the difference, over worlds. What stands out is told by
permutation: were all of them without effect, one of twenty comparisons would name any (docs/decisions/019).
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.catalogue.catalogue import catalogue_of
from sim.outcomes.counting.source import ALL
from sim.outcomes.periods.luck import Array, spreads, without_luck, worlds_and_luck
from sim.outcomes.periods.months import Period, month_of
from sim.outcomes.periods.period import over
from sim.outcomes.storage.store import StoredRun

LEAST_WORLDS: Final = 20  # from which assumptions are ranked
SHUFFLES: Final = 1999
FALSE_ALARM: Final = 0.05  # chance that any assumption is named though none has an effect
SEED: Final = 33284  # of the shuffles
THIRD: Final = 3


class Swing(NamedTuple):
    """An assumption: its rank correlation with the difference; the mean of the difference where it is in its
    lowest and in its highest third, and the ends of those thirds; whether it is told from noise.
    """

    key: str
    correlation: float
    at_low: float
    at_high: float
    low: float
    high: float
    clear: bool


class Turn(NamedTuple):
    """Where the difference changes its sign: beyond a value of an assumption."""

    key: str
    above: bool
    value: float


class Sensitivity(NamedTuple):
    """Of a difference: in how many ``of`` all ``worlds`` it has the sign of its mean, the assumptions by how
    much they move it (none with fewer than LEAST_WORLDS), and what turns it.
    """

    difference: float
    plausible_low: float
    plausible_high: float
    worlds: int
    holds_in: int
    swings: tuple[Swing, ...]
    turns: Turn | None

    @property
    def in_100(self) -> int:
        """In how many of 100 worlds it holds."""
        return round(100 * self.holds_in / self.worlds)


def sensitivity(
    run: StoredRun, base: StoredRun, period: Period, indicator: str, place: str
) -> Sensitivity | None:
    """Of an indicator in a place; None where there is no difference, or but one world. Raises StoreError."""
    lived, also = run.lived_in, base.lived_in
    if lived is None or also is None:
        return None
    numbers = tuple(sorted(set(run.manifest.complete) & set(base.manifest.complete)))
    if catalogue_of(run.manifest.vocabulary)[indicator].since_start:
        period = Period(min(month_of(run.manifest.start), period.first), period.last)
    before, after = (over(each, period, numbers).of(indicator, ALL, place) for each in (base, run))
    gaps = after - before
    known = ~np.isnan(gaps)
    worlds = [lived.world[number] for number, is_known in zip(numbers, known, strict=True) if is_known]
    columns = tuple(key for key in lived.columns if key in also.columns)
    places = [lived.columns.index(key) for key in columns]
    assumed = {world: tuple(values[at] for at in places) for world, values in lived.assumed.items()}
    return of_gaps(gaps[known], worlds, columns, assumed)


def of_gaps(
    gaps: Array, worlds: Sequence[int], columns: Sequence[str], assumed: "dict[int, tuple[float, ...]]"
) -> Sensitivity | None:
    """Of differences by replication. ``assumed``: the values of ``columns`` by world."""
    if len(set(worlds)) < 2 or not np.any(gaps):
        return None
    found = spreads(gaps[None, :], worlds)
    there, means, sizes, luck = worlds_and_luck(gaps[None, :], worlds)
    mean = gaps.mean(keepdims=True)
    effects = without_luck(means, sizes, mean, luck)[0]
    holds_in = int((np.sign(effects) == np.sign(mean[0])).sum())
    values = np.array([assumed[world] for world in there.tolist()])
    swings = _swings(means[0], values, columns) if len(there) >= LEAST_WORLDS else ()
    ends = float(found.plausible_low[0]), float(found.plausible_high[0])
    turn = _turn(means[0], values, columns, swings) if holds_in < len(there) else None
    return Sensitivity(float(mean[0]), *ends, len(there), holds_in, swings, turn)


def _swings(means: Array, values: Array, columns: Sequence[str]) -> tuple[Swing, ...]:
    """The assumptions, the one that moves the difference most first."""
    from scipy.stats import rankdata  # costs half a second: only where assumptions are ranked

    moved = [place for place in range(len(columns)) if np.ptp(values[:, place]) > 0]
    if not moved or np.ptp(means) == 0:
        return ()
    ranks, of = (_standard(rankdata(each, axis=0)) for each in (values[:, moved], means[:, None]))
    found = ranks.T @ of[:, 0]
    rng = np.random.default_rng(SEED)
    shuffled = rng.permuted(np.tile(of[:, 0], (SHUFFLES, 1)), axis=1)
    bound = np.quantile(np.abs(shuffled @ ranks).max(axis=1), 1 - FALSE_ALARM, method="higher")
    third = max(1, len(means) // THIRD)
    swings = []
    for place, correlation in zip(moved, found.tolist(), strict=True):
        order = np.argsort(values[:, place], kind="stable")
        low, high = order[:third], order[-third:]
        ends = float(values[low[-1], place]), float(values[high[0], place])
        at = float(means[low].mean()), float(means[high].mean())
        swings.append(Swing(columns[place], correlation, *at, *ends, abs(correlation) > bound))
    return tuple(sorted(swings, key=lambda each: -abs(each.correlation)))


def _standard(values: Array) -> NDArray[np.float64]:
    """Columns of mean 0 and length 1."""
    centred = values - values.mean(axis=0)
    standard: NDArray[np.float64] = centred / np.sqrt((centred**2).sum(axis=0))
    return standard


def _turn(means: Array, values: Array, columns: Sequence[str], swings: Sequence[Swing]) -> Turn | None:
    """The first assumption that is told from noise and whose straight line crosses 0 inside its range."""
    for swing in swings:
        if not swing.clear:
            continue
        x = values[:, columns.index(swing.key)]
        slope, start = np.polyfit(x, means, 1)
        crosses = -start / slope
        if x.min() < crosses < x.max():
            return Turn(swing.key, bool(slope * means.mean() < 0), float(crosses))
    return None
