"""The scheduling kernel: a practice is drawn, its first free session found, a slot booked.

The practices of Mios and around, as many requests a day as they have slots, so that agendas are nearly full.
The bare loop makes the same draws and writes the same cell of the same agenda; both open the sessions of each
day.
"""

from typing import Any

import numpy as np
import pytest
from numba import njit

from benchmarks import mios
from benchmarks.conftest import Measured
from benchmarks.inside import opened
from benchmarks.pairs import Worktable, beside
from sim.draws.philox import philox
from sim.draws.purposes import CANDIDATES
from sim.kernels.people.practices import practice
from sim.kernels.state import HALF_DAYS
from sim.kernels.style import kernel
from sim.kernels.supply.agendas import Request, offer, set_day
from sim.vocabulary.structure import Case
from sim.vocabulary.time import DAY, MINUTE
from sim.world.tables import MAX_HORIZON
from tests.shipped import AgendaSort, Kind

PLAYED = 400  # days
UNKNOWN, MINOR = int(Case.UNKNOWN), int(Kind.ACUTE_MINOR)
LAST = HALF_DAYS - 1  # the ring's length is a power of two
entry = njit(nogil=True)


@kernel
def words(request, keys):
    """The block of a request."""
    return philox(
        keys[0], keys[2], keys[1], np.uint64(request), np.uint64(CANDIDATES), np.uint64(request & 255)
    )


@entry
def schedule(agendas, need, days, reach, guide, keys, a_day, chosen, halves):
    """Every request of every day; how many were booked. ``chosen``, ``halves``: where and for when."""
    booked = 0
    n = 0
    for day in range(1, PLAYED):
        for a in range(len(agendas)):
            set_day(agendas[a], day + MAX_HORIZON - 1, days, True)
        for i in range(a_day):
            w0, w1, _, _ = words(n, keys)
            a = practice(reach, guide, np.int64(w1 % np.uint64(len(reach))), w0)
            now = day * DAY + 8 * 3600 + i * 36000 // a_day
            request = Request(
                1, UNKNOWN, np.int64(w1 >> np.uint64(27)), now // DAY, now + 15 * MINUTE, 0, now
            )
            half = offer(agendas[a], need, request)
            if half >= 0:
                agendas[a].free[half & LAST] -= 1
                booked += 1
            if n < len(chosen):
                chosen[n] = a
                halves[n] = half
            n += 1
    return booked


@entry
def bare(agendas, days, keys, a_day, chosen, halves):
    """The same draws and the same cells, and nothing else; the sum of the draws."""
    drawn = np.uint64(0)
    n = 0
    for day in range(1, PLAYED):
        for a in range(len(agendas)):
            set_day(agendas[a], day + MAX_HORIZON - 1, days, True)
        for _ in range(a_day):
            w0, w1, _, _ = words(n, keys)
            drawn += w0 + w1
            agenda = agendas[chosen[n]]
            if halves[n] >= 0:
                agenda.free[halves[n] & LAST] -= 1
            n += 1
    return drawn


@pytest.mark.measures("scheduling_over_bare")
def test_scheduling(benchmark: Any, measured: Measured) -> None:
    t = opened(mios.world())
    gps = t.agendas["is_a"] == AgendaSort.GP
    a_day = int(t.agendas["weekly"][gps].sum() / 7)
    requests = a_day * (PLAYED - 1)
    chosen, halves = np.zeros(requests, dtype=np.int32), np.zeros(requests, dtype=np.int32)
    nothing = (np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32))
    need = t.needs[0]
    need.kind, need.slots = MINOR, 1
    table, other = Worktable(t.agendas), Worktable(t.agendas.copy())
    booked = schedule(*table.fresh(), need, t.days, t.reach, t.guide, t.keys, a_day, chosen, halves)
    assert 0.5 * requests < booked < requests, "agendas are nearly full, and some requests find no session"

    beside(
        benchmark,
        measured,
        "scheduling_over_bare",
        requests,
        (lambda agendas: schedule(agendas, need, t.days, t.reach, t.guide, t.keys, a_day, *nothing), table),
        (lambda agendas: bare(agendas, t.days, t.keys, a_day, chosen, halves), other),
    )
    assert np.array_equal(table.arrays[0]["free"], other.arrays[0]["free"]), "the bare loop books other cells"
    benchmark.extra_info["booked"] = booked / requests
