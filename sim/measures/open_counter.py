"""A counter opens.

A walk-in centre (CMSI), a point of SOS Médecins, an out-of-hours surgery (MMG), an emergency department.
"""

from sim.changes.changes import OpenCounter, Pay
from sim.measures.field_types import Commune, Cost, Name, When
from sim.measures.plan import Mention, Plan
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.timetable import Timetable


class CounterOpening(Plan):
    """The counter works as its ``profile`` in the services' configuration, at the hours given here."""

    counter: Name
    profile: str
    commune: Commune
    on: When
    hours: Timetable | None = None  # servers, such as {mon-sun: {"9-19": 2}}; else those of the profile
    cost: Cost | None = None

    def mentions(self) -> tuple[Mention, ...]:
        """The commune and the profile."""
        return Mention("commune", "commune", self.commune), Mention("profile", "profile", self.profile)

    def makes(self, measure: str) -> tuple[Mention, ...]:
        """The counter."""
        return (Mention("counter", "service", self.counter),)


def open_counter(clock: Clock, supply: Supply, draws: Draws, plan: CounterOpening) -> Process:
    """On the day it opens, known to few; how fast people learn of it is a matter of the profile."""
    yield clock.until(plan.on)
    commune, since = supply.insee(plan.commune), clock.date_of(clock.day_of(plan.on))
    supply.ask(OpenCounter(plan.counter, plan.profile, commune, since, plan.hours))
    yield from running_cost(clock, supply, plan.counter, plan.cost, commune)


def running_cost(clock: Clock, supply: Supply, service: str, cost: Cost | None, commune: str = "") -> Process:
    """What a service costs besides its visits, while it is open."""
    if cost is None:
        return
    since = clock.today
    if cost.once:
        supply.ask(Pay(f"opening of {service}", cost.payer, cost.once, commune))
    while cost.yearly and supply.is_open(service):
        amount = cost.in_month(since, clock.today)
        supply.ask(Pay(f"running of {service}", cost.payer, amount, commune))
        yield clock.next_month()
