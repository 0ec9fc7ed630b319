"""Keyed draws outside the kernels: ``block`` draws for one entity in plain Python (reference, measures), and
``columns`` for many entities at once in NumPy (world). The words are the same.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

_MASK: Final = 0xFFFFFFFF
_RANK_BITS: Final = 28

Words = NDArray[np.uint64]


def key36(code: str) -> int:
    """An INSEE code read in base 36, modulo 2**32: ``2A004`` and ``33284`` alike become key words."""
    return int(code, 36) & _MASK


def entity(sort: int, rank: int) -> int:
    """The entity word: its type in the four high bits, its rank within the commune below."""
    return sort << _RANK_BITS | rank


def block(
    seed: int, commune_key: int, replication: int, who: int, purpose: int, occurrence: int
) -> tuple[int, int, int, int]:
    """The four words drawn by ``who`` (see ``entity``) for ``purpose``, in plain Python integers."""
    keys = _keys_of_one(seed & _MASK, commune_key & _MASK)
    return _rounds(keys, replication & _MASK, who & _MASK, purpose & _MASK, occurrence & _MASK)


def columns(
    seed: int, commune_key: ArrayLike, replication: int, who: ArrayLike, purpose: int, occurrence: ArrayLike
) -> tuple[Words, Words, Words, Words]:
    """The blocks of many entities, which are broadcast together: four columns of words."""
    given = (seed & _MASK, commune_key, replication & _MASK, who, purpose & _MASK, occurrence)
    k0, k1, c0, c1, c2, c3 = (np.asarray(words, dtype=np.uint64) & _MASK for words in given)
    return _rounds(_keys(k0, k1), c0, c1, c2, c3)


def _keys(k0: Any, k1: Any) -> list[tuple[Any, Any]]:
    """Those of each round."""
    found = []
    for _ in range(10):
        found.append((k0, k1))
        k0, k1 = (k0 + 0x9E3779B9) & _MASK, (k1 + 0xBB67AE85) & _MASK
    return found


_keys_of_one = lru_cache(4096)(_keys)  # of a run there are as many as communes


def _rounds(keys: Iterable[tuple[Any, Any]], c0: Any, c1: Any, c2: Any, c3: Any) -> tuple[Any, Any, Any, Any]:
    """Philox (``sim.draws.philox``) of words below 2**32: Python integers, or arrays of ``uint64``."""
    for k0, k1 in keys:
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & _MASK, (p0 >> 32) ^ c3 ^ k1, p0 & _MASK
    return c0, c1, c2, c3


def uniforms(words: Words) -> NDArray[np.float64]:
    """U(w) for a column of words."""
    return (words.astype(np.float64) + 0.5) * 2.0**-32
