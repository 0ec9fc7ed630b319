"""Transport on demand: people without a car get to doctors and services as others do."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from sim.changes.rides import CloseTransport, OpenTransport, TakeTo
from sim.measures.field_types import Commune, Cost, CounterName, Doctors, When
from sim.measures.later import as_they_come
from sim.measures.paying import pay
from sim.measures.plan import Plan
from sim.measures.protocol import Clock, Doctor, Draws, Process, Supply


class Transport(Plan):
    """From ``on``, people without a car in some ``communes`` are driven to some ``counters``, and to the
    ``doctors`` who practise there then (those named, from when they come).
    """

    most = 13  # bits there are for them

    communes: Annotated[tuple[Commune, ...], Field(min_length=1)]
    counters: tuple[CounterName, ...] = ()
    doctors: Doctors | None = None
    on: When
    until: When | None = None
    cost: Cost | None = None

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if not self.counters and self.doctors is None:
            raise ValueError("driven to whom? write counters, doctors, or both")
        return self


def transport(clock: Clock, supply: Supply, draws: Draws, plan: Transport) -> Process:
    """From the day until the date."""
    yield clock.until(plan.on)
    served = tuple(dict.fromkeys(supply.insee(commune) for commune in plan.communes))
    supply.ask(OpenTransport(supply.measure, served, plan.counters))
    if plan.doctors is not None:
        there = supply.doctors(plan.doctors)
        for doctor in there:
            supply.ask(TakeTo(doctor.name, supply.measure))
        as_they_come(clock, supply, plan.doctors, there, lambda doctor: _joins(supply, doctor))
    what = f"transport {supply.measure}"
    clock.begin(pay(clock, supply, plan.cost, what, what, "", lambda _: runs(clock, plan), supply.measure))
    if plan.until is not None:
        yield clock.until(plan.until)
        supply.ask(CloseTransport(supply.measure))


def runs(clock: Clock, plan: Transport) -> bool:
    """Whether it is not over today."""
    return plan.until is None or clock.day < clock.day_of(plan.until)


def _joins(supply: Supply, doctor: Doctor) -> Process:
    """A doctor who comes later."""
    supply.ask(TakeTo(doctor.name, supply.measure))
    yield from ()
