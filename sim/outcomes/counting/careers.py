"""Doctors as people: who comes from outside or from a neighbour's practice, who is still there years later.

An agenda is a place of work. A doctor who moves holds one after the other; their career begins with the
first of them and goes on as long as one of them does.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np

from sim.changes.changes import Depart
from sim.outcomes.counting.source import ALL, Array, Count, Source
from sim.outcomes.storage.replication_result import ReplicationResult, Stretch
from sim.vocabulary.structure import AgendaSort


class Stay(NamedTuple):
    """A GP's agenda in the territory: days ``first`` ≤ d < ``until``."""

    cell: int  # over the cells of all catchments
    first: int
    until: int


class Doctors(NamedTuple):
    """Agendas and moves by name; the careers that begin after the first day."""

    stays: dict[str, Stay]
    moves: dict[str, str]
    careers: list[list[Stay]]


def displaced() -> Count:
    """GPs who leave an agenda for another one of the territory, at the one they leave."""

    def count(source: Source) -> Mapping[str, Array]:
        found = source.once(_doctors)
        left = [found.stays[name] for name in found.moves if name in found.stays]
        return {ALL: _counts(source.stretch, [(stay.until, stay.cell) for stay in left])}

    return count


def from_outside() -> Count:
    """GPs whose career in the territory begins after the first day, where it begins."""

    def count(source: Source) -> Mapping[str, Array]:
        begun = [career[0] for career in source.once(_doctors).careers]
        return {ALL: _counts(source.stretch, [(stay.first, stay.cell) for stay in begun])}

    return count


def years_later(years: int, *, kept: bool = False) -> Count:
    """GPs who came from outside so many years before (``kept``: and are still in the territory), where they
    began.
    """

    def count(source: Source) -> Mapping[str, Array]:
        places = []
        for career in source.once(_doctors).careers:
            day = _years_later(source.stretch.played, career[0].first, years)
            if not kept or any(stay.first <= day < stay.until for stay in career):
                places.append((day, career[0].cell))
        return {ALL: _counts(source.stretch, places)}

    return count


def _doctors(source: Source) -> Doctors:
    played = source.stretch.played
    stays, moves = _stays(played), _moves(played)
    careers = [career for career in _careers(stays, moves) if career[0].first > 0]
    return Doctors(stays, moves, careers)


def _stays(played: ReplicationResult) -> dict[str, Stay]:
    """The GPs' agendas in communes of the territory, by name."""
    stays: dict[str, Stay] = {}
    before = 0
    for catchment in played.catchments:
        for name, row in zip(catchment.agenda_names, catchment.agendas, strict=True):
            if row["is_a"] == AgendaSort.GP and row["commune"] >= 0:
                cell = before + int(catchment.cells.of[row["commune"]])
                stays[name] = Stay(cell, int(row["from_day"]), int(row["until_day"]))
        before += len(catchment.cells.names)
    return stays


def _moves(played: ReplicationResult) -> dict[str, str]:
    """Doctors who moved: the agenda they left → the one they began."""
    left = (event.change for event in played.events)
    return {
        change.doctor: change.successor
        for change in left
        if isinstance(change, Depart) and change.same_doctor and change.successor is not None
    }


def _careers(stays: dict[str, Stay], moves: dict[str, str]) -> Iterator[list[Stay]]:
    """The agendas of each doctor, in the order in which they held them."""
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


def _counts(stretch: Stretch, places: Iterable[tuple[int, int]]) -> Array:
    """``[month, cell]`` of (day, cell): days that are not of these months, or the run's first, left out."""
    days = stretch.played.days
    counts = np.zeros((stretch.end - stretch.first, len(stretch.played.cells)))
    for day, cell in places:
        month = stretch.place(int(days["month"][day])) if 0 < day < len(days) else None
        if month is not None:
            counts[month, cell] += 1.0
    return counts
