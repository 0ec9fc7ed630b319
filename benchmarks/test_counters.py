"""Counters and lines: people arrive, queue, lose patience, are served; a call is answered at its end.

One counter (then one line) of eight servers, loaded to nine tenths by everybody of Mios in turn. The bare
loop makes the same draws and touches the rows of the same persons and needs, the counter and its counts.
"""

from typing import Any

import numpy as np
import pytest
from numba import njit
from numpy.typing import NDArray

from benchmarks import mios
from benchmarks.conftest import Measured
from benchmarks.inside import tables
from benchmarks.pairs import Worktable, beside
from benchmarks.station import AHEAD, Arrivals, made_ready, play
from sim.draws.philox import exponential, uniform
from sim.draws.purposes import COUNTER, LINE
from sim.kernels.groups import place_of
from sim.kernels.memory.arrays import aligned, copy_columns
from sim.kernels.memory.borrowed import borrowed
from sim.kernels.people.clocks import draw
from sim.kernels.state import (
    COUNTER_STATE,
    LOGGED,
    WALKING,
    Tables,
    counter_tally_of,
)
from sim.kernels.supply.queues import draw_for
from sim.world.log_events import LogEvent
from sim.world.tables import COUNTER as COUNTER_TABLE
from sim.world.tables import table
from tests.shipped import SHIPPED, CounterType, Kind, typed

SERVERS, MINUTES, LOAD = 8, 10.0, 0.9
ARRIVALS = 300_000
OPEN = 64  # needs open at a time, about: the rows of the pool that are in use
WRITTEN = ("persons", "needs", "free_rows", "counters", "heap_keys", "heap_of", "counts", "walkers",
           "counter_tallies", "daily")  # fmt: skip
MINOR = int(Kind.ACUTE_MINOR)
entry = njit(nogil=True)


@entry
def serve(t, who, moments, line, rows):
    """Everybody arrives, in the order of ``moments``; back comes the last day."""
    place = place_of(t)
    needs, work, rows = place.needs, place.work, borrowed(rows)
    day = 0
    for first in range(0, len(who), AHEAD):
        n = min(AHEAD, len(who) - first)
        for j in range(n):
            row = made_ready(who[first + j], (first + j) & 1023, MINOR, needs, work)
            draw_for(needs[row], place.persons[who[first + j]], line, place.rules.keys)
            rows[j] = row
        arrivals = Arrivals(borrowed(moments[first : first + n]), rows)
        last = first + n == len(who)
        day = play(arrivals, n, last, day, place)
    return day


@entry
def bare(persons, needs, counters, tallies, entries, keys, who, base, began, queued, answered):
    """The same draws, each after touching the rows it is about."""
    persons, needs, counters, tallies = (
        borrowed(persons),
        borrowed(needs),
        borrowed(counters),
        borrowed(tallies),
    )
    entries, keys, who = borrowed(entries), borrowed(keys), borrowed(who)
    total = 0.0
    counter, tally = counters[0], tallies[0, 0]
    rows = len(needs)
    for i in range(len(who)):
        person, need = persons[who[i]], needs[i % rows]
        need.resident, need.occurrence, need.state = who[i], i, WALKING
        tally.at_counters[0] += 1
        w0, w1, _, _ = draw(person, keys, base, i & 1023)
        total += exponential(w0)
        if i < began:
            tally.began[need.kind] += 1
            counter.busy = i & 7
            entries[i & 255] = i
        if i < queued:
            total += exponential(w1)
            counter.queue[i & 127] = i
            entries[(i + 1) & 255] = i
        if i < answered:
            _, _, w2, _ = draw(person, keys, base, i & 1023)
            total += uniform(w2)
    return total


def station(line: bool) -> Tables:
    """Eight servers, always there."""
    row = table(COUNTER_TABLE, 1)
    typed(row, CounterType.LINE15 if line else CounterType.CMSI)
    row["active"], row["kinds"], row["servers"], row["queue_most"] = 1, 1, SERVERS, 200
    row["minutes"], row["spread"], row["patience_minutes"] = MINUTES, 1.0, 60.0
    row["answers"] = (0.3, 0.6, 0.8, 1.0)
    counters = copy_columns(row, COUNTER_STATE)
    counters["in_force"] = SERVERS
    tallies = np.zeros((1, 1), dtype=counter_tally_of(SHIPPED))
    daily = np.zeros((2000, 1), dtype=np.int64)
    return tables(mios.world())._replace(counters=counters, counter_tallies=tallies, daily=daily)


def arrivals(people: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Who arrives and when: everybody in an order that jumps about, at random moments."""
    rng = np.random.default_rng(33284)
    gap = 60 * MINUTES / (LOAD * SERVERS)
    moments = np.cumsum(rng.exponential(gap, ARRIVALS)).astype(np.int64)
    return rng.integers(0, people, ARRIVALS, dtype=np.int32), moments


@pytest.mark.measures("counter_over_bare", "line_over_bare")
@pytest.mark.parametrize("line", [False, True], ids=["counter", "line"])
def test_counters(benchmark: Any, measured: Measured, line: bool) -> None:
    t = station(line)
    who, moments = arrivals(len(t.persons))
    table_ = Worktable(*(getattr(t, name) for name in WRITTEN))
    table_.fresh()
    log = np.zeros((4 * ARRIVALS, 8), dtype=np.int64)
    rows = np.zeros(AHEAD, dtype=np.int64)
    serve(t._replace(log=log), who, moments, line, rows)
    verbs = np.bincount(log[: t.counts[LOGGED], 5], minlength=len(LogEvent))
    began, queued, answered = (
        int(verbs[verb]) for verb in (LogEvent.BEGINS, LogEvent.QUEUES, LogEvent.ANSWERED)
    )
    assert began > 0.9 * ARRIVALS and queued > 0.3 * ARRIVALS
    assert answered == (began if line else 0)

    table_.fresh()
    persons, needs = (aligned(rows, a.dtype) for rows, a in ((len(t.persons), t.persons), (OPEN, t.needs)))
    persons[...], needs[...] = t.persons, t.needs[:OPEN]
    other = Worktable(
        persons, needs, t.counters.copy(), t.counter_tallies.copy(), np.zeros(256, dtype=np.int64)
    )
    base = LINE if line else COUNTER
    beside(
        benchmark,
        measured,
        "line_over_bare" if line else "counter_over_bare",
        ARRIVALS,
        (lambda *_: serve(t, who, moments, line, rows), table_),
        (lambda *arrays: bare(*arrays, t.keys, who, base, began, queued, answered), other),
    )
    assert int(t.counter_tallies["began"].sum()) == began, "the rounds do not play what was counted"
