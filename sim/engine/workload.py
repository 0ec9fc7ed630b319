"""On the first of a month, what agendas did in the past month, for the measures that ask."""

import simpy

from sim.engine.clock import MeasureClock
from sim.engine.supply_state import SupplyState
from sim.measures.protocol import Load, Process
from sim.vocabulary.structure import AgendaSort


class Observer:
    """Sleeps as long as nobody asks, so that a run without feedback is not cut at every month."""

    def __init__(self, state: SupplyState, clock: MeasureClock) -> None:
        self._state = state
        self._clock = clock
        self._event: simpy.Event | None = None

    def past_month(self) -> simpy.Event:
        """Happens on the next first of a month; its value is ``dict[doctor, Load]``."""
        if self._event is None:
            self._event = simpy.Event(self._state.env)
            self._clock.begin(self._observe(self._event))
        return self._event

    def _observe(self, event: simpy.Event) -> Process:
        yield self._clock.next_month()
        self._event = None
        event.succeed(loads(self._state, self._clock.day))


def loads(state: SupplyState, day: int) -> dict[str, Load]:
    """What each GP who practises on a first of a month did in the month that has just ended."""
    month = int(state.world.days["month"][day - 1])
    worked = [state.patients.workload(c, month) for c in range(len(state.world.catchments))]
    return {
        agenda.name: Load(*(int(column[agenda.row]) for column in worked[agenda.catchment]))
        for agenda in state.agendas.values()
        if agenda.practising and agenda.sort == AgendaSort.GP and agenda.row >= 0
    }
