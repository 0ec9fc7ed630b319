"""What a measure may do and know: a clock, the supply of care, and draws of its own.

A measure is a SimPy process over these three. It knows neither engine, no table, no row number: doctors,
sites, communes and services go by name. Whatever it asks for at a midnight takes effect at that midnight,
before any patient moves.
"""

from collections.abc import Generator, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

import simpy
from simpy.resources.resource import Request, Resource

from sim.measures.field_types import Contract, Moment, Payer
from sim.scenario.base import Timetable

Process = Generator[simpy.Event, Any, None]


class Doctor(NamedTuple):
    """What a measure sees of a doctor who practises today."""

    name: str
    commune: str  # INSEE code
    site: str  # "" in a practice of their own
    birth_year: int
    first_day: bool  # practised when the world began


class Load(NamedTuple):
    """What a doctor did in the past month."""

    offered: int  # slots
    visits: int  # held
    panel: int  # patients who name them as médecin traitant, now
    panel_cap: int


class Newcomer(NamedTuple):
    """A doctor who begins today.

    What is None is as usual for a doctor of the territory (or as for ``like``).
    """

    name: str
    commune: str  # name or INSEE code
    site: str | None  # None: a practice of their own
    birth_year: int
    contract: Contract
    origin: str  # "outside", or the name of the doctor they were or follow
    since: int  # day from which the ramp counts; may lie before the first day
    like: str | None = None  # works the half-days, slots and weeks of this doctor
    week: tuple[int, ...] | None = None  # slots by half-day
    panel_cap: int | None = None
    ramp_days: int = 0
    ramp_start: float = 1.0


class Team(NamedTuple):
    """An agenda to which the doctors named send some kinds of need (an IPA's)."""

    name: str
    doctors: tuple[str, ...]
    kinds: tuple[str, ...]  # kinds of need, by their words in the vocabulary
    week: tuple[int, ...]
    slot_minutes: int
    since: int  # day from which the ramp counts; may lie before the first day
    ramp_days: int
    ramp_start: float


class Post(NamedTuple):
    """A counter or a line that opens today."""

    name: str
    profile: str  # of the services' configuration: what it takes, how long, how patient people are
    commune: str | None  # None: a line has no place
    since: int  # day it opened; may lie before the first day
    hours: Timetable | None  # servers by day and hour; None: as the profile says


class Clock(Protocol):
    """Days are numbered from 0, the first day of the warm-up."""

    @property
    def day(self) -> int:
        """Today."""

    @property
    def today(self) -> date:
        """Today as a date."""

    @property
    def start(self) -> date:
        """The first day that is reported: the warm-up is over."""

    @property
    def end(self) -> date:
        """The last day simulated."""

    def day_of(self, when: Moment | int) -> int:
        """The number of a day; negative before the first."""

    def until(self, when: Moment | int) -> simpy.Event:
        """The midnight at which that day begins; now, if it has begun."""

    def days(self, n: int) -> simpy.Event:
        """The midnight ``n`` days from now."""

    def next_month(self) -> simpy.Event:
        """The midnight of the next first of a month."""

    def begin(self, process: Process) -> None:
        """Runs another process of the same measure beside this one."""


class Supply(Protocol):
    """Who offers care where.

    Asking for what has already happened (a doctor who has left) is an error of the measure.
    """

    @property
    def measure(self) -> str:
        """The name of the measure that asks."""

    def doctors(self, where: str = "all") -> tuple[Doctor, ...]:
        """GPs who practise today: all, of a commune (name or code), of a site, or the one of that name."""

    def practising(self, doctor: str) -> bool:
        """Whether a doctor of that name practises today (no longer, once the departure is asked for)."""

    def insee(self, commune: str) -> str:
        """The INSEE code of a commune given by name or code."""

    def open_site(self, site: str, commune: str, rooms: int) -> None:
        """Premises with that many consulting rooms."""

    def site_open(self, site: str) -> simpy.Event:
        """Happens when the site opens (at once, if it has)."""

    def site_commune(self, site: str) -> str:
        """The INSEE code of a site's commune."""

    def room(self, site: str) -> Resource:
        """The rooms of an open site."""

    def install(self, newcomer: Newcomer, room: Request | None = None) -> None:
        """A doctor begins, in the room they were granted, which is free again when they leave."""

    def close_list(self, doctor: str) -> None:
        """No new patient as médecin traitant."""

    def open_list(self, doctor: str) -> None:
        """Takes new patients again, unless the departure is announced."""

    def stop_bookings(self, doctor: str, day: int) -> None:
        """No appointment from that day on."""

    def depart(
        self, doctor: str, successor: str | None = None, share: float = 0.0, same_doctor: bool = False
    ) -> None:
        """The agenda ends today, the panel is released.

        ``share`` of it follows to ``successor`` if they practise.
        """

    def change_activity(self, doctor: str, factor: float, panel: float = 1.0) -> None:
        """From today this measure multiplies slots and panel cap by so much; what it said before is void."""

    def keep_slots(self, line: str, doctors: Sequence[str], slots: int) -> None:
        """Slots that these doctors keep in each half-day for those whom the line sends."""

    def open_team(self, team: Team) -> None:
        """Opens the agenda of a team for doctors who practise."""

    def close_team(self, name: str) -> None:
        """The team's agenda ends today."""

    def open_counter(self, post: Post) -> None:
        """Opens a counter."""

    def close_counter(self, name: str) -> None:
        """Closes a counter: admission stops, services that have begun end."""

    def reopen_counter(self, name: str) -> None:
        """Opens it again as it was; those who knew it know it."""

    def set_servers(self, name: str, hours: Timetable) -> None:
        """Servers by day and hour."""

    def open_line(self, post: Post, through: str | None = None) -> None:
        """Opens a line; ``through`` an existing one, it takes over that line's calls with its own profile."""

    def close_line(self, name: str) -> None:
        """Closes a line; one that ran through another gives the calls, and the slots kept for it, back."""

    def is_open(self, service: str) -> bool:
        """Whether a counter or line is open from today on."""

    def note_cost(self, what: str, payer: Payer, amount: float, commune: str = "") -> None:
        """Euros paid today, for a place in a commune (name or code)."""

    def past_month(self) -> simpy.Event:
        """Happens on the next first of a month.

        Its value is ``dict[doctor, Load]`` of the month that ended.
        """


class Draws(Protocol):
    """Uniform numbers keyed by the measure's name: no other measure, and no order of events, moves them."""

    def uniform(self, occurrence: int, word: int) -> float:
        """Strictly between 0 and 1; ``word`` 0 to 3 of the block of that occurrence."""

    def exponential(self, occurrence: int, word: int) -> float:
        """A unit exponential from the same word."""

    def about(self, who: str, commune: str | None = None) -> "Draws":
        """The measure's draws about one doctor (of a commune: an INSEE code)."""
