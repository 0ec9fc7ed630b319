"""Doctors as people: who comes from outside or from a neighbour's practice, who is still there years later.

A doctor who moves within the territory has a new row, whose ``origin`` is the old one; their career begins
with the first of them and goes on as long as they work under one of them.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

import numpy as np

from sim.outcomes.catalogue.rules import ALL
from sim.outcomes.counting.doctor_counts import heads_of
from sim.outcomes.counting.tallies import Array, Tallies
from sim.outcomes.storage.replication_result import ReplicationResult, Stretch
from sim.world.vocabulary import AgendaSort

RETENTION_YEARS: Final = (3, 5)


class Stay(NamedTuple):
    """A doctor at work under one row: days ``first`` ≤ d < ``until``, wherever their sessions are."""

    cell: int  # of their first agenda, over the cells of all catchments
    first: int
    until: int


class Moves(NamedTuple):
    """Stays by (catchment, row of the doctor), and which of them led to which."""

    stays: dict[tuple[int, int], Stay]
    onward: dict[tuple[int, int], tuple[int, int]]


def of_careers(stretch: Stretch) -> Tallies:
    """``[month, cell]`` over the cells of all catchments."""
    played = stretch.played
    moves = _moves(played)
    shape = stretch.end - stretch.first, len(played.cells)
    counts: Tallies = {(name, ALL): np.zeros(shape) for name in ("displaced", "arrivals_outside")}
    for left in moves.onward:
        if left in moves.stays:
            _count(counts["displaced", ALL], stretch, moves.stays[left].until, moves.stays[left].cell)
    careers = [career for career in _careers(moves) if career[0].first > 0]
    for begun, *_ in careers:
        _count(counts["arrivals_outside", ALL], stretch, begun.first, begun.cell)
    for years in RETENTION_YEARS:
        due, kept = np.zeros(shape), np.zeros(shape)
        for career in careers:
            day = _years_later(played, career[0].first, years)
            _count(due, stretch, day, career[0].cell)
            if any(stay.first <= day < stay.until for stay in career):
                _count(kept, stretch, day, career[0].cell)
        counts[f"retention_{years}y_due", ALL], counts[f"retention_{years}y_kept", ALL] = due, kept
    return counts


def _moves(played: ReplicationResult) -> Moves:
    """The GPs of communes of the territory who are heads."""
    moves = Moves({}, {})
    before = 0
    for number, catchment in enumerate(played.catchments):
        gps = (catchment.agendas["is_a"] == AgendaSort.GP) & (catchment.agendas["commune"] >= 0)
        agendas = catchment.agendas[gps & (catchment.agendas["doctor"] >= 0)]
        people = heads_of(agendas, catchment.doctors)
        first, until = people.least_of(agendas["from_day"]), people.most_of(agendas["until_day"])
        for place in np.flatnonzero(people.counted):
            agenda = agendas[people.first[place]]
            doctor = (number, int(agenda["doctor"]))
            cell = before + int(catchment.cells.of[agenda["commune"]])
            moves.stays[doctor] = Stay(cell, int(first[place]), int(until[place]))
            origin = int(catchment.doctors["origin"][agenda["doctor"]])
            if origin >= 0:
                moves.onward[number, origin] = doctor
        before += len(catchment.cells.names)
    return moves


def _careers(moves: Moves) -> Iterator[list[Stay]]:
    """The stays of each doctor, in their order."""
    for doctor in moves.stays.keys() - moves.onward.values():
        career = [moves.stays[doctor]]
        while (doctor := moves.onward.get(doctor, (-1, -1))) in moves.stays:
            career.append(moves.stays[doctor])
        yield career


def _years_later(played: ReplicationResult, day: int, years: int) -> int:
    """The same date so many years after a day (of 29 February, 1 March)."""
    begun = date.fromordinal(played.first.toordinal() + day)
    leap_day = (begun.month, begun.day) == (2, 29)
    month, number = (3, 1) if leap_day else (begun.month, begun.day)
    return date(begun.year + years, month, number).toordinal() - played.first.toordinal()


def _count(counts: Array, stretch: Stretch, day: int, cell: int) -> None:
    """One more in the month of that day, if it is one of these and the day lies after the run's first."""
    days = stretch.played.days
    month = stretch.place(int(days["month"][day])) if 0 < day < len(days) else None
    if month is not None:
        counts[month, cell] += 1.0
