"""Indicators made of counts, by the rules of ``sim.outcomes.catalogue.indicator``.

Values are ``[row, place]`` where not said otherwise; the last place is the whole territory. NaN is undefined.
"""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.catalogue.catalogue import with_rule
from sim.outcomes.catalogue.indicator import Rule
from sim.outcomes.counting.doctor_counts import CLASS
from sim.outcomes.counting.source import ALL, Array, Tallies


def ratios(values: Tallies, groups: Collection[str]) -> Tallies:
    """Every RATIO and YEARLY indicator, for each of these groups of which both parts are known."""
    made: Tallies = {}
    for indicator in with_rule(Rule.RATIO, Rule.YEARLY):
        above, below = indicator.parts
        for group in groups:
            if (above, group) in values and (below, group) in values:
                scaled = indicator.scale * values[above, group]
                made[indicator.id, group] = divide(scaled, values[below, group])
    return made


def divide(above: Array, below: Array) -> Array:
    """Above / below; NaN where below is 0 or unknown."""
    known = ~np.isnan(above) & ~np.isnan(below) & (below != 0)
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=known))


def quantiles(waits: NDArray[np.int64], group: str = ALL) -> Tallies:
    """Every QUANTILE indicator of a group, from its ``waits [row, place, days]``."""
    return {(each.id, group): quantile(waits, each.scale) for each in with_rule(Rule.QUANTILE)}


def quantile(counts: NDArray[np.int64], share: float) -> Array:
    """The fewest days within which at least ``share`` of the appointments are obtained, of ``[…, days]``.

    NaN where there are none.
    """
    running = counts.cumsum(axis=-1)
    total = running[..., -1:]
    days = np.argmax(running >= share * total, axis=-1).astype(np.float64)
    return np.where(total[..., 0] > 0, days, np.nan)


def percentiles(values: Tallies) -> Tallies:
    """Every PERCENTILE indicator, from the groups of its part that are classes; for the whole territory."""
    made: Tallies = {}
    for each in with_rule(Rule.PERCENTILE):
        [part] = each.parts
        groups = [group for name, group in values if name == part and group.startswith(CLASS)]
        if groups:
            bounds = np.array([list(map(float, group.removeprefix(CLASS).split("-"))) for group in groups])
            order = np.argsort(bounds[:, 0])
            counts = np.stack([values[part, groups[place]] for place in order], axis=-1)
            made[each.id, ALL] = percentile(np.nan_to_num(counts), bounds[order], each.scale)
    return made


def percentile(counts: Array, bounds: Array, share: float) -> Array:
    """The value below which ``share`` of those counted lie, of ``[…, class]``: evenly within a class, whose
    ``bounds`` (from, below) are given. NaN where nobody is counted.
    """
    running = counts.cumsum(axis=-1)
    total = running[..., -1:]
    place = np.argmax(running >= share * total, axis=-1)
    here = np.take_along_axis(counts, place[..., None], axis=-1)[..., 0]
    above = np.take_along_axis(running, place[..., None], axis=-1)[..., 0] - share * total[..., 0]
    left = np.divide(above, here, out=np.zeros_like(above), where=here > 0)
    first, end = bounds[place, 0], bounds[place, 1]
    return np.where(total[..., 0] > 0, end - left * (end - first), np.nan)


def spreads(values: Tallies) -> Tallies:
    """Every SPREAD indicator of which both parts are known; for the whole territory."""
    made: Tallies = {}
    for each in with_rule(Rule.SPREAD):
        if all((part, ALL) in values for part in each.parts):
            of, weights = (values[part, ALL] for part in each.parts)
            made[each.id, ALL] = spread = np.full(of.shape, np.nan)
            spread[:, -1] = [gini(*row) for row in zip(of[:, :-1], weights[:, :-1], strict=True)]
    return made


def gini(values: Array, weights: Array) -> float:
    """Gini index of ``values`` (0 equal … 1), each counted with its weight; NaN where all are zero or none
    is known.

    Half the mean absolute difference between two residents drawn at random, over the mean.
    """
    known = ~np.isnan(values) & (weights > 0)
    values, weights = values[known], weights[known]
    total = float(weights.sum())
    mean = float(values @ weights) / total if total > 0 else 0.0
    if mean == 0.0:
        return float("nan")
    gaps = np.abs(values[:, None] - values[None, :])
    return float(weights @ gaps @ weights) / (2.0 * total * total * mean)
