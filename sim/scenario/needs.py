"""What arises: needs by age, kind, season and hour, chronic illness, patience, streams (conf/needs/)."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field, model_validator

from sim.scenario.base import KindName
from sim.schema.types import BAND_KEYS, Amount, ByBand, Count, CountFrom1, Plain, Positive, Share, never_falls

ARISING: Final[tuple[KindName, ...]] = ("acute_urgent", "acute_minor", "prevention", "certificate")
SEASONAL: Final[tuple[KindName, ...]] = (*ARISING, "emergency", "other_call")
MONTH_DAY: Final = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
DAYS_IN: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
TOLERANCE: Final = 1e-6  # shares written with a few decimals must still sum to 1


def _month_day(text: str) -> str:
    match = MONTH_DAY.fullmatch(text)
    if match is None or int(match[2]) > DAYS_IN[int(match[1]) - 1] or text == "02-29":
        raise ValueError(f'“{text}” is no day of every year; write month-day, such as "01-15"')
    return text


def _hours(values: list[float]) -> list[float]:
    if min(values) <= 0:
        raise ValueError(
            "an hour of frequency 0 or less; write a small number, since every hour can see a need"
        )
    return values


MonthDay = Annotated[str, AfterValidator(_month_day)]
TwentyFour = Annotated[list[Amount], Field(min_length=24, max_length=24), AfterValidator(_hours)]
Twelve = Annotated[list[Positive], Field(min_length=12, max_length=12)]


class Mix(Plain):
    """Share of each kind among the needs that arise by themselves, by age; each age sums to 1."""

    acute_urgent: ByBand[Share]
    acute_minor: ByBand[Share]
    prevention: ByBand[Share]
    certificate: ByBand[Share]

    @model_validator(mode="after")
    def _sums(self) -> "Mix":
        for band in BAND_KEYS:
            total = sum(getattr(getattr(self, kind), band) for kind in ARISING)
            if abs(total - 1.0) > TOLERANCE:
                raise ValueError(f"the four shares of {band} sum to {total:g}; they must sum to 1")
        return self


class Chronic(Plain):
    """Who is chronically ill (ALD included), how often they return, and when they ask again if not seen."""

    share: ByBand[Share]
    days_without_ald: ByBand[Positive]
    days_with_ald: ByBand[Positive]
    least_days: CountFrom1
    missed_share: Share
    renewal_share: Share

    @model_validator(mode="after")
    def _rises(self) -> "Chronic":
        never_falls(self.share.values, "share")
        return self


class Patience(Plain):
    """Days accepted: ``least`` plus an exponential of mean ``mean``."""

    least: Count
    mean: Amount


class Patiences(Plain):
    """Patience by kind of need."""

    acute_urgent: Patience
    acute_minor: Patience
    follow_up: Patience
    renewal: Patience
    prevention: Patience
    certificate: Patience
    emergency: Patience
    other_call: Patience


class Week(Plain):
    """Relative frequency by weekday; a public holiday replaces its weekday."""

    mon: Amount
    tue: Amount
    wed: Amount
    thu: Amount
    fri: Amount
    sat: Amount
    sun: Amount
    holiday: Amount

    @property
    def values(self) -> tuple[float, ...]:
        """By day type: Monday to Sunday, then holiday."""
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun, self.holiday)

    @model_validator(mode="after")
    def _some(self) -> "Week":
        if sum(self.values[:7]) <= 0:
            raise ValueError("all seven weekdays are 0; at least one must see needs")
        return self


class Season(Plain):
    """Relative frequency of a kind by day of the week and by month (January first)."""

    week: Week
    months: Twelve


class Seasons(Plain):
    """Seasons of every kind that arises by the calendar."""

    acute_urgent: Season
    acute_minor: Season
    prevention: Season
    certificate: Season
    emergency: Season
    other_call: Season


class Epidemics(Plain):
    """One wave a winter: a bell over days whose peak and height are drawn."""

    kinds: Annotated[list[KindName], Field(min_length=1)]
    peak_from: MonthDay
    peak_until: MonthDay
    deviation_days: Positive
    least: Amount
    most: Amount

    @model_validator(mode="after")
    def _ordered(self) -> "Epidemics":
        if self.most < self.least:
            raise ValueError(f"most ({self.most:g}) is under least ({self.least:g}); exchange them")
        for kind in self.kinds:
            if kind not in ARISING:
                raise ValueError(f"kinds: {kind} has no season of its own; known: {', '.join(ARISING)}")
        return self


class DayHours(Plain):
    """Relative frequency by hour, each above 0."""

    working_days: TwentyFour
    days_off: TwentyFour
    planned: TwentyFour
    streams: TwentyFour


class Housebound(Plain):
    """Who is seen at home."""

    ehpad_weight_75_89: Amount
    ehpad_weight_90_up: Amount
    from_age: Count
    share: Share

    @model_validator(mode="after")
    def _rises(self) -> "Housebound":
        if self.ehpad_weight_90_up < self.ehpad_weight_75_89:
            raise ValueError(
                "ehpad_weight_90_up is under ehpad_weight_75_89; nobody leaves an EHPAD in the model"
            )
        return self


class Needs(Plain):
    """conf/needs/NAME.yaml."""

    per_year: Positive
    weights: ByBand[Amount]
    mix: Mix
    frailty_shape: Positive
    chronic: Chronic
    patience: Patiences
    seasons: Seasons
    epidemics: Epidemics
    hours: DayHours
    visitors: dict[KindName, Amount]
    emergency_per_year: Amount
    other_call_per_year: Amount
    housebound: Housebound

    @model_validator(mode="after")
    def _visitors_need_care(self) -> "Needs":
        for kind in ("emergency", "other_call"):
            if kind in self.visitors:
                raise ValueError(f"visitors.{kind}: take it out; {kind}_per_year counts visitors too")
        return self
