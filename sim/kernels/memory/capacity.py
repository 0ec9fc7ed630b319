"""What a coming day may ask of the pools: checked at midnight, since nothing grows while a day is played."""

import numpy as np

from sim.kernels.groups import Calendar, Place, Time
from sim.kernels.state import HALF_DAYS
from sim.kernels.style import kernel
from sim.kernels.types import Day, Int, Rows
from sim.vocabulary.structure import N_BANDS

SPARE = 512  # rows and chunks, for what is rare


@kernel
def known_today(calendar: Calendar, day: Day) -> Int:
    """How many clocks and needs stand in the lists of a day."""
    return np.int64(calendar.clock_heads[day].entries) + np.int64(calendar.due_heads[day].entries)


@kernel
def bookings_of(departures: Rows, leaving: Int, agendas: Rows) -> Int:
    """Slots booked on the agendas of the first ``leaving`` departures: each may be a request again today."""
    booked = np.int64(0)
    for i in range(leaving):
        agenda = agendas[departures[i].agenda]
        for half in range(HALF_DAYS):
            booked += np.int64(max(0, agenda.capacity[half] - agenda.free[half]))
    return booked


@kernel
def needs_arising(known: Int, time: Time, day: Day) -> Int:
    """Needs that may arise: each clock known at midnight may bring one, and ring again; a stream rings as
    often as its intensity says (three times the mean and SPARE are never reached).
    """
    column = day - time.days[day].chapter
    most = 0.0
    for group in range(min(N_BANDS, len(time.cumulative))):
        most = max(most, time.cumulative[group, column + 1] - time.cumulative[group, column])
    streams = 0.0
    for group in range(N_BANDS, len(time.cumulative)):
        streams += time.cumulative[group, column + 1] - time.cumulative[group, column]
    return int(known * (1.5 + 4.0 * most) + 3.0 * streams)


@kernel
def room_wanted(day: Day, leaving: Int, place: Place) -> tuple[Int, Int, Int, Int]:
    """Events that a day may know at midnight; rows of needs, chunks of needs and of clocks that must be free.

    A need stands in few lists, most of which have one chunk not full. Who arrives has three clocks, and
    one more for each kind that recurs. On a new-year day those who change bands, one in fifteen, have one set
    again: far fewer than a chunk for 64 persons.
    """
    turns = place.calendar.turn_begins[day + 1] - place.calendar.turn_begins[day]
    clocks = (3 + place.calendar.recurring.shape[1]) * np.int64(turns)
    known = known_today(place.calendar, day) + clocks
    events = known + 24 * len(place.supply.counters) + leaving
    released = bookings_of(place.departures, leaving, place.supply.agendas)
    needs = needs_arising(known, place.time, day) + released + SPARE
    if place.rules.settings[0].put_off > 0.0:  # a visit may leave another need, before its row is given back
        needs += np.int64(place.calendar.visit_heads[day].entries)
    chunks = needs // 4 + SPARE
    if place.time.days[day].new_year == 1:
        return events + known + 4096, needs, chunks, chunks + clocks + len(place.persons) // 64
    return events, needs, chunks, chunks + clocks
