"""A doctor retires: on a date, or when the hazard of their age says so."""

from collections.abc import Callable
from typing import Self

from pydantic import Field, model_validator

from sim.changes.changes import ChangeActivity, CloseList, Depart
from sim.measures.field_types import DoctorName, Factor, Moment, When, Where
from sim.measures.leaving import by_age, exit_day, give_notice
from sim.measures.plan import Awaited, Plan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.doctors import Hazard
from sim.schema.types import Days, Plain, Share


class Cumul(Plain):
    """Goes on with a pension (cumul emploi-retraite), working less: until a date, or for so many days."""

    activity: Factor
    until: When | None = None
    days: Days | None = None

    @model_validator(mode="after")
    def one_end(self) -> Self:
        """A date or a duration."""
        if (self.until is None) == (self.days is None):
            raise ValueError("write either `until` or `days`")
        return self


class Retirement(Plan):
    """One ``doctor`` on a date, or all ``doctors`` of a place by the hazard of their age."""

    turn = Turn.LEAVES

    doctor: DoctorName | None = None
    on: When | None = None
    doctors: Where | None = None
    hazard: Hazard | None = None
    notice: Days = Field(description="days between the announcement and the departure")
    goes_on: Cumul | None = None
    successor: DoctorName | None = None
    share: Share = Field(default=0.0, description="of the panel that the successor takes over")

    @model_validator(mode="after")
    def one_or_all(self) -> Self:
        """A named doctor has a date; doctors of a place have a hazard."""
        dated = self.doctor is not None and self.on is not None
        by_age = self.doctors is not None and self.hazard is not None
        given = [self.doctor, self.on, self.doctors, self.hazard]
        if dated == by_age or sum(value is not None for value in given) != 2:
            raise ValueError("write either `doctor` and `on`, or `doctors` and `hazard`")
        if self.share > 0 and self.successor is None:
            raise ValueError("a `share` of the panel needs the `successor` who takes it over")
        if self.successor is not None and self.doctor is None:
            raise ValueError("a `successor` needs the one `doctor` who is followed")
        return self

    def departs(self) -> str | None:
        """The one doctor, if there is one."""
        return self.doctor

    def followed(self) -> str | None:
        """The one doctor, if a successor is named."""
        return self.doctor if self.successor is not None else None

    def awaits(self) -> tuple[Awaited, ...]:
        """The successor, on the last day; those whose age decides, on the first."""
        later = "let them begin by then, or take `successor` and `share` out: the panel is released"
        first = "give `departure_hazard` to the measure that brings them"
        found = []
        for said in self.mentions():
            if said.key == "successor":
                goes_on = self.goes_on
                last = (goes_on and goes_on.until) or self.on
                found.append(Awaited(said, last, later, (goes_on and goes_on.days) or 0))
            elif said.key == "doctors":
                found.append(Awaited(said, None, first))
        return tuple(found)

    def spans(self) -> tuple[tuple[str, Moment, str, Moment], ...]:
        """The pension begins before the work ends."""
        until = None if self.goes_on is None else self.goes_on.until
        return () if self.on is None or until is None else (("on", self.on, "goes_on.until", until),)


def retire(clock: Clock, supply: Supply, draws: Draws, plan: Retirement) -> Process:
    """A doctor leaves on a day that is announced ``plan.notice`` days ahead."""
    if plan.doctor is not None and plan.on is not None:
        yield from leave(clock, supply, plan, plan.doctor, plan.on)
    elif plan.doctors is not None and plan.hazard is not None:
        yield clock.until(0)
        for doctor in supply.doctors(plan.doctors):
            leaves = by_age(plan.hazard, doctor.birth_year)
            own = draws.about(doctor.name, doctor.commune)
            clock.begin(leave_some_day(clock, supply, own, plan, doctor.name, leaves))


def leave_some_day(
    clock: Clock, supply: Supply, own: Draws, plan: Retirement, doctor: str, leaves: Callable[[int], float]
) -> Process:
    """A doctor whose age says when, if ever."""
    day = yield from exit_day(clock, supply, own, doctor, leaves, plan.notice)
    if day is not None:
        yield from leave(clock, supply, plan, doctor, day)


def leave(clock: Clock, supply: Supply, plan: Retirement, doctor: str, on: Moment | int) -> Process:
    """The list closes at the announcement; whoever goes on with a pension works less from ``on``.

    On the last day the agenda closes, those who were booked are told and try again, and the panel is released
    or taken over.
    """
    last = clock.day_of(on)
    if plan.goes_on is not None:
        yield clock.until(last)
        if supply.practising(doctor):
            supply.ask(CloseList(doctor))
            supply.ask(ChangeActivity(doctor, plan.goes_on.activity))
        last = last_day(clock, plan.goes_on, last)
    yield from give_notice(clock, supply, doctor, last, plan.notice)
    if supply.practising(doctor):
        supply.ask(Depart(doctor, plan.successor, plan.share))


def last_day(clock: Clock, cumul: Cumul, retired: int) -> int:
    """The day on which the work with a pension ends, too."""
    return retired + (cumul.days or 0) if cumul.until is None else clock.day_of(cumul.until)
