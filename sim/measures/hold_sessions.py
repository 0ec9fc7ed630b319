"""A doctor holds sessions at one more place, on some half-days of the week."""

from typing import Final, Self

from pydantic import model_validator

from sim.changes.changes import CloseSessions, OpenSessions
from sim.measures.field_types import DoctorName, When
from sim.measures.plan import Mention, PlacedPlan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.services import HalfDays, Slotted

NO_SLOTS: Final = [0, 0]


class SomeDays(Slotted):
    """Slots, morning and afternoon, on some days of a week."""

    mon: HalfDays = NO_SLOTS
    tue: HalfDays = NO_SLOTS
    wed: HalfDays = NO_SLOTS
    thu: HalfDays = NO_SLOTS
    fri: HalfDays = NO_SLOTS
    sat: HalfDays = NO_SLOTS
    sun: HalfDays = NO_SLOTS


class SecondPlace(PlacedPlan):
    """From ``on`` the ``doctor`` works the ``week`` at a ``site`` (or in a ``commune``), until a date or as
    long as they practise. The panel stays one: patients are seen at either place.
    """

    turn = Turn.OPENS

    doctor: DoctorName
    on: When
    until: When | None = None
    week: SomeDays  # slots there
    gives_up: bool = True  # half-days worked there are no longer worked at the usual place

    @model_validator(mode="after")
    def some_half_day(self) -> Self:
        """Some half-day there."""
        if sum(self.week.values) == 0:
            raise ValueError("week: no slot at all; write the half-days that are worked there")
        return self

    def together(self) -> tuple[Mention, ...]:
        """Both places are for the same patients."""
        return self.mentions()

    def makes(self, measure: str) -> tuple[Mention, ...]:
        """The sessions bear the name of the measure."""
        return (Mention("week", "team", measure),)


def hold_sessions(clock: Clock, supply: Supply, draws: Draws, plan: SecondPlace) -> Process:
    """From the day (the opening of the site, the doctor's arrival) until the date, while they practise."""
    yield clock.until(plan.on)
    if plan.site is not None:
        yield supply.site_open(plan.site)
    yield supply.arrival(plan.doctor)
    waited = clock.day > max(0, clock.day_of(plan.on))
    over = waited and plan.until is not None and clock.day >= clock.day_of(plan.until)
    if over or not supply.practising(plan.doctor):
        return
    commune = supply.site_commune(plan.site) if plan.site is not None else supply.insee(plan.commune or "")
    supply.ask(OpenSessions(supply.measure, plan.doctor, commune, plan.site, plan.week.values, plan.gives_up))
    if plan.until is not None:
        yield clock.until(plan.until)
        if supply.practising(plan.doctor):
            supply.ask(CloseSessions(supply.measure, plan.doctor))
