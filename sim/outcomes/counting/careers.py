"""Doctors as people: who comes from outside or from a neighbour's practice, who is still there years later.

A doctor who moves within the territory works under one name after the other; their career begins with the
first of them and goes on as long as they work under one of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

import numpy as np

from sim.changes.doctors_and_sites import Depart
from sim.outcomes.counting.doctor_counts import gp_months, happened
from sim.outcomes.counting.source import ALL, Array, Source, of_all
from sim.outcomes.storage.replication_result import ReplicationResult, Stretch

RING: Final = -1


class Stay(NamedTuple):
    """A GP at work in the territory under one name: days ``first`` ≤ d < ``until``, wherever they
    practise.
    """

    cell: int  # of the first agenda, over the cells of all catchments; RING: not reported
    first: int
    until: int


class Doctors(NamedTuple):
    """Stays and moves by name; the careers that begin after the first day."""

    stays: dict[str, Stay]
    moves: dict[str, str]
    careers: list[list[Stay]]


@of_all
def displaced(source: Source) -> Mapping[str, Array]:
    """GPs who leave a practice for another one of the territory, at the one they leave."""
    found = source.once(_doctors)
    left = [found.stays[name] for name in found.moves if name in found.stays]
    return {ALL: _counts(source.stretch, [(stay.until, stay.cell) for stay in left])}


@of_all
def from_outside(source: Source) -> Mapping[str, Array]:
    """GPs whose career in the territory begins after the first day, where it begins."""
    begun = [career[0] for career in source.once(_doctors).careers]
    return {ALL: _counts(source.stretch, [(stay.first, stay.cell) for stay in begun])}


@of_all
def years_later(source: Source, years: int, *, kept: bool = False) -> Mapping[str, Array]:
    """GPs who came from outside so many years before (``kept``: and are still in a commune that is
    reported), where they began.
    """
    places = []
    for career in source.once(_doctors).careers:
        day = _years_later(source.stretch.played, career[0].first, years)
        if not kept or any(stay.first <= day < stay.until and stay.cell != RING for stay in career):
            places.append((day, career[0].cell))
    return {ALL: _counts(source.stretch, places)}


def _doctors(source: Source) -> Doctors:
    stays, moves = _stays(source), _moves(source.stretch.played)
    careers = [career for career in _careers(stays, moves) if career[0].first > 0]
    return Doctors(stays, moves, careers)


def _stays(source: Source) -> dict[str, Stay]:
    """The GPs of communes of the territory who are heads, by name (that of their first agenda)."""
    stays: dict[str, Stay] = {}
    before = 0
    for here in source.catchments:
        gps, catchment = here.once(gp_months), here.catchment
        first = gps.heads.each(np.minimum, gps.agendas["from_day"])
        until = gps.heads.each(np.maximum, gps.agendas["until_day"])
        for place in np.flatnonzero(gps.heads.counted):
            agenda = gps.heads.first[place]
            commune = gps.agendas["commune"][agenda]
            cell = before + int(catchment.cells.of[commune]) if catchment.cells.reported[commune] else RING
            name = catchment.agenda_names[gps.rows[agenda]]
            stays[name] = Stay(cell, int(first[place]), int(until[place]))
        before += len(catchment.cells.names)
    return stays


def _moves(played: ReplicationResult) -> dict[str, str]:
    """Doctors who moved: their name before → after."""
    left = (event.change for event in played.events)
    return {
        change.doctor: change.successor
        for change in left
        if isinstance(change, Depart) and change.same_doctor and change.successor is not None
    }


def _careers(stays: dict[str, Stay], moves: dict[str, str]) -> Iterator[list[Stay]]:
    """The stays of each doctor, in their order."""
    for name in stays.keys() - moves.values():
        career = [stays[name]]
        while (name := moves.get(name, "")) in stays:
            career.append(stays[name])
        yield career


def _years_later(played: ReplicationResult, day: int, years: int) -> int:
    """The same date so many years after a day (of 29 February, 1 March)."""
    begun = date.fromordinal(played.first.toordinal() + day)
    leap_day = (begun.month, begun.day) == (2, 29)
    month, number = (3, 1) if leap_day else (begun.month, begun.day)
    return date(begun.year + years, month, number).toordinal() - played.first.toordinal()


def _counts(stretch: Stretch, places: Sequence[tuple[int, int]]) -> Array:
    """``[month, cell]`` of (day, cell): days that are not of these months, or the run's first, left out."""
    day, cell = np.array(places, dtype=np.int64).reshape(-1, 2).T
    return happened(stretch, day, cell, len(stretch.played.cells))
