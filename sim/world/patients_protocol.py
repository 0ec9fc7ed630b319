"""What an engine of patients (``sim.kernels``, ``sim.reference``) offers: supply changes, time passes."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from sim.world.record_sink import RecordSink
from sim.world.records import Records
from sim.world.row_edits import RowEdit
from sim.world.tables import Table


class Workload(NamedTuple):
    """A past whole month of one catchment, handed to measures on the first of the month after."""

    offered: NDArray[np.int64]  # [agenda] slots offered
    visits: NDArray[np.int64]  # [agenda] visits held (no-shows left out)
    patients: NDArray[np.int64]  # [panel] now
    cap: NDArray[np.int64]  # [panel]


class LogRow(NamedTuple):
    """One line of an event log (docs/model.md, section 4); engines are equal where these lines are.

    ``second`` … ``tag`` is the key of the event being handled; ``a`` and ``b`` are the numbers of ``verb``.
    """

    second: int
    event_class: int
    entity: int
    occurrence: int
    tag: int
    verb: int
    a: int
    b: int


class Patients(Protocol):
    """All patients of all catchments, advanced day by day."""

    def advance(self, from_day: int, to_day: int) -> None:
        """Plays days ``from_day`` … ``to_day - 1``."""

    def doctors(self, catchment: int) -> Table:
        """All doctors there have been (a copy); DOCTOR."""

    def panels(self, catchment: int) -> Table:
        """The panels as they are now (a copy); PANEL."""

    def agendas(self, catchment: int) -> Table:
        """The agendas as they are now (a copy); AGENDA."""

    def agenda(self, catchment: int, agenda: int) -> Any:
        """The row of an agenda as measures have made it (a copy); nobody is played for that."""

    def counters(self, catchment: int) -> Table:
        """The counters and lines as they are now (a copy); COUNTER."""

    def counter(self, catchment: int, counter: int) -> Any:
        """The same of a counter or line (COUNTER)."""

    def apply(self, catchment: int, edit: RowEdit) -> int | None:
        """Edits rows at the midnight of the day to be played; the number of a row that is new."""

    def finish(self) -> tuple[Records, ...]:
        """Ends the run: what is still open ends WAITING. The records, one for each catchment."""

    def workload(self, catchment: int, month: int) -> Workload:
        """What the agendas did in that (past) month."""

    def pressure(self, catchment: int, panel: int) -> float:
        """The load on a panel as the days before today have left it; 0 of one that is not known yet."""

    def pressures(self, catchment: int) -> NDArray[np.float64]:
        """The same of the first panels of a catchment: those there were before today."""


class Forking(Patients, Protocol):
    """Patients from whom several scenarios can go on (``sim.engine.branching``)."""

    seconds: float  # spent playing, so far
    borrowed: bool  # somebody else's, until copied

    @property
    def sinks(self) -> Sequence[RecordSink]:
        """Who takes what is recorded, by catchment."""

    def fork(self) -> Self:
        """The same patients, borrowed: edits may be made. The owner must not play before ``own``."""

    def own(self, *, copied: bool = True) -> None:
        """Ends borrowing: by a copy, or as the only one who will ever play them. To be played copies, too."""

    def pending(self) -> bytes:
        """The edits made since they were last played; equal where they were the same in the same order."""
