"""A day that asks for more room than was made ready is told, and writes nothing beyond its arrays."""

import numpy as np
import pytest

from sim.kernels.groups import Calendar, Work
from sim.kernels.memory import capacity, need_pool
from sim.kernels.memory.arrays import chunk_pool, pool, rows_from
from sim.kernels.patients import KernelPatients
from sim.kernels.state import AGENDA_STATE, CHUNK, DEPARTURE, FREE_LEFT, HEAD, HEAP, N_COUNTS, NO_ROOM
from sim.kernels.timeline import event_queue, lists
from tests.compiled import by_itself
from tests.worlds import small_world

bookings_of, take_need = by_itself(capacity.bookings_of), by_itself(need_pool.take_need)
fall_due, add_to = by_itself(event_queue.fall_due), by_itself(lists.add_to)


def test_a_pool_without_rows_says_so():
    needs, counts = pool(3), np.zeros(N_COUNTS, dtype=np.int64)
    counts[FREE_LEFT] = 3
    work = Work(rows_from(0, 3), None, None, None, None, counts)
    assert sorted(int(take_need(needs, work)) for _ in range(3)) == [0, 1, 2]
    assert counts[NO_ROOM] == 0
    assert 0 <= take_need(needs, work) < 3
    assert counts[NO_ROOM] == 1


def test_a_list_without_chunks_says_so():
    chunks, heads = chunk_pool(3, np.int32), np.zeros(2, dtype=HEAD)
    for entry in range(2 * CHUNK):
        add_to(heads, 0, entry, chunks)
    assert chunks[0, 1] == 0 and chunks[0, 2] == 0
    before = chunks[1:].copy()
    add_to(heads, 1, 7, chunks)
    assert chunks[0, 2] == 1
    assert (chunks[1:] == before).all()


def test_a_full_heap_says_so():
    counts = np.zeros(N_COUNTS, dtype=np.int64)
    keys, of = np.zeros(2, dtype=np.uint64), np.zeros(2, dtype=np.int32)
    calendar = Calendar(*[None] * 6, keys, of, counts, *[None] * 3)
    for key in (3, 2, 1):
        fall_due(calendar, np.uint64(key), 0)
    assert counts[HEAP] == 2 and counts[NO_ROOM] == 1
    assert sorted(keys) == [2, 3]


def test_what_a_departure_releases_is_counted():
    """Every booking of a departing doctor takes a row of its own on that day."""
    agendas = np.zeros(2, dtype=AGENDA_STATE)
    agendas["capacity"][1, :10], agendas["free"][1, :10] = 12, 5
    agendas["free"][1, 3] = 13  # slots were taken away from under bookings and given back
    departures = np.array([(1, -1, 0.0, 0)], dtype=DEPARTURE)
    assert bookings_of(departures, 1, agendas) == 9 * 7
    assert bookings_of(departures, 0, agendas) == 0


def test_a_run_without_room_is_given_up():
    """The mark is an error of ours, never a wrong result."""
    patients = KernelPatients(small_world(seed=1, residents=60))
    patients._catchments[0].tables.counts[NO_ROOM] = 1
    with pytest.raises(RuntimeError, match="more rows than were made ready"):
        patients.advance(0, 1)
