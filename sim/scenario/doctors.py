"""How doctors work: activity and its spread, weeks, leave, ages, agendas, patients (conf/doctors/)."""

import itertools
from typing import Annotated, Final

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from sim.scenario.contracts import USUAL, ContractTerms
from sim.scenario.own_patients import MOST_PATIENTS, OwnPatients, RunUp
from sim.scenario.professionals import Professional
from sim.scenario.services import MOST_HORIZON, MOST_SLOT, Slotted
from sim.scenario.terms import ByProfessional, ContractName, KindName, vocabulary_in
from sim.scenario.timetable import Time
from sim.schema.types import (
    SUM_TOLERANCE,
    Amount,
    ByHalfDay,
    Count,
    CountFrom1,
    DoctorAge,
    MeanDays,
    Number,
    Pair,
    Plain,
    Positive,
    Series,
    Share,
    Twelve,
    between,
    sums_to_1,
)

FIRST_YEAR: Final = 1900  # of a doctor's birth
LAST_YEAR: Final = 2020
MOST_ACTS: Final = 100_000  # a year of one doctor


def _number(text: str) -> str:
    if not text.isdigit() or int(text) < 1:
        raise ValueError('doctors are numbered; write "1", "2", …')
    return text


VisitMinutes = Annotated[Positive, between(1, MOST_SLOT)]
ActsAYear = Annotated[Amount, between(0, MOST_ACTS)]
DoctorNumber = Annotated[str, AfterValidator(_number)]


class Acts(Series[float]):
    """Acts a year of one head, at parts of the distribution."""

    p0: ActsAYear
    p5: ActsAYear
    p10: ActsAYear
    p25: ActsAYear
    p50: ActsAYear
    p75: ActsAYear
    p90: ActsAYear
    p95: ActsAYear
    p99: ActsAYear
    p100: ActsAYear

    @property
    def curve(self) -> tuple[list[float], list[float]]:
        """Parts of 1, and acts at them."""
        return [int(name[1:]) / 100 for name in type(self).model_fields], [*self.values]

    @model_validator(mode="after")
    def _rises(self) -> "Acts":
        if any(later < sooner for sooner, later in itertools.pairwise(self.values)):
            raise ValueError("acts fall from one part to the next; a distribution rises from p0 to p100")
        return self


class Activity(Plain):
    """How much a head works, and in which half-days."""

    acts_a_year: Acts
    filled: Annotated[Share, Field(gt=0), between(0.01, 1)]
    slots_a_half_day: Annotated[Positive, between(0.1, 255)]
    most_half_days: Annotated[CountFrom1, Field(le=14)]
    slot_minutes: Annotated[CountFrom1, between(1, MOST_SLOT)]
    home_visit_slots: Annotated[CountFrom1, between(1, 255)]
    round_slots: Annotated[CountFrom1, between(1, 255)]  # of one resident on the round of an EHPAD
    women: Annotated[Number, between(-3, 3)]  # rank in activity, in standard deviations …
    under_50: Annotated[Number, between(-3, 3)]  # … of a woman, of who is younger than 50
    preferred: ByHalfDay[
        Annotated[Amount, between(0, 1000)]
    ]  # how readily each half-day is worked; only proportions count

    @model_validator(mode="after")
    def _enough_half_days(self) -> "Activity":
        worked = sum(value > 0 for value in self.preferred.values)
        if worked < self.most_half_days:
            raise ValueError(
                f"most_half_days is {self.most_half_days}, and only {worked} half-days are preferred above 0"
            )
        return self


class Leave(Plain):
    """Weeks of leave a year, and when they are taken (relative, January first)."""

    weeks: Annotated[Amount, Field(lt=52)]
    covered: Share  # of them, by a locum
    by_month: Twelve[Annotated[Amount, between(0, 1000)]]

    @model_validator(mode="after")
    def _some(self) -> "Leave":
        if self.weeks > 0 and min(self.by_month) <= 0:
            raise ValueError("by_month: a month of 0 or less; write a small number where leave is rare")
        return self


class Visits(Plain):
    """How long visits take, in minutes; nothing but the doctors' hours hangs on it."""

    practice: VisitMinutes
    home: VisitMinutes  # with the way
    round: VisitMinutes  # of one resident on the round of an EHPAD, with their part of the way
    spread: Annotated[Amount, between(0, 3)]  # coefficient of variation of the lognormal law
    women: Annotated[Number, between(-60, 60)]  # minutes that women take more than men
    busiest: Annotated[Number, between(-60, 60)]  # … the busiest quarter more than the least


class Answers(Plain):
    """How doctors answer a load that lasts: who by what, from which pressure on, in which steps."""

    longer_days: Share
    longer_delays: Share
    shorter_visits: Share
    asked: Share  # of what patients need of GPs, is asked of their own: sets the load of the first day
    above: Annotated[Positive, between(0.1, 10)]
    below: Annotated[Positive, between(0.1, 10)]
    step: Annotated[Share, between(0, 0.2)]  # of longer days, of shorter visits
    most_steps: Annotated[Count, between(0, 4)]
    later_days: Annotated[Count, between(0, 64)]  # a step of longer delays
    most_later: Annotated[Count, between(0, 64)]
    most_a_month: Annotated[Count, between(0, MOST_PATIENTS)]  # new patients of a list that opens

    @model_validator(mode="after")
    def _bands(self) -> "Answers":
        if self.below > self.above:
            raise ValueError(f"below is {self.below:g}, above {self.above:g}; below is the lower of the two")
        return self


class Leaving(Plain):
    """How load moves the hazard of leaving: by this power of pressure over the usual one, within bounds."""

    power: Annotated[Amount, between(0, 10)]
    most: Annotated[Positive, between(1, 10)]  # times the hazard of the age; a slack time: one over it


class SeeingAgain(Plain):
    """How load moves the days to the next return: by this power of pressure over the usual, within bounds."""

    power: Annotated[Amount, between(0, 10)]
    most: Annotated[Positive, between(1, 10)]  # times the usual days; a slack time: one over it


class Hazard(Plain):
    """Probability of leaving within a year, by age."""

    under_55: Share
    from_55: Share
    from_62: Share
    from_65: Share
    from_67: Share
    from_70: Share

    def at(self, age: int) -> float:
        """The probability at an age."""
        for since in (70, 67, 65, 62, 55):
            if age >= since:
                return float(getattr(self, f"from_{since}"))
        return self.under_55


class AgeGroup(Plain):
    """Share of doctors aged ``from`` to ``to`` on the first day."""

    first: Annotated[DoctorAge, Field(alias="from")]
    last: Annotated[DoctorAge, Field(alias="to")]
    share: Share

    @model_validator(mode="after")
    def _ordered(self) -> "AgeGroup":
        if self.last < self.first:
            raise ValueError(f"from {self.first} to {self.last}: exchange them")
        return self


class Reserves(Plain):
    """Shares of a half-day's slots: kept for the day, kept from unknown patients, added under pressure."""

    same_day: Share
    panel: Share
    overtime: Share

    @model_validator(mode="after")
    def _of_the_same_slots(self) -> "Reserves":
        kept = self.same_day + self.panel
        if kept > 1 + SUM_TOLERANCE:
            raise ValueError(
                f"same_day {self.same_day:g} and panel {self.panel:g} are kept of the same slots, and sum to "
                f"{kept:g}; they must sum to 1 at most"
            )
        return self


class Backlog(Plain):
    """Part of the slots taken on the first day: ``tomorrow``, falling by e over ``decay_days``."""

    tomorrow: Share
    decay_days: MeanDays


class Booking(Plain):
    """Of those who hold an appointment: who does not come, who cancels."""

    no_show_base: Share
    no_show_slope: Share
    no_show_most: Share
    cancelled: Share


class Usual(Plain):
    """A doctor who settles and of whom nothing else is said."""

    week: Slotted
    panel_cap: Annotated[Count, between(0, MOST_PATIENTS)]


class Named(Plain):
    """A doctor of whom the week is known."""

    birth_year: Annotated[Count, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
    week: Slotted


class Doctors(Plain):
    """conf/doctors/NAME.yaml."""

    particular: Share  # of particular modes, among heads whose mode nobody knows
    activity: Activity
    visits: Visits
    on_screen: dict[KindName, Share]  # of the visits of own patients; a kind not named: none
    leave: Leave
    answers: Answers
    leaving: Leaving
    returns: SeeingAgain
    ages: Annotated[list[AgeGroup], Field(min_length=1)]
    starts: Pair[Time]
    horizon_days: Annotated[CountFrom1, Field(le=MOST_HORIZON)]
    reserves: Reserves
    backlog: Backlog
    booking: Booking
    run_up: RunUp
    patients: OwnPatients
    women: Share | None = None  # among GPs; not said: the sex of doctors is not known
    newcomer: Usual
    named: dict[str, dict[DoctorNumber, Named]]  # by INSEE code
    contracts: dict[ContractName, ContractTerms] = Field(default_factory=dict)  # those that say something
    professionals: ByProfessional[Professional]  # to whom they delegate

    @model_validator(mode="after")
    def _ages_sum(self) -> "Doctors":
        sums_to_1((group.share for group in self.ages), "ages: the shares")
        return self

    @model_validator(mode="after")
    def _agendas_of_their_own(self, info: ValidationInfo) -> "Doctors":
        for row in vocabulary_in(info).delegated_to:
            if (row.form == "agenda") != (self.professionals[row.id].agenda is not None):
                said = "is missing" if row.form == "agenda" else "belongs to form: agenda; take it out"
                raise ValueError(f"professionals.{row.id}.agenda {said}")
        return self

    def terms(self, contract: str) -> ContractTerms:
        """The row of a contract; an empty one where there is none."""
        return self.contracts.get(contract, USUAL)

    def under(self, contract: str) -> "Doctors":
        """The same with the habits that go with a contract: leave, longer days."""
        terms = self.terms(contract)
        leave, answers = self.leave, self.answers
        if terms.away is not None:
            leave = leave.model_copy(update={"weeks": terms.away.weeks, "covered": terms.away.covered})
        if terms.longer_days is not None:
            answers = answers.model_copy(update={"longer_days": terms.longer_days})
        return self.model_copy(update={"leave": leave, "answers": answers})
