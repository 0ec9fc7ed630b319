"""The same measures over both engines of patients: what is asked for happens, and both tell one story."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.changes.doctors_and_sites import Depart
from sim.engine import History, simulate
from sim.reference.patients import ReferencePatients
from sim.vocabulary.structure import AgendaSort
from sim.world.patients_protocol import Patients
from sim.world.records import REFUSES, Records
from tests.unit.every_service import FIRST, setting


def played(patients_of: Any) -> tuple[History, Records, Patients]:
    place, settings, world = setting()
    patients = patients_of(world)
    history = simulate(world, place, settings, patients)
    return history, patients.finish()[0], patients


@pytest.fixture(scope="module")
def reference() -> tuple[History, Records, Patients]:
    return played(ReferencePatients)


def test_everything_that_measures_ask_for_happens(reference):
    history, records, _ = reference
    names, agendas = history.agenda_names[0], history.agendas[0]
    assert len(names) == len(agendas) == records.at_agendas.shape[1]
    assert len(history.counter_names[0]) == records.at_counters.shape[1]
    visits = dict(zip(names, records.at_agendas[:, :, 2].sum(axis=0), strict=True))
    assert visits["settle_1"] > 0
    assert visits["settle_2"] > 0
    assert visits["nurse"] > 0
    gone = names.index("c1_1")
    last = (date(2025, 1, 15) - FIRST).days
    assert agendas["until_day"][gone] == last
    patients = reference[2].panels(0)["patients"]
    assert patients[agendas["panel"][gone]] == 0
    assert records.at_agendas[3:, gone, :REFUSES].sum() == 0, (
        "nothing after January, but a list that is closed"
    )
    assert patients[agendas["panel"][names.index("settle_1")]] > 0


def test_every_agenda_of_a_gp_is_of_a_doctor_and_a_panel_that_are_there(reference):
    history, _, patients = reference
    names, doctors, agendas = history.doctor_names[0], history.doctors[0], history.agendas[0]
    assert len(names) == len(set(names)) == len(doctors)
    panels = len(patients.panels(0))
    for row in agendas[agendas["is_a"] == AgendaSort.GP]:
        assert 0 <= row["doctor"] < len(doctors)
        assert 0 <= row["panel"] < panels
        assert row["panel"] == doctors["panel"][row["doctor"]], "nobody shares a panel here"
    moved, former = (doctors[names.index(name)] for name in ("moves_1", "c2_1"))
    assert (moved["birth_year"], moved["sex"]) == (former["birth_year"], former["sex"])


def test_the_walk_in_centre_sees_people_on_the_days_it_is_open_and_no_others(reference):
    history, records, patients = reference
    cmsi = records.daily[:, history.counter_names[0].index("cmsi")]
    opens, closes, again = (
        (date.fromisoformat(d) - FIRST).days for d in ("2024-11-20", "2025-02-15", "2025-03-01")
    )
    assert cmsi[:opens].sum() == cmsi[closes:again].sum() == 0
    assert cmsi.sum() > 0
    row = history.counter_names[0].index("cmsi")
    assert patients.counter(0, row)["active"] == 1, "open again; few people of 300 come in two months"


def test_the_kernels_tell_the_same_story(reference):
    from sim.kernels.patients import KernelPatients

    history, records, _ = reference
    other, counted, _ = played(KernelPatients)
    assert other.events == history.events
    assert other.agenda_names == history.agenda_names
    assert other.doctor_names == history.doctor_names
    for mine, theirs in zip(
        (*history.doctors, *history.agendas, *history.counters),
        (*other.doctors, *other.agendas, *other.counters),
        strict=True,
    ):
        for column in mine.dtype.names:
            np.testing.assert_array_equal(mine[column], theirs[column], err_msg=column)
    moves = [event.change for event in history.events if event.measure == "moves"]
    assert ("c2_1", "moves_1") in [(c.doctor, c.successor) for c in moves if isinstance(c, Depart)]
    for name in ("outcomes", "at_agendas", "at_counters", "daily", "panels", "third_next", "reassigned"):
        np.testing.assert_array_equal(getattr(records, name), getattr(counted, name), err_msg=name)
