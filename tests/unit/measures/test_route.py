"""A counter on wheels: a row at each stop, one vehicle, one name."""

import re
from datetime import date

import numpy as np
import pytest
from pydantic import ValidationError

from sim.measures.open_counter import CounterOpening
from sim.world.row_edits import AddCounter, EditCounter
from tests.territories import travel
from tests.unit.measures.fakes import FIRST, on, planned, play, territory

STOPS = [
    {"commune": "C1", "hours": {"tue": {"9-12": 1}}},
    {"commune": "C3", "hours": {"tue": {"14-17": 1}}, "one_week_in": 2},
    {"commune": "C2", "hours": {"tue": {"14-17": 1}}, "one_week_in": 2, "week": 2},
]
BUS = {"counter": "bus", "profile": "cmsi", "on": "2024-07-01", "stops": STOPS}


def bus(**changes):
    plan = {**BUS, **changes}
    return {"open_counter": {key: value for key, value in plan.items() if value is not None}}


def test_each_stop_is_a_row_with_its_own_way_and_hours():
    run = play({"bus": bus()})
    opened = run.patients.of(AddCounter)
    rows = [call.edit.row for call in opened]
    assert [row["commune"] for row in rows] == [0, 2, 1]
    for call, commune in zip(opened, (0, 2, 1), strict=True):
        assert np.array_equal(call.edit.travel, travel(territory())[:, commune])
    for row, hours in zip(rows, ((9, 12), (14, 17), (14, 17)), strict=True):
        expected = np.zeros((8, 24))
        expected[1, hours[0] : hours[1]] = 1
        assert np.array_equal(row["servers"], expected)
    assert [row["one_week_in"] for row in rows] == [1, 2, 2]
    monday = (date(2024, 7, 1) - FIRST).days
    assert [row["week_from"] for row in rows][1:] == [monday % 14, (monday + 7) % 14]
    assert run.history.counter_names == (("line15", "bus", "bus", "bus"),)
    assert [(e.event, e.detail, e.commune) for e in run.history.events] == [
        ("opens", "profile cmsi, 3 stops", "")
    ]


def test_it_closes_and_reopens_as_one():
    closes = {"close_counter": {"counter": "bus", "on": "2025-08-01", "until": "2025-09-01"}}
    run = play({"bus": bus(), "summer": closes})
    edits = [(c.date, c.row, c.edit.columns["active"]) for c in run.patients.of(EditCounter)]
    assert edits == [
        (on(day), row, n) for day, n in (("2025-08-01", 0), ("2025-09-01", 1)) for row in (1, 2, 3)
    ]
    assert [e.event for e in run.history.events] == ["opens", "closes", "reopens"]


def test_what_is_opened_beside_it_has_the_next_row():
    other = {"counter": "cmsi", "profile": "cmsi", "commune": "C1", "on": "2024-07-01"}
    closes = {"close_counter": {"counter": "cmsi", "on": "2025-08-01"}}
    run = play({"bus": bus(), "cmsi": {"open_counter": other}, "ends": closes})
    assert run.history.counter_names[0] == ("line15", "bus", "bus", "bus", "cmsi")
    assert [c.row for c in run.patients.of(EditCounter)] == [4]


def test_stops_of_several_catchments_are_for_the_people_of_each():
    """Of two catchments C2 is one by itself."""
    run = play({"bus": bus()}, catchments=2)
    assert [names.count("bus") for names in run.history.counter_names] == [2, 1]
    assert run.history.counters[1]["commune"][-1] == 0


def test_it_is_paid_for_once():
    cost = {"payer": "commune", "once": 100000, "yearly": [12000]}
    paid = [(p.commune, p.amount) for p in play({"bus": bus(cost=cost)}).payments]
    assert paid == [("", 100000), *[("", 1000)] * 30], "from July 2024 to December 2026"


def test_the_communes_of_stops_must_exist():
    stops = [*STOPS[:2], {**STOPS[2], "commune": "C9"}]
    with pytest.raises(ValueError, match=r"measures.bus.open_counter.stops: there is no commune “C9”"):
        play({"bus": bus(stops=stops)})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"commune": "C1"}, "write either `commune`, or `stops`"),
        ({"stops": None}, "write either `commune`, or `stops`"),
        ({"stops": []}, "at least 1 item"),
        ({"hours": {"mon": {"9-12": 1}}}, "hours: each of the stops has its own"),
        ({"calendar": {"one_week_in": 2}}, "each of the stops has its own one_week_in"),
        (
            {"stops": [*STOPS, {"commune": "C2", "hours": {"mon-fri": {"11-14": 2}}}]},
            "number 1 (C1) and number 4 (C2) are both served on tue at 11 h; it cannot be at two places",
        ),
        (
            {"stops": [STOPS[0], STOPS[1], {**STOPS[2], "week": 1}]},
            "number 2 (C3) and number 3 (C2) are both served on tue at 14 h",
        ),
        ({"stops": [{**STOPS[1], "week": 3}]}, "of one week in 2 it is 1 to 2; 3 is none of them"),
        ({"stops": [{"commune": "C1"}]}, "hours"),
    ],
)
def test_refused(changes, said):
    with pytest.raises(ValidationError, match=re.escape(said)):
        planned(bus(**changes))


def test_weeks_that_never_meet_share_an_hour():
    CounterOpening.model_validate(BUS)
