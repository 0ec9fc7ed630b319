"""A new change of supply is its dataclass and what rows it edits: no engine of patients knows of it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.changes.change import Change, MidnightOrder, SupplyEvent
from sim.engine import simulate
from sim.engine.lowering import Lowered, accept, lower
from sim.engine.supply_state import SupplyState
from sim.kernels.patients import KernelPatients
from sim.reference.patients import ReferencePatients
from sim.world import records
from sim.world.row_edits import EditAgenda
from tests.unit.every_service import FIRST, setting
from tests.unit.measures.fakes import measure, planned

FROM = date(2025, 2, 1)


@dataclass(frozen=True)
class TakeLeave(Change, order=MidnightOrder.CHANGE, event="leave"):
    """The doctor is away in these weeks of the year, besides those they are away anyway."""

    doctor: str
    weeks: tuple[int, ...]

    @property
    def detail(self) -> str:
        return f"weeks {', '.join(map(str, self.weeks))}"


@lower.register
def _(change: TakeLeave, state: SupplyState, day: int) -> Lowered:
    doctor = state.doctors[change.doctor]
    leave = state.patients.agenda(doctor.catchment, doctor.first.row)["leave"].copy()
    leave[list(change.weeks)] = 1
    edit = EditAgenda(doctor.first.row, {"leave": leave})
    return Lowered(change, [(doctor.catchment, edit)], doctor.first.site, doctor.first.commune)


OURS = [change for change in Change.__subclasses__() if change.__module__.startswith("sim.")]


@pytest.mark.parametrize("change", OURS, ids=lambda change: change.__name__)
def test_what_a_change_does_is_in_the_file_of_its_name(change):
    beside = change.__module__.replace("sim.changes", "sim.engine.lowering")
    said = {does.dispatch(change).__module__ for does in (accept, lower)}
    assert said - {accept.dispatch(Change).__module__} == {beside}


def holiday(clock: Any, supply: Any, draws: Any, plan: Any) -> Any:
    yield clock.until(FROM)
    supply.ask(TakeLeave("c1_1", tuple(range(5, 9))))


def played(patients_of: Any, *, away: bool) -> tuple[Any, Any]:
    place, settings, world = setting()
    with measure(holiday) as probe:
        chosen = replace(settings, measures={"holiday": planned(probe)} if away else {})
        patients = patients_of(world)
        history = simulate(world, place, chosen, patients)
    return history, patients.finish()[0]


@pytest.mark.parametrize("engine", [KernelPatients, ReferencePatients])
def test_a_change_made_by_a_test_is_played(engine):
    history, counted = played(engine, away=True)
    (event,) = history.events
    assert event == SupplyEvent(FROM, "holiday", TakeLeave("c1_1", (5, 6, 7, 8)), "", "90001")
    assert (event.event, event.entity, event.detail) == ("leave", "c1_1", "weeks 5, 6, 7, 8")
    usual = played(engine, away=False)[1].at_agendas[:, 0, records.OFFERED]
    offered = counted.at_agendas[:, 0, records.OFFERED]
    february = 12 * (FROM.year - FIRST.year) + FROM.month - FIRST.month
    assert offered[february] < usual[february] / 4, "away all of February but its first days"
    assert np.array_equal(offered[:february], usual[:february])


def test_both_engines_play_it_alike():
    ours, theirs = played(KernelPatients, away=True), played(ReferencePatients, away=True)
    assert ours[0].events == theirs[0].events
    assert (ours[1].outcomes == theirs[1].outcomes).all()
    assert (ours[1].at_agendas == theirs[1].at_agendas).all()
