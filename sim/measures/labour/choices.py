"""What a post is worth to a candidate, and which one each takes (docs/model.md, section 16)."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

ELSEWHERE, BEYOND, NONE = -3, -2, -1  # what may be taken instead of a post
OTHERS: Final = (ELSEWHERE, BEYOND, NONE)

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


class Choice(NamedTuple):
    """What somebody takes: the number of a post, or one of OTHERS."""

    candidate: int
    taken: int


def gumbel(uniform: Matrix) -> Matrix:
    """Noise with which the greatest utility is that of the logit model."""
    noise: Matrix = -np.log(-np.log(uniform))
    return noise


def best(values: Vector, others: Vector, free: NDArray[np.bool_]) -> int:
    """Of the posts that are free, and of OTHERS, the one of the greatest value; of equal ones the first."""
    other = int(others.argmax())
    if len(values):
        post = int(np.where(free, values, -np.inf).argmax())
        if free[post] and values[post] > others[other]:
            return post
    return OTHERS[other]


def choose(order: Vector, values: Matrix, others: Matrix, number: NDArray[np.int64]) -> list[Choice]:
    """One after the other, the lowest of ``order`` first: each takes the best that is left.

    values  [candidate, post] utilities with their noise; -inf where a post is not seen
    others  [candidate, 3] the same of OTHERS
    number  [post] how many may take it; is counted down
    """
    made = []
    first = (np.argmax(np.hstack([others, values]), axis=1) - len(OTHERS)).tolist()  # while all are free
    for candidate in np.argsort(order, kind="stable").tolist():
        taken = first[candidate]
        if taken >= 0 and number[taken] < 1:
            taken = best(values[candidate], others[candidate], number > 0)
        if taken >= 0:
            number[taken] -= 1
        made.append(Choice(candidate, taken))
    return made


def weights(looked_at: float, reach: float, posts: float, none: float, beyond: float) -> Mapping[int, float]:
    """Utilities of OTHERS: ``looked_at`` GPs are in the part of the region that one looks at, and ``posts``
    typical ones are open for each of them; the territory is one part in ``reach``.
    """
    whole = float(np.log(posts * looked_at))
    rest = 1.0 - 1.0 / reach
    elsewhere = whole + float(np.log(rest)) if rest > 0.0 else -np.inf
    return {ELSEWHERE: elsewhere, BEYOND: whole + beyond, NONE: whole + none}
