"""A counter opens: a CMSI, a point of SOS Médecins, an out-of-hours surgery (MMG), an ED."""

from typing import Annotated

from sim.changes.changes import EVERY_WEEK, CloseCounter, OpenCounter, ReopenCounter
from sim.measures.audience import People, audience_of
from sim.measures.field_types import Commune, Cost, Name, Named, When
from sim.measures.paying import pay
from sim.measures.plan import Plan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.measures.seasons import Calendar, in_order, spans, switches
from sim.scenario.timetable import Timetable


class CounterOpening(Plan):
    """The counter works as its ``profile`` in the services' configuration, at the hours given here, on the
    days of its ``calendar``, for its ``audience``, from ``on`` and, if that is written, before ``until``.
    """

    turn = Turn.OPENS

    counter: Annotated[Name, Named("service", made=True)]
    profile: Annotated[str, Named("profile")]
    commune: Commune
    on: When
    until: When | None = None
    hours: Timetable | None = None  # servers, such as {mon-sun: {"9-19": 2}}; else those of the profile
    calendar: Calendar | None = None
    audience: People | None = None
    cost: Cost | None = None


def open_counter(clock: Clock, supply: Supply, draws: Draws, plan: CounterOpening) -> Process:
    """On the day it opens, known to few; how fast people learn of it is a matter of the profile."""
    there = spans(clock, plan.calendar, plan.on, plan.until)
    if not there:
        return
    yield clock.until(there[0].begins)
    commune, counter = supply.insee(plan.commune), plan.counter
    due = switches(clock, there, ReopenCounter(counter), CloseCounter(counter))
    over = [switch for switch in due if switch.day <= clock.day]
    if isinstance(over[-1].change, CloseCounter):  # its season is over: it begins closed
        supply.ask(over[-1].change)
    weeks = EVERY_WEEK if plan.calendar is None else plan.calendar.weeks(clock, plan.on)
    audience = audience_of(plan.audience)
    supply.ask(OpenCounter(counter, plan.profile, commune, there[0].begins, plan.hours, weeks, audience))
    clock.begin(in_order(clock, supply, due[len(over) :]))
    once, monthly = f"opening of {counter}", f"running of {counter}"
    yield from pay(clock, supply, plan.cost, once, monthly, commune, supply.is_open, counter, resumes=True)
