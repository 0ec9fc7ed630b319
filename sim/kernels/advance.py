"""The entries: one catchment's patients, from midnight to midnight (docs/model.md, section 4).

The day's known events stand sorted, later ones in the heap; the lesser key of the two is always next, and
what follows from an event at the same moment is done before it.
"""

import numpy as np

from sim.kernels.groups import Now, Place, at_moment, now_at, place_of
from sim.kernels.memory.capacity import known_today, room_wanted
from sim.kernels.packing import NOWHERE
from sim.kernels.people.demography import set_all_again, set_arising, settle_in
from sim.kernels.people.needs import set_kinds
from sim.kernels.people.ready import draw_ahead, fetch_persons
from sim.kernels.people.registration import begin_to_look, tell_of_list
from sim.kernels.record.recording import close_year, end_need, set_at
from sim.kernels.state import (
    BOOKED,
    CALLING,
    FREE_LEFT,
    HEAP,
    LANE,
    LANES,
    NO_ROOM,
    QUEUED,
    RETRY,
    TRACED,
    TRAVEL,
    Tables,
)
from sim.kernels.style import entry, kernel
from sim.kernels.supply.agendas import set_sessions
from sim.kernels.supply.queues import own_key
from sim.kernels.supply.visits import hold_visits
from sim.kernels.timeline.event_queue import heap_drop, heap_to_next_day, key_second, sort_day
from sim.kernels.timeline.events import follow, handle
from sim.kernels.timeline.lists import chunk_ahead, first_chunk
from sim.kernels.timeline.midnight import gather, midnight_work
from sim.kernels.types import Day, Int, Row, Rows
from sim.vocabulary.structure import EventClass
from sim.vocabulary.time import DAY


@kernel
def play_events(n: Int, midnight: Now, place: Place) -> None:
    """The ``n`` known events of a day and those that come up meanwhile, in their order."""
    known, calendar, counts, notes = place.known, place.calendar, place.work.counts, place.notes
    fetch_persons(0, n, place)
    later = first_chunk(midnight.day + 1, calendar.clock_heads)
    i = 0
    while True:
        if i < n and (counts[HEAP] == 0 or known.sorted_keys[i] < calendar.heap_keys[0]):
            if i % LANES == 0:
                draw_ahead(i, n, midnight.day, place)
                fetch_persons(i + LANES, n, place)
                later = chunk_ahead(later, calendar.rings)
            key, what = known.sorted_keys[i], np.int64(known.sorted_of[i])
            counts[LANE] = place.work.ready[0].lane[i % LANES]
            i += 1
        elif counts[HEAP] > 0 and key_second(calendar.heap_keys[0]) < DAY:
            key, what = calendar.heap_keys[0], np.int64(calendar.heap_of[0])
            heap_drop(calendar.heap_keys, calendar.heap_of, counts[HEAP])
            counts[HEAP] -= 1
            counts[LANE] = 0
        else:
            counts[LANE] = 0
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
        counts[NO_ROOM] = 1  # people brought more than there was room for
        return
    n = gather(day, leaving, place)
    sort_day(known, n)
    play_events(n, midnight, place)
    hold_visits(midnight, place)
    heap_to_next_day(calendar.heap_keys, counts[HEAP])


@kernel
def has_room(day: Day, leaving: Int, place: Place) -> bool:
    """Whether the buffers and pools hold whatever the day may bring."""
    events, rows, chunks, rings = room_wanted(day, leaving, place)
    return (
        len(place.known.today) >= events
        and place.work.counts[FREE_LEFT] >= rows
        and place.calendar.chunks[0, 1] >= chunks
        and place.calendar.rings[0, 1] >= rings
        and 2 * place.notes.counts[TRACED] <= len(place.notes.trace)
    )


@entry
def advance(t: Tables, from_day: Day, to_day: Day) -> Day:
    """Plays days ``from_day`` … ``to_day - 1``; the day reached, earlier when a buffer must grow first."""
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
        set_sessions(agendas[a], 0, days, True)
    now = now_at(0, 0, days)
    for row in range(len(place.persons)):
        if place.lives[row].from_day <= 0 and place.persons[row].until_day > 0:
            settle_in(row, now, place)


@entry
def finish(t: Tables) -> None:
    """Ends the run: open needs end WAITING; the last civil year is closed."""
    place = place_of(t)
    n_days = len(place.calendar.clock_heads)
    now = now_at(n_days * DAY, n_days, place.time.days)
    for row in range(len(place.needs)):
        need = place.needs[row]
        state = need.state
        if state == BOOKED or state == RETRY or state == TRAVEL or state == QUEUED or state == CALLING:
            set_at(place.notes.at, now.moment, own_key(0, EventClass.END_OF_RUN, need))
            end_need(row, np.int64(place.rules.settings[0].waiting), NOWHERE, now, place)
    close_year(n_days - 1, place)


@entry
def room_for(t: Tables, day: Day) -> tuple[Int, Int, Int, Int]:
    """``room_wanted`` of the day about to be played."""
    return room_wanted(day, len(t.departures), place_of(t))


@entry
def place_clocks(t: Tables, day: Day) -> None:
    """A chapter begins: everybody's clock 0, which reached beyond the one before, comes into a list."""
    place = place_of(t)
    for row in range(len(place.persons)):
        if place.persons[row].here == 1:
            set_arising(place.persons[row], row, day, place)


@entry
def refresh_sessions(t: Tables, agenda: Row, today: Day, opens: bool) -> None:
    """The sessions of an agenda that opens or changes today."""
    set_sessions(t.agendas[agenda], today, t.days, opens)


@entry
def set_again(t: Tables, today: Day) -> None:
    """Needs arise otherwise from today on."""
    set_all_again(now_at(today * DAY, today, t.days), place_of(t))


@entry
def look_anew(t: Tables, before: Rows, today: Day) -> None:
    """Other settings than ``before`` (one row) from today on: who looks for a médecin traitant."""
    place = place_of(t)
    begin_to_look(before, now_at(today * DAY, today, place.time.days), place)


@entry
def tell(t: Tables, agenda: Row, today: Day) -> None:
    """A list begins today: some of those who look for a médecin traitant hear of it."""
    place = place_of(t)
    tell_of_list(agenda, now_at(today * DAY, today, place.time.days), place)
