"""A doctor holds sessions at one more place, on some half-days of the week."""

from datetime import date
from typing import Final, Self

from pydantic import model_validator

from sim.changes.presence import EVERY_WEEK
from sim.changes.sessions import CloseSessions, OpenSessions
from sim.measures.audience import People, audience_of
from sim.measures.field_types import DoctorName, When
from sim.measures.plan import Mention, PlacedPlan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.measures.seasons import Calendar, spans
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
    """From ``on`` the ``doctor`` works the ``week`` at a ``site`` (or in a ``commune``), on the days of its
    ``calendar``, until a date or as long as they practise. The panel stays one: patients are seen at either
    place, there if they are of the ``audience``.
    """

    turn = Turn.OPENS

    doctor: DoctorName
    on: When
    until: When | None = None
    week: SomeDays  # slots there
    gives_up: bool = True  # half-days worked there are no longer worked at the usual place
    calendar: Calendar | None = None
    holidays: bool | None = None  # on public holidays, too, or not; else as at the usual place
    audience: People | None = None

    @model_validator(mode="after")
    def some_half_day(self) -> Self:
        """Some half-day there."""
        if sum(self.week.values) == 0:
            raise ValueError("week: no slot at all; write the half-days that are worked there")
        if self.gives_up and self.calendar is not None and self.calendar.one_week_in > 1:
            raise ValueError(
                "calendar: the usual place would lose these half-days in all weeks; with one_week_in write "
                "gives_up: false"
            )
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
    commune = supply.site_commune(plan.site) if plan.site is not None else supply.insee(plan.commune or "")
    name, number = supply.measure, 1
    for begins, ends in spans(clock, plan.calendar, plan.on, plan.until):
        over = ends is not None and clock.day >= clock.day_of(ends)
        if over and (waited or plan.calendar is not None):
            continue
        yield clock.until(begins)
        if not supply.practising(plan.doctor):
            return
        supply.ask(_sessions(clock, plan, name, commune, ends))
        if ends is None:
            return
        yield clock.until(ends)
        if not supply.practising(plan.doctor):
            return
        supply.ask(CloseSessions(name, plan.doctor))
        number += 1
        name = f"{supply.measure}.{number}"


def _sessions(clock: Clock, plan: SecondPlace, name: str, commune: str, ends: date | None) -> OpenSessions:
    """The sessions of a span. That they are over when their season is, is known."""
    calendar = plan.calendar
    return OpenSessions(
        name,
        plan.doctor,
        commune,
        plan.site,
        plan.week.values,
        plan.gives_up,
        None if calendar is None else ends,
        EVERY_WEEK if calendar is None else calendar.weeks(clock, plan.on),
        plan.holidays,
        audience_of(plan.audience),
    )
