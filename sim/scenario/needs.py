"""What arises: needs by age, kind, season and hour, chronic illness, patience, streams (conf/needs/)."""

from datetime import date
from typing import Annotated, Final

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
    CENTURY,
    Age,
    Amount,
    ByBand,
    Days,
    DaysFrom1,
    MonthDay,
    Plain,
    Positive,
    Rising,
    Series,
    Share,
    Twelve,
    between,
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


MOST_A_YEAR: Final = 100  # needs of one person on average
Yearly = Annotated[Amount, between(0, MOST_A_YEAR)]
Relative = Annotated[Amount, between(0, 1000)]
Interval = Annotated[Positive, between(1, CENTURY)]
EveryYear = Annotated[MonthDay, AfterValidator(_every_year)]
TwentyFour = Annotated[list[Relative], Field(min_length=24, max_length=24), AfterValidator(_hours)]


def _sums(mix: dict[str, ByBand[float]]) -> dict[str, ByBand[float]]:
    for band in BAND_KEYS:
        sums_to_1((getattr(shares, band) for shares in mix.values()), f"the {len(mix)} shares of {band}")
    return mix


# Share of each kind among the needs that arise by themselves, by age; each age sums to 1.
Mix = Annotated[ByArisingKind[ByBand[Share]], AfterValidator(_sums)]


class Returning(Plain):
    """Who has what returns, and when they ask again if not seen."""

    share: Rising
    least_days: DaysFrom1
    missed_share: Share


def _acute(kind: str, info: ValidationInfo) -> str:
    known = [each.id for each in vocabulary_in(info).care_kinds if each.acute]
    if kind not in known:
        raise ValueError(f"{kind} is no acute need of primary care; write {' or '.join(known)}")
    return kind


AcuteKind = Annotated[KindName, AfterValidator(_acute)]


class PutOff(Plain):
    """What returns lose that come later than on the first day: ``a_year`` that they are put off, the
    probability of a need of the kind ``into`` in the days between.
    """

    a_year: Share
    into: AcuteKind


class Chronic(Returning):
    """Chronic illness (ALD included). ``put_off``: not said, nothing is lost by longer intervals."""

    days_without_ald: ByBand[Interval]
    days_with_ald: ByBand[Interval]
    renewal_share: Share
    elsewhere: Share  # followed by a specialist or a hospital alone: they have no returns
    put_off: PutOff | None = None


def _of_care(kind: str, info: ValidationInfo) -> str:
    known = [each.id for each in vocabulary_in(info).care_kinds]
    if kind not in known:
        raise ValueError(f"{kind} is no need of primary care; write one of {', '.join(known)}")
    return kind


CareKind = Annotated[KindName, AfterValidator(_of_care)]


class TurnsAcute(Plain):
    """What avoided needs of a kind lose: this ``share`` is a need of the kind ``into``, ``after_days``."""

    share: Share
    into: AcuteKind
    after_days: DaysFrom1


class Recurring(Returning):
    """A kind of need that recurs."""

    days: ByBand[Interval]


class Ahead(Plain):
    """Who asks before the day on which they want to be seen: this ``share``, by this ``part`` of the days
    that they accept to wait.
    """

    share: Share
    part: Share


class Patience(Plain):
    """Days accepted: ``least`` plus an exponential of mean ``mean``. ``ahead``: not said, all want to be seen
    at once.
    """

    least: Days
    mean: Annotated[Amount, between(0, CENTURY)]
    ahead: Ahead | None = None


class Week(Series[float]):
    """Relative frequency by weekday; a public holiday replaces its weekday."""

    mon: Relative
    tue: Relative
    wed: Relative
    thu: Relative
    fri: Relative
    sat: Relative
    sun: Relative
    holiday: Relative

    @model_validator(mode="after")
    def _some(self) -> "Week":
        if sum(self.values[:7]) <= 0:
            raise ValueError("all seven weekdays are 0; at least one must see needs")
        return self


class Season(Plain):
    """Relative frequency of a kind by day of the week and by month (January first)."""

    week: Week
    months: Twelve[Annotated[Relative, between(0.001, 1000)]]


class Epidemics(Plain):
    """One wave a winter: a bell over days whose peak and height are drawn."""

    kinds: Annotated[list[KindName], Field(min_length=1)]
    peak_from: EveryYear
    peak_until: EveryYear
    deviation_days: Annotated[Positive, between(0.5, 366)]
    least: Annotated[Amount, between(0, 100)]
    most: Annotated[Amount, between(0, 100)]

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

    ehpad_weight_75_89: Relative
    ehpad_weight_90_up: Relative
    from_age: Age
    share: Share
    ehpad_emergencies: Annotated[Amount, between(0, 100)]  # true ones, to those of one who lives elsewhere

    @model_validator(mode="after")
    def _rises(self) -> "Housebound":
        if self.ehpad_weight_90_up < self.ehpad_weight_75_89:
            raise ValueError(
                "ehpad_weight_90_up is under ehpad_weight_75_89; nobody leaves an EHPAD in the model"
            )
        return self


class Latent(Plain):
    """Who does not ask: with probability ``base``, more often if poor and by minutes to the nearest GP, up to
    ``most``. ``poor``: share of poor people where the territory does not say.
    """

    base: Share
    poor_factor: Annotated[Amount, between(0, 100)]
    per_minute: Annotated[Amount, between(0, 10)]
    most: Share
    poor: Share


class Needs(Plain):
    """conf/needs/NAME.yaml. Beside the fields, ``KIND_per_year`` for each kind that is no resident's."""

    model_config = ConfigDict(extra="allow")  # those; ``_of_streams`` refuses all else
    __pydantic_extra__: dict[str, Yearly]

    per_year: Annotated[Positive, between(0.001, MOST_A_YEAR)]
    weights: ByBand[Annotated[Amount, between(0, 100)]]
    mix: Mix
    frailty_shape: Annotated[Positive, between(0.1, 1000)]
    chronic: Chronic
    recurring: ByRecurringKind[Recurring] = Field(default={}, validate_default=True)
    patience: ByKind[Patience]
    seasons: BySeasonalKind[Season]
    epidemics: Epidemics
    hours: ByProfile[TwentyFour]
    visitors: dict[KindName, Yearly]
    visitor_part: Share  # of a resident's ``KIND_per_year`` that a visitor present has
    moves: Twelve[Annotated[Relative, between(0.001, 1000)]]  # of residents, by day of each month
    housebound: Housebound
    latent: Latent
    avoided: dict[KindName, Share] = Field(default={})  # of needs that would arise; a kind not named: none
    turns_acute: dict[CareKind, TurnsAcute] = Field(default={})  # of avoided needs of residents; the same

    @model_validator(mode="after")
    def _of_streams(self, info: ValidationInfo) -> "Needs":
        kinds = [kind.id for kind in vocabulary_in(info).exogenous_kinds]
        for kind in kinds:
            if kind in self.visitors:
                raise ValueError(f"visitors.{kind}: take it out; {kind}_per_year counts visitors too")
        check_keys(self.__pydantic_extra__, [f"{kind}_per_year" for kind in kinds], type(self).model_fields)
        return self

    @model_validator(mode="after")
    def _bearable(self) -> "Needs":
        for band, weight in zip(BAND_KEYS, self.weights.values, strict=True):
            if self.per_year * weight > MOST_A_YEAR:
                arise = (
                    f"with needs.per_year {self.per_year:g} a person has {self.per_year * weight:g} a year"
                )
                raise ValueError(f"weights.{band}: {arise}; at most {MOST_A_YEAR} can be played")
        return self

    def per_year_of(self, kind: str) -> float:
        """Needs of a kind that is no resident's, in a year of one resident."""
        return self.__pydantic_extra__[f"{kind}_per_year"]
