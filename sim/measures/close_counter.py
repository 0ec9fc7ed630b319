"""A counter closes, for good, until a date, or every year for some time."""

from typing import Self

from pydantic import model_validator

from sim.changes.change import Change
from sim.changes.counters_and_lines import CloseCounter, GateCounter, ReopenCounter, UngateCounter
from sim.measures.field_types import ServiceName, When
from sim.measures.plan import Mention, Plan, Turn
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.measures.seasons import Calendar, in_order, spans, switches


class CounterClosing(Plan):
    """From ``on``, on the days of its ``calendar``; with ``until``, it is open again from that day, unless
    another closing holds. With a ``gate`` it is shut to those alone who come by themselves.
    """

    turn = Turn.CLOSES

    counter: ServiceName  # a line closes so, too
    on: When
    until: When | None = None
    calendar: Calendar | None = None
    gate: bool = False  # whom a line sends, and true emergencies, are let in

    @model_validator(mode="after")
    def _whole_weeks(self) -> Self:
        if self.calendar is not None and self.calendar.one_week_in > 1:
            raise ValueError("calendar: one_week_in is for what opens; a closing has seasons and dates")
        return self

    def mentions(self) -> tuple[Mention, ...]:
        """A gate is before a counter, never before a line."""
        (said,) = super().mentions()
        return (said._replace(sort="counter") if self.gate else said,)


def close_counter(clock: Clock, supply: Supply, draws: Draws, plan: CounterClosing) -> Process:
    """Admission stops on the day; those who are being seen are seen."""
    closed, counter = spans(clock, plan.calendar, plan.on, plan.until), plan.counter
    closes: Change = GateCounter(counter) if plan.gate else CloseCounter(counter)
    reopens: Change = UngateCounter(counter) if plan.gate else ReopenCounter(counter)
    yield from in_order(clock, supply, switches(clock, closed, closes, reopens))
