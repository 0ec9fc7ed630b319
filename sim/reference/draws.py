"""Uniforms and exponentials of keyed words, in plain Python."""

from math import log

Words = tuple[int, int, int, int]


def uniform(word: int) -> float:
    """U(w), strictly between 0 and 1."""
    return float((word + 0.5) * 2.0**-32)


def exponential(word: int) -> float:
    """E(w), a unit exponential."""
    return -log((word + 0.5) * 2.0**-32)
