"""What one replication leaves behind, as the store takes it.

Counts, services as they ended, changes of supply.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.changes.change import SupplyEvent
from sim.outcomes.storage.spill_file import SpilledRecords
from sim.vocabulary.time import MONTHS_A_YEAR
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.cells import WHOLE, Cells
from sim.world.records import Records
from sim.world.tables import Table

Recorded = Records | SpilledRecords  # in memory, or on a disk


@dataclass(frozen=True)
class CatchmentResult:
    """One catchment: its services as they were at the end of the run, and what was counted."""

    communes: tuple[str, ...]  # INSEE codes, by row
    cells: Cells  # in which communes are counted
    doctors: Table  # DOCTOR; every row that ever was
    agendas: Table  # AGENDA; every row that ever was
    agenda_names: tuple[str, ...]
    counters: Table  # COUNTER
    counter_names: tuple[str, ...]
    travel: NDArray[np.int32]  # [commune, commune] minutes
    records: Recorded

    @property
    def reported(self) -> tuple[str, ...]:
        """INSEE codes of the communes that are reported."""
        return tuple(np.array(self.communes)[self.cells.reported].tolist())

    def __post_init__(self) -> None:
        """Says at once when tables and names do not fit: the counts would go to the wrong service."""
        first, (names, of) = self.records.stretch(0, 1), self.cells
        sizes = {
            "agendas": (len(self.agendas), len(self.agenda_names), first.at_agendas.shape[1]),
            "counters": (len(self.counters), len(self.counter_names), first.at_counters.shape[1]),
            "communes": (len(self.travel), len(self.communes), first.inhabitants.shape[1]),
            "cells": (len(np.unique(of[of < len(names)])), len(names), first.outcomes.shape[1]),
        }
        for what, (rows, named, counted) in sizes.items():
            if not rows == named == counted:
                raise ValueError(f"{rows} {what}, {named} names and counts of {counted} do not fit together")


@dataclass(frozen=True)
class ReplicationResult:
    """One replication, played to the end: what is reported of it.

    ``first`` is the date of day 0; ``days`` is the world's table of the days that are reported; ``tries`` is
    by id of a kind what each step of its pathway tries, ``tries_from`` the same from a day (a number) on.
    """

    replication: int
    vocabulary: Vocabulary
    first: date
    days: Table
    catchments: tuple[CatchmentResult, ...]
    events: Sequence[SupplyEvent]  # in order of date, then as they were applied
    tries: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tries_from: Sequence[tuple[int, Mapping[str, Sequence[str]]]] = ()

    @property
    def months(self) -> tuple[date, ...]:
        """The first of each month, from the month of day 0."""
        n = int(self.days["month"][-1]) + 1
        return tuple(later(self.first, i) for i in range(n))

    @property
    def cells(self) -> tuple[str, ...]:
        """What counts are kept of, over all catchments: ``*`` for each of them at grain territory."""
        return tuple(name for catchment in self.catchments for name in catchment.cells.names)

    @property
    def places(self) -> tuple[str, ...]:
        """The cells that have a name of their own: those of which results have rows beside ``*``."""
        return tuple(name for name in self.cells if name != WHOLE)

    @property
    def of_communes(self) -> bool:
        """Whether every cell is a commune: only then can communes be compared."""
        return all(catchment.cells.names == catchment.reported for catchment in self.catchments)

    @property
    def reported_events(self) -> list[SupplyEvent]:
        """The changes of supply but those of doctors and premises of the ring (its services are named by
        themselves, as those beyond the territory).
        """
        ring = {code for each in self.catchments for code in {*each.communes} - {*each.reported}}
        services = {name for each in self.catchments for name in each.counter_names}
        return [event for event in self.events if event.commune not in ring or event.entity in services]

    def stretch(self, first: int, end: int) -> "Stretch":
        """The months from number ``first`` on, before number ``end``."""
        return Stretch(
            self, first, end, tuple(catchment.records.stretch(first, end) for catchment in self.catchments)
        )

    @property
    def needs(self) -> int:
        """Needs of residents and visitors, each counted once."""
        return sum(catchment.records.needs for catchment in self.catchments)

    @property
    def residents(self) -> int:
        """Residents on the first day, of the communes that are reported."""
        return sum(catchment.records.residents for catchment in self.catchments)

    @property
    def simulated(self) -> int:
        """All residents on the first day, those of the ring among them."""
        return sum(int(part.inhabitants[0].sum()) for part in self.stretch(0, 1).records)


class Stretch(NamedTuple):
    """Some months of a replication, and what was counted in them."""

    played: ReplicationResult
    first: int
    end: int  # the month after the last
    records: tuple[Records, ...]  # by catchment

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each month."""
        return self.played.months[self.first : self.end]

    def place(self, month: int) -> int | None:
        """Where a month of the run stands among these; None outside."""
        return month - self.first if self.first <= month < self.end else None


def later(day: date, months: int) -> date:
    """The first of the month that lies so many months after that of ``day``."""
    year, month = divmod(MONTHS_A_YEAR * day.year + day.month - 1 + months, MONTHS_A_YEAR)
    return date(year, month + 1, 1)
