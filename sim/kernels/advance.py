"""The entries: one catchment's patients, from the midnight of one day to that of another (docs/model.md,
section 4).

The day's known events stand sorted, later ones in the heap; the lesser key of the two is always next. What
follows from
an event at the same moment is done before the next: needs end, calls are joined, people walk on, services
begin. There
is one place in the code for each of these, which keeps the compiled entry small.
"""

import numpy as np

from sim.kernels.agendas import open_day, refit_day
from sim.kernels.borrowed import borrowed
from sim.kernels.calendar import heap_drop, heap_to_next_day, key_second, sort_day
from sim.kernels.demography import settle_in
from sim.kernels.events import follow, handle
from sim.kernels.midnight import gather, known_today, midnight_work, room_needed
from sim.kernels.needs import set_kinds
from sim.kernels.queues import own_key
from sim.kernels.recording import close_year, end_need, set_at
from sim.kernels.state import (
    BOOKED,
    CALLING,
    CHUNKS_LEFT,
    FREE_LEFT,
    HEAP,
    QUEUED,
    RETRY,
    TOUCHED,
    TRACED,
    TRAVEL,
)
from sim.kernels.style import entry, kernel
from sim.kernels.visits import hold_visits
from sim.world.tables import MAX_HORIZON
from sim.world.vocabulary import EventClass, Outcome

DAY = 86400
END_OF_RUN = int(EventClass.END_OF_RUN)
WAITING = int(Outcome.WAITING)


@kernel
def play_day(
    day, departures, persons, lives, needs, agendas, counters, others, travel, counter_travel, reach,
    cumulative, kinds, rates, seasons, hours, days, pathway, keys, settings, chunks, clock_heads, visit_heads,
    due_heads, today, todays, minutes, sorted_keys, sorted_of, heap_keys, heap_of, walkers, scratch_keys,
    scratch_of, counts, log, at, trace, tallies, counter_tallies, daily, at_agendas, panels, contacts,
):  # fmt: skip
    """One day: midnight, then event after event, then the visits."""
    month = np.int64(days[day].month)
    midnight_work(
        day, persons, lives, needs, agendas, counts, scratch_keys, scratch_of, cumulative, days, settings,
        hours, keys, clock_heads, chunks, heap_keys, heap_of, log, at, trace, tallies, contacts, panels,
        at_agendas,
    )  # fmt: skip
    set_kinds(kinds, day, rates, seasons)
    n = gather(
        day, persons, needs, counters, departures, clock_heads, due_heads, chunks, days, today, todays, counts
    )
    sort_day(today, todays, n, sorted_keys, sorted_of, minutes)
    i = 0
    while True:
        if i < n and (counts[HEAP] == 0 or sorted_keys[i] < heap_keys[0]):
            key, what = sorted_keys[i], np.int64(sorted_of[i])
            i += 1
        elif counts[HEAP] > 0 and key_second(heap_keys[0]) < DAY:
            key, what = heap_keys[0], np.int64(heap_of[0])
            heap_drop(heap_keys, heap_of, counts[HEAP])
            counts[HEAP] -= 1
        else:
            break
        now = day * DAY + key_second(key)
        if len(log) > 0:
            set_at(at, now, key)
        ends, ends_as, served, freed, panel = handle(
            key, what, now, month, persons, needs, agendas, counters, departures, travel, reach,
            cumulative, kinds, hours, days, settings, keys, clock_heads, chunks, heap_keys,
            heap_of, scratch_keys, scratch_of, walkers, counts, log, at, tallies, counter_tallies,
        )  # fmt: skip
        follow(
            ends, ends_as, served, freed, panel, now, month, persons, needs, agendas, counters,
            departures, others, travel, counter_travel, reach, pathway, settings, days, hours, keys,
            clock_heads, visit_heads, due_heads, chunks, heap_keys, heap_of, walkers, counts, log, at,
            trace, tallies, counter_tallies, daily,
        )  # fmt: skip
    touched = hold_visits(
        day, month, persons, needs, agendas, travel, at_agendas, counts, days, settings, hours, keys,
        clock_heads, visit_heads, chunks, heap_keys, heap_of, log, at, trace, tallies,
    )  # fmt: skip
    heap_to_next_day(heap_keys, counts[HEAP])
    return touched


@entry
def advance(t, from_day, to_day):
    """Plays days ``from_day`` … ``to_day - 1``; the day reached, earlier when a buffer must grow first.

    Cost: about four Philox blocks and a few cache lines a need (docs/benchmarks.md has the measured figures).
    """
    persons, lives, needs, agendas = (
        borrowed(t.persons),
        borrowed(t.lives),
        borrowed(t.needs),
        borrowed(t.agendas),
    )
    counters, departures, others = borrowed(t.counters), borrowed(t.departures), borrowed(t.others)
    travel, counter_travel, reach = borrowed(t.travel), borrowed(t.counter_travel), borrowed(t.reach)
    cumulative, kinds, rates = borrowed(t.cumulative), borrowed(t.kinds), borrowed(t.rates)
    seasons = borrowed(t.seasons)
    hours, days, pathway, keys = borrowed(t.hours), borrowed(t.days), borrowed(t.pathway), borrowed(t.keys)
    settings = borrowed(t.settings)[0]
    chunks, clock_heads = borrowed(t.chunks), borrowed(t.clock_heads)
    visit_heads, due_heads = borrowed(t.visit_heads), borrowed(t.due_heads)
    today, todays, minutes = borrowed(t.today), borrowed(t.todays), borrowed(t.minutes)
    sorted_keys, sorted_of = borrowed(t.sorted_keys), borrowed(t.sorted_of)
    heap_keys, heap_of, walkers = borrowed(t.heap_keys), borrowed(t.heap_of), borrowed(t.walkers)
    scratch_keys, scratch_of = borrowed(t.scratch_keys), borrowed(t.scratch_of)
    counts, log, at, trace = borrowed(t.counts), borrowed(t.log), borrowed(t.at), borrowed(t.trace)
    tallies, counter_tallies, daily = borrowed(t.tallies), borrowed(t.counter_tallies), borrowed(t.daily)
    at_agendas, panels, contacts = borrowed(t.at_agendas), borrowed(t.panels), borrowed(t.contacts)
    for day in range(from_day, to_day):
        known, touched = known_today(persons, needs, clock_heads, due_heads, chunks, day)
        if (
            room_needed(known, counters, departures, days, day) > len(today)
            or 4 * counts[FREE_LEFT] < len(needs)
            or 8 * counts[CHUNKS_LEFT] < len(chunks)
            or 4 * counts[TRACED] > 3 * len(trace)
        ):
            return day
        gone = departures if day == from_day else departures[:0]
        touched += play_day(
            day, gone, persons, lives, needs, agendas, counters, others, travel, counter_travel, reach,
            cumulative, kinds, rates, seasons, hours, days, pathway, keys, settings, chunks, clock_heads,
            visit_heads, due_heads, today, todays, minutes, sorted_keys, sorted_of, heap_keys, heap_of,
            walkers, scratch_keys, scratch_of, counts, log, at, trace, tallies, counter_tallies, daily,
            at_agendas, panels, contacts,
        )  # fmt: skip
        counts[TOUCHED] = touched
    return to_day


@entry
def start(t):
    """Day 0: the first sessions come into the rings, everybody's clocks are armed."""
    for a in range(len(t.agendas)):
        for day in range(MAX_HORIZON):
            open_day(t.agendas[a], day, t.days)
    for row in range(len(t.persons)):
        if t.lives[row].from_day <= 0 and t.lives[row].until_day > 0:
            settle_in(
                t.persons[row], t.lives[row], row, 0, True, t.cumulative, t.hours, t.days, t.settings[0],
                t.keys, t.clock_heads, t.chunks, t.counts,
            )  # fmt: skip


@entry
def finish(t):
    """Ends the run: open needs end WAITING; the last civil year is closed."""
    persons, needs, days, at, log, counts = t.persons, t.needs, t.days, t.at, t.log, t.counts
    now = len(days) * DAY
    for row in range(len(needs)):
        need = needs[row]
        state = need.state
        if state == BOOKED or state == RETRY or state == TRAVEL or state == QUEUED or state == CALLING:
            set_at(at, now, own_key(0, END_OF_RUN, need))
            end_need(
                row, WAITING, -1, now, persons, needs, counts, days, t.settings[0], t.hours, t.keys,
                t.clock_heads, t.chunks, t.heap_keys, t.heap_of, log, at, t.trace, t.tallies,
            )  # fmt: skip
    first = len(days) - 1
    year = days[first].year
    while first > 0 and days[first - 1].year == year:
        first -= 1
    close_year(persons, t.lives, first, year, t.contacts[year - days[0].year])


@entry
def room_for(t, day):
    """Events that a day may know at midnight."""
    known, _ = known_today(t.persons, t.needs, t.clock_heads, t.due_heads, t.chunks, day)
    return room_needed(known, t.counters, t.departures, t.days, day)


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
