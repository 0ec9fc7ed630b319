"""Philox4x32-10, the counter-based generator behind every draw (Salmon, Moraes, Dror and Shaw, SC'11).

A block of four 32-bit words is a pure function of a key (two words) and a counter (four words): no state, no
stream, no order. Words are held in ``uint64``, so that products do not overflow and NumPy, Numba and plain
Python agree.
"""

from math import log, sqrt
from typing import Final, TypeAlias

import numpy as np
from numba import njit

Word: TypeAlias = np.uint64  # below 2**32
Block: TypeAlias = tuple[Word, Word, Word, Word]

_M0: Final = np.uint64(0xD2511F53)
_M1: Final = np.uint64(0xCD9E8D57)
_W0: Final = np.uint64(0x9E3779B9)
_W1: Final = np.uint64(0xBB67AE85)
_MASK: Final = np.uint64(0xFFFFFFFF)
_32: Final = np.uint64(32)
_TWO_TO_MINUS_32: Final = 2.0**-32

# Gamma(1.25), mean of the square root of the square root of a unit exponential
WEIBULL4_MEAN: Final = 0.9064024770554771


@njit(forceinline=True, error_model="numpy")
def philox(k0: Word, k1: Word, c0: Word, c1: Word, c2: Word, c3: Word) -> Block:
    """The block of key (k0, k1) and counter (c0 … c3), all below 2**32: four words."""
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (p1 >> _32) ^ c1 ^ k0, p1 & _MASK, (p0 >> _32) ^ c3 ^ k1, p0 & _MASK
        k0 = (k0 + _W0) & _MASK
        k1 = (k1 + _W1) & _MASK
    return c0, c1, c2, c3


@njit(forceinline=True, error_model="numpy")
def uniform(word: Word) -> float:
    """U(w), strictly between 0 and 1."""
    return (float(word) + 0.5) * _TWO_TO_MINUS_32


@njit(forceinline=True, error_model="numpy")
def exponential(word: Word) -> float:
    """E(w), a unit exponential."""
    return -log((float(word) + 0.5) * _TWO_TO_MINUS_32)


@njit(forceinline=True, error_model="numpy")
def weibull4(word: Word) -> float:
    """A Weibull draw of shape 4 and mean 1: the regular returns of chronic follow-up."""
    return sqrt(sqrt(-log((float(word) + 0.5) * _TWO_TO_MINUS_32))) / WEIBULL4_MEAN
