"""Vacancies, as expected numbers by place: announced, their last day has come, lapsed."""

from collections import defaultdict
from typing import Final

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

BEFORE, AFTER = 0, 1  # the last day of who leaves
SORTS: Final = 2
LEAST: Final = 1e-300


class Vacancies:
    """``number`` [before or after, place] of those that nobody has taken.

    All of one place and sort are taken alike, so that what is left of each is known from the sum of the
    logarithms of what each month left.
    """

    def __init__(self, places: int, lead: int, lapses: int) -> None:
        """``lead``: months until who takes one can begin; ``lapses``: after the last day."""
        self.number = np.zeros((SORTS, places))
        self._left = np.zeros((SORTS, places))
        self._lead, self._lapses = lead, lapses
        self._before: dict[int, list[tuple[Vector, Vector]]] = defaultdict(list)  # by last day
        self._after: dict[int, list[tuple[Vector, Vector]]] = defaultdict(list)  # by when they lapse

    def announce(self, last: int, number: Vector) -> None:
        """So many will leave in the month ``last``."""
        self._before[last].append((self._left[BEFORE].copy(), number))
        self.number[BEFORE] += number

    def month(self, month: int) -> list[tuple[int, Vector]]:
        """A month begins. Successors of whose predecessor's last day comes: when they begin, how many."""
        begin = []
        for last in [each for each in self._before if each - self._lead <= month]:
            for since, number in self._before.pop(last):
                rest = number * np.exp(self._left[BEFORE] - since)
                begin.append((max(last, month), number - rest))
                self.number[BEFORE] -= rest
                self.number[AFTER] += rest
                self._after[last + self._lapses].append((self._left[AFTER].copy(), rest))
        for lapse in [each for each in self._after if each <= month]:
            for since, rest in self._after.pop(lapse):
                self.number[AFTER] -= rest * np.exp(self._left[AFTER] - since)
        np.maximum(self.number, 0.0, out=self.number)
        return begin

    def take(self, taken: Matrix) -> None:
        """``[before or after, place]`` are taken."""
        rest = np.maximum(self.number - taken, 0.0)
        part = np.divide(rest, self.number, out=np.ones_like(rest), where=self.number > 0)
        self._left += np.log(np.maximum(part, LEAST))
        self.number = rest
