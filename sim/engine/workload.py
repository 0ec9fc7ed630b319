"""What doctors did in the past month, and how their load makes them leave, for the measures that ask."""

import simpy

from sim.engine.clock import MeasureClock
from sim.engine.supply_state import Doctor, SupplyState
from sim.measures.protocol import Load, Process
from sim.vocabulary.structure import AgendaSort
from sim.world.patients_protocol import Workload


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
    """What each GP with a panel, and each team, who practises on a first of a month did in the month that has
    just ended.
    """
    month = int(state.world.days["month"][day - 1])
    worked = [state.patients.workload(c, month) for c in range(len(state.world.catchments))]
    return {
        doctor.name: _load(doctor, worked[doctor.catchment])
        for doctor in state.doctors.values()
        if doctor.practising and (doctor.panel >= 0 or doctor.sort == AgendaSort.DELEGATE)
    }


def _load(doctor: Doctor, worked: Workload) -> Load:
    """All places together; a team has no patients of its own."""
    alone = doctor.panel < 0
    rows = [agenda.row for agenda in doctor.agendas if 0 <= agenda.row < len(worked.offered)]
    return Load(
        int(worked.offered[rows].sum()),
        int(worked.visits[rows].sum()),
        0 if alone else int(worked.patients[doctor.panel]),
        0 if alone else int(worked.cap[doctor.panel]),
    )


def urge(state: SupplyState, name: str) -> float:
    """How the load of a doctor multiplies the hazard of leaving (docs/model.md, section 15)."""
    doctor, settings = state.doctors[name], state.settings.doctors
    if doctor.panel < 0 or not doctor.practising:
        return 1.0
    pressure = state.patients.pressure(doctor.catchment, doctor.panel)
    if pressure == 0.0:
        return 1.0
    leaving, answers = settings.leaving, settings.answers
    relative = 2.0 * pressure / (answers.above + answers.below)
    return float(min(leaving.most, max(1.0 / leaving.most, relative**leaving.power)))
