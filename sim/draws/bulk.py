"""Keyed draws of many entities, compiled: the words of `keyed.columns`, about five times as fast.

A module of its own, so that small draws need not load Numba.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.draws.philox import philox, uniform

_MASK = 0xFFFFFFFF


@njit(cache=True, nogil=True)
def words(
    seed: int,
    keys: NDArray[np.uint32],
    replication: int,
    who: NDArray[np.uint64],
    purpose: int,
    occurrence: int,
) -> NDArray[np.uint64]:
    """``[4, n]`` words, as `keyed.columns` gives them; ``who`` are below 2**32."""
    drawn = np.empty((4, len(who)), dtype=np.uint64)
    k0, c0 = np.uint64(seed & _MASK), np.uint64(replication & _MASK)
    c2, c3 = np.uint64(purpose & _MASK), np.uint64(occurrence & _MASK)
    for i in range(len(who)):
        w0, w1, w2, w3 = philox(k0, np.uint64(keys[i]), c0, who[i], c2, c3)
        drawn[0, i], drawn[1, i], drawn[2, i], drawn[3, i] = w0, w1, w2, w3
    return drawn


@njit(cache=True, nogil=True)
def table(
    seed: int,
    keys: NDArray[np.uint32],
    replication: int,
    who: NDArray[np.uint64],
    purpose: int,
    occurrences: NDArray[np.uint64],
) -> NDArray[np.float64]:
    """``[4, who, key]`` uniforms: each of ``who``, which are below 2**32 as their occurrences are, with each
    key.
    """
    drawn = np.empty((4, len(who), len(keys)))
    k0, c0 = np.uint64(seed & _MASK), np.uint64(replication & _MASK)
    c2 = np.uint64(purpose & _MASK)
    for i in range(len(who)):
        c3 = occurrences[i]
        for j in range(len(keys)):
            block = philox(k0, np.uint64(keys[j]), c0, who[i], c2, c3)
            for word in range(4):
                drawn[word, i, j] = uniform(block[word])
    return drawn
