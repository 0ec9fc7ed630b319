"""A doctor retires: on a date, or when the hazard of their age says so."""

from collections.abc import Callable
from typing import Self

from pydantic import Field, model_validator

from sim.changes.doctors_and_sites import CloseList, Depart
from sim.changes.sessions import ChangeActivity
from sim.measures.field_types import DoctorName, Factor, Moment, When, Where
from sim.measures.holding import by_tenure, contract_end
from sim.measures.leaving import Leaving, by_age, exit_day, first_exit, give_notice
from sim.measures.plan import Awaited, Plan, Turn
from sim.measures.protocol import Clock, Doctor, Draws, Process, Supply
from sim.scenario.doctors import Hazard
from sim.scenario.terms import ContractName
from sim.schema.types import Days, Plain, Share


class Cumul(Plain):
    """Goes on with a pension (cumul emploi-retraite), working less: until a date, or for so many days; or as
    a contract says, in what is not said here.
    """

    activity: Factor | None = None
    contract: ContractName | None = None
    until: When | None = None
    days: Days | None = None

    @model_validator(mode="after")
    def one_end(self) -> Self:
        """A date or a duration, unless a contract says how long, and how much."""
        if self.until is not None and self.days is not None:
            raise ValueError("write either `until` or `days`")
        if self.contract is None and self.until is None and self.days is None:
            raise ValueError("write either `until` or `days`, or a `contract` that says how long")
        if self.contract is None and self.activity is None:
            raise ValueError("activity is missing: share of the slots; or write a `contract` that says it")
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
        if self.successor is not None and self.successor == self.doctor:
            raise ValueError(f"successor: {self.successor} is who retires; write somebody else")
        if self.successor is not None and self.doctor is None:
            raise ValueError("a `successor` needs the one `doctor` who is followed")
        return self

    def departs(self) -> str | None:
        """The one doctor, if there is one."""
        return self.doctor

    def followed(self) -> str | None:
        """The one doctor, if a successor is named."""
        return self.doctor if self.successor is not None else None

    def held_by_one(self) -> tuple[tuple[tuple[str, ...], str], ...]:
        """Who goes on is who retired."""
        contract = None if self.goes_on is None else self.goes_on.contract
        return () if contract is None else ((("goes_on", "contract"), contract),)

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
        yield from leave(clock, supply, draws, plan, plan.doctor, plan.on)
    elif plan.doctors is not None and plan.hazard is not None:
        yield clock.until(0)
        for doctor in supply.doctors(plan.doctors):
            leaves = by_age(plan.hazard, doctor.birth_year)
            clock.begin(leave_some_day(clock, supply, draws, plan, doctor, leaves))


def leave_some_day(
    clock: Clock,
    supply: Supply,
    draws: Draws,
    plan: Retirement,
    doctor: Doctor,
    leaves: Callable[[int], float],
) -> Process:
    """A doctor whose age says when, if ever."""
    own = draws.about(doctor.name, doctor.commune)
    day = yield from exit_day(clock, supply, own, doctor.name, leaves, plan.notice)
    if day is not None:
        yield from leave(clock, supply, draws, plan, doctor.name, day)


def leave(
    clock: Clock, supply: Supply, draws: Draws, plan: Retirement, doctor: str, on: Moment | int
) -> Process:
    """The list closes at the announcement; whoever goes on with a pension works less from ``on``.

    On the last day the agenda closes, those who were booked are told and try again, and the panel is released
    or taken over.
    """
    last: int | None = clock.day_of(on)
    if plan.goes_on is not None:
        terms = supply.terms(plan.goes_on.contract or "")
        less = plan.goes_on.activity or terms.activity or 1.0
        yield clock.until(on)
        if supply.practising(doctor):
            supply.ask(CloseList(doctor))
            supply.ask(ChangeActivity(doctor, less, panel=0.0))  # takes nobody any more
        last = yield from last_day(clock, supply, draws, plan, doctor, on)
    if last is None:
        return
    yield from give_notice(clock, supply, doctor, last, plan.notice)
    if supply.practising(doctor):
        supply.ask(Depart(doctor, plan.successor, plan.share))


def last_day(
    clock: Clock, supply: Supply, draws: Draws, plan: Retirement, doctor: str, on: Moment | int
) -> Leaving:
    """The day on which the work with a pension ends, too; None if not even its notice is played."""
    cumul, retired = plan.goes_on, clock.day_of(on)
    if cumul is None or cumul.until is not None:
        return retired if cumul is None else clock.day_of(cumul.until or on)
    if cumul.days is not None:
        return retired + cumul.days
    terms = supply.terms(cumul.contract or "")
    there = supply.doctors((doctor,))
    if not there:
        return None
    since = clock.date_of(on)
    ends = contract_end(since, there[0].birth_year, terms)
    last = None if ends is None else max(clock.day, clock.day_of(ends))
    own = draws.about(doctor, there[0].commune)
    years = by_tenure(clock, since, terms, plan.notice)
    day = yield from first_exit(clock, supply, own, doctor, years, plan.notice, last)
    return last if day is None else day
