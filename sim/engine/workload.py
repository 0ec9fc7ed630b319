"""The observing process.

On the first of a month it hands what agendas did in the past month to the measures that ask.
"""

from collections.abc import Generator
from typing import Any

import simpy

from sim.engine.clock import MeasureClock
from sim.engine.supply_state import Book
from sim.measures.protocol import Load
from sim.vocabulary.structure import AgendaSort


class Observer:
    """Sleeps as long as nobody asks, so that a run without feedback is not cut at every month."""

    def __init__(self, book: Book, clock: MeasureClock) -> None:
        self._book = book
        self._clock = clock
        self._event: simpy.Event | None = None

    def past_month(self) -> simpy.Event:
        """Happens on the next first of a month; its value is ``dict[doctor, Load]``."""
        if self._event is None:
            self._event = simpy.Event(self._book.env)
            self._clock.begin(self._observe(self._event))
        return self._event

    def _observe(self, event: simpy.Event) -> Generator[simpy.Event, Any, None]:
        yield self._clock.next_month()
        self._event = None
        event.succeed(self._loads())

    def _loads(self) -> dict[str, Load]:
        """What each GP who practises today did in the month that has just ended."""
        month = int(self._book.world.days["month"][self._clock.day - 1])
        loads: dict[str, Load] = {}
        for catchment in range(len(self._book.world.catchments)):
            work = self._book.patients.workload(catchment, month)
            for agenda in self._book.agendas.values():
                known = 0 <= agenda.row < len(work.offered)
                if (
                    known
                    and agenda.catchment == catchment
                    and agenda.practising
                    and agenda.sort == AgendaSort.GP
                ):
                    loads[agenda.name] = Load(
                        int(work.offered[agenda.row]),
                        int(work.visits[agenda.row]),
                        int(work.panel[agenda.row]),
                        int(work.panel_cap[agenda.row]),
                    )
        return loads
