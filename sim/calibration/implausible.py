"""How far a point lies from what is published, in standard deviations of all that stands between them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calibration.emulator import Emulator
from sim.calibration.region import CUT_OFF

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Target:
    """A published figure. ``observed``: standard deviation of what was observed; ``model``: of the
    discrepancy of a model that is as good as it can be.
    """

    id: str
    published: float
    observed: float
    model: float

    @property
    def variance(self) -> float:
        """Of the figure around what the best point of the model says."""
        return self.observed**2 + self.model**2


@dataclass(frozen=True)
class Implausible:
    """Of points that have not been played: I = |guess − published| / √(variances of the guess, of luck, of
    the model's discrepancy, of what was observed), by figure. ``luck``: variance of one replication.
    """

    targets: tuple[Target, ...]
    emulators: tuple[Emulator, ...]
    luck: tuple[float, ...]

    def of(self, row: int, points: Array) -> Array:
        """``[point]``: I of one figure (``row`` of the targets), in standard deviations, 0 and more.
        ``points``: ``[point, assumption]``, each between 0 and 1 of its range.
        """
        mean, variance = self.emulators[row].guess(points)
        target = self.targets[row]
        whole = variance + self.luck[row] + target.variance
        return np.asarray(np.abs(mean - target.published) / np.sqrt(whole))

    def most(self, rows: Sequence[int], points: Array, bound: float = np.inf) -> Array:
        """``[point]``: the largest over some figures; where one lies above the bound, no other is asked."""
        worst = np.zeros(len(points))
        for row in rows:
            asked = np.flatnonzero(worst <= bound)
            worst[asked] = np.maximum(worst[asked], self.of(row, points[asked]))
        return worst

    def likely(self, rows: Sequence[int], points: Array) -> Array:
        """``[point]``: the logarithm of how likely what is published is at a point, up to a constant: by each
        figure a normal law of these variances. -inf where a point is ruled out.
        """
        total, worst = np.zeros(len(points)), np.zeros(len(points))
        for row in rows:
            mean, variance = self.emulators[row].guess(points)
            target = self.targets[row]
            whole = variance + self.luck[row] + target.variance
            off = (mean - target.published) ** 2 / whole
            total += -0.5 * (off + np.log(whole))
            worst = np.maximum(worst, np.sqrt(off))
        return np.where(worst <= CUT_OFF, total, -np.inf)

    def as_played(self, values: Array) -> Array:
        """``[point, figure]`` of what was played; nothing is guessed. NaN where it is not known."""
        found = [
            np.abs(values[:, row] - target.published) / np.sqrt(self.luck[row] + target.variance)
            for row, target in enumerate(self.targets)
        ]
        return np.stack(found, axis=1)
