"""Keyed draws of many entities, compiled: the words of `keyed.columns`, about five times as fast.

A module of its own, so that small draws need not load Numba.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.draws.philox import Word, philox

Words = NDArray[np.uint64]


@njit(cache=True, nogil=True)
def fill(
    drawn: Words,
    seed: Word,
    keys: NDArray[np.uint32],
    replication: Word,
    who: Words,
    purpose: Word,
    occurrence: Word,
) -> None:
    """Writes the four words drawn by each of `who` (``[4, n]``); all are below 2**32."""
    for i in range(len(who)):
        drawn[0, i], drawn[1, i], drawn[2, i], drawn[3, i] = philox(
            seed, np.uint64(keys[i]), replication, who[i], purpose, occurrence
        )


def words(
    seed: int,
    keys: NDArray[np.uint32],
    replication: int,
    who: NDArray[np.uint64],
    purpose: int,
    occurrence: int,
) -> NDArray[np.uint64]:
    """``[4, n]`` words, as `keyed.columns` gives them."""
    drawn = np.empty((4, len(who)), dtype=np.uint64)
    s, r, p, o = (np.uint64(n & 0xFFFFFFFF) for n in (seed, replication, purpose, occurrence))
    fill(drawn, s, np.ascontiguousarray(keys), r, np.ascontiguousarray(who), p, o)
    return drawn
