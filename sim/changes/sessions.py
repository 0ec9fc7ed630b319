"""Sessions of doctors: at more places, by locums, more or fewer of them, and slots kept for some patients."""

from dataclasses import dataclass
from datetime import date

from sim.changes.change import CHANGE, DEPARTURE, OPENING, Change
from sim.changes.presence import EVERY_WEEK, EVERYBODY, Audience, Weeks


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
class GoAway(Change, order=CHANGE, event="away", detail="until {until}"):
    """The doctor is away from today on, and takes no new patients."""

    doctor: str
    until: date


@dataclass(frozen=True)
class ComeBack(Change, order=CHANGE, event="back"):
    """The doctor is back, and takes new patients again, if they did before and have not said when they go."""

    doctor: str


@dataclass(frozen=True)
class SetAway(Change, order=CHANGE):
    """In these ``weeks`` of the year the doctor is away from all their places, as in those of their usual
    leave; who stands in for them is there.

    Replaces what the measure said before (what others say holds, too); no weeks: as usual.
    """

    doctor: str
    weeks: tuple[int, ...]


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
