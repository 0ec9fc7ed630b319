"""Keyed draws outside the kernels: ``block`` draws for one entity in plain Python (reference, measures), and
``columns`` for many entities at once in NumPy (world). The words are the same.
"""

from typing import Final

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
    k0, k1 = seed & _MASK, commune_key & _MASK
    c0, c1, c2, c3 = replication & _MASK, who & _MASK, purpose & _MASK, occurrence & _MASK
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & _MASK, (p0 >> 32) ^ c3 ^ k1, p0 & _MASK
        k0 = (k0 + 0x9E3779B9) & _MASK
        k1 = (k1 + 0xBB67AE85) & _MASK
    return c0, c1, c2, c3


def columns(
    seed: int, commune_key: ArrayLike, replication: int, who: ArrayLike, purpose: int, occurrence: ArrayLike
) -> tuple[Words, Words, Words, Words]:
    """The blocks of many entities: the arrays are broadcast together; four ``uint64`` columns of words come
    back.
    """
    key, ent, occ = (np.asarray(a, dtype=np.uint64) for a in (commune_key, who, occurrence))
    shape = np.broadcast_shapes(key.shape, ent.shape, occ.shape)
    mask, shift = np.uint64(_MASK), np.uint64(32)
    k0 = np.full(shape, seed & _MASK, dtype=np.uint64)
    k1 = np.broadcast_to(key & mask, shape)
    c0 = np.full(shape, replication & _MASK, dtype=np.uint64)
    c1 = np.broadcast_to(ent & mask, shape)
    c2 = np.full(shape, purpose & _MASK, dtype=np.uint64)
    c3 = np.broadcast_to(occ & mask, shape)
    for _ in range(10):
        p0, p1 = np.uint64(0xD2511F53) * c0, np.uint64(0xCD9E8D57) * c2
        c0, c1, c2, c3 = (p1 >> shift) ^ c1 ^ k0, p1 & mask, (p0 >> shift) ^ c3 ^ k1, p0 & mask
        k0 = (k0 + np.uint64(0x9E3779B9)) & mask
        k1 = (k1 + np.uint64(0xBB67AE85)) & mask
    return c0, c1, c2, c3


def uniforms(words: Words) -> NDArray[np.float64]:
    """U(w) for a column of words."""
    return (words.astype(np.float64) + 0.5) * 2.0**-32
