"""Emulators: what a simulation says of a figure, guessed at points that have not been played, and how far the
guess may be off. Gaussian processes with a kernel chosen by leave-one-out, and checked by cross-validation.

Points lie in the unit cube. Docs: docs/decisions/020.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Shape = Literal["linear", "quadratic", "smooth"]

SHAPES: Final[tuple[Shape, ...]] = ("linear", "quadratic", "smooth")
NUGGETS: Final = tuple(10.0 ** np.arange(-5.0, 2.1, 0.5))
ADAPTED: Final = (False, True)  # whether inputs count by how much they move the figure
LEAST_WEIGHT: Final = 0.03  # of an input, over that which moves it most
FOLDS: Final = 5
FEWEST: Final = 8  # points without which nothing is guessed
TINY: Final = 1e-12


def _kernel(shape: Shape, a: Array, b: Array, weights: Array) -> Array:
    """Covariance of a figure at points ``a`` and ``b``, on the scale of its own variance."""
    left, right = (2 * a - 1) * weights, (2 * b - 1) * weights
    inner = left @ right.T / max(float(weights @ weights), TINY)
    if shape == "linear":
        return np.asarray(inner)
    if shape == "quadratic":
        return np.asarray(inner + inner**2)
    far = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1) - 2 * left @ right.T
    return np.asarray(inner + 0.5 * np.exp(-np.maximum(far, 0) / (2 * max(float(weights @ weights), TINY))))


@dataclass(frozen=True)
class Emulator:
    """Guesses one figure. ``fit``: the share of its variance that cross-validation foretells (R², below 0
    where the mean would do better); ``inflated``: by what its variances are multiplied, so that errors of
    cross-validation are no larger than it says, even at the upper bound of what they may be.
    """

    shape: Shape
    weights: Array
    points: Array
    alpha: Array
    vectors: Array
    values: Array  # eigenvalues of the kernel, with the nugget
    centre: float
    scale: float  # variance of the figure that the kernel is a share of
    noise: float  # variance of a played value around the figure that is guessed
    fit: float = np.nan
    inflated: float = 1.0

    def guess(self, points: Array) -> tuple[Array, Array]:
        """Mean and variance ``[point]``: of the figure without the noise of a single play."""
        across = _kernel(self.shape, points, self.points, self.weights)
        mean = self.centre + across @ self.alpha
        own = _diagonal(self.shape, points, self.weights)
        known = ((across @ self.vectors) ** 2 / self.values).sum(axis=1)
        variance = self.scale * (np.maximum(own - known, 0) + 1 / len(self.points))
        return mean, self.inflated * variance


def _diagonal(shape: Shape, points: Array, weights: Array) -> Array:
    inner = (((2 * points - 1) * weights) ** 2).sum(axis=1) / max(float(weights @ weights), TINY)
    if shape == "linear":
        return np.asarray(inner)
    return np.asarray(inner + inner**2 if shape == "quadratic" else inner + 0.5)


def fitted(points: Array, values: Array, seed: int = 0) -> Emulator:
    """The emulator of ``[point]`` values; those that are NaN are left out. Its kernel is the one that
    foretells best each value from all others; the whole of it is checked by cross-validation.
    """
    there = np.isfinite(values)
    points, values = points[there], values[there]
    if len(values) < FEWEST or float(np.ptp(values)) < TINY:
        return _flat(points, values)
    best = _best(points, values)
    order = np.random.default_rng(seed).permutation(len(values))
    off, said = np.empty(len(values)), np.empty(len(values))
    for fold in np.array_split(order, FOLDS):
        rest = np.setdiff1d(order, fold)
        without = _best(points[rest], values[rest])
        mean, variance = without.guess(points[fold])
        off[fold], said[fold] = values[fold] - mean, variance + without.noise
    fit = 1.0 - float((off**2).mean() / max(values.var(), TINY))
    unsure = 1.0 + 2.0 * np.sqrt(2.0 / len(values))  # upper bound of a mean of so many squares
    inflated = max(1.0, unsure * float((off**2 / np.maximum(said, TINY)).mean()))
    return Emulator(**{**vars(best), "fit": fit, "inflated": inflated})


def _flat(points: Array, values: Array) -> Emulator:
    """Of a figure that does not move, or is hardly known: its mean, as sure as its values are alike."""
    centre = float(values.mean()) if len(values) else np.nan
    spread = float(values.var(ddof=1)) if len(values) > 1 else np.inf
    d = points.shape[1]
    nothing = np.zeros((1, d))
    return Emulator(
        "linear", np.zeros(d), nothing, np.zeros(1), np.zeros((1, 1)), np.ones(1), centre, spread, spread
    )


def _best(points: Array, values: Array) -> Emulator:
    plain = np.ones(points.shape[1])
    made = [
        (score, shape, weights, nugget)
        for shape, adapted in product(SHAPES, ADAPTED)
        for weights in [_adapted(points, values) if adapted else plain]
        for score, nugget in _scores(shape, points, values, weights)
    ]
    _, shape, weights, nugget = min(made, key=lambda each: each[0])
    return _solved(shape, points, values, weights, nugget)


def _adapted(points: Array, values: Array) -> Array:
    """How much each input moves the figure, by a straight line in all of them, over the one that moves it
    most.
    """
    plain = np.ones(points.shape[1])
    nugget = min(_scores("linear", points, values, plain))[1]
    line = _solved("linear", points, values, plain, nugget)
    slopes = np.abs((2 * points - 1).T @ line.alpha)
    return np.maximum(slopes / max(float(slopes.max()), TINY), LEAST_WEIGHT)


def _scores(shape: Shape, points: Array, values: Array, weights: Array) -> Iterator[tuple[float, float]]:
    """For each nugget: how badly each value is foretold from all others (minus twice the mean of its log
    density, up to a constant), and the nugget.
    """
    eigen, vectors = np.linalg.eigh(_kernel(shape, points, points, weights))
    turned = vectors.T @ (values - values.mean())
    for nugget in NUGGETS:
        inverse = 1 / (np.maximum(eigen, 0) + nugget)
        own = (vectors**2 * inverse).sum(axis=1)
        off = (vectors @ (inverse * turned)) / own
        scale = float((off**2 * own).mean())
        yield float(np.log(max(scale, TINY)) - np.log(own).mean()), float(nugget)


def _solved(shape: Shape, points: Array, values: Array, weights: Array, nugget: float) -> Emulator:
    eigen, vectors = np.linalg.eigh(_kernel(shape, points, points, weights))
    whole = np.maximum(eigen, 0) + nugget
    centre = float(values.mean())
    turned = vectors.T @ (values - centre)
    own = (vectors**2 / whole).sum(axis=1)
    off = (vectors @ (turned / whole)) / own
    scale = float((off**2 * own).mean())
    alpha = vectors @ (turned / whole)
    return Emulator(shape, weights, points, alpha, vectors, whole, centre, scale, scale * nugget)
