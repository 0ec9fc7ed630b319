"""Keyed draws of many entities, compiled: the words of `keyed.columns`, about five times as fast.

A module of its own, so that small draws need not load Numba.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.draws.philox import Word, philox

Words = NDArray[np.uint64]
_MASK = np.uint64(0xFFFFFFFF)


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
    """Writes the four words drawn by each of `who` (``[4, n]``); all numbers are ``uint64``."""
    for i in range(len(who)):
        w0, w1, w2, w3 = philox(
            seed & _MASK,
            np.uint64(keys[i]) & _MASK,
            replication & _MASK,
            who[i] & _MASK,
            purpose & _MASK,
            occurrence & _MASK,
        )
        drawn[0, i] = w0
        drawn[1, i] = w1
        drawn[2, i] = w2
        drawn[3, i] = w3


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
    numbers = (np.uint64(n & 0xFFFFFFFF) for n in (seed, replication, purpose, occurrence))
    seed_word, replication_word, purpose_word, occurrence_word = numbers
    fill(
        drawn,
        seed_word,
        np.ascontiguousarray(keys),
        replication_word,
        np.ascontiguousarray(who),
        purpose_word,
        occurrence_word,
    )
    return drawn
