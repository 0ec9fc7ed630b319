"""The entries: one catchment's patients, from the midnight of one day to that of another (docs/model.md,
section 4).

The day's known events stand sorted, later ones in the heap; the lesser key of the two is always next. What
follows from an event at the same moment is done before the next: needs end, calls are joined, people walk
on, services begin. There is one place in the code for each of these, which keeps the compiled entry small.
"""

import numpy as np

from sim.kernels.groups import Now, Place, at_moment, calendar_of, now_at, place_of, time_of
from sim.kernels.memory.borrowed import fetch
from sim.kernels.memory.capacity import bookings_of, chunks_wanted, needs_wanted, rings_wanted
from sim.kernels.packing import NOWHERE
from sim.kernels.people.demography import set_arising, settle_in
from sim.kernels.people.needs import set_kinds
from sim.kernels.record.recording import close_year, end_need, set_at
from sim.kernels.state import (
    BOOKED,
    CALLING,
    FREE_LEFT,
    HEAP,
    NO_ROOM,
    QUEUED,
    RETRY,
    TRACED,
    TRAVEL,
    Tables,
)
from sim.kernels.style import entry, kernel
from sim.kernels.supply.agendas import open_day, refit_day
from sim.kernels.supply.queues import own_key
from sim.kernels.supply.visits import hold_visits
from sim.kernels.timeline.event_queue import heap_drop, heap_to_next_day, key_entity, key_second, sort_day
from sim.kernels.timeline.events import follow, handle
from sim.kernels.timeline.midnight import gather, known_today, midnight_work, room_needed
from sim.kernels.types import Day, Int, Row
from sim.vocabulary.structure import EventClass
from sim.vocabulary.time import DAY
from sim.world.tables import MAX_HORIZON

AHEAD = 3  # events between fetching a person's row and wanting it
END_OF_RUN = int(EventClass.END_OF_RUN)


@kernel
def play_events(n: Int, midnight: Now, place: Place) -> None:
    """The ``n`` known events of a day and those that come up meanwhile, in their order."""
    known, calendar, counts, notes = place.known, place.calendar, place.work.counts, place.notes
    i = 0
    while True:
        if i + AHEAD < n:
            fetch(place.persons, key_entity(known.sorted_keys[i + AHEAD]))
        if i < n and (counts[HEAP] == 0 or known.sorted_keys[i] < calendar.heap_keys[0]):
            key, what = known.sorted_keys[i], np.int64(known.sorted_of[i])
            i += 1
        elif counts[HEAP] > 0 and key_second(calendar.heap_keys[0]) < DAY:
            key, what = calendar.heap_keys[0], np.int64(calendar.heap_of[0])
            heap_drop(calendar.heap_keys, calendar.heap_of, counts[HEAP])
            counts[HEAP] -= 1
        else:
            return
        now = at_moment(midnight.moment + key_second(key), midnight)
        if len(notes.log) > 0:
            set_at(notes.at, now.moment, key)
        follow(handle(key, what, now, place), now, place)


@kernel
def play_day(day: Day, leaving: Int, place: Place) -> None:
    """One day: midnight, then event after event, then the visits."""
    counts, calendar, known = place.work.counts, place.calendar, place.known
    midnight = now_at(day * DAY, day, place.time.days)
    midnight_work(midnight, place)
    set_kinds(place.mix, day)
    if known_today(calendar, day) + 24 * len(place.supply.counters) + leaving > len(known.today):
        counts[NO_ROOM] = 1  # a new year brought more than there was room for
        return
    n = gather(day, leaving, place)
    sort_day(known, n)
    play_events(n, midnight, place)
    hold_visits(midnight, place)
    heap_to_next_day(calendar.heap_keys, counts[HEAP])


@kernel
def has_room(day: Day, leaving: Int, place: Place) -> bool:
    """Whether the buffers and pools hold whatever the day may bring."""
    days, calendar, notes = place.time.days, place.calendar, place.notes
    coming = known_today(calendar, day)
    rows = needs_wanted(coming, bookings_of(place.departures, leaving, place.supply.agendas), place.time, day)
    return (
        room_needed(coming, place.supply.counters, leaving, days, day) <= len(place.known.today)
        and place.work.counts[FREE_LEFT] >= rows
        and calendar.chunks[0, 1] >= chunks_wanted(rows)
        and calendar.rings[0, 1]
        >= rings_wanted(rows, place.persons, place.calendar.recurring.shape[1], days, day)
        and 4 * notes.counts[TRACED] <= 3 * len(notes.trace)
    )


@entry
def advance(t: Tables, from_day: Day, to_day: Day) -> Day:
    """Plays days ``from_day`` … ``to_day - 1``; the day reached, earlier when a buffer must grow first.

    Cost: about four Philox blocks and a few cache lines a need (docs/benchmarks.md has the measured figures).
    """
    place = place_of(t)
    for day in range(from_day, to_day):
        leaving = len(place.departures) if day == from_day else 0
        if not has_room(day, leaving, place):
            return day
        play_day(day, leaving, place)
    return to_day


@entry
def start(t: Tables) -> None:
    """Day 0: the first sessions come into the rings, everybody's clocks are armed."""
    place = place_of(t)
    agendas, days = place.supply.agendas, place.time.days
    for a in range(len(agendas)):
        for day in range(MAX_HORIZON):
            open_day(agendas[a], day, days)
    now = now_at(0, 0, days)
    for row in range(len(place.persons)):
        if place.lives[row].from_day <= 0 and place.lives[row].until_day > 0:
            settle_in(row, now, place)


@entry
def finish(t: Tables) -> None:
    """Ends the run: open needs end WAITING; the last civil year is closed."""
    place = place_of(t)
    n_days = len(place.time.days)
    now = now_at(n_days * DAY, n_days, place.time.days)
    for row in range(len(place.needs)):
        need = place.needs[row]
        state = need.state
        if state == BOOKED or state == RETRY or state == TRAVEL or state == QUEUED or state == CALLING:
            set_at(place.notes.at, now.moment, own_key(0, END_OF_RUN, need))
            end_need(row, np.int64(place.rules.settings[0].waiting), NOWHERE, now, place)
    close_year(n_days - 1, place)


@entry
def room_for(t: Tables, day: Day) -> tuple[Int, Int, Int, Int]:
    """Events that a day may know at midnight; rows of needs, chunks, chunks of rings that must be free."""
    coming = known_today(calendar_of(t), day)
    rows = needs_wanted(coming, bookings_of(t.departures, len(t.departures), t.agendas), time_of(t), day)
    return (
        room_needed(coming, t.counters, len(t.departures), t.days, day),
        rows,
        chunks_wanted(rows),
        rings_wanted(rows, t.persons, t.recurring.shape[1], t.days, day),
    )


@entry
def place_clocks(t: Tables, day: Day) -> None:
    """A chapter begins: everybody's clock 0, which reached beyond the one before, comes into a list."""
    place = place_of(t)
    for row in range(len(place.persons)):
        if place.persons[row].here == 1:
            set_arising(place.persons[row], row, day, place)


@entry
def open_sessions(t: Tables, agenda: Row, today: Day) -> None:
    """The sessions of an agenda that opens today."""
    for day in range(today, today + MAX_HORIZON - (1 if today > 0 else 0)):
        open_day(t.agendas[agenda], day, t.days)


@entry
def refit_sessions(t: Tables, agenda: Row, today: Day) -> None:
    """The sessions of an agenda that changes today."""
    for day in range(today, today + MAX_HORIZON - (1 if today > 0 else 0)):
        refit_day(t.agendas[agenda], day, t.days)
