"""Doctors, services and sites as measures name them: what is known of each, and the rows that patients know.

Those of the first day are entered by ``sim.engine.supply_state``, all others and every change by
``sim.engine.lowering``.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.changes.counters_and_lines import OpenCounter, OpenLine
from sim.changes.sessions import KeepFor
from sim.measures import protocol
from sim.vocabulary.structure import AgendaSort
from sim.world.tables import NEVER


@dataclass
class Agenda:
    """Sessions at one place. ``row`` is -1 until the midnight of the opening has been applied."""

    name: str
    commune: str  # INSEE code
    site: str
    row: int = -1
    open: bool = True
    usual_week: tuple[int, ...] = ()  # slots by half-day, untouched by measures of activity
    week: tuple[int, ...] = ()  # as those measures have made it; () as usual
    usual_sas: int = 0
    usual_slower: float = 0.0  # how much longer the doctor's visits last than usual, without help
    slower: float = 0.0  # … and as those measures have made it
    taken: tuple[int, ...] = ()  # of a second place: slots of the first that are given up for it
    ends: int = NEVER  # day on which a season of sessions ends
    for_some: bool = False  # for an audience of its own


class KeptBack(NamedTuple):
    """Of what the slots are shares that a doctor keeps back in a session (``sim.world.doctors.reserves``)."""

    week: tuple[int, ...]  # slots by half-day
    drawn: tuple[int, int] | None  # (catchment, row of the doctor) by whose draws they are rounded


class Activity(NamedTuple):
    """By what a measure multiplies a doctor's slots, panel cap, and minutes of a visit."""

    slots: float
    panel: float
    minutes: float


@dataclass(slots=True)  # all are looked through again and again
class Doctor:
    """A doctor, or the nurse of a team, with an agenda for each place."""

    name: str
    catchment: int
    agendas: list[Agenda]  # in the order in which they opened
    sort: AgendaSort = AgendaSort.GP
    birth_year: int = 0
    contract: str = ""  # "" of a nurse
    first_day: bool = False
    row: int = -1
    panel: int = -1  # row; -1 none
    practising: bool = True
    began: int = 0  # day of the arrival, 0 for the first day's …
    left: int = NEVER  # … and of the departure
    leaves_on: int = NEVER  # day of the departure that is announced; of a locum, of the end that is planned
    takes_new: bool = True  # new patients, as far as measures have said …
    took_new: bool = True  # … and before they went away
    gone: set[str] = field(default_factory=set)  # measures by which they are away now …
    away: dict[str, tuple[int, ...]] = field(default_factory=dict)  # … and in which weeks of the year
    usual_leave: NDArray[np.uint8] | None = None  # by week of the year, once a measure has changed it
    usual_cap: int = 0
    cap: int | None = None  # of the panel, as measures have made it; None: as usual
    activity: dict[str, Activity] = field(default_factory=dict)  # by measure
    kept: dict[str, int] = field(default_factory=dict)  # line → slots kept for it
    rides: int = 0  # bits of the transports that take people there
    reserves: dict[str, KeepFor] = field(default_factory=dict)  # measure → what is kept, as they began
    keeps_back: "KeptBack | None" = None  # of each session; None: nothing
    has_room: bool = False  # at the first site
    stands_in_for: str = ""  # a locum: the doctor whose patients they see
    locums: list["Doctor"] = field(default_factory=list)  # who have stood in for them
    colleagues: list["Doctor"] = field(default_factory=list)  # with whom they have shared a panel
    known: protocol.Doctor = field(init=False)  # as measures know them, from their first day to their last

    def __post_init__(self) -> None:
        first = self.first
        self.known = protocol.Doctor(
            self.name, first.commune, first.site, self.birth_year, self.first_day, self.contract
        )

    @property
    def first(self) -> Agenda:
        """At the place where they began."""
        return self.agendas[0]

    def agenda(self, name: str) -> Agenda:
        """The agenda of that name."""
        return next(agenda for agenda in self.agendas if agenda.name == name)

    @property
    def usual_slots(self) -> int:
        """Of a week at all places, untouched by measures of activity."""
        return sum(sum(agenda.usual_week) for agenda in self.open_agendas)

    @property
    def open_agendas(self) -> list[Agenda]:
        """Those that have not ended."""
        return [agenda for agenda in self.agendas if agenda.open]


@dataclass
class Service:
    """A counter or a line (docs/model.md, section 13): open when it is there and nothing closes it.

    Its rows are its own, or those of the line that it runs ``through``: the same telephone.
    """

    name: str
    commune: str = ""
    there: bool = False  # has opened, or been there on the first day
    closings: int = 0  # that hold today
    gates: int = 0  # of a counter, that hold today
    all_of: int = 0  # of its own audience
    rides: int = 0  # bits of the transports that take people there, and of who comes to them
    through: "Service | None" = None
    # As the midnights that are over have made it:
    known_open: bool | None = None  # None before its opening
    places: list[tuple[int, int]] = field(default_factory=list)  # (catchment, row)
    active: bool = True  # the rows
    opened: OpenCounter | OpenLine | None = None  # by which measure; None: there on the first day
    gated: bool = False  # the rows
    profiles: list[dict[str, Any]] = field(default_factory=list)  # of a line: by place, its columns
    lines: list["Service"] = field(default_factory=list)  # that run through it, as they opened
    answered_by: "Service | None" = None  # whose profile stands in the rows; None: its own

    @property
    def open(self) -> bool:
        """Whether it is open from today on."""
        return self.there and self.closings == 0

    @property
    def telephone(self) -> "Service":
        """The service whose rows these are."""
        return self if self.through is None else self.through.telephone

    @property
    def answers(self) -> "Service | None":
        """Of the lines on this telephone the one that answers: the last to have opened of those open."""
        return next((one for one in [*reversed(self.lines), self] if one.open), None)


@dataclass
class Site:
    """Premises; ``rooms`` from the day they open."""

    commune: str
    opened: simpy.Event
    number: int = -1
    rooms: simpy.Container | None = None  # those that are free
