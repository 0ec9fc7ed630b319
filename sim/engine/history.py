"""What became of supply in one run."""

from dataclasses import dataclass

from sim.changes.change import SupplyEvent
from sim.world.tables import Table


@dataclass(frozen=True, eq=False)
class History:
    """The changes in order of date, then as applied; doctors and services at the end, by catchment."""

    events: tuple[SupplyEvent, ...]
    doctor_names: tuple[tuple[str, ...], ...]
    agenda_names: tuple[tuple[str, ...], ...]
    counter_names: tuple[tuple[str, ...], ...]
    doctors: tuple[Table, ...]  # DOCTOR
    agendas: tuple[Table, ...]  # AGENDA
    counters: tuple[Table, ...]  # COUNTER
