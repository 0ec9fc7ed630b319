"""A line opens: the SAS on the 15, with the slots that doctors keep for it."""

from typing import Annotated, Final, Self

from pydantic import model_validator

from sim.changes.counters_and_lines import OpenLine
from sim.changes.sessions import KeepSlots
from sim.measures.field_types import Cost, Hours, LineName, Name, Named, When, Where
from sim.measures.later import as_they_come
from sim.measures.paying import pay
from sim.measures.plan import Awaited, Plan
from sim.measures.protocol import Clock, Doctor, Draws, Process, Supply
from sim.scenario.services import Slots
from sim.schema.types import Share

_TAKES_PART: Final = 0  # word of a doctor's draw; occurrence 0


class LineOpening(Plan):
    """A line answers as its ``profile`` in the services' configuration.

    ``through`` an existing line, it is the same telephone with other answers: what was there returns when it
    closes. Each of the ``doctors`` (who practise there that day; the one named, when they come) takes part
    with the probability ``takes_part``, and then keeps ``slots`` in each half-day for it.
    """

    line: Annotated[Name, Named("line", made=True)]
    profile: Annotated[str, Named("line_profile")]
    on: When
    through: LineName | None = None
    hours: Hours | None = None  # call-takers; else those of the profile (or of the line it runs through)
    doctors: Where
    takes_part: Share
    slots: Slots
    cost: Cost | None = None

    @model_validator(mode="after")
    def another_line(self) -> Self:
        """Its telephone is that of another."""
        if self.through == self.line:
            raise ValueError(f"through: {self.line} is this line itself; write another, or leave it out")
        return self

    def awaits(self) -> tuple[Awaited, ...]:
        """The telephone."""
        return tuple(Awaited(said, self.on) for said in self.mentions() if said.key == "through")


def open_line(clock: Clock, supply: Supply, draws: Draws, plan: LineOpening) -> Process:
    """On the day calls are answered, and the doctors who take part keep their slots."""
    yield clock.until(plan.on)
    since = clock.date_of(plan.on)
    supply.ask(OpenLine(plan.line, plan.profile, since, plan.hours, plan.through))
    there = supply.doctors(plan.doctors)
    for doctor in there:
        take_part(supply, draws, plan, doctor)
    as_they_come(clock, supply, plan.doctors, there, lambda doctor: joins(supply, draws, plan, doctor))
    once, monthly = f"opening of {plan.line}", f"running of {plan.line}"
    yield from pay(clock, supply, plan.cost, once, monthly, "", supply.is_open, plan.line, resumes=True)


def take_part(supply: Supply, draws: Draws, plan: LineOpening, doctor: Doctor) -> None:
    """The doctor keeps slots for the line, if they are willing and it is open."""
    willing = draws.about(doctor.name, doctor.commune).uniform(0, _TAKES_PART) < plan.takes_part
    if willing and supply.is_open(plan.line):
        supply.ask(KeepSlots(doctor.name, plan.line, plan.slots))


def joins(supply: Supply, draws: Draws, plan: LineOpening, doctor: Doctor) -> Process:
    """A doctor who comes later takes part from their first day."""
    take_part(supply, draws, plan, doctor)
    yield from ()
