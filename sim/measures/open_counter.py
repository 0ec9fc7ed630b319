"""A counter opens: a CMSI, a point of SOS Médecins, an out-of-hours surgery (MMG), an ED."""

from typing import Annotated

from sim.changes.changes import OpenCounter
from sim.measures.field_types import Commune, Cost, Name, Named, When
from sim.measures.paying import pay
from sim.measures.plan import Plan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.timetable import Timetable


class CounterOpening(Plan):
    """The counter works as its ``profile`` in the services' configuration, at the hours given here."""

    turn = Turn.OPENS

    counter: Annotated[Name, Named("service", made=True)]
    profile: Annotated[str, Named("profile")]
    commune: Commune
    on: When
    hours: Timetable | None = None  # servers, such as {mon-sun: {"9-19": 2}}; else those of the profile
    cost: Cost | None = None


def open_counter(clock: Clock, supply: Supply, draws: Draws, plan: CounterOpening) -> Process:
    """On the day it opens, known to few; how fast people learn of it is a matter of the profile."""
    yield clock.until(plan.on)
    commune, since = supply.insee(plan.commune), clock.date_of(plan.on)
    supply.ask(OpenCounter(plan.counter, plan.profile, commune, since, plan.hours))
    once, monthly = f"opening of {plan.counter}", f"running of {plan.counter}"
    yield from pay(
        clock, supply, plan.cost, once, monthly, commune, supply.is_open, plan.counter, resumes=True
    )
