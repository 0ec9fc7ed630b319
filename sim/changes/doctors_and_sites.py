"""Premises and doctors: sites and centres, who practises until when, and for which panel."""

from dataclasses import dataclass
from datetime import date

from sim.changes.change import CHANGE, DEPARTURE, OPENING, Change


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
