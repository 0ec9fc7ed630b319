"""The entries: one catchment's patients, from the midnight of one day to that of another (docs/model.md,
section 4).

The day's known events stand sorted, later ones in the heap; the lesser key of the two is always next. What
follows from an event at the same moment is done before the next: needs end, calls are joined, people walk
on, services begin. There is one place in the code for each of these, which keeps the compiled entry small.
"""

import numpy as np

from sim.kernels.groups import calendar_of, known_of, mix_of, notes_of, rules_of, supply_of, time_of, work_of
from sim.kernels.memory.borrowed import borrowed, fetch
from sim.kernels.memory.capacity import bookings_of, chunks_wanted, needs_wanted, rings_wanted
from sim.kernels.people.clocks import moment_of_level, set_clock
from sim.kernels.people.demography import settle_in
from sim.kernels.people.needs import set_kinds
from sim.kernels.record.recording import close_year, end_need, set_at
from sim.kernels.state import BOOKED, CALLING, FREE_LEFT, HEAP, NO_ROOM, QUEUED, RETRY, TRACED, TRAVEL
from sim.kernels.style import entry, kernel
from sim.kernels.supply.agendas import open_day, refit_day
from sim.kernels.supply.queues import own_key
from sim.kernels.supply.visits import hold_visits
from sim.kernels.timeline.event_queue import heap_drop, heap_to_next_day, key_entity, key_second, sort_day
from sim.kernels.timeline.events import follow, handle
from sim.kernels.timeline.midnight import gather, known_today, midnight_work, room_needed
from sim.vocabulary.structure import EventClass, Sort
from sim.world.tables import MAX_HORIZON

DAY = 86400
AHEAD = 3  # events between fetching a person's row and wanting it
END_OF_RUN = int(EventClass.END_OF_RUN)
RESIDENT = int(Sort.RESIDENT)


@kernel
def play_day(
    day, leaving, departures, persons, lives, needs, work, supply, time, mix, rules, calendar, known, notes
):
    """One day: midnight, then event after event, then the visits."""
    month = np.int64(time.days[day].month)
    midnight_work(day, persons, lives, needs, supply.agendas, work, time, rules, calendar, notes)
    set_kinds(mix, day)
    if known_today(calendar, day) + 24 * len(supply.counters) + leaving > len(known.today):
        work.counts[NO_ROOM] = 1  # a new year brought more than there was room for
        return
    n = gather(day, leaving, needs, work, supply.counters, departures, calendar, time.days, known)
    sort_day(known.today, known.todays, n, known.sorted_keys, known.sorted_of, known.places)
    i = 0
    while True:
        if i + AHEAD < n:
            fetch(persons, key_entity(known.sorted_keys[i + AHEAD]))
        if i < n and (work.counts[HEAP] == 0 or known.sorted_keys[i] < calendar.heap_keys[0]):
            key, what = known.sorted_keys[i], np.int64(known.sorted_of[i])
            i += 1
        elif work.counts[HEAP] > 0 and key_second(calendar.heap_keys[0]) < DAY:
            key, what = calendar.heap_keys[0], np.int64(calendar.heap_of[0])
            heap_drop(calendar.heap_keys, calendar.heap_of, work.counts[HEAP])
            work.counts[HEAP] -= 1
        else:
            break
        now = day * DAY + key_second(key)
        if len(notes.log) > 0:
            set_at(notes.at, now, key)
        ends, ends_as, served, freed, panel = handle(
            key, what, now, month, persons, needs, work, supply, departures, time, mix.kinds, rules,
            calendar, notes,
        )  # fmt: skip
        follow(
            ends, ends_as, served, freed, panel, now, month, persons, needs, work, supply, departures, rules,
            time, calendar, notes,
        )  # fmt: skip
    hold_visits(day, month, persons, needs, work, supply, notes, time, rules, calendar)
    heap_to_next_day(calendar.heap_keys, work.counts[HEAP])


@entry
def advance(t, from_day, to_day):
    """Plays days ``from_day`` … ``to_day - 1``; the day reached, earlier when a buffer must grow first.

    Cost: about four Philox blocks and a few cache lines a need (docs/benchmarks.md has the measured figures).
    """
    persons, lives, needs = borrowed(t.persons), borrowed(t.lives), borrowed(t.needs)
    departures = borrowed(t.departures)
    time, mix, supply, rules = time_of(t), mix_of(t), supply_of(t), rules_of(t)
    calendar, known, work, notes = calendar_of(t), known_of(t), work_of(t), notes_of(t)
    for day in range(from_day, to_day):
        leaving = len(departures) if day == from_day else 0
        coming = known_today(calendar, day)
        rows = needs_wanted(coming, bookings_of(departures, leaving, supply.agendas), time, day)
        if (
            room_needed(coming, supply.counters, leaving, time.days, day) > len(known.today)
            or work.counts[FREE_LEFT] < rows
            or calendar.chunks[0, 1] < chunks_wanted(rows)
            or calendar.rings[0, 1] < rings_wanted(rows, persons, calendar.recurring.shape[1], time.days, day)
            or 4 * notes.counts[TRACED] > 3 * len(notes.trace)
        ):
            return day
        play_day(
            day, leaving, departures, persons, lives, needs, work, supply, time, mix, rules, calendar, known,
            notes,
        )  # fmt: skip
    return to_day


@entry
def start(t):
    """Day 0: the first sessions come into the rings, everybody's clocks are armed."""
    persons, lives, agendas = borrowed(t.persons), borrowed(t.lives), borrowed(t.agendas)
    time, rules, calendar = time_of(t), rules_of(t), calendar_of(t)
    for a in range(len(agendas)):
        for day in range(MAX_HORIZON):
            open_day(agendas[a], day, time.days)
    for row in range(len(persons)):
        if lives[row].from_day <= 0 and lives[row].until_day > 0:
            settle_in(persons[row], lives[row], row, 0, True, time, rules, calendar)


@entry
def finish(t):
    """Ends the run: open needs end WAITING; the last civil year is closed."""
    persons, lives, needs = borrowed(t.persons), borrowed(t.lives), borrowed(t.needs)
    time, rules, calendar, notes = time_of(t), rules_of(t), calendar_of(t), notes_of(t)
    days = time.days
    now = len(days) * DAY
    for row in range(len(needs)):
        need = needs[row]
        state = need.state
        if state == BOOKED or state == RETRY or state == TRAVEL or state == QUEUED or state == CALLING:
            set_at(notes.at, now, own_key(0, END_OF_RUN, need))
            end_need(
                row,
                np.int64(rules.settings[0].waiting),
                -1,
                now,
                persons,
                needs,
                time,
                rules,
                calendar,
                notes,
            )
    first = len(days) - 1
    year = days[first].year
    while first > 0 and days[first - 1].year == year:
        first -= 1
    close_year(persons, lives, first, year, notes.contacts[year - days[0].year])


@entry
def room_for(t, day):
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
def place_clocks(t, day):
    """A chapter begins: everybody's clock 0, which reached beyond the one before, comes into a list."""
    persons, time, calendar = borrowed(t.persons), time_of(t), calendar_of(t)
    for row in range(len(persons)):
        person = persons[row]
        if person.here == 1:
            stream = person.is_a != RESIDENT
            moment = moment_of_level(person.group, person.level, day, stream, time)
            set_clock(row, 0, person.occurrence[0], moment, calendar)


@entry
def open_sessions(t, agenda, today):
    """The sessions of an agenda that opens today."""
    for day in range(today, today + MAX_HORIZON - (1 if today > 0 else 0)):
        open_day(t.agendas[agenda], day, t.days)


@entry
def refit_sessions(t, agenda, today):
    """The sessions of an agenda that changes today."""
    for day in range(today, today + MAX_HORIZON - (1 if today > 0 else 0)):
        refit_day(t.agendas[agenda], day, t.days)
