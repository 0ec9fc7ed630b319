"""What an engine of patients must offer: the few operations through which supply changes and time passes.

``sim.kernels`` and ``sim.reference`` both implement it.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from sim.world.record_sink import RecordSink
from sim.world.records import Records
from sim.world.row_edits import RowEdit
from sim.world.tables import Table


class Workload(NamedTuple):
    """The past whole month of one catchment, handed to measures on the first of the month."""

    offered: NDArray[np.int64]  # [agenda] slots offered
    visits: NDArray[np.int64]  # [agenda] visits held (no-shows left out)
    panel: NDArray[np.int64]  # [agenda] patients who name the doctor as médecin traitant, now
    panel_cap: NDArray[np.int64]


class LogRow(NamedTuple):
    """One line of an event log (docs/model.md, section 4). Equality of two engines is equality of these
    lines.

    ``second`` … ``tag`` is the key of the event being handled; ``verb`` says what happened; ``a`` and ``b``
    its numbers.
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

    def agendas(self, catchment: int) -> Table:
        """The agendas as they are now (a copy); AGENDA."""

    def agenda(self, catchment: int, agenda: int) -> Any:
        """The row of an agenda as measures have made it (a copy); its panel may be of another day. To ask
        for it does not make patients be played.
        """

    def counters(self, catchment: int) -> Table:
        """The counters and lines as they are now (a copy); COUNTER."""

    def counter(self, catchment: int, counter: int) -> Any:
        """The same of a counter or line (COUNTER)."""

    def apply(self, catchment: int, edit: RowEdit) -> int | None:
        """Edits the rows of a catchment, at the midnight of the day about to be played; the number of a row
        that is new.
        """

    def finish(self) -> tuple[Records, ...]:
        """Ends the run: what is still open ends WAITING. The records, one for each catchment."""

    def workload(self, catchment: int, month: int) -> Workload:
        """What the agendas did in that (past) month."""


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
