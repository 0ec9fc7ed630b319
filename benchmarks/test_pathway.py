"""The pathway: what a person tries for a need, step after step, until something succeeds.

Everybody of Mios and around asks in turn, for every kind of care, as often as `advance` sees in two
months. The bare loop makes as many draws and logarithms (counted in plain Python on a sample), writes the
row of the same person and need, the same cell of the same agenda, the same entry of a day's list.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numba import njit
from numpy.typing import NDArray

from benchmarks import mios
from benchmarks.conftest import Measured
from benchmarks.counting import blocks, counted, logarithms
from benchmarks.inside import tables
from benchmarks.pairs import Worktable, beside
from sim.draws.philox import exponential, philox, uniform
from sim.draws.purposes import UPTAKE
from sim.kernels.groups import now_at, place_of
from sim.kernels.memory.arrays import aligned
from sim.kernels.memory.borrowed import borrowed
from sim.kernels.memory.need_pool import free_need, take_need
from sim.kernels.people.clocks import draw
from sim.kernels.people.pathway import walk
from sim.kernels.start import book_backlog
from sim.kernels.state import BOOKED, CHUNK, FREE_LEFT, HEAP, RING, STARTER, WALKING, Tables
from sim.kernels.style import kernel
from sim.kernels.supply.agendas import set_day, set_sessions
from sim.kernels.timeline.lists import clear, drop_chunk
from sim.vocabulary.structure import Sort
from sim.vocabulary.time import DAY, HOUR
from sim.world.tables import MAX_HORIZON
from tests.compiled import by_itself
from tests.shipped import N_CARE_KINDS

PLAYED = 61  # days
A_DAY = 2200  # needs, about what arises
ROOM = 8  # chunks: more than a need can take
SAMPLE = 2 * A_DAY  # needs played in plain Python
WRITTEN = (
    "persons", "needs", "free_rows", "agendas", "counters", "rings", "clock_heads", "chunks", "visit_heads",
    "due_heads", "heap_keys", "heap_of", "counts", "tallies", "standing",
)  # fmt: skip
entry = njit(nogil=True)
opened = by_itself(set_sessions)


@kernel
def clear_list(heads, day, needs, work, chunks, booked):
    """Lets go of the needs of a day's list; of those booked only where they are listed as ``booked``."""
    chunk, filled = heads[day].chunk, heads[day].filled
    while chunk > 0:
        for i in range(1, filled + 1):
            if booked or needs[chunks[chunk, i]].state != BOOKED:
                free_need(needs, work, chunks[chunk, i])
        chunk, filled = drop_chunk(chunk, chunks), CHUNK
    clear(heads[day])


@kernel
def clear_day(day, needs, work, calendar):
    """Lets go of all needs that a day, or the heap, still holds."""
    for i in range(calendar.counts[HEAP]):
        if needs[calendar.heap_of[i]].state != BOOKED:
            free_need(needs, work, calendar.heap_of[i])
    calendar.counts[HEAP] = 0
    clear_list(calendar.due_heads, day, needs, work, calendar.chunks, False)
    clear_list(calendar.visit_heads, day, needs, work, calendar.chunks, True)


@entry
def ask(t, who, asked, chosen, halves):
    """The first ``asked`` of ``who``, so many a day; into ``chosen`` and ``halves`` what they booked. Back
    comes how many asked: fewer when there is no room.
    """
    place = place_of(t)
    needs, agendas, work, calendar, days = (
        place.needs,
        place.supply.agendas,
        place.work,
        place.calendar,
        place.time.days,
    )
    for n in range(asked):
        if work.counts[FREE_LEFT] == 0 or calendar.chunks[0, 1] < ROOM:
            return n
        day, i = 1 + n // A_DAY, n % A_DAY
        if i == 0:
            for a in range(len(agendas)):
                set_day(agendas[a], day + MAX_HORIZON - 1, days, True)
            clear_day(day, needs, work, calendar)
        now = now_at(day * DAY + 8 * HOUR + i * 50000 // A_DAY, day, days)
        row = np.int64(take_need(needs, work))
        need = needs[row]
        need.first, need.resident, need.occurrence, need.kind = now.moment, who[n], n & 255, n % N_CARE_KINDS
        need.month, need.clock, need.patience, need.attempt = now.month, 0, 1 + n % 15, 0
        need.step, need.refused, need.forced, need.half, need.slots = 0, 0, 0, -1, 1
        need.state = WALKING
        work.counts[STARTER] = -1
        walk(row, now, place)
        if n < len(chosen):
            chosen[n] = need.service if need.state == BOOKED else -1
            halves[n] = need.half
        if work.counts[STARTER] >= 0:  # who calls a line is gone
            free_need(needs, work, row)
    return asked


@entry
def bare(persons, needs, agendas, entries, keys, days, who, chosen, halves, a_need, logs, more, more_logs):
    """``a_need`` blocks and ``logs`` logarithms a need, then ``more`` of each; the memory of each need."""
    persons, needs, agendas, entries = (
        borrowed(persons),
        borrowed(needs),
        borrowed(agendas),
        borrowed(entries),
    )
    keys, days, who, chosen, halves = (
        borrowed(keys),
        borrowed(days),
        borrowed(who),
        borrowed(chosen),
        borrowed(halves),
    )
    total = 0.0
    rows = len(needs)
    for n in range(len(who)):
        if n % A_DAY == 0:
            for a in range(len(agendas)):
                set_day(agendas[a], n // A_DAY + MAX_HORIZON, days, True)
        person, need = persons[who[n]], needs[n % rows]
        need.resident, need.occurrence, need.state = who[n], n, WALKING
        for b in range(a_need):
            w0, _, _, _ = draw(person, keys, UPTAKE + b, need.occurrence)
            total += exponential(w0) if b < logs else uniform(w0)
        if chosen[n] >= 0:
            agendas[chosen[n]].free[halves[n] & RING] -= 1
            entries[n] = n
    for n in range(more):
        w0, _, _, _ = philox(keys[0], keys[2], keys[1], np.uint64(n), np.uint64(UPTAKE), np.uint64(n))
        total += exponential(w0) if n < more_logs else uniform(w0)
    return total


def practices() -> Tables:
    """The tables of Mios; agendas are open, and have what is booked on the first day."""
    world = mios.world()
    t = tables(world)
    for a in range(len(t.agendas)):
        opened(t.agendas[a], 0, t.days, True)
    book_backlog(t.agendas, world.catchments[0].backlog)
    t.counters["in_force"] = 1  # the timetable says when a counter is open
    return t


def askers(t: Tables) -> NDArray[np.int32]:
    """Residents in an order that jumps about."""
    residents = np.flatnonzero(t.persons["is_a"] == Sort.RESIDENT)
    return np.random.default_rng(33284).permutation(residents)[: A_DAY * PLAYED].astype(np.int32)


def few() -> Callable[[], int]:
    """A sample for plain Python: two days."""
    t = practices()
    who, nothing = askers(t), np.zeros(0, dtype=np.int32)

    def play() -> int:
        return int(ask(t, who, SAMPLE, nothing, nothing))

    return play


@pytest.mark.measures("pathway_over_bare")
def test_pathway(benchmark: Any, measured: Measured) -> None:
    t = practices()
    who = askers(t)
    n = len(who)
    chosen, halves = np.full(n, -1, dtype=np.int32), np.zeros(n, dtype=np.int32)
    nothing = np.zeros(0, dtype=np.int32)
    table = Worktable(*(getattr(t, name) for name in WRITTEN))
    table.fresh()
    assert ask(t, who, n, chosen, halves) == n, "there is no room for so many needs"
    booked = float((chosen >= 0).mean())
    assert 0.3 < booked < 1.0, f"{booked:.0%} were booked"

    calls = counted(__name__)
    drawn, taken = round(n * blocks(calls)), round(n * logarithms(calls))
    whole, logs = drawn // n, min(drawn // n, taken // n)
    persons, needs, agendas = (aligned(len(a), a.dtype) for a in (t.persons, t.needs, t.agendas))
    table.fresh()
    persons[...], needs[...], agendas[...] = t.persons, t.needs, t.agendas
    other = Worktable(persons, needs, agendas, np.zeros(n, dtype=np.int32))
    rest = (t.keys, t.days, who, chosen, halves, whole, logs, drawn - whole * n, taken - logs * n)
    beside(
        benchmark,
        measured,
        "pathway_over_bare",
        n,
        (lambda *_: ask(t, who, n, nothing, nothing), table),
        (lambda *arrays: bare(*arrays, *rest), other),
    )
    benchmark.extra_info.update(booked=booked, blocks=drawn / n, logarithms=taken / n)
    measured.lines.append(f"pathway: {drawn / n:.2f} blocks a need, {booked:.0%} booked")
