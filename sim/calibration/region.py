"""Which points are not implausible: how implausible each is, how much of the cube remains, points spread
evenly over what remains, and points that lie there as near as they are likely.

The remaining region may be a billionth of the cube: it is reached over regions within each other, each about
a tenth of the one before, and filled by a walk that keeps even spread (subset simulation).
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# [point, input], bound → [point]: what lies above the bound need not be exact, only above it
Measure = Callable[[Array, float], Array]

CUT_OFF: Final = 3.0  # of implausibility: three standard deviations, whatever the law (Pukelsheim, 1994)
CROWD: Final = 1024  # points that are followed
KEPT: Final = 0.2  # of them, from one region to the next within it
STEPS: Final = 16  # of the walk, each time
LIKELY_STEPS: Final = 64  # of the walk by which likely points go on
MOST_LEVELS: Final = 30
NO_BETTER: Final = 0.005  # by so little the least implausible points improve where there is nothing to find


class Region(NamedTuple):
    """``points``: spread over what remains, or where nothing does over the least implausible there is;
    ``volume``: its share of the cube; ``least``: the smallest implausibility found.
    """

    points: Array
    volume: float
    least: float

    @property
    def empty(self) -> bool:
        """Whether nothing remains."""
        return self.volume == 0.0


def remaining(measure: Measure, inputs: int, rng: np.random.Generator, n: int = CROWD) -> Region:
    """The region of the cube where ``measure`` is at most CUT_OFF."""
    points = rng.random((n, inputs))
    values = measure(points, np.inf)
    volume, bound, least = 1.0, np.inf, np.inf
    for _ in range(MOST_LEVELS):
        aim = max(CUT_OFF, float(np.quantile(values, KEPT)))
        held = values <= aim
        volume *= float(held.mean())
        least = min(least, float(values.min()))
        stuck = bound - aim < NO_BETTER * bound if np.isfinite(bound) else False
        bound = aim
        points, values = _filled(points[held], values[held], n, measure, bound, rng)
        if bound <= CUT_OFF or (stuck and least > CUT_OFF):
            break
    return Region(points, volume if bound <= CUT_OFF else 0.0, min(least, float(values.min())))


def _filled(
    points: Array, values: Array, n: int, measure: Measure, bound: float, rng: np.random.Generator
) -> tuple[Array, Array]:
    """As many as ``n`` points spread over the region: each goes on from one that is there, by differences of
    others (which are as large and lie as the region does), and stays where the way leads out of it.
    """
    chosen = rng.integers(len(points), size=n)
    points, values = points[chosen], values[chosen]
    for step in range(STEPS):
        moved = np.abs(_moved(points, step, rng))
        moved = np.where(moved > 1, 2 - moved, moved)  # the walls of the cube throw back
        inside = ((moved >= 0) & (moved <= 1)).all(axis=1)
        new = np.full(n, np.inf)
        new[inside] = measure(moved[inside], bound)
        taken = new <= bound
        points = np.where(taken[:, None], moved, points)
        values = np.where(taken, new, values)
    return points, values


def _moved(points: Array, step: int, rng: np.random.Generator) -> Array:
    """Where each point would go in a step of the walk, by the difference of two others."""
    n, inputs = points.shape
    a, b = rng.permutation(n), rng.permutation(n)
    some = rng.random((n, inputs)) < rng.choice([1.0, 0.3, 2.0 / inputs], size=(n, 1))
    length = rng.choice([0.3, 1.0]) if step % 4 == 3 else 2.4 / np.sqrt(2 * np.maximum(some.sum(axis=1), 1))
    length = np.broadcast_to(length, n)[:, None]
    spread = np.maximum(points.std(axis=0), 1e-3)
    own = 0.05 * spread * rng.normal(size=(n, inputs))
    return np.asarray(points + some * (length * (points[a] - points[b]) + own))


def likely(density: Callable[[Array], Array], points: Array, rng: np.random.Generator) -> Array:
    """As many points as ``points``, which are spread evenly over what remains: of them, those that are likely
    by ``density`` (the logarithm, -inf outside), each moved on by a walk that keeps it (Metropolis).
    """
    values, n = density(points), len(points)
    weight = np.exp(values - values.max())
    chosen = rng.choice(n, size=n, p=weight / weight.sum())
    points, values = points[chosen], values[chosen]
    for step in range(LIKELY_STEPS):
        moved = _moved(points, step, rng) % 1.0  # out at a wall, in at the other: there as likely as back
        new = density(moved)
        taken = np.log(rng.random(n)) < new - values
        points = np.where(taken[:, None], moved, points)
        values = np.where(taken, new, values)
    return points
