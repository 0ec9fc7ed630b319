"""GPs keep a part of their sessions for some people: those without médecin traitant, the poor, the young."""

from typing import Annotated, Self

from pydantic import model_validator

from sim.changes.sessions import KeepFor
from sim.measures.audience import People, audience_of
from sim.measures.field_types import Doctors, When
from sim.measures.later import as_they_come
from sim.measures.plan import Plan
from sim.measures.protocol import Clock, Doctor, Draws, Process, Supply
from sim.schema.types import Count, CountFrom1, between

MOST_SLOTS = 255  # of a half-day
MOST_DAYS = 64  # an agenda can be booked ahead


class Reserve(Plan):
    """From ``on``, each of the ``doctors`` who practise there then (those named, from when they come) keeps
    ``slots`` of each half-day for an ``audience``. What is left is everybody's ``freed_days`` before the
    session (0: on its day; never, if it is not written). With ``same_day`` the audience may have them on the
    day itself alone; without an audience that is everybody.
    """

    doctors: Doctors
    on: When
    until: When | None = None
    slots: Annotated[CountFrom1, between(1, MOST_SLOTS)]
    audience: People | None = None
    freed_days: Annotated[Count, between(0, MOST_DAYS)] | None = None
    same_day: bool = False

    @model_validator(mode="after")
    def _for_somebody(self) -> Self:
        if self.audience is None and not self.same_day:
            raise ValueError(
                "kept for whom? write an audience, or same_day: true for those of the day itself"
            )
        if self.audience is None and self.freed_days is not None:
            raise ValueError("freed_days: kept from nobody, without an audience; take it out")
        return self


def reserve(clock: Clock, supply: Supply, draws: Draws, plan: Reserve) -> Process:
    """From the day, or a doctor's arrival, until the date."""
    yield clock.until(plan.on)
    there = supply.doctors(plan.doctors)
    for doctor in there:
        _keeps(supply, plan, doctor)
    as_they_come(clock, supply, plan.doctors, there, lambda doctor: _joins(clock, supply, plan, doctor))
    if plan.until is not None:
        yield clock.until(plan.until)
        for doctor in supply.doctors():
            supply.ask(KeepFor(doctor.name, 0))


def _joins(clock: Clock, supply: Supply, plan: Reserve, doctor: Doctor) -> Process:
    """A doctor who comes later keeps them from their first day on, if it is not over by then."""
    if plan.until is None or clock.day < clock.day_of(plan.until):
        _keeps(supply, plan, doctor)
    yield from ()


def _keeps(supply: Supply, plan: Reserve, doctor: Doctor) -> None:
    freed = -1 if plan.freed_days is None else plan.freed_days
    supply.ask(KeepFor(doctor.name, plan.slots, audience_of(plan.audience), freed, plan.same_day))
