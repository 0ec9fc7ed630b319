"""What a coming day may ask of the pools: checked at midnight, since nothing grows while a day is played."""

import numpy as np

from sim.kernels.groups import Time
from sim.kernels.state import HALF_DAYS
from sim.kernels.style import kernel
from sim.kernels.types import Day, Int, Rows
from sim.vocabulary.structure import N_BANDS

SPARE = 512  # rows and chunks, for what is rare


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
def needs_wanted(known: Int, released: Int, time: Time, day: Day) -> Int:
    """Rows of needs that must be free: each clock known at midnight may bring one, and ring again; a stream
    rings as often as its intensity says (three times the mean and SPARE are never reached); each booking that
    is released takes a row of its own.
    """
    column = day - time.days[day].chapter
    most = 0.0
    for group in range(min(N_BANDS, len(time.cumulative))):
        most = max(most, time.cumulative[group, column + 1] - time.cumulative[group, column])
    streams = 0.0
    for group in range(N_BANDS, len(time.cumulative)):
        streams += time.cumulative[group, column + 1] - time.cumulative[group, column]
    return int(known * (1.5 + 4.0 * most) + 3.0 * streams) + released + SPARE


@kernel
def chunks_wanted(needs: Int) -> Int:
    """Chunks of needs that must be free: a need stands in few lists, most of which have one not full."""
    return needs // 4 + SPARE


@kernel
def rings_wanted(needs: Int, persons: Rows, recurring: Int, days: Rows, day: Day) -> Int:
    """Chunks of rings: the same for clocks. On a new-year day people arrive with three of them, and those who
    change bands, one in fifteen, have one set again: together far fewer than a chunk for 64 persons, and
    one more for each kind that recurs.
    """
    new_year = (1 + recurring) * (len(persons) // 64) if days[day].new_year == 1 else 0
    return needs // 4 + new_year + SPARE
