"""Locums stand in for doctors who are on leave."""

from typing import Final

from sim.changes.changes import EndStandIn, Pay, StandIn
from sim.measures.field_types import Cost, Factor, Moment, When
from sim.measures.plan import Mention, Plan
from sim.measures.protocol import Clock, Doctor, Draws, Process, Supply
from sim.schema.types import Share

_FINDS: Final = 0  # word of a doctor's draw; occurrence 0


class Locums(Plan):
    """From ``on``, each of the ``doctors`` who practise there then finds a locum with the probability
    ``finds``, who holds their sessions in the weeks in which they are away, with a share ``activity`` of
    their slots.
    """

    doctors: str | tuple[str, ...]  # all, a commune, a site, or a list of names
    on: When
    until: When | None = None
    finds: Share = 1.0
    activity: Factor = 1.0
    cost: Cost | None = None  # for each locum

    def mentions(self) -> tuple[Mention, ...]:
        """The doctors, or the place where they practise."""
        if isinstance(self.doctors, str):
            return (Mention("doctors", "where", self.doctors),)
        return tuple(Mention("doctors", "doctor", name) for name in self.doctors)

    def spans(self) -> tuple[tuple[str, Moment, str, Moment], ...]:
        """They come before they go."""
        return () if self.until is None else (("on", self.on, "until", self.until),)


def stand_in(clock: Clock, supply: Supply, draws: Draws, plan: Locums) -> Process:
    """A locum for each doctor who finds one, until the date or while the doctor practises."""
    yield clock.until(plan.on)
    places = (plan.doctors,) if isinstance(plan.doctors, str) else plan.doctors
    for doctor in (each for place in places for each in supply.doctors(place)):
        if draws.about(doctor.name, doctor.commune).uniform(0, _FINDS) < plan.finds:
            clock.begin(locum(clock, supply, plan, doctor))


def locum(clock: Clock, supply: Supply, plan: Locums, doctor: Doctor) -> Process:
    """One locum."""
    name, since = f"{supply.measure}.{doctor.name}", clock.today
    ends = None if plan.until is None else clock.date_of(clock.day_of(plan.until))
    supply.ask(StandIn(name, doctor.name, since, plan.activity, ends))
    if plan.cost is not None:
        clock.begin(pay(clock, supply, plan.cost, name, doctor.commune))
    if plan.until is not None:
        yield clock.until(plan.until)
        if supply.practising(name):
            supply.ask(EndStandIn(name, doctor.name))


def pay(clock: Clock, supply: Supply, cost: Cost, locum: str, commune: str) -> Process:
    """What a locum costs, once and then month by month while they come."""
    since = clock.today
    if cost.once:
        supply.ask(Pay(f"locum {locum}", cost.payer, cost.once, commune))
    while cost.yearly and supply.practising(locum):
        supply.ask(Pay(f"locum {locum}", cost.payer, cost.in_month(since, clock.today), commune))
        yield clock.next_month()
