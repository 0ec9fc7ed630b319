"""A counter opens: a CMSI, a point of SOS Médecins, an out-of-hours surgery (MMG), an ED, a médicobus."""

from collections.abc import Iterator
from itertools import combinations, product
from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.changes import counters_and_lines
from sim.changes.counters_and_lines import CloseCounter, OpenCounter, ReopenCounter
from sim.measures.audience import People, audience_of
from sim.measures.field_types import Commune, Cost, Hours, Name, Named, When
from sim.measures.paying import pay
from sim.measures.plan import Plan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.measures.seasons import (
    MOST_WEEKS,
    Calendar,
    check_week,
    held_together,
    in_order,
    spans,
    switches,
    weeks_of,
)
from sim.scenario.timetable import DAY_TYPES, servers_of
from sim.schema.types import CountFrom1, Plain, between


class Stop(Plain):
    """Where a counter on wheels stands, and when: its ``hours``, in one week of several, or in all."""

    commune: Commune
    hours: Hours
    one_week_in: Annotated[CountFrom1, between(1, MOST_WEEKS)] = 1
    week: Annotated[CountFrom1, between(1, MOST_WEEKS)] = 1

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        check_week(self.week, self.one_week_in)
        return self


class CounterOpening(Plan):
    """The counter works as its ``profile`` in the services' configuration, at the hours given here, on the
    days of its ``calendar``, for its ``audience``, from ``on`` and, if that is written, before ``until``; in
    a ``commune``, or at the ``stops`` of its route.
    """

    turn = Turn.OPENS

    counter: Annotated[Name, Named("counter", made=True)]
    profile: Annotated[str, Named("profile")]
    commune: Commune | None = None
    stops: Annotated[tuple[Stop, ...], Field(min_length=1)] | None = None
    on: When
    until: When | None = None
    hours: Hours | None = None  # servers, such as {mon-sun: {"9-19": 2}}; else those of the profile
    calendar: Calendar | None = None
    audience: People | None = None
    cost: Cost | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if (self.commune is None) == (self.stops is None):
            raise ValueError("write either `commune`, or `stops` for one that goes from place to place")
        if self.stops is not None and self.hours is not None:
            raise ValueError("hours: each of the stops has its own; write them there")
        if self.stops is not None and self.calendar is not None and self.calendar.one_week_in > 1:
            raise ValueError("calendar: each of the stops has its own one_week_in; write it there")
        for said in _at_once(self.stops or ()):
            raise ValueError(f"stops: {said}; it cannot be at two places")
        return self


def _at_once(stops: tuple[Stop, ...]) -> Iterator[str]:
    """Stops that one vehicle would have to serve at the same time."""
    for (n, one), (m, other) in combinations(enumerate(stops, start=1), 2):
        if not held_together((one.one_week_in, one.week), (other.one_week_in, other.week)):
            continue
        here, there = servers_of(one.hours), servers_of(other.hours)
        for day, hour in product(range(len(DAY_TYPES)), range(24)):
            if here[day][hour] and there[day][hour]:
                both = f"number {n} ({one.commune}) and number {m} ({other.commune})"
                yield f"{both} are both served on {DAY_TYPES[day]} at {hour} h"


def open_counter(clock: Clock, supply: Supply, draws: Draws, plan: CounterOpening) -> Process:
    """On the day it opens, known to few; how fast people learn of it is a matter of the profile."""
    there = spans(clock, plan.calendar, plan.on, plan.until)
    if not there:
        return
    yield clock.until(there[0].begins)
    counter, stops = plan.counter, tuple(_stops(clock, supply, plan))
    due = switches(clock, there, ReopenCounter(counter), CloseCounter(counter))
    over = [switch for switch in due if switch.day <= clock.day]
    if isinstance(over[-1].change, CloseCounter):  # its season is over: it begins closed
        supply.ask(over[-1].change)
    opening = OpenCounter(counter, plan.profile, stops, there[0].begins, audience_of(plan.audience))
    supply.ask(opening)
    clock.begin(in_order(clock, supply, due[len(over) :]))
    once, monthly = f"opening of {counter}", f"running of {counter}"
    yield from pay(
        clock, supply, plan.cost, once, monthly, opening.commune, supply.is_open, counter, resumes=True
    )


def _stops(clock: Clock, supply: Supply, plan: CounterOpening) -> Iterator[counters_and_lines.Stop]:
    """Where it is: at its stops, or at its one place."""
    if plan.commune is not None:
        one_in, week = (1, 1) if plan.calendar is None else (plan.calendar.one_week_in, plan.calendar.week)
        weeks = weeks_of(clock, plan.on, one_in, week)
        yield counters_and_lines.Stop(supply.insee(plan.commune), plan.hours, weeks)
    for stop in plan.stops or ():
        weeks = weeks_of(clock, plan.on, stop.one_week_in, stop.week)
        yield counters_and_lines.Stop(supply.insee(stop.commune), stop.hours, weeks)
