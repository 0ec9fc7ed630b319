"""A counter closes, for good or until a date."""

from sim.changes.changes import CloseCounter, ReopenCounter
from sim.measures.field_types import ServiceName, When
from sim.measures.plan import Plan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply


class CounterClosing(Plan):
    """From ``on``; with ``until``, it is open again from that day, unless another closing holds."""

    turn = Turn.CLOSES

    counter: ServiceName
    on: When
    until: When | None = None


def close_counter(clock: Clock, supply: Supply, draws: Draws, plan: CounterClosing) -> Process:
    """Admission stops on the day; those who are being seen are seen."""
    yield clock.until(plan.on)
    supply.ask(CloseCounter(plan.counter))
    if plan.until is not None:
        yield clock.until(plan.until)
        supply.ask(ReopenCounter(plan.counter))
