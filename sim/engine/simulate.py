"""Lets measures and patients alternate.

SimPy says when the world changes, an engine of patients plays what lies between.

Every midnight at which a measure acts: all processes due then run, each measure in its turn; what they asked
for is applied in the order of the model; then the patients play until the next such midnight.
"""

from typing import Any

from sim.engine.clock import MeasureClock, MeasureDraws
from sim.engine.history import History
from sim.engine.lowering import apply_pending
from sim.engine.measure_supply import MeasureSupply
from sim.engine.supply_state import SupplyState
from sim.engine.workload import Observer
from sim.measures.registry import MEASURES
from sim.measures.turns import in_turn
from sim.scenario.dated import date_faults
from sim.scenario.errors import ScenarioError
from sim.scenario.name_references import FirstDayNames, name_faults
from sim.scenario.settings import Settings
from sim.territory.territory import Territory
from sim.world.dated_rules import check_dated
from sim.world.patients_protocol import Patients
from sim.world.world import World

_OBSERVER_RANK = 0  # the past month is handed out before any measure acts
_FIRST_RANK = 1


def simulate(world: World, territory: Territory, settings: Settings, patients: Patients) -> History:
    """Plays the whole run; the history of supply (records: ``patients.finish``). Raises as ``opened``."""
    state = opened(world, territory, settings, patients)
    day = 0
    while day < world.n_days:
        until = pass_midnight(state, day)
        patients.advance(day, until)
        day = until
    return history_of(state)


def opened(world: World, territory: Territory, settings: Settings, patients: Patients) -> SupplyState:
    """Supply on the first morning, its measures about to begin. Raises ScenarioError for an unknown name."""
    _refuse(world, territory, settings)
    state = SupplyState(world, territory, settings, patients)
    start_measures(state)
    return state


def pass_midnight(state: SupplyState, day: int) -> int:
    """What the measures do at the midnight of a day; the next day at which one may act, or the end."""
    while state.env.peek() <= day:  # also what only comes up meanwhile (a room that is freed)
        state.env.step()
    apply_pending(state, day)
    return int(min(state.env.peek(), state.world.n_days))


def history_of(state: SupplyState) -> History:
    """What became of supply, once the run has ended."""
    catchments = range(len(state.world.catchments))
    return History(
        events=tuple(state.events),
        doctor_names=tuple(map(tuple, state.doctor_names)),
        agenda_names=tuple(map(tuple, state.agenda_names)),
        counter_names=tuple(map(tuple, state.counter_names)),
        doctors=tuple(state.patients.doctors(c) for c in catchments),
        agendas=tuple(state.patients.agendas(c) for c in catchments),
        counters=tuple(state.patients.counters(c) for c in catchments),
    )


def start_measures(state: SupplyState) -> None:
    """One process for each measure; its rank is its place among them in their turn."""
    run, measures = state.settings.run, state.settings.measures
    last = state.world.n_days - 1
    observer = Observer(state, MeasureClock(state.env, run, _OBSERVER_RANK, last))
    plans: dict[str, Any] = {name: measure.plan for name, measure in measures.items()}
    for rank, name in enumerate(in_turn(plans), start=_FIRST_RANK):
        clock = MeasureClock(state.env, run, rank, last)
        supply = MeasureSupply(state, observer, name)
        draws = MeasureDraws(state.world.seed, state.world.replication, name)
        clock.begin(MEASURES[measures[name].kind].process(clock, supply, draws, measures[name].plan))


def _refuse(world: World, territory: Territory, settings: Settings) -> None:
    """The command line says the same before anything is prepared, with file and line."""
    profiles, opened = settings.services.profiles, settings.services.open
    lines = [name for name, profile in profiles.items() if profile.type in settings.vocabulary.lines]
    first_day = FirstDayNames(
        communes=dict(zip(territory.codes, territory.names, strict=True)),
        doctors=[name for catchment in world.catchments for name in catchment.doctor_names],
        services=sorted({name for catchment in world.catchments for name in catchment.counter_names}),
        profiles=profiles,
        line_profiles=profiles,
        catchments={
            name: number
            for number, catchment in enumerate(world.catchments)
            for name in (*catchment.communes, *catchment.doctor_names)
        },
        day=settings.run.first_day,
        lines=[name for name, each in opened.items() if each.profile in lines],
    )
    faults = name_faults(settings.measures, first_day, settings.run.start, territory.name)
    faults += date_faults(settings)
    if faults:
        raise ScenarioError("\n".join(f"{'.'.join(key)}: {said}" for key, said in faults))
    check_dated(territory, settings)
