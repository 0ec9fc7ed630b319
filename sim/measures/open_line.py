"""A line opens: the SAS on the 15, with the slots that doctors keep for it."""

from typing import Annotated, Final

from sim.changes.changes import KeepSlots, OpenLine
from sim.measures.field_types import Cost, Name, Named, ServiceName, When, Where
from sim.measures.paying import pay
from sim.measures.plan import Plan
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.services import Slots
from sim.scenario.timetable import Timetable
from sim.schema.types import Share

_TAKES_PART: Final = 0  # word of a doctor's draw; occurrence 0


class LineOpening(Plan):
    """A line answers as its ``profile`` in the services' configuration.

    ``through`` an existing line, it is the same telephone with other answers: what was there returns when it
    closes. Each of the ``doctors`` takes part with the probability ``takes_part``, and then keeps ``slots``
    in each half-day for it.
    """

    line: Annotated[Name, Named("service", made=True)]
    profile: Annotated[str, Named("line_profile")]
    on: When
    through: ServiceName | None = None
    hours: Timetable | None = None  # call-takers; else those of the profile (or of the line it runs through)
    doctors: Where
    takes_part: Share
    slots: Slots
    cost: Cost | None = None


def open_line(clock: Clock, supply: Supply, draws: Draws, plan: LineOpening) -> Process:
    """On the day calls are answered, and the doctors who take part keep their slots."""
    yield clock.until(plan.on)
    since = clock.date_of(plan.on)
    supply.ask(OpenLine(plan.line, plan.profile, since, plan.hours, plan.through))
    willing = [
        doctor.name
        for doctor in supply.doctors(plan.doctors)
        if draws.about(doctor.name, doctor.commune).uniform(0, _TAKES_PART) < plan.takes_part
    ]
    for doctor in willing:
        supply.ask(KeepSlots(doctor, plan.line, plan.slots))
    once, monthly = f"opening of {plan.line}", f"running of {plan.line}"
    yield from pay(clock, supply, plan.cost, once, monthly, "", supply.is_open, plan.line)
