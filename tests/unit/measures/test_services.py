"""Counters and lines open and close on their day, at the age they have."""

import numpy as np

from sim.world.row_edits import AddCounter, EditAgenda, EditCounter
from tests.shipped import CounterType
from tests.territories import travel
from tests.unit.measures.fakes import FIRST, on, play, same, territory

CMSI = {
    "counter": "cmsi_c2",
    "profile": "cmsi",
    "commune": "C2",
    "on": "2024-07-01",
    "hours": {"mon-sun": {"9-19": 2}},
}
SAS = {
    "line": "sas",
    "through": "line15",
    "profile": "sas",
    "on": "2023-06-01",
    "doctors": "all",
    "takes_part": 0.5,
    "slots": 1,
}


def test_a_counter_opens_at_its_hours_and_people_travel_to_it():
    run = play({"cmsi": {"open_counter": CMSI}})
    (opened,) = run.patients.of(AddCounter)
    row = opened.edit.row
    assert (opened.date, row["type"], row["commune"]) == (on("2024-07-01"), CounterType.CMSI, 1)
    assert row["opened_day"] == (on("2024-07-01") - FIRST).days
    assert (row["servers"][:7, 9:19] == 2).all()
    assert row["servers"][7].sum() == row["servers"][:, :9].sum() == 0
    assert [*opened.edit.travel] == [*travel(territory())[:, 1]]
    assert run.history.counter_names == (("line15", "cmsi_c2"),)


def test_open_before_the_first_day_it_is_known():
    run = play({"cmsi": {"open_counter": {**CMSI, "on": "2023-01-01"}}})
    (opened,) = run.patients.of(AddCounter)
    assert (opened.day, int(opened.edit.row["opened_day"])) == (0, -365)


def test_closed_from_the_first_day_of_the_results_on():
    run = play(
        {"cmsi": {"open_counter": CMSI}, "closes": {"close_counter": {"counter": "cmsi_c2", "on": "start"}}}
    )
    (closed,) = run.patients.of(EditCounter, active=0)
    assert (closed.date, closed.row) == (on("2025-01-01"), 1)


def test_closed_for_a_summer():
    plan = {"counter": "cmsi_c2", "on": "2025-07-01", "until": "2025-09-01"}
    run = play({"cmsi": {"open_counter": CMSI}, "summer": {"close_counter": plan}})
    assert [(c.date, c.edit.columns["active"]) for c in run.patients.of(EditCounter)] == [
        (on("2025-07-01"), 0),
        (on("2025-09-01"), 1),
    ]


def test_running_costs_end_with_the_closing():
    cost = {"payer": "commune", "once": 5000, "yearly": [12000]}
    run = play(
        {
            "cmsi": {"open_counter": {**CMSI, "cost": cost}},
            "closes": {"close_counter": {"counter": "cmsi_c2", "on": "2024-10-01"}},
        }
    )
    assert [(p.date, p.amount) for p in run.payments] == [
        (on("2024-07-01"), 5000.0),
        (on("2024-07-01"), 1000.0),
        (on("2024-08-01"), 1000.0),
        (on("2024-09-01"), 1000.0),
    ]
    assert {p.commune for p in run.payments} == {"90002"}


def test_the_sas_runs_through_the_15_and_gives_it_back():
    before = play({}).history.counters[0][0]
    run = play({"sas": {"open_line": SAS}})
    opened = run.history.counters[0][0]
    assert run.patients.of(AddCounter) == [], "it is the same telephone"
    assert not np.array_equal(opened["answers"], before["answers"])
    closed = play({"sas": {"open_line": SAS}, "closes": {"close_line": {"line": "sas", "on": "start"}}})
    assert same(closed.history.counters[0][0], before)
    assert closed.events("opens", "closes") == [(FIRST, "opens", "sas"), (on("2025-01-01"), "closes", "sas")]


def test_doctors_keep_slots_for_the_sas_and_get_them_back():
    run = play({"sas": {"open_line": SAS}}, gps=(20, 20, 10))
    kept = run.history.agendas[0]["sas"]
    assert set(kept) == {0, 1}
    assert 10 < kept.sum() < 40
    closed = play(
        {"sas": {"open_line": SAS}, "closes": {"close_line": {"line": "sas", "on": "start"}}},
        gps=(20, 20, 10),
    )
    assert closed.history.agendas[0]["sas"].sum() == 0
    assert {c.date for c in closed.patients.of(EditAgenda, sas=0)} == {on("2025-01-01")}


def test_the_same_doctors_take_part_whatever_else_is_planned():
    alone = play({"sas": {"open_line": SAS}}, gps=(20, 20, 10))
    with_cmsi = play({"cmsi": {"open_counter": CMSI}, "sas": {"open_line": SAS}}, gps=(20, 20, 10))
    assert [*alone.history.agendas[0]["sas"]] == [*with_cmsi.history.agendas[0]["sas"]]


def test_a_line_of_its_own():
    own = {key: value for key, value in SAS.items() if key != "through"}
    run = play({"sas": {"open_line": own}, "closes": {"close_line": {"line": "sas", "on": "2025-05-05"}}})
    (opened,) = run.patients.of(AddCounter)
    assert (opened.edit.row["type"], opened.edit.travel.sum()) == (CounterType.LINE15, 0)
    assert [(c.date, c.row) for c in run.patients.of(EditCounter, active=0)] == [(on("2025-05-05"), 1)]
