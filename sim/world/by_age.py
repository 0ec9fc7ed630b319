"""Shares of age bands as curves over exact age, so that no birthday brings many at once."""

import numpy as np
from numpy.typing import NDArray

from sim.territory.bands import BANDS, OLDEST

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
HALVINGS = 60  # of the bounds of a logarithm of 14: the last digits of a double


def curve(shares: Floats, within: Floats, most: float) -> Floats:
    """(OLDEST + 2,) a curve at whole ages that never falls, for seven shares that never do (docs/model.md,
    section 3); ``within``: the part of each single age in its band; ``most``: what it may not pass.
    """
    ahead, behind = np.diff(shares) / 2.0, np.diff(shares, prepend=0.0)[:-1]
    inner = shares[:-1] + np.minimum(ahead, behind)
    first = max(0.0, 2.0 * shares[0] - inner[0])
    last = min(most, 2.0 * shares[-1] - inner[-1])
    borders = np.array([first, *inner, last])
    ages = np.zeros(OLDEST + 2)
    for number, band in enumerate(BANDS):
        low, high = borders[number], borders[number + 1]
        part = (shares[number] - low) / (high - low) if high > low else 0.5
        rises = _rise(part, within[band.first : band.last + 1])
        ages[band.first : band.last + 2] = low + (high - low) * rises
    return ages


def _rise(mean: float, weights: Floats) -> Floats:
    """(n + 1,) x^k from 0 to 1 at the borders of n ages, whose weighed mean at their middles is ``mean``."""
    x = np.linspace(0.0, 1.0, len(weights) + 1)
    low, high = -7.0, 7.0  # of log k: a mean out of their reach is met as nearly as may be
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        rise = x ** np.exp(middle)
        if weights @ (rise[:-1] + rise[1:]) / 2.0 > mean * weights.sum():
            low = middle
        else:
            high = middle
    rises: Floats = x ** np.exp((low + high) / 2.0)
    return rises


def age_at(curves: Floats, row: Ints | int, uniform: Floats) -> Floats:
    """(n,) exact age from which its curve (a ``row`` of ``curves``, none above 1) exceeds each ``uniform``: 0
    where it always does, infinite where it never does.
    """
    apart = curves + 2.0 * np.arange(len(curves))[:, None]  # one search for all rows
    sought, reached = uniform + 2.0 * row, np.full(len(uniform), np.inf)
    ever = np.flatnonzero(sought < apart[row, -1])
    uniform, row = uniform[ever], row if isinstance(row, int) else row[ever]
    following = np.searchsorted(apart.ravel(), sought[ever], side="right") - curves.shape[1] * np.asarray(row)
    after = np.maximum(following, 1)
    low, high = curves[row, after - 1], curves[row, after]
    part = np.divide(uniform - low, high - low, out=np.zeros(len(uniform)), where=high > low)
    exact = after - 1 + np.clip(part, 0.0, np.nextafter(1.0, 0.0))
    reached[ever] = np.where(following > 0, exact, 0.0)
    return reached
