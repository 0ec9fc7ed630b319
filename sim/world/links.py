"""Who is whose médecin traitant on the first day: by travel, and by the room each doctor has."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

ROUNDS: Final = 60  # of balancing; the flows of 17 communes and 190 doctors settle within 20

Matrix = NDArray[np.float64]


def pull(minutes: NDArray[np.int32], tau: float, most: float) -> Matrix:
    """Attraction ``exp(−minutes / tau)``, none beyond ``most`` minutes."""
    return np.where(minutes <= most, np.exp(-minutes / tau), 0.0)


def flows(load: Matrix, room: Matrix, attraction: Matrix) -> Matrix:
    """``[commune, agenda]`` expected load: rows sum to ``load``, columns are in proportion to ``room``.

    The doubly constrained gravity model (Wilson 1967), balanced by turns. A commune from which no doctor is
    reached has a row of zeros.
    """
    target = room * (load.sum() / room.sum()) if room.sum() > 0 else room
    agenda = np.ones(len(room))
    reached = attraction.sum(axis=1) > 0
    table = np.zeros_like(attraction)
    for _ in range(ROUNDS):
        pulled = attraction * (agenda * target)[None, :]
        total = pulled.sum(axis=1)
        share = np.divide(load, total, out=np.zeros(len(load)), where=(total > 0) & reached)
        table = pulled * share[:, None]
        filled = table.sum(axis=0)
        agenda *= np.divide(target, filled, out=np.ones(len(room)), where=filled > 0)
    return table


def choose(commune: NDArray[np.int64], uniform: NDArray[np.float64], expected: Matrix) -> NDArray[np.int64]:
    """(n,) the agenda each person draws from the flows of their commune; -1 where none can be reached."""
    chosen = np.full(len(commune), -1, dtype=np.int64)
    for row, shares in enumerate(expected):
        total = shares.sum()
        if total > 0:
            these = np.flatnonzero(commune == row)
            bounds = np.cumsum(shares) / total
            chosen[these] = np.minimum(np.searchsorted(bounds, uniform[these], side="right"), _last(shares))
    return chosen


def _last(shares: Matrix) -> int:
    """The last agenda that anybody of the commune can have: what rounding leaves above the last bound."""
    return int(np.flatnonzero(shares > 0)[-1])
