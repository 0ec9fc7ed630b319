"""Uniforms and exponentials of keyed words, in plain Python."""

from math import log
from typing import NamedTuple

from sim.draws.keyed import block

Words = tuple[int, int, int, int]


def uniform(word: int) -> float:
    """U(w), strictly between 0 and 1."""
    return float((word + 0.5) * 2.0**-32)


def exponential(word: int) -> float:
    """E(w), a unit exponential."""
    return -log((word + 0.5) * 2.0**-32)


class Draws(NamedTuple):
    """The draws of one replication."""

    seed: int
    replication: int

    def words(self, key: int, who: int, purpose: int, occurrence: int) -> Words:
        """The block of four words of one entity, for one purpose, for one occurrence."""
        return block(self.seed, key, self.replication, who, purpose, occurrence)
