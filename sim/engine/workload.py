"""What doctors did in the past month, and how their load makes them leave, for the measures that ask."""

import simpy

from sim.engine.clock import MeasureClock
from sim.engine.named_supply import Doctor
from sim.engine.supply_state import SupplyState
from sim.measures.protocol import Doctor as Known
from sim.measures.protocol import Load, Process, Worked
from sim.vocabulary.structure import AgendaSort
from sim.world.patients_protocol import Workload


class Observer:
    """Sleeps as long as nobody asks, so that a run without feedback is not cut at every month."""

    def __init__(self, state: SupplyState, clock: MeasureClock) -> None:
        self._state = state
        self._clock = clock
        self._event: simpy.Event | None = None
        self._seen: tuple[int, list[Workload]] = (-1, [])  # the day, what was done before it by catchment

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

    def worked(self, name: str) -> Worked:
        """What a doctor did in the month before this first of a month."""
        day = self._clock.day
        if self._clock.today.day != 1:
            raise ValueError(f"what {name} did in the past month is known on the first of the next")
        if self._seen[0] != day:
            self._seen = day, month_before(self._state, day)
        doctor = self._state.doctors[name]
        first = self._clock.day_of(self._clock.date_of(day - 1).replace(day=1))
        days = min(doctor.left, day) - max(doctor.began, first)
        done = self._seen[1][doctor.catchment].visits
        rows = [agenda.row for agenda in doctor.agendas if 0 <= agenda.row < len(done)]
        return Worked(max(0, days), int(done[rows].sum()))


def month_before(state: SupplyState, day: int) -> list[Workload]:
    """What agendas did in the month that ends with the day before, by catchment."""
    month = int(state.world.days["month"][day - 1])
    return [state.patients.workload(c, month) for c in range(len(state.world.catchments))]


def loads(state: SupplyState, day: int) -> dict[str, Load]:
    """What each GP with a panel, and each team, who practises on a first of a month did in the month that has
    just ended.
    """
    worked = month_before(state, day)
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
    doctor, leaving = state.doctors[name], state.settings.doctors.leaving
    if doctor.panel < 0 or not doctor.practising:
        return 1.0
    usual = _usual(state)
    relative = (state.patients.pressure(doctor.catchment, doctor.panel) or usual) / usual
    return float(min(leaving.most, max(1.0 / leaving.most, relative**leaving.power)))


def relative_loads(state: SupplyState) -> tuple[tuple[Known, float], ...]:
    """The load of each GP who practises, locums left out, over the usual one."""
    usual = _usual(state)
    known = [state.patients.pressures(c).tolist() for c in range(len(state.world.catchments))]
    found = []
    for one in state.gps():
        if not one.stands_in_for:
            of, panel = known[one.catchment], one.panel
            found.append((one.known, (of[panel] or usual) / usual if 0 <= panel < len(of) else 1.0))
    return tuple(found)


def _usual(state: SupplyState) -> float:
    """The usual pressure on a panel, which one of 0 is taken for: it is not known."""
    answers = state.settings.doctors.answers
    return (answers.above + answers.below) / 2.0
