"""All changes of supply that measures can ask for.

Doctors, teams, sites, counters and lines go by name, communes by INSEE code, weeks are slots by half-day
(Monday morning, Monday afternoon, …). Fields under *as applied* are filled in by the supply state, when it
is known what came of the change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sim.changes.change import Change, MidnightOrder

CLOSURE, OPENING, DEPARTURE, CHANGE = MidnightOrder

Hours = dict[str, dict[str, int]]  # servers by day and hour, as in sim.scenario.timetable


class Weeks(NamedTuple):
    """In which weeks something is there: one of so many, counted from a Monday (None: in all)."""

    one_in: int = 1
    first: date | None = None


EVERY_WEEK = Weeks()


class Audience(NamedTuple):
    """For whom something is there: sums of ``sim.vocabulary.structure.Trait``, and what ages they mean."""

    all_of: int = 0
    any_of: int = 0
    age_from: int = 0
    age_to: int = 0


EVERYBODY = Audience()

# --- premises and doctors


@dataclass(frozen=True)
class OpenSite(Change, order=OPENING, event="site_opens", detail="{rooms} rooms"):
    """Premises open; no more doctors practise there at a time than they have consulting rooms."""

    site: str
    commune: str
    rooms: int


@dataclass(frozen=True)
class Install(Change, order=OPENING, event="arrival"):
    """A doctor begins to practise. None stands for what is usual under the contract, else for ``like``, else
    for what is usual in the territory.

    At a ``site`` they take the room that their measure has been given (``Supply.rooms``), until they leave.
    """

    doctor: str
    commune: str
    site: str | None  # None: a practice of their own
    birth_year: int  # 0 where unknown
    contract: str
    origin: str  # "outside", or the name of the doctor they were until today
    since: date  # from which the ramp counts; may lie before the first day
    like: str | None = None  # takes over the half-days, slots and habits of this doctor
    week: tuple[int, ...] | None = None
    panel_cap: int | None = None
    ramp_days: int | None = None  # until the agenda is offered in full …
    ramp_start: float | None = None  # … and the share of it offered on the first day
    shares_panel_of: str | None = None  # a colleague, whose patients are then those of both
    through: tuple[str, ...] = ()  # measures that have found them

    @property
    def builds_on(self) -> str:
        """Whose patients, or whose ways, they take up."""
        return self.shares_panel_of or self.like or ""

    @property
    def detail(self) -> str:
        """Contract and origin."""
        if self.origin != "outside":
            return f"{self.contract}, from {self.origin}"
        return f"{self.contract}, from outside" + (f", after {self.like}" if self.like else "")


@dataclass(frozen=True)
class OpenSessions(Change, order=OPENING, event="sessions_open", builds_on="doctor"):
    """A doctor begins to hold sessions at one more place, for the same panel.

    Half-days that they work there are taken from those they work elsewhere (``gives_up``: of the usual week
    of their first place), or come on top.
    """

    agenda: str  # its name
    doctor: str
    commune: str
    site: str | None  # None: premises of their own
    week: tuple[int, ...]
    gives_up: bool
    ends: date | None = None  # no appointment from that day on (None: nobody knows when they end)
    weeks: Weeks = EVERY_WEEK
    holidays: bool | None = None  # held on public holidays (None: as the others)
    audience: Audience = EVERYBODY  # others are not seen there

    @property
    def detail(self) -> str:
        """Who, and how much."""
        often = "a week" if self.weeks.one_in == 1 else f"in one week of {self.weeks.one_in}"
        return f"{self.doctor}: {sum(self.week)} slots {often}"


@dataclass(frozen=True)
class CloseSessions(Change, order=DEPARTURE, event="sessions_close", detail="{doctor}"):
    """The sessions of a doctor at one place end today; their other places, and their panel, go on."""

    agenda: str
    doctor: str


@dataclass(frozen=True)
class StandIn(Change, order=OPENING, event="locum_begins", builds_on="doctor"):
    """A locum holds a doctor's sessions in the weeks in which the doctor is away, for the same patients.

    Bookings are taken until the day on which it ``ends`` (None: as long as the doctor practises).
    """

    locum: str
    doctor: str
    since: date
    activity: float  # share of the doctor's slots
    ends: date | None = None

    @property
    def detail(self) -> str:
        """For whom, and until when."""
        return f"for {self.doctor}" + (f", until {self.ends}" if self.ends else "")


@dataclass(frozen=True)
class EndStandIn(Change, order=DEPARTURE, event="locum_ends", detail="for {doctor}"):
    """The locum does not come any more."""

    locum: str
    doctor: str


@dataclass(frozen=True)
class CloseList(Change, order=CHANGE, event="list_closed"):
    """The doctor takes no new patient as médecin traitant."""

    doctor: str


@dataclass(frozen=True)
class OpenList(Change, order=CHANGE, event="list_opened"):
    """The doctor takes new patients again, unless their departure is announced."""

    doctor: str


@dataclass(frozen=True)
class Announce(Change, order=CHANGE, event="announced", detail="leaves on {leaves}"):
    """The departure is announced: no appointment from the day on which the doctor ``leaves``."""

    doctor: str
    leaves: date


@dataclass(frozen=True)
class Depart(Change, order=DEPARTURE, event="departure"):
    """The doctor leaves: all their sessions end today, and those of their locums; the panel is released, and
    ``share`` of it goes to a ``successor``, unless colleagues serve it.

    As applied, ``share`` is None where nobody takes any of it: no successor, one who does not practise among
    the same patients, or ``goes_on``: a colleague serves the panel.
    """

    doctor: str
    successor: str | None = None
    share: float | None = None
    same_doctor: bool = False  # a move: the successor is the same person in another place
    goes_on: bool = False  # as applied

    @property
    def detail(self) -> str:
        """What becomes of the panel."""
        if self.goes_on:
            panel = "colleagues keep the panel"
        elif self.share is None:
            panel = "panel released"
        else:
            panel = f"{self.share:.0%} of the panel to {self.successor}"
        return panel + (", who moves there" if self.same_doctor else "")


@dataclass(frozen=True)
class ChangeActivity(
    Change,
    order=CHANGE,
    event="activity",
):
    """The measure multiplies the doctor's slots, panel cap and the minutes of a visit, from today and instead
    of what it said before.

    The factors of several measures multiply each other. A change of less than a slot, and of no
    visit's length, leaves no trace.
    """

    doctor: str
    factor: float
    panel: float = 1.0
    minutes: float = 1.0
    # as applied
    slots: int = 0  # a week …
    usual_slots: int = 0  # … instead of so many
    panel_cap: int = 0

    @property
    def detail(self) -> str:
        """Slots, cap, and how long visits last."""
        said = f"{self.slots} slots a week instead of {self.usual_slots}; panel up to {self.panel_cap}"
        return said if self.minutes == 1.0 else f"{said}; visits {self.minutes:.1%} as long"


@dataclass(frozen=True)
class KeepSlots(Change, order=CHANGE, event="slots", detail="{total} a half-day for {line}"):
    """The doctor keeps ``slots`` of each half-day for those whom the line sends; 0 gives them back."""

    doctor: str
    line: str
    slots: int
    total: int = 0  # as applied: with those that they keep anyway or for other lines


@dataclass(frozen=True)
class KeepFor(Change, order=CHANGE, event="reserve", detail="{slots} a half-day"):
    """The doctor keeps ``slots`` of each half-day for an audience, as the measure says; 0 gives them back.

    What is left is everybody's ``freed_days`` before (-1: never); the audience may have them on the day
    itself alone (``for_day``).
    """

    doctor: str
    slots: int
    audience: Audience = EVERYBODY
    freed_days: int = -1
    for_day: bool = False


# --- teams


@dataclass(frozen=True)
class OpenTeam(Change, order=OPENING, event="team_opens"):
    """An agenda opens (an IPA's) to which doctors send some kinds of need, where the first of them works."""

    team: str
    doctors: tuple[str, ...]
    kinds: tuple[str, ...]  # of need
    week: tuple[int, ...]
    slot_minutes: int
    since: date  # from which the ramp counts; may lie before the first day
    ramp_days: int
    ramp_start: float

    @property
    def builds_on(self) -> str:
        """With whom the team sits."""
        return self.doctors[0]

    @property
    def detail(self) -> str:
        """For whom, and for what."""
        return f"for {', '.join(self.doctors)}: {', '.join(self.kinds)}"


@dataclass(frozen=True)
class SendToTeam(Change, order=CHANGE):
    """The doctors send their patients to the team; every ``OpenTeam`` brings it about."""

    team: str
    doctors: tuple[str, ...]


@dataclass(frozen=True)
class CloseTeam(Change, order=DEPARTURE, event="team_closes", detail="panel released"):
    """The team's agenda ends today."""

    team: str


# --- centres


@dataclass(frozen=True)
class OpenCentre(Change, order=OPENING, event="centre_opens", detail="{posts} posts, {contract}"):
    """A centre that employs doctors opens; they come one by one, as they are found."""

    centre: str
    commune: str
    site: str | None
    posts: int
    contract: str


@dataclass(frozen=True)
class AnnounceClosing(
    Change,
    order=CHANGE,
    event="centre_closing",
    detail="on {closes}: {deficit:.0f} € a year short",
):
    """A centre's deficit was more than is borne for too long: it closes on that day."""

    centre: str
    commune: str
    site: str | None
    closes: date
    deficit: float  # euros a year


@dataclass(frozen=True)
class CloseCentre(Change, order=CHANGE, event="centre_closes"):
    """A centre closes; its doctors leave on the same day (``Depart``)."""

    centre: str
    commune: str
    site: str | None


# --- transport on demand


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


# --- counters and lines


class Stop(NamedTuple):
    """Where a counter is, and when: its hours (None: those of the profile) in some weeks."""

    commune: str
    hours: Hours | None = None
    weeks: Weeks = EVERY_WEEK


@dataclass(frozen=True)
class OpenCounter(Change, order=OPENING, event="opens"):
    """A counter opens for the patients of its commune's catchment, or at each stop of its route for those
    there; unless it is ``closed`` by then.
    """

    counter: str
    profile: str  # of the services' configuration: what it takes, how long, how patient people are
    stops: tuple[Stop, ...]  # one, or those of a route
    since: date  # may lie before the first day
    audience: Audience = EVERYBODY
    closed: bool = False  # as applied

    @property
    def commune(self) -> str:
        """Where it is; "" for one that goes from place to place."""
        return self.stops[0].commune if len(self.stops) == 1 else ""

    @property
    def detail(self) -> str:
        """The profile, and how many stops."""
        stops = f", {len(self.stops)} stops" if len(self.stops) > 1 else ""
        return f"profile {self.profile}{stops}" + (", closed" if self.closed else "")


@dataclass(frozen=True)
class CloseCounter(Change, order=CLOSURE, event="closes"):
    """One closing more: admission stops with the first; those who are being seen are seen."""

    counter: str


@dataclass(frozen=True)
class ReopenCounter(Change, order=OPENING, event="reopens"):
    """One closing is over: with the last the counter opens again as it was; those who knew it know it."""

    counter: str


@dataclass(frozen=True)
class GateCounter(Change, order=CLOSURE, event="gate_begins"):
    """One gate more: from the first on a line sends people, or they are true emergencies, or do not come."""

    counter: str


@dataclass(frozen=True)
class UngateCounter(Change, order=OPENING, event="gate_ends"):
    """One gate is over: with the last everybody may come again."""

    counter: str


@dataclass(frozen=True)
class OpenLine(Change, order=OPENING, event="opens", builds_on="through"):
    """A line answers; ``through`` an existing one, it takes over that line's calls with its own profile.
    Unless it is ``closed`` by then.
    """

    line: str
    profile: str
    since: date  # may lie before the first day
    hours: Hours | None = None
    through: str | None = None
    closed: bool = False  # as applied

    @property
    def detail(self) -> str:
        """The profile, and the line it runs through."""
        through = f", through {self.through}" if self.through else ""
        return f"profile {self.profile}{through}" + (", closed" if self.closed else "")


@dataclass(frozen=True)
class CloseLine(Change, order=CLOSURE, event="closes"):
    """One closing more: with the first nobody answers, and the slots kept for the line are given back."""

    line: str
    through: str = ""  # as applied: the line on the same telephone that answers instead, as before

    @property
    def detail(self) -> str:
        """Where calls go."""
        return f"{self.through} as before" if self.through else ""


# --- settings


@dataclass(frozen=True)
class ChangeSettings(Change, order=CHANGE, event="settings_change"):
    """Settings are others from now on: parts of the blocks of the configuration, with its keys.

    Of several measures the one with the later ``since`` is laid over the others, of one day the later name.
    """

    measure: str
    settings: Mapping[str, Any]
    times: Mapping[str, Any]  # factors
    since: date  # may lie before the first day
    until: date | None = None  # the day on which it ends

    @property
    def detail(self) -> str:
        """What is set, and until when."""
        return _both(self.settings, self.times) + (f", until {self.until}" if self.until else "")


@dataclass(frozen=True)
class EndSettings(Change, order=CHANGE, event="settings_end"):
    """What the measure has changed does not hold any more; what holds without it does again."""

    measure: str
    settings: Mapping[str, Any]
    times: Mapping[str, Any]

    @property
    def detail(self) -> str:
        """What is no longer changed."""
        return _both(self.settings, self.times)


def _both(settings: Mapping[str, Any], times: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (_told(settings), _told(times, by="× "))))


def _told(block: Mapping[str, Any], at: str = "", by: str = "") -> str:
    """The keys and values of a block, in one line; a list of blocks is told by how many it holds."""
    parts = []
    for key, inner in block.items():
        if isinstance(inner, Mapping):
            parts.append(_told(inner, f"{at}{key}.", by))
        elif isinstance(inner, list) and any(isinstance(each, Mapping | list) for each in inner):
            parts.append(f"{at}{key} ({len(inner)})")
        else:
            value = " ".join(map(str, inner)) if isinstance(inner, list) else inner
            parts.append(f"{at}{key} {by}{value}")
    return ", ".join(parts)


# --- money


@dataclass(frozen=True)
class Pay(Change, order=CHANGE):
    """Euros that somebody pays today (is paid back, where negative), for a place in a commune ("" where there
    is none).
    """

    what: str
    payer: str
    amount: float
    commune: str = ""
    month: date | None = None  # a day of the month in which it counts; None: today's

    @property
    def belongs_to(self) -> date | None:
        """A day of the month before, where it is that month's."""
        return self.month


@dataclass(frozen=True)
class Account(Change, order=CHANGE):
    """The books of an employer of doctors for one month; what is missing is paid apart (``Pay``)."""

    employer: str
    costs: float
    receipts: float
    commune: str
    month: date  # a day of it

    @property
    def belongs_to(self) -> date | None:
        """The month."""
        return self.month


def names_of(order: MidnightOrder) -> frozenset[str]:
    """The names in the history of the changes of one order."""
    return frozenset(change.event for change in Change.__subclasses__() if change.order == order) - {""}
