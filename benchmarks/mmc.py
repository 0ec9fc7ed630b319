"""M/M/c in the counter kernel alone: a stream arrives, queues with all the patience there is, is served.

Customers are those of the same queue as a whole world (``queues.kernels``), draw for draw: what arises by
itself of an emergency stream, and its visits. All draws are made while it is timed, for ``AHEAD`` customers
together: they are of who and how often, not of what happened before.
"""

from time import perf_counter
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from benchmarks.inside import opened, with_buffers
from benchmarks.queues import DAY, Queues, Served, world
from benchmarks.station import AHEAD, Arrivals, made_ready, play
from sim.draws.philox import philox
from sim.draws.purposes import COUNTER, NEED
from sim.kernels.groups import calendar_of, notes_of, work_of
from sim.kernels.memory.borrowed import borrowed
from sim.kernels.people.clocks import raise_level
from sim.kernels.state import Tables
from sim.kernels.style import kernel
from sim.kernels.supply.queues import keep_draws
from sim.world import records
from tests.shipped import Kind

EMERGENCY = int(Kind.EMERGENCY)


@kernel
def draw_ahead(first, person, keys, gaps, durations, patiences):
    """The words that ``draw`` gives for a stream's next needs and their visits, one loop for each purpose: a
    loop of Philox alone is compiled for eight at a time.
    """
    seed, commune, replication = keys[0], keys[2 + person.commune], keys[1]
    who = np.uint64(person.who)
    for j in range(AHEAD):
        gaps[j], _, _, _ = philox(seed, commune, replication, who, np.uint64(NEED), np.uint64(first + j))
    for j in range(AHEAD):
        durations[j], patiences[j], _, _ = philox(
            seed, commune, replication, who, np.uint64(COUNTER), np.uint64(first + j)
        )


@njit(nogil=True)
def served(t, customers, per_day, moments, rows, gaps, durations, patiences):
    """Plays ``customers`` (a multiple of AHEAD) of the stream in row 0; ``per_day`` of them arrive."""
    persons, needs, counters, keys = (
        borrowed(t.persons),
        borrowed(t.needs),
        borrowed(t.counters),
        borrowed(t.keys),
    )
    work, calendar, notes = work_of(t), calendar_of(t), notes_of(t)
    arrivals = Arrivals(borrowed(moments), borrowed(rows))
    gaps, durations, patiences = borrowed(gaps), borrowed(durations), borrowed(patiences)
    person, apart = persons[0], DAY / per_day
    day = 0
    for first in range(0, customers, AHEAD):
        draw_ahead(first, person, keys, gaps, durations, patiences)
        for j in range(AHEAD):
            arrivals.moments[j] = int(person.level * apart)
            raise_level(person, gaps[j])
            row = made_ready(0, first + j, EMERGENCY, needs, work)
            keep_draws(needs[row], durations[j], patiences[j])
            arrivals.rows[j] = row
        last = first + AHEAD >= customers
        day = play(arrivals, AHEAD, last, day, persons, needs, counters, notes, work, calendar, keys)
    return day


def station(q: Queues) -> Tables:
    """The only queue of ``q``, empty, with all servers there."""
    assert q.nodes == 1
    t = with_buffers(opened(world(q)))
    t.counters["in_force"] = q.servers
    days = int(1.5 * q.customers["counter"] / q.per_day) + 2
    return t._replace(daily=np.zeros((days, 1), dtype=np.int64))


def buffers() -> list[NDArray[Any]]:
    """What ``served`` makes ready ahead: moments, rows, words."""
    return [np.zeros(AHEAD, dtype=dtype) for dtype in (np.int64, np.int64, *3 * [np.uint64])]


def counter(q: Queues) -> Served:
    """Until everybody has been served."""
    t, customers = station(q), q.customers["counter"]
    ahead = buffers()
    began = perf_counter()
    day = served(t, customers, q.per_day, *ahead)
    seconds = perf_counter() - began
    assert day < len(t.daily), "there were too few days"
    at = t.counter_tallies["at_counters"].sum(axis=(0, 1))
    assert at[records.BEGAN] == at[records.JOINED] == customers, "somebody left or was turned away"
    return Served(1e9 * seconds / customers, at[records.WAITED_SECONDS] / customers)
