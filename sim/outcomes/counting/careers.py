"""Doctors as people: who comes from outside or from a neighbour's practice, who is still there years later.

An agenda is a place of work. A doctor who moves holds one after the other (``ReplicationResult.moves``);
their career begins with the first of them and goes on as long as one of them does.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

import numpy as np

from sim.outcomes.catalogue.rules import ALL
from sim.outcomes.counting.tallies import Array, Tallies
from sim.outcomes.storage.replication_result import ReplicationResult, Stretch
from sim.vocabulary.structure import AgendaSort

RETENTION_YEARS: Final = (3, 5)


class Stay(NamedTuple):
    """A GP's agenda in the territory: days ``first`` ≤ d < ``until``."""

    cell: int  # over the cells of all catchments
    first: int
    until: int


def of_careers(stretch: Stretch) -> Tallies:
    """``[month, cell]`` over the cells of all catchments."""
    played = stretch.played
    stays, moves = _stays(played), dict(played.moves)
    shape = stretch.end - stretch.first, len(played.cells)
    counts: Tallies = {(name, ALL): np.zeros(shape) for name in ("displaced", "arrivals_outside")}
    for name in moves:
        if name in stays:
            _count(counts["displaced", ALL], stretch, stays[name].until, stays[name].cell)
    careers = [career for career in _careers(stays, moves) if career[0].first > 0]
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


def _count(counts: Array, stretch: Stretch, day: int, cell: int) -> None:
    """One more in the month of that day, if it is one of these and the day lies after the run's first."""
    days = stretch.played.days
    month = stretch.place(int(days["month"][day])) if 0 < day < len(days) else None
    if month is not None:
        counts[month, cell] += 1.0
