"""What became of supply in one run."""

from dataclasses import dataclass

from sim.changes.change import SupplyEvent
from sim.world.tables import Table


@dataclass(frozen=True, eq=False)
class History:
    """The changes in order of date, then as they were applied; agendas and services as they are at the end.

    Names and tables are by catchment, and by row within it.
    """

    events: tuple[SupplyEvent, ...]
    agenda_names: tuple[tuple[str, ...], ...]
    counter_names: tuple[tuple[str, ...], ...]
    agendas: tuple[Table, ...]  # AGENDA
    counters: tuple[Table, ...]  # COUNTER
