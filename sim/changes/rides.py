"""Transport on demand: who gets to counters and doctors without a car."""

from dataclasses import dataclass

from sim.changes.change import CHANGE, CLOSURE, OPENING, Change


@dataclass(frozen=True)
class OpenTransport(Change, order=OPENING, event="transport_opens"):
    """People without a car in some communes get to some counters, and doctors (``TakeTo``)."""

    transport: str
    communes: tuple[str, ...]
    counters: tuple[str, ...]

    @property
    def detail(self) -> str:
        """How many it serves."""
        return f"{len(self.communes)} communes"


@dataclass(frozen=True)
class TakeTo(Change, order=CHANGE):
    """A transport takes people to a doctor, too."""

    doctor: str
    transport: str


@dataclass(frozen=True)
class CloseTransport(Change, order=CLOSURE, event="transport_closes"):
    """The transport ends."""

    transport: str
