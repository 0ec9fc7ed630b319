"""A line closes; the slots that were kept for it are everybody's again."""

from sim.changes.changes import CloseLine
from sim.measures.field_types import ServiceName, When
from sim.measures.plan import Plan
from sim.measures.protocol import Clock, Draws, Process, Supply


class LineClosing(Plan):
    """From ``on`` nobody answers; a line that ran through another leaves that one as it was."""

    line: ServiceName
    on: When


def close_line(clock: Clock, supply: Supply, draws: Draws, plan: LineClosing) -> Process:
    """On the day."""
    yield clock.until(plan.on)
    if supply.is_open(plan.line):
        supply.ask(CloseLine(plan.line))
