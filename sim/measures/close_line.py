"""A line closes; the slots that were kept for it are everybody's again."""

from sim.changes.counters_and_lines import CloseLine
from sim.measures.field_types import LineName, When
from sim.measures.plan import Plan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply


class LineClosing(Plan):
    """From ``on`` it does not answer; another line on the same telephone then does, as before."""

    turn = Turn.CLOSES

    line: LineName
    on: When


def close_line(clock: Clock, supply: Supply, draws: Draws, plan: LineClosing) -> Process:
    """At the midnight with which ``plan.on`` begins (this one, if it has begun) asks for the line to be
    closed, and ends. Nothing is drawn.
    """
    yield clock.until(plan.on)
    supply.ask(CloseLine(plan.line))
