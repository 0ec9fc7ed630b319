"""Locums stand in for doctors who are on leave."""

from typing import Final

from sim.changes.sessions import EndStandIn, StandIn
from sim.measures.field_types import Cost, Doctors, Factor, When
from sim.measures.later import as_they_come
from sim.measures.paying import pay
from sim.measures.plan import Plan
from sim.measures.protocol import Clock, Doctor, Draws, Process, Supply
from sim.schema.types import Share

_FINDS: Final = 0  # word of a doctor's draw; occurrence 0


class Locums(Plan):
    """From ``on``, each of the ``doctors`` who practise there then (those named, from when they come) finds a
    locum with the probability ``finds``, who holds their sessions in the weeks in which they are away, with a
    share ``activity`` of their slots.
    """

    doctors: Doctors
    on: When
    until: When | None = None
    finds: Share = 1.0
    activity: Factor = 1.0
    cost: Cost | None = None  # for each locum


def stand_in(clock: Clock, supply: Supply, draws: Draws, plan: Locums) -> Process:
    """A locum for each doctor who finds one, until the date or while the doctor practises."""
    yield clock.until(plan.on)
    there = supply.doctors(plan.doctors)
    for doctor in there:
        clock.begin(locum(clock, supply, draws, plan, doctor))
    as_they_come(clock, supply, plan.doctors, there, lambda doctor: locum(clock, supply, draws, plan, doctor))


def locum(clock: Clock, supply: Supply, draws: Draws, plan: Locums, doctor: Doctor) -> Process:
    """One locum, if the doctor finds one."""
    if draws.about(doctor.name, doctor.commune).uniform(0, _FINDS) >= plan.finds:
        return
    waited = clock.day > max(0, clock.day_of(plan.on))
    if waited and plan.until is not None and clock.day >= clock.day_of(plan.until):
        return
    name, since = f"{supply.measure}.{doctor.name}", clock.today
    ends = None if plan.until is None else clock.date_of(plan.until)
    supply.ask(StandIn(name, doctor.name, since, plan.activity, ends))
    what = f"locum {name}"
    clock.begin(pay(clock, supply, plan.cost, what, what, doctor.commune, supply.practising, name))
    if plan.until is not None:
        yield clock.until(plan.until)
        if supply.practising(name):
            supply.ask(EndStandIn(name, doctor.name))
