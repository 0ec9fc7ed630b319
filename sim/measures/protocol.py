"""What a measure may do and know: a clock, the supply of care, and draws of its own.

A measure is a SimPy process over these three. It knows neither engine, no table, no row number: doctors,
sites, communes and services go by name. The changes of supply it asks for (``sim.changes``) take effect at
the midnight in hand: for the measures that follow at once, for patients before any of them moves.
"""

from collections.abc import Collection, Generator, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.changes.change import Change
from sim.changes.labour import Attract, BeginRule, OfferPosts
from sim.measures.field_types import Doctors, Moment
from sim.scenario.contracts import ContractTerms
from sim.scenario.market import Market
from sim.scenario.professionals import Professional

Process = Generator[simpy.Event, Any, None]


class Doctor(NamedTuple):
    """What a measure sees of a doctor who practises today."""

    name: str
    commune: str  # INSEE code
    site: str  # "" in a practice of their own
    birth_year: int
    first_day: bool  # practised when the world began
    contract: str


class Load(NamedTuple):
    """What a doctor did in the past month."""

    offered: int  # slots
    visits: int  # held
    panel: int  # patients who name them as médecin traitant, now
    panel_cap: int


class Worked(NamedTuple):
    """What a doctor did in the month that has just ended, at all places."""

    days: int  # on which they were at work here
    visits: int  # held


class Leaver(NamedTuple):
    """A GP who has announced the departure, or has left."""

    name: str
    commune: str  # INSEE code
    site: str  # "" in a practice of their own
    day: int  # of the departure: the first without them


class Commune(NamedTuple):
    """A commune of the territory."""

    code: str
    residents: int  # on the first day
    lat: float
    lon: float


class Clock(Protocol):
    """Days are numbered from 0, the first day of the warm-up."""

    @property
    def day(self) -> int:
        """Today."""

    @property
    def today(self) -> date:
        """Today as a date."""

    @property
    def end(self) -> date:
        """The last day played."""

    def day_of(self, when: Moment | int) -> int:
        """The number of a day; negative before the first."""

    def date_of(self, when: Moment | int) -> date:
        """The date of a day."""

    def until(self, when: Moment | int) -> simpy.Event:
        """The midnight at which that day begins; now, if it has begun."""

    def days(self, n: int) -> simpy.Event:
        """The midnight ``n`` days from now."""

    def next_month(self) -> simpy.Event:
        """The midnight of the next first of a month."""

    def begin(self, process: Process) -> None:
        """Runs another process of the same measure beside this one."""


class Supply(Protocol):
    """Who offers care where. To ask for what has already happened is an error of the measure."""

    @property
    def measure(self) -> str:
        """The name of the measure that asks."""

    def doctors(self, where: Doctors = "all") -> tuple[Doctor, ...]:
        """GPs who practise today: all, of a commune (name or code), of a site, or of these names."""

    def doctor(self, name: str) -> Doctor:
        """The doctor of that name, who practises today. ValueError for another."""

    def practising(self, doctor: str) -> bool:
        """Whether a doctor of that name practises today (no longer, once the departure is asked for)."""

    def arrival(self, doctor: str) -> simpy.Event:
        """Happens when a doctor of that name begins to practise (at once, if they have)."""

    def departures_said(self) -> frozenset[str]:
        """Doctors whose last day is said by a measure of the scenario, whenever that is."""

    def leavers(self, but: Collection[str] = ()) -> tuple[Leaver, ...]:
        """GPs whose departure is announced or past, but those for whom a plan names a successor, and those
        of the names in ``but``.
        """

    def insee(self, commune: str) -> str:
        """The INSEE code of a commune given by name or code."""

    def place(self, word: str) -> str:
        """The INSEE code of a commune given by name or code; any other word as it is."""

    def communes(self) -> tuple[Commune, ...]:
        """Those of the territory, its ring among them."""

    def ask(self, change: Change) -> None:
        """Asks for a change of supply (``sim.changes``), of today. ValueError for what cannot be."""

    def site_open(self, site: str) -> simpy.Event:
        """Happens when the site opens (at once, if it has)."""

    def site_commune(self, site: str) -> str:
        """The INSEE code of a site's commune."""

    def rooms(self, site: str) -> simpy.Container:
        """The free rooms of an open site: ``get(1)`` before a doctor is installed there, ``put(1)`` if nobody
        comes after all. Who leaves gives the room back.
        """

    def free_rooms(self) -> dict[str, int]:
        """Rooms that are free today, by open site."""

    def is_open(self, service: str) -> bool:
        """Whether a counter or line is open from today on."""

    @property
    def most_urge(self) -> float:
        """The greatest ``urge`` there is, and one over the least; 1 where load makes nobody leave."""

    def urge(self, doctor: str) -> float:
        """By how many times a doctor's load makes the hazard of leaving that of the usual load, today."""

    def terms(self, contract: str) -> ContractTerms:
        """What the contract says of how one works under it."""

    @property
    def fee(self) -> float:
        """Euros for a visit to one's own GP."""

    def worked(self, doctor: str) -> Worked:
        """Of a doctor who has come, on the first of a month, also if they have left by then."""

    def loads(self) -> tuple[tuple[Doctor, float], ...]:
        """Of each GP who practises today the pressure of their patients over the usual one; 1: not known."""

    @property
    def market(self) -> Market:
        """What is known of the labour market (conf/market)."""

    def attractions(self) -> tuple[Attract, ...]:
        """Those that hold, as they began."""

    def rules(self) -> tuple[BeginRule, ...]:
        """Those that hold, as they began."""

    def offers(self) -> tuple[OfferPosts, ...]:
        """Posts that are offered, taken or not, as the offers began."""

    def found(self) -> simpy.Event:
        """Happens when a doctor begins whom this measure has found (``Install.through``), for each in turn;
        its value is the name.
        """

    def past_month(self) -> simpy.Event:
        """Happens on the next first of a month; its value is ``dict[name, Load]`` of the past month, of
        doctors with a panel, and of teams, who have none.
        """

    def professional(self, name: str) -> Professional:
        """What somebody to whom doctors delegate saves and asks for (``doctors.professionals``)."""

    @property
    def visit_minutes(self) -> float:
        """How long a doctor's visit at the practice lasts."""

    def usual_slots(self, doctor: str) -> int:
        """Slots of a doctor's usual week at all places, as no measure of activity has changed them."""


class Draws(Protocol):
    """Uniform numbers keyed by the measure's name: no other measure, and no order of events, moves them."""

    def uniform(self, occurrence: int, word: int) -> float:
        """Strictly between 0 and 1; ``word`` 0 to 3 of the block of that occurrence."""

    def exponential(self, occurrence: int, word: int) -> float:
        """A unit exponential from the same word."""

    def about(self, who: str, commune: str | None = None) -> "Draws":
        """The measure's draws about one doctor (of a commune: an INSEE code)."""

    def table(
        self, who: Sequence[str], what: Sequence[str], occurrence: int | Sequence[int]
    ) -> NDArray[np.float64]:
        """``[word, who, what]``: the draws of an occurrence (one, or one for each of ``who``) about each of
        ``who`` and of ``what`` together.
        About "" they are those of ``about(who).uniform(occurrence, word)``.
        """
