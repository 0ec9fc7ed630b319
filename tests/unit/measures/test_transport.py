"""Transport on demand: whom it serves, where it takes them, until when."""

import re
from dataclasses import replace

import pytest
from pydantic import ValidationError

from sim.engine import simulate
from sim.world.row_edits import AddCounter, EditAgenda, EditCounter, EditRides
from sim.world.tables import COMES
from tests.unit.measures.fakes import FakePatients, on, planned, play, settings, territory, world

BUS = {"open_counter": {"counter": "bus", "profile": "cmsi", "commune": "C2", "on": "2025-06-01"}}
SECOND = {"doctor": "c1_1", "commune": "C2", "week": {"tue": [6, 5]}, "gives_up": False}


def drives(**changes):
    plan = {"communes": ["C1", "C3"], "counters": ["bus"], "on": "2025-03-01", **changes}
    return {"transport": {key: value for key, value in plan.items() if value is not None}}


def served(run):
    return [(str(call.date), call.edit.communes.tolist()) for call in run.patients.of(EditRides)]


def test_communes_have_its_bit_until_it_ends():
    run = play({"bus": BUS, "taxi": drives(until="2025-09-01")})
    assert served(run) == [("2025-03-01", [3, 1, 3]), ("2025-09-01", [1, 1, 1])]
    assert [(str(e.date), e.event, e.detail) for e in run.history.events] == [
        ("2025-03-01", "transport_opens", "2 communes"),
        ("2025-06-01", "opens", "profile cmsi"),
        ("2025-09-01", "transport_closes", ""),
    ]


def test_a_counter_has_it_whether_it_is_there_or_comes_later():
    later = play({"bus": BUS, "taxi": drives()})
    (opened,) = later.patients.of(AddCounter)
    assert opened.edit.row["rides"] == 2 and later.patients.of(EditCounter) == []
    there = play({"bus": BUS, "taxi": drives(on="2025-07-01")})
    edits = there.patients.of(EditCounter, rides=2)
    assert [(call.date, call.row) for call in edits] == [(on("2025-07-01"), 1)]


def test_who_comes_to_peoples_homes_still_does():
    """A service of the first day keeps its bit."""
    chosen = settings({"taxi": drives(counters=["here"])})
    made = world(chosen)
    named = replace(made.catchments[0], counter_names=("here",))
    patients = FakePatients(replace(made, catchments=(named,)))
    patients.world.catchments[0].counters["rides"] = COMES
    simulate(patients.world, territory(), chosen, patients)
    assert [call.edit.columns["rides"] for call in patients.of(EditCounter)] == [COMES | 2]


def test_each_transport_has_a_bit_of_its_own():
    run = play(
        {
            "bus": BUS,
            "a_taxi": drives(communes=["C1"], doctors=["c1_1"], counters=None),
            "b_taxi": drives(communes=["C1", "C2"], doctors=["c1_1", "c2_1"]),
        }
    )
    assert served(run)[-1][1] == [1 | 2 | 4, 1 | 4, 1]
    assert [run.row(name)["rides"] for name in ("c1_1", "c2_1", "c1_2")] == [6, 4, 0]


def test_all_places_of_a_doctor_a_locum_and_who_is_named_and_comes_later():
    run = play(
        {
            "before": {"hold_sessions": {**SECOND, "on": "2025-02-01"}},
            "after": {"hold_sessions": {**SECOND, "on": "2025-04-01"}},
            "cover": {"stand_in": {"doctors": ["c1_1"], "on": "2025-02-01"}},
            "settle": {"install": {"doctors": 1, "commune": "C1", "by": "2025-04-01"}},
            "taxi": drives(doctors=["c1_1", "settle_1"], counters=None),
        }
    )
    for name in ("c1_1", "before", "after", "cover.c1_1", "settle_1"):
        assert run.row(name)["rides"] == 2, name
    assert run.row("c1_2")["rides"] == 0
    days = {call.date for call in run.patients.of(EditAgenda, rides=2)}
    assert days == {on("2025-03-01"), on("2025-04-01")}


def test_it_is_paid_for_while_it_runs():
    cost = {"payer": "commune", "yearly": [12000]}
    run = play({"bus": BUS, "taxi": drives(until="2025-06-01", cost=cost)})
    assert [(str(p.date), p.amount) for p in run.payments] == [
        (f"2025-{month}-01", 1000.0) for month in ("03", "04", "05")
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"counters": None}, "driven to whom? write counters, doctors, or both"),
        ({"communes": []}, "at least 1 item"),
    ],
)
def test_refused(changes, said):
    with pytest.raises(ValidationError, match=re.escape(said)):
        planned(drives(**changes))


def test_names_must_exist():
    with pytest.raises(ValueError, match=r"measures.taxi.transport.counters: there is no counter “bus”"):
        play({"taxi": drives()})
    with pytest.raises(ValueError, match=r"measures.taxi.transport.communes: there is no commune “C9”"):
        play({"bus": BUS, "taxi": drives(communes=["C9"])})
