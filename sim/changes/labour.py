"""Changes of what candidates for a post find: successions, attractions, posts, rules; and their count
(docs/model.md, section 18). No row of patients changes by them.

Each begins with the name of the measure that asks for it, but for a succession.
"""

from dataclasses import dataclass
from datetime import date

from sim.changes.change import CHANGE, Change

Places = str | tuple[str, ...]  # "all", a site, a commune, or communes; communes by INSEE code


@dataclass(frozen=True)
class Succeed(Change, order=CHANGE):
    """Who begins on the doctor's last day takes over that share of the panel, whoever asks for the departure
    (unless that names a successor of its own).
    """

    successor: str
    doctor: str
    share: float


@dataclass(frozen=True)
class Attract(Change, order=CHANGE, event="attraction"):
    """Something makes posts at some places more attractive, or better known, to candidates of these sorts."""

    attraction: str
    what: str
    where: Places
    since: date
    sorts: tuple[str, ...] = ()  # of candidates; () all
    size: float = 1.0  # times the utility of what it is
    reaches: float = 0.0  # share of candidates
    zone: str = ""
    aid: float = 0.0  # euros a year …
    aid_years: int = 0  # … for so many

    @property
    def detail(self) -> str:
        """What, and where."""
        where = self.where if isinstance(self.where, str) else ", ".join(self.where)
        return f"{self.what}{f' {self.zone}' if self.zone else ''}: {where}"


@dataclass(frozen=True)
class EndAttraction(Change, order=CHANGE, event="attraction_ends"):
    """It is over, for who has not come by then."""

    attraction: str


@dataclass(frozen=True)
class OfferPosts(Change, order=CHANGE, event="posts_offered", detail="{posts} posts, {contract}"):
    """Posts that somebody creates, at a site or in a commune, until they are taken or taken back."""

    offer: str
    posts: int
    commune: str
    site: str  # "" in premises of their own
    contract: str
    week: tuple[int, ...] | None = None
    panel_cap: int | None = None


@dataclass(frozen=True)
class EndOffer(Change, order=CHANGE, event="offer_ends"):
    """The posts that nobody has taken are no longer offered."""

    offer: str


@dataclass(frozen=True)
class BeginRule(Change, order=CHANGE, event="rule", detail="{rule}"):
    """A rule holds for candidates; the share that ``defies`` it is lost."""

    name: str
    rule: str
    since: date
    defies: float
    years: int = 0
    dense: float = 0.0  # GPs for 10,000 residents


@dataclass(frozen=True)
class EndRule(Change, order=CHANGE, event="rule_ends"):
    """It no longer holds."""

    name: str


@dataclass(frozen=True)
class CountCandidates(Change, order=CHANGE, event="candidates"):
    """Candidates since the first day who began to look, and what became of them: the others add up to
    ``looked``.
    """

    market: str
    looked: int
    here: int
    elsewhere: int
    beyond: int
    gave_up: int
    defied: int
    looking: int

    @property
    def detail(self) -> str:
        """The count in words."""
        settled = f"{self.here} settled here, {self.elsewhere} elsewhere in the region, {self.beyond} beyond"
        rest = f"{self.gave_up} gave up, {self.defied} defied a rule, {self.looking} look"
        return f"{self.looked} looked: {settled}, {rest}"
