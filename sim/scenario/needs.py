"""What arises: needs by age, kind, season and hour, chronic illness, patience, streams (conf/needs/)."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo, model_validator

from sim.scenario.terms import (
    ByArisingKind,
    ByKind,
    ByProfile,
    ByRecurringKind,
    BySeasonalKind,
    KindName,
    check_keys,
    vocabulary_in,
)
from sim.schema.types import (
    BAND_KEYS,
    Amount,
    ByBand,
    Count,
    CountFrom1,
    MonthDay,
    Plain,
    Positive,
    Rising,
    Series,
    Share,
    Twelve,
    sums_to_1,
)


def _every_year(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        raise ValueError('“02-29” is no day of every year; write month-day, such as "02-28"')
    return day


def _hours(values: list[float]) -> list[float]:
    if min(values) <= 0:
        raise ValueError(
            "an hour of frequency 0 or less; write a small number, since every hour can see a need"
        )
    return values


EveryYear = Annotated[MonthDay, AfterValidator(_every_year)]
TwentyFour = Annotated[list[Amount], Field(min_length=24, max_length=24), AfterValidator(_hours)]


def _sums(mix: dict[str, ByBand[float]]) -> dict[str, ByBand[float]]:
    for band in BAND_KEYS:
        sums_to_1((getattr(shares, band) for shares in mix.values()), f"the {len(mix)} shares of {band}")
    return mix


# Share of each kind among the needs that arise by themselves, by age; each age sums to 1.
Mix = Annotated[ByArisingKind[ByBand[Share]], AfterValidator(_sums)]


class Returning(Plain):
    """Who has what returns, and when they ask again if not seen."""

    share: Rising
    least_days: CountFrom1
    missed_share: Share


class Chronic(Returning):
    """Chronic illness (ALD included)."""

    days_without_ald: ByBand[Positive]
    days_with_ald: ByBand[Positive]
    renewal_share: Share


class Recurring(Returning):
    """A kind of need that recurs."""

    days: ByBand[Positive]


class Patience(Plain):
    """Days accepted: ``least`` plus an exponential of mean ``mean``."""

    least: Count
    mean: Amount


class Week(Series[float]):
    """Relative frequency by weekday; a public holiday replaces its weekday."""

    mon: Amount
    tue: Amount
    wed: Amount
    thu: Amount
    fri: Amount
    sat: Amount
    sun: Amount
    holiday: Amount

    @model_validator(mode="after")
    def _some(self) -> "Week":
        if sum(self.values[:7]) <= 0:
            raise ValueError("all seven weekdays are 0; at least one must see needs")
        return self


class Season(Plain):
    """Relative frequency of a kind by day of the week and by month (January first)."""

    week: Week
    months: Twelve[Positive]


class Epidemics(Plain):
    """One wave a winter: a bell over days whose peak and height are drawn."""

    kinds: Annotated[list[KindName], Field(min_length=1)]
    peak_from: EveryYear
    peak_until: EveryYear
    deviation_days: Positive
    least: Amount
    most: Amount

    @model_validator(mode="after")
    def _ordered(self, info: ValidationInfo) -> "Epidemics":
        if self.most < self.least:
            raise ValueError(f"most ({self.most:g}) is under least ({self.least:g}); exchange them")
        known = [kind.id for kind in vocabulary_in(info).arising_kinds if kind.season]
        for kind in self.kinds:
            if kind not in known:
                raise ValueError(f"kinds: {kind} has no season of its own; known: {', '.join(known)}")
        return self


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
    """conf/needs/NAME.yaml. Beside the fields, ``KIND_per_year`` for each kind that is no resident's."""

    model_config = ConfigDict(extra="allow")  # those; ``_of_streams`` refuses all else
    __pydantic_extra__: dict[str, Amount]

    per_year: Positive
    weights: ByBand[Amount]
    mix: Mix
    frailty_shape: Positive
    chronic: Chronic
    recurring: ByRecurringKind[Recurring] = Field(default={}, validate_default=True)
    patience: ByKind[Patience]
    seasons: BySeasonalKind[Season]
    epidemics: Epidemics
    hours: ByProfile[TwentyFour]
    visitors: dict[KindName, Amount]
    housebound: Housebound

    @model_validator(mode="after")
    def _of_streams(self, info: ValidationInfo) -> "Needs":
        kinds = [kind.id for kind in vocabulary_in(info).exogenous_kinds]
        for kind in kinds:
            if kind in self.visitors:
                raise ValueError(f"visitors.{kind}: take it out; {kind}_per_year counts visitors too")
        check_keys(self.__pydantic_extra__, [f"{kind}_per_year" for kind in kinds], type(self).model_fields)
        return self

    def per_year_of(self, kind: str) -> float:
        """Needs of a kind that is no resident's, in a year of one person present."""
        return self.__pydantic_extra__[f"{kind}_per_year"]
