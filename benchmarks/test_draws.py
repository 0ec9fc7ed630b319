"""A draw as kernels make it: the block of a person, keyed through their row, a uniform and a threshold of
it.

The bare loop is given the words of key and counter ready in columns, and writes the same column of the
same row: the ratio is what it costs that draws are keyed by who, where, why and how often.
"""

from typing import Any

import numpy as np
import pytest
from numba import njit

from benchmarks import mios
from benchmarks.conftest import Measured
from benchmarks.inside import tables
from benchmarks.pairs import Worktable, beside
from sim.draws.philox import exponential, philox, uniform
from sim.draws.purposes import NEED
from sim.kernels.memory.arrays import aligned
from sim.kernels.memory.borrowed import borrowed
from sim.kernels.people.clocks import draw

PASSES = 8  # over everybody
entry = njit(nogil=True)


@entry
def keyed(persons, keys):
    """The sum of the uniforms."""
    persons, keys = borrowed(persons), borrowed(keys)
    total = 0.0
    for occurrence in range(PASSES):
        for row in range(len(persons)):
            person = persons[row]
            w0, w1, _, _ = draw(person, keys, NEED, occurrence)
            person.level += exponential(w0)
            total += uniform(w1)
    return total


@entry
def bare(persons, seed, replication, communes, who):
    """The same of words that are ready."""
    persons, communes, who = borrowed(persons), borrowed(communes), borrowed(who)
    total = 0.0
    for occurrence in range(PASSES):
        for row in range(len(persons)):
            w0, w1, _, _ = philox(
                seed, communes[row], replication, who[row], np.uint64(NEED), np.uint64(occurrence)
            )
            persons[row].level += exponential(w0)
            total += uniform(w1)
    return total


@pytest.mark.measures("draw_over_bare")
def test_draws(benchmark: Any, measured: Measured) -> None:
    world = mios.world()
    t = tables(world)
    communes = t.keys[2 + t.persons["commune"]]
    who = t.persons["who"].astype(np.uint64)
    other = aligned(len(t.persons), t.persons.dtype)
    other[...] = t.persons
    beside(
        benchmark,
        measured,
        "draw_over_bare",
        PASSES * len(t.persons),
        (lambda persons: keyed(persons, t.keys), Worktable(t.persons)),
        (lambda persons: bare(persons, t.keys[0], t.keys[1], communes, who), Worktable(other)),
    )
    assert np.array_equal(t.persons["level"], other["level"]), "the bare loop makes other draws"
