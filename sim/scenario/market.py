"""The labour market of doctors (conf/market/): who looks for a practice, where, and what a post is worth.

The model is docs/model.md, section 18.
"""

from datetime import date
from itertools import pairwise
from typing import Annotated, Final, Literal, get_args

from pydantic import Field, model_validator

from sim.scenario.doctors import Hazard
from sim.scenario.run import Day
from sim.scenario.terms import PayerName
from sim.schema.types import (
    Amount,
    ByName,
    Count,
    CountFrom1,
    Days,
    DoctorAge,
    Latitude,
    Longitude,
    Number,
    Plain,
    Positive,
    Share,
    between,
    sums_to_1,
)

Zone = Literal["zip", "zac", "none"]
Utility = Annotated[Number, between(-20, 20)]  # of a choice among alternatives
Years = Annotated[Amount, between(0, 50)]
Months = Annotated[CountFrom1, between(1, 240)]
Kilometres = Annotated[Positive, between(0.1, 20_000)]
NO_ZONE: Final = "none"
ZONES: Final[tuple[Zone, ...]] = get_args(Zone)
AID_UNIT: Final = 10_000.0  # euros a year, of which `utility.aid` says what they are worth


class University(Plain):
    """Where a ``share`` of the region's graduates train."""

    lat: Latitude
    lon: Longitude
    share: Share


class Region(Plain):
    """The region of which the territory is a part."""

    gps: Annotated[Positive, between(1, 200_000)]
    residents_per_gp: Annotated[Positive, between(1, 1_000_000)]
    reach: Annotated[Positive, between(1, 1000)]
    posts: Annotated[Positive, between(0.0001, 10)]
    dense: Share
    zoned: Share
    universities: ByName[University]

    @model_validator(mode="after")
    def _all_train_somewhere(self) -> "Region":
        sums_to_1((each.share for each in self.universities.values()), "universities: the shares")
        return self


class Graduates(Plain):
    """Those who finish their training, and are locums before they settle."""

    a_year: Annotated[Amount, between(0, 20_000)]
    seeks: Share
    at_once: Share
    locum_years: Annotated[Years, between(0.01, 30)]
    most_locum_years: Annotated[Years, between(0, 30)]
    age: DoctorAge
    training_years: Years


class Foreign(Plain):
    """Doctors from abroad, on a path of some years that they may leave (a probability a year)."""

    a_year: Annotated[Amount, between(0, 20_000)]
    path_years: Years
    leaves: Share
    age: DoctorAge


class Movers(Plain):
    """Doctors who practise and look for another post: probabilities a year, by years of practice."""

    first_years: Share
    years: Years
    later: Share
    until_age: DoctorAge
    career_years: Annotated[Years, between(1, 50)]
    months: Months
    follow: Share

    @property
    def mean(self) -> float:
        """The probability a year over all years of practice."""
        first = min(self.years / self.career_years, 1.0)
        return self.first_years * first + self.later * (1.0 - first)


class Search(Plain):
    """How long one looks, what else there is, and how soon one begins."""

    months: Months
    none: Utility
    beyond: Utility
    lead_days: Days


class Visible(Plain):
    """The share of candidates who see a post of a sort by themselves."""

    vacancy: Share
    room: Share
    offered: Share


class Typical(Plain):
    """A post of which the utility is 0."""

    train_km: Kilometres
    home_km: Kilometres
    near_km: Kilometres  # nearer makes hardly a difference
    colleagues: Annotated[Amount, between(0, 100)]


class Home(Plain):
    """How far from where they trained people come from."""

    km: Kilometres
    spread: Annotated[Amount, between(0, 5)]


class Utilities(Plain):
    """What each attribute of a post adds."""

    own_practice: Utility
    offered: Utility
    colleagues: Utility
    most_colleagues: Annotated[Count, between(0, 100)]
    load: Utility
    train: Utility
    home: Utility
    aid: Utility
    premises: Utility
    housing: Utility
    framework: Utility
    msp: Utility
    hosting: Utility


class Exits(Plain):
    """Departures, and what becomes of a practice."""

    hazard: Hazard
    ahead_days: Days
    notice: Days
    takeover: Share
    lapses_days: Days
    after: Share

    @model_validator(mode="after")
    def _known_before(self) -> "Exits":
        if self.ahead_days < self.notice:
            raise ValueError(
                f"ahead_days is {self.ahead_days}, notice {self.notice}; a successor is looked for from the "
                "announcement on at the latest"
            )
        return self


class Start(Plain):
    """The part of an agenda offered on the first day, and the days until it is offered in full."""

    days: Days
    start: Share


class Ramps(Plain):
    """After a predecessor, and elsewhere."""

    succession: Start
    new: Start


class Aid(Plain):
    """Euros for who settles, who in return stays for some ``years``; ``first``: for a first installation
    alone, not for who moves.
    """

    once: Amount = 0.0
    yearly: Amount = 0.0
    years: Annotated[CountFrom1, between(1, 30)]
    payer: PayerName
    first: bool = False

    @model_validator(mode="after")
    def _some(self) -> "Aid":
        if not self.model_fields_set & {"once", "yearly"}:
            raise ValueError("says no amount; write once or yearly")
        return self

    @property
    def a_year(self) -> float:
        """Euros, spread over the years."""
        return self.once / self.years + self.yearly


class AidsFrom(Plain):
    """What zones give from a date on; a zone that is not named gives nothing."""

    since: Day
    zip: Aid | None = None
    zac: Aid | None = None


class Market(Plain):
    """conf/market/NAME.yaml."""

    region: Region
    graduates: Graduates
    foreign: Foreign
    movers: Movers
    search: Search
    visible: Visible
    typical: Typical
    home: Home
    utility: Utilities
    hosting_months: Annotated[Count, between(0, 240)]
    exits: Exits
    ramp: Ramps
    aids: Annotated[list[AidsFrom], Field(max_length=100)]
    zones: dict[str, Zone]  # by INSEE code
    appeal: dict[str, Utility]

    @model_validator(mode="after")
    def _in_order(self) -> "Market":
        for one, other in pairwise(self.aids):
            if other.since <= one.since:
                raise ValueError(f"aids: {other.since} stands after {one.since}; write them in order of date")
        return self

    def aid_in(self, zone: Zone, day: date) -> Aid | None:
        """What a zone gives on a day."""
        found = None
        for step in self.aids:
            if step.since <= day and zone != NO_ZONE:
                found = step.zip if zone == "zip" else step.zac
        return found
