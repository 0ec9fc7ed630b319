"""A line opens: the SAS on the 15, with the slots that doctors keep for it."""

from typing import Final

from sim.changes.changes import KeepSlots, OpenLine
from sim.measures.field_types import Cost, Name, When
from sim.measures.open_counter import running_cost
from sim.measures.plan import Mention, Plan
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.timetable import Timetable
from sim.schema.types import Count, Share

_TAKES_PART: Final = 0  # word of a doctor's draw; occurrence 0


class LineOpening(Plan):
    """A line answers as its ``profile`` in the services' configuration.

    ``through`` an existing line, it is the same telephone with other answers: what was there returns when it
    closes. Each of the ``doctors`` takes part with the probability ``takes_part``, and then keeps ``slots``
    in each half-day for it.
    """

    line: Name
    profile: str
    on: When
    through: Name | None = None
    hours: Timetable | None = (
        None  # call-takers; those of the profile (or of the line it runs through) where left out
    )
    doctors: str
    takes_part: Share
    slots: Count
    cost: Cost | None = None

    def mentions(self) -> tuple[Mention, ...]:
        """The profile, the doctors' place, the line it runs through."""
        named = (Mention("profile", "line_profile", self.profile), Mention("doctors", "where", self.doctors))
        return named if self.through is None else (*named, Mention("through", "service", self.through))

    def makes(self, measure: str) -> tuple[Mention, ...]:
        """The line."""
        return (Mention("line", "service", self.line),)


def open_line(clock: Clock, supply: Supply, draws: Draws, plan: LineOpening) -> Process:
    """On the day calls are answered, and the doctors who take part keep their slots."""
    yield clock.until(plan.on)
    since = clock.date_of(clock.day_of(plan.on))
    supply.ask(OpenLine(plan.line, plan.profile, since, plan.hours, plan.through))
    willing = [
        doctor.name
        for doctor in supply.doctors(plan.doctors)
        if draws.about(doctor.name, doctor.commune).uniform(0, _TAKES_PART) < plan.takes_part
    ]
    for doctor in willing:
        supply.ask(KeepSlots(doctor, plan.line, plan.slots))
    yield from running_cost(clock, supply, plan.line, plan.cost)
