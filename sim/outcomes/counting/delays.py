"""What days waited say: quantiles and the like of histograms ``[…, days]``."""

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.rules import ALL, Rule
from sim.outcomes.counting.tallies import Array, Tallies
from sim.world.records import Counts


def quantile(counts: NDArray[np.int64], share: float) -> Array:
    """The fewest days within which at least ``share`` of the appointments are obtained.

    NaN where there are none.
    """
    running = counts.cumsum(axis=-1)
    total = running[..., -1:]
    days = np.argmax(running >= share * total, axis=-1).astype(np.float64)
    return np.where(total[..., 0] > 0, days, np.nan)


def quantiles(waits: Counts) -> Tallies:
    """All QUANTILE indicators of ``waits [month, cell, kind, days]``, over all kinds of need.

    They are ``[month, cell + 1]``: the last column is the whole territory.
    """
    counts = waits.sum(axis=2)
    whole = np.concatenate([counts, counts.sum(axis=1, keepdims=True)], axis=1)
    return {
        (line.id, ALL): quantile(whole, line.scale)
        for line in CATALOGUE.values()
        if line.rule is Rule.QUANTILE
    }


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
