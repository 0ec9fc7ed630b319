"""The same measures over both engines of patients: what is asked for happens, and both tell one story."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.changes.doctors_and_sites import Depart
from sim.engine import History, simulate
from sim.reference.patients import ReferencePatients
from sim.scenario.doctors import Doctors
from sim.scenario.market import Market
from sim.scenario.needs import Needs
from sim.scenario.pathways import Pathways
from sim.scenario.run import RunSettings
from sim.scenario.services import Services
from sim.scenario.settings import Settings, TerritoryFiles
from sim.territory.territory import Territory
from sim.vocabulary.structure import AgendaSort
from sim.world.build import build
from sim.world.patients_protocol import Patients
from sim.world.prepare import prepare
from sim.world.records import REFUSES, Records
from sim.world.world import World
from tests.shipped import SHIPPED
from tests.territories import small
from tests.unit.measures.fakes import conf, planned

FIRST = date(2024, 11, 1)
START = date(2024, 12, 1)
END = date(2025, 3, 31)
HAZARD = dict.fromkeys(("under_55", "from_55", "from_62", "from_65", "from_67", "from_70"), 0.9)
WEEK = {day: [3, 3] for day in ("mon", "tue", "wed", "thu", "fri")} | {"sat": [0, 0], "sun": [0, 0]}
MEASURES: dict[str, dict[str, Any]] = {
    "premises": {"open_site": {"site": "halimi", "commune": "C1", "on": "2024-12-10", "rooms": 2}},
    "settle": {
        "install": {"doctors": 2, "site": "halimi", "by": "2024-12-10", "ramp_days": 60, "ramp_start": 0.4}
    },
    "moves": {"install": {"doctors": 1, "commune": "C3", "by": "2025-02-01", "from": "C2", "follow": 0.8}},
    "retires": {
        "retire": {"doctor": "c1_1", "on": "2025-01-15", "notice": 20, "successor": "settle_1", "share": 0.5}
    },
    "cmsi": {"open_counter": {"counter": "cmsi", "profile": "cmsi", "commune": "C1", "on": "2024-11-20"}},
    "cmsi_closes": {"close_counter": {"counter": "cmsi", "on": "2025-02-15", "until": "2025-03-01"}},
    "sas": {
        "open_line": {
            "line": "sas",
            "through": "line15",
            "profile": "sas",
            "on": "2024-01-01",
            "doctors": "all",
            "takes_part": 0.7,
            "slots": 1,
        }
    },
    "sas_closes": {"close_line": {"line": "sas", "on": "2025-03-10"}},
    "assistants": {
        "delegate": {
            "to": "assistant",
            "doctors": "C2",
            "on": "2024-12-15",
            "minutes_saved": 3,
            "taking_part": 1,
            "ramp_days": 40,
        }
    },
    "nurse": {
        "delegate": {
            "to": "ipa",
            "doctors": "all",
            "on": "start",
            "minutes_saved": -2,
            "training_days": 0,
            "ramp_days": 30,
            "agenda": {
                "kinds": ["follow_up", "renewal"],
                "week": WEEK,
                "slot_minutes": 40,
                "ramp_start": 0.5,
            },
        }
    },
    "turnover": {
        "turnover": {
            "hazard": HAZARD,
            "notice": 30,
            "replaced": 1,
            "at_once": 0.5,
            "takeover": 0.7,
            "vacancy_days": 20,
            "age": 35,
            "contract": "liberal",
            "ramp_days": 30,
            "ramp_start": 0.6,
            "spared": ["c1_1"],
        }
    },
}


def setting() -> tuple[Territory, Settings, World]:
    """Three communes of 100 people with one GP each, and every kind of service."""
    made = small(n_communes=3, residents=300, start=FIRST)
    place = made.territory
    services = conf("services")
    services = {
        **services,
        "open": {
            "ed": {"profile": "ed_small", "at": "ed"},
            "sos": {"profile": "sos", "at": "C2"},
            "line15": {"profile": "line15", "at": None},
        },
        "agendas": {
            name: {**agenda, "at": "city" if agenda["at"] else None}
            for name, agenda in services["agendas"].items()
        },
    }
    days = {"start": START, "end": END, "warmup_days": (START - FIRST).days}
    run = RunSettings.model_validate({**conf("run"), **days, "trace": 1.0, "seed": 5})
    settings = Settings(
        title="A test",
        source="made for a test",
        vocabulary=SHIPPED,
        territory=TerritoryFiles("small", made.settings, made.folder),
        needs=Needs.model_validate(conf("needs")),
        services=Services.model_validate(services),
        pathway=Pathways.model_validate(conf("pathway")),
        doctors=Doctors.model_validate({**conf("doctors"), "named": {}}),
        market=Market.model_validate(conf("market")),
        costs=None,
        run=run,
        measures={name: planned(block) for name, block in MEASURES.items()},
    )
    world = build(prepare(place, settings), 0)
    return place, settings, world


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
