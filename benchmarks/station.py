"""One counter or line by itself: the kernels of queues play it, without the pathway that leads there.

Who arrives is made ready some arrivals ahead, as those known at midnight are in `advance`: a row of a need,
with the draws of the visit. Then the lesser of arrival and heap is next.
"""

from typing import Any, NamedTuple

import numpy as np

from sim.kernels.memory.need_pool import free_need, take_need
from sim.kernels.state import FIRST_WALKER, HEAP, LAST_WALKER, SERVED, WALKING
from sim.kernels.style import kernel
from sim.kernels.supply.queues import begins, joins
from sim.kernels.timeline.event_queue import heap_drop, heap_to_next_day, key_class, key_second
from sim.kernels.timeline.events import next_in_line, on_call_end, on_queue_exit
from sim.vocabulary.structure import EventClass

DAY = 86400
NEVER = 2**40  # a second that does not come
AHEAD = 64  # arrivals made ready together
QUEUE_EXIT = int(EventClass.QUEUE_EXIT)


class Arrivals(NamedTuple):
    """The next ones: when, and the row of the need."""

    moments: Any
    rows: Any


@kernel
def made_ready(resident, occurrence, kind, needs, work):
    """A row of a need that will go to the counter."""
    row = np.int64(take_need(needs, work))
    need = needs[row]
    need.resident, need.occurrence, need.kind, need.clock = resident, occurrence, kind, 0
    need.step, need.service, need.state = 0, 0, WALKING
    return row


@kernel
def happens(key, row, now, persons, needs, counters, notes, work, calendar, keys):
    """An event of the heap; whose service begins upon it, or -1."""
    counts = work.counts
    if key_class(key) == QUEUE_EXIT:
        on_queue_exit(row, key, now, 0, needs, counters, notes, work, calendar)
        return np.int64(-1)
    if needs[row].state != SERVED:
        on_call_end(row, 0, persons, needs, counters, notes, keys, work)
        counts[FIRST_WALKER], counts[LAST_WALKER] = 0, 0
    free_need(needs, work, row)
    return next_in_line(counters[0], 1)


@kernel
def play(arrivals, n, last, day, persons, needs, counters, notes, work, calendar, keys):
    """Until these ``n`` have arrived; if they are the ``last``, until nothing is left. The day reached."""
    counts, heap_keys, heap_of = work.counts, calendar.heap_keys, calendar.heap_of
    i = 0
    while i < n or (last and counts[HEAP] > 0):
        midnight = day * DAY
        arrival = arrivals.moments[i] - midnight if i < n else NEVER
        second = key_second(heap_keys[0]) if counts[HEAP] > 0 else NEVER
        if min(arrival, second) >= DAY:
            heap_to_next_day(heap_keys, counts[HEAP])
            day += 1
            continue
        begin = np.int64(-1)
        if arrival < second:
            now, row = midnight + arrival, np.int64(arrivals.rows[i])
            i += 1
            if joins(row, now, midnight, needs, counters, notes, 0, work, calendar):
                begin = row
        else:
            now, key, row = midnight + second, heap_keys[0], np.int64(heap_of[0])
            heap_drop(heap_keys, heap_of, counts[HEAP])
            counts[HEAP] -= 1
            begin = happens(key, row, now, persons, needs, counters, notes, work, calendar, keys)
        if counts[FIRST_WALKER] < counts[LAST_WALKER]:  # who leaves or is turned away leaves for good
            free_need(needs, work, work.walkers[counts[FIRST_WALKER]])
            counts[FIRST_WALKER], counts[LAST_WALKER] = 0, 0
        if begin >= 0:
            begins(begin, now, midnight, needs, counters, notes, 0, calendar)
    return day
