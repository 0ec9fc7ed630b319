"""The arrival kernel: draw a threshold, invert the cumulative intensity, put into a day's list, read it back.

Everybody of Mios and around, a year and a half of what arises by itself. The bare loop visits the same rows
in the same order: one draw and its logarithm, the same columns written, one cell of the intensity read, one
number a list entry.
"""

from typing import Any, NamedTuple

import numpy as np
import pytest
from numba import njit

from benchmarks import mios
from benchmarks.conftest import Measured
from benchmarks.inside import tables
from benchmarks.pairs import Worktable, beside
from sim.draws.philox import exponential
from sim.draws.purposes import NEED
from sim.kernels.groups import Time
from sim.kernels.memory.arrays import aligned
from sim.kernels.memory.borrowed import borrowed, fetch
from sim.kernels.people.clocks import draw, moment_of_level, raise_level, set_clock
from sim.kernels.state import CHUNK
from sim.kernels.style import kernel
from sim.kernels.timeline.event_queue import key_entity
from sim.kernels.timeline.lists import clear, drop_chunk
from sim.vocabulary.structure import Sort
from sim.vocabulary.time import DAY

RESIDENT = int(Sort.RESIDENT)
entry = njit(nogil=True)


class Lists(NamedTuple):
    """The part of the calendar that clocks stand in."""

    clock_heads: Any
    rings: Any


@kernel
def next_moment(person, day, time, keys):
    """Raises the level by the next threshold; the moment at which it is reached."""
    w0, _, _, _ = draw(person, keys, NEED, person.occurrence[0])
    raise_level(person, w0)
    stream = person.is_a != RESIDENT
    return moment_of_level(person.group, person.level, day, stream, time)


@kernel
def calendar(heads, rings):
    """Of what a clock needs of the calendar."""
    return Lists(borrowed(heads), borrowed(rings))


@entry
def arm(persons, heads, rings, cumulative, begin, hours, days, keys):
    """Everybody's first need."""
    time = Time(borrowed(days), borrowed(hours), borrowed(cumulative), borrowed(begin))
    lists = calendar(heads, rings)
    for row in range(len(persons)):
        moment = next_moment(persons[row], 0, time, keys)
        set_clock(row, 0, persons[row].occurrence[0], moment, lists)


@entry
def ring(persons, heads, rings, cumulative, begin, hours, days, keys, order, landings):
    """Day by day: who rings is set again. How many rang; ``order``, ``landings``: who, and to which day."""
    time = Time(borrowed(days), borrowed(hours), borrowed(cumulative), borrowed(begin))
    lists = calendar(heads, rings)
    people, all_keys = borrowed(persons), borrowed(keys)
    n = 0
    for day in range(len(lists.clock_heads)):
        chunk, filled = lists.clock_heads[day].chunk, lists.clock_heads[day].filled
        clear(lists.clock_heads[day])
        while chunk > 0:
            for i in range(1, filled + 1):
                fetch(people, key_entity(np.uint64(lists.rings[chunk, i])))
            for i in range(1, filled + 1):
                row = key_entity(np.uint64(lists.rings[chunk, i]))
                person = people[row]
                moment = np.int64(day * DAY)
                while moment // DAY == day:  # a second need of the day needs no list
                    person.occurrence[0] += 1
                    moment = next_moment(person, day, time, all_keys)
                    if n < len(order):
                        order[n] = row
                        landings[n] = moment // DAY
                    n += 1
                set_clock(row, 0, person.occurrence[0], moment, lists)
            chunk, filled = drop_chunk(chunk, lists.rings), CHUNK
    return n


@entry
def bare(persons, entries, order, landings, cumulative, keys):
    """The same draws and the same memory, and nothing else."""
    persons, entries, order = borrowed(persons), borrowed(entries), borrowed(order)
    landings, cumulative, keys = borrowed(landings), borrowed(cumulative), borrowed(keys)
    cells = 0.0
    for i in range(len(order)):
        row = order[i]
        person = persons[row]
        person.occurrence[0] += 1
        w0, _, _, _ = draw(person, keys, NEED, person.occurrence[0])
        person.level = person.level + exponential(w0) / float(person.frailty)
        cells += cumulative[person.group, landings[i]]
        entries[i] = row
    return cells


@pytest.mark.measures("arrival_over_bare")
def test_arrivals(benchmark: Any, measured: Measured) -> None:
    world = mios.world()
    t = tables(world)
    fixed = (t.cumulative, t.begin, t.hours, t.days, t.keys)
    t.persons["group"] = np.where(t.persons["is_a"] == RESIDENT, 3, t.persons["group"])  # one band for all
    arm(t.persons, t.clock_heads, t.rings, *fixed)
    written = (t.persons, t.clock_heads, t.rings)
    nothing = np.zeros(0, dtype=np.int32)

    table = Worktable(*written)
    rung = ring(*table.fresh(), *fixed, nothing, nothing)
    order, landings = np.zeros(rung, dtype=np.int32), np.zeros(rung, dtype=np.int32)
    persons = aligned(len(t.persons), t.persons.dtype)
    persons[...] = table.fresh()[0]
    ring(*table.arrays, *fixed, order, landings)
    other = Worktable(persons, np.zeros(rung, dtype=np.int32))

    beside(
        benchmark,
        measured,
        "arrival_over_bare",
        rung,
        (lambda *arrays: ring(*arrays, *fixed, nothing, nothing), table),
        (lambda *arrays: bare(*arrays, order, landings, t.cumulative, t.keys), other),
    )
    assert rung > 500_000
    assert np.array_equal(t.persons["level"], persons["level"]), "the bare loop makes other draws"
