"""The heap gives events back in order; a queue loses its impatient at their moment, with few events."""

from math import log

import numpy as np
from numba import njit

from sim.kernels.groups import Calendar, Notes, Now, Place, Rules, Supply, Work
from sim.kernels.memory.arrays import pool
from sim.kernels.state import (
    COUNTER_STATE,
    FIRST_WALKER,
    HEAP,
    LAST_WALKER,
    N_COUNTS,
    PERSON,
    SETTINGS_STATE,
    counter_tally_of,
)
from sim.kernels.supply import counters as counter_kernels
from sim.kernels.supply.counters import dequeue
from sim.kernels.supply.queues import joins, keep_draws
from sim.kernels.timeline.event_queue import heap_drop, heap_push, key_second
from sim.kernels.timeline.events import on_queue_exit
from sim.world.records import LEFT_QUEUE, TRACE
from sim.world.tables import MAX_QUEUE
from tests.compiled import by_itself
from tests.shipped import SHIPPED

ROOM = 4096
CLOSED_QUEUE = 300  # arrivals, more than a queue holds


@njit
def sorted_by_heap(keys):
    """The keys as a heap gives them back; a third is taken out between pushes, and pushed again."""
    heap, of, n = np.empty(len(keys), dtype=np.uint64), np.empty(len(keys), dtype=np.int32), 0
    for i in range(len(keys)):
        heap_push(heap, of, n, keys[i], i)
        n += 1
        if i % 3 == 2:
            key, what = heap[0], of[0]
            heap_drop(heap, of, n)
            heap_push(heap, of, n - 1, key, what)
    out, whose = np.empty_like(keys), np.empty(len(keys), dtype=np.int64)
    while n > 0:
        out[len(keys) - n], whose[len(keys) - n] = heap[0], of[0]
        heap_drop(heap, of, n)
        n -= 1
    return out, whose


def test_a_heap_of_every_length_gives_events_in_order():
    rng = np.random.default_rng(4)
    for n in range(1, 70):
        keys = rng.integers(0, 2**63, n, dtype=np.uint64)
        out, whose = sorted_by_heap(keys)
        assert (out == np.sort(keys)).all()
        assert (keys[whose] == out).all()


def test_a_queue_goes_round_its_ring():
    """First come first served, over the end of the ring; who leaves from within is missing, no other."""
    counter = np.zeros(1, dtype=COUNTER_STATE)
    counter["head"] = MAX_QUEUE - 3
    counter = counter[0]
    for row in range(MAX_QUEUE):
        counter.queue[(counter.head + row) % MAX_QUEUE] = row
    counter.waiting = MAX_QUEUE
    leave_queue, queued_at, dequeue = (
        by_itself(getattr(counter_kernels, name)) for name in ("leave_queue", "queued_at", "dequeue")
    )
    leave_queue(counter, 5)
    leave_queue(counter, 0)
    assert queued_at(counter, 3) == 4 and queued_at(counter, 4) == 6
    assert [int(dequeue(counter)) for _ in range(MAX_QUEUE - 2)] == [
        row for row in range(MAX_QUEUE) if row not in (0, 5)
    ]
    assert counter.waiting == 0


@njit
def queue_without_servers(moments, words, place, order, left_at):
    """Everybody queues; nobody is served but each tenth, who is taken out. Who left, and when."""
    needs, counters, work, calendar = place.needs, place.supply.counters, place.work, place.calendar
    n, i, most = 0, 0, 0
    while i < len(moments) or work.counts[HEAP] > 0:
        work.counts[FIRST_WALKER] = work.counts[LAST_WALKER] = 0
        due = key_second(calendar.heap_keys[0]) if work.counts[HEAP] > 0 else np.int64(2**40)
        if i < len(moments) and moments[i] < due:
            need = needs[i]
            need.resident, need.occurrence, need.kind = i, 0, 0
            keep_draws(need, np.uint64(0), words[i])
            joins(i, Now(moments[i], 0, 0, 0), place)
            if i % 10 == 9 and counters[0].waiting > 0:
                dequeue(counters[0])
            i += 1
            most = max(most, work.counts[HEAP])
        else:
            key, c = calendar.heap_keys[0], np.int64(calendar.heap_of[0])
            heap_drop(calendar.heap_keys, calendar.heap_of, work.counts[HEAP])
            work.counts[HEAP] -= 1
            on_queue_exit(c, key, Now(due, 0, 0, 0), place)
            if work.counts[LAST_WALKER] > 0:
                order[n], left_at[n] = work.walkers[0], due
                n += 1
    return n, most


def test_the_impatient_leave_at_their_moment_though_one_exit_stands_in_the_heap():
    """Against all exits written down at once. Moments are coarse, so that several fall together."""
    rng = np.random.default_rng(19451004)
    for patience in (0.5, 5.0, 60.0):
        moments = np.sort(rng.integers(0, 3000, CLOSED_QUEUE)).astype(np.int64)
        words = rng.integers(0, 2**32, CLOSED_QUEUE, dtype=np.uint64)
        needs = pool(CLOSED_QUEUE)
        counters = np.zeros(1, dtype=COUNTER_STATE)
        counters["queue_most"], counters["patience_minutes"] = MAX_QUEUE, patience
        tallies = np.zeros((1, 1), dtype=counter_tally_of(SHIPPED))
        counts = np.zeros(N_COUNTS, dtype=np.int64)
        keys, of = np.zeros(ROOM, dtype=np.uint64), np.zeros(ROOM, dtype=np.int32)
        calendar = Calendar(*[None] * 6, keys, of, counts, *[None] * 3)
        work = Work(None, np.zeros(ROOM, dtype=np.int32), None, None, None, counts)
        log, at = np.zeros((0, 8), dtype=np.int64), np.zeros(5, dtype=np.int64)
        trace = np.zeros(0, dtype=TRACE)  # nobody is traced
        notes = Notes(log, at, trace, None, None, None, tallies, None, None, None, None, None, counts)
        persons, settings = np.zeros(CLOSED_QUEUE, dtype=PERSON), np.zeros(1, dtype=SETTINGS_STATE)
        settings["care_kinds"] = 1  # their kind is one of primary care
        rules = Rules(None, None, settings, None)
        order, left_at = (np.zeros(CLOSED_QUEUE, dtype=np.int64) for _ in range(2))
        supply = Supply(None, None, counters, None, None, None, None, None, None)
        place = Place(persons, None, needs, None, supply, None, None, rules, calendar, None, work, notes)
        n, most = queue_without_servers(moments, words, place, order, left_at)
        expected = left_by_the_book(moments, words, patience)
        assert list(zip(left_at[:n].tolist(), order[:n].tolist(), strict=True)) == expected
        assert int(tallies["at_counters"][0, 0, LEFT_QUEUE]) == n == len(expected)
        assert most < n / 4, "exits that will tell nothing new stand in the heap"


def left_by_the_book(moments: np.ndarray, words: np.ndarray, patience: float) -> list[tuple[int, int]]:
    """(moment, person) of those who leave: of each moment the lower row first, exits before arrivals."""
    queue: list[int] = []
    exits: dict[int, int] = {}
    left: list[tuple[int, int]] = []
    for second in range(3000 + 86400 + 1):
        for due, person in sorted((due, person) for person, due in exits.items() if due == second):
            left.append((due, person))
            queue.remove(person)
            del exits[person]
        for person in np.flatnonzero(moments == second).tolist():
            if len(queue) < MAX_QUEUE:
                drawn = -log((float(words[person]) + 0.5) * 2.0**-32)
                queue.append(person)
                exits[person] = second + max(1, min(86400, int(60.0 * patience * drawn)))
            if person % 10 == 9 and queue:
                del exits[queue.pop(0)]
        if not queue and second > 3000:
            break
    return left
