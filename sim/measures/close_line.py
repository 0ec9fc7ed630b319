"""A line closes; the slots that were kept for it are everybody's again."""

from sim.changes.changes import CloseLine
from sim.measures.field_types import Name, When
from sim.measures.plan import Mention, Plan
from sim.measures.protocol import Clock, Draws, Process, Supply


class LineClosing(Plan):
    """From ``on`` nobody answers; a line that ran through another leaves that one as it was."""

    line: Name
    on: When

    def mentions(self) -> tuple[Mention, ...]:
        """The line."""
        return (Mention("line", "service", self.line),)


def close_line(clock: Clock, supply: Supply, draws: Draws, plan: LineClosing) -> Process:
    """On the day."""
    yield clock.until(plan.on)
    if supply.is_open(plan.line):
        supply.ask(CloseLine(plan.line))
