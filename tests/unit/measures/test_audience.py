"""Whom measures open places for, what stands in the rows, and gates."""

import numpy as np
import pytest
from pydantic import ValidationError

from sim.measures.audience import People
from sim.scenario.errors import ScenarioError
from sim.vocabulary.structure import Trait
from sim.world.row_edits import AddAgenda, AddCounter, EditCounter
from sim.world.tables import ALL_SLOTS
from tests.unit.measures.fakes import play

BUS = {"counter": "bus", "profile": "cmsi", "commune": "C2", "on": "2024-07-01"}
PLACE = {"doctor": "c1_1", "commune": "C2", "on": "2025-03-01", "week": {"tue": [6, 5]}}


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ({"ages": {"from": 65}}, (Trait.AGES, 0, 65, 120)),
        ({"ages": {"to": 15}, "all_of": ["ald"]}, (Trait.AGES | Trait.ALD, 0, 0, 15)),
        (
            {"ages": {"from": 70}, "any_of": ["ages", "poor", "no_car"]},
            (0, Trait.AGES | Trait.POOR | Trait.NO_CAR, 70, 120),
        ),
        ({"all_of": ["without_mt", "ald"]}, (Trait.WITHOUT_MT | Trait.ALD, 0, 0, 0)),
        ({"any_of": ["ehpad", "at_home"]}, (0, Trait.EHPAD | Trait.AT_HOME, 0, 0)),
        ({"all_of": ["sent"]}, (Trait.SENT, 0, 0, 0)),
    ],
)
def test_an_audience_in_a_row(said, row):
    run = play(
        {
            "a": {"open_counter": {**BUS, "audience": said}},
            "b": {"hold_sessions": {**PLACE, "audience": said}},
        }
    )
    (counter,), (agenda,) = run.patients.of(AddCounter), run.patients.of(AddAgenda)
    for edit in (counter.edit, agenda.edit):
        assert tuple(edit.row[name] for name in ("all_of", "any_of", "age_from", "age_to")) == row
    made = agenda.edit.row
    assert (made["kept"], made["freed_days"], made["kept_for_day"]) == (ALL_SLOTS, -1, 0)


def test_for_everybody_nothing_is_written():
    run = play({"a": {"open_counter": BUS}, "b": {"hold_sessions": PLACE}})
    rows = [call.edit.row for kind in (AddCounter, AddAgenda) for call in run.patients.of(kind)]
    for row in rows:
        assert not any(row[name] for name in ("all_of", "any_of", "age_from", "age_to"))
    assert rows[1]["kept"] == 0


def gated(run):
    return [(str(c.date), c.edit.columns["all_of"]) for c in run.patients.of(EditCounter)]


def gate(on, until=None, **more):
    plan = {"counter": "bus", "on": on, "gate": True, "until": until, **more}
    return {"close_counter": {key: value for key, value in plan.items() if value is not None}}


def test_a_gate_adds_to_the_audience_and_closes_nothing():
    poor = {"open_counter": {**BUS, "audience": {"all_of": ["poor"]}}}
    run = play({"bus": poor, "summer": gate("2025-07-01", "2025-09-01")})
    assert gated(run) == [("2025-07-01", Trait.POOR | Trait.SENT), ("2025-09-01", Trait.POOR)]
    assert [(e.event, e.entity) for e in run.history.events] == [
        ("opens", "bus"),
        ("gate_begins", "bus"),
        ("gate_ends", "bus"),
    ]
    assert run.history.counters[0]["active"][1] == 1


def test_gates_are_counted():
    run = play(
        {
            "bus": {"open_counter": BUS},
            "a": gate("2025-07-01", "2025-09-01"),
            "b": gate("2025-08-01", "2025-10-01"),
        }
    )
    assert gated(run) == [("2025-07-01", Trait.SENT), ("2025-10-01", 0)]


@pytest.mark.parametrize("on", ["2024-01-05", "2024-07-01"])
def test_what_opens_behind_a_gate_is_behind_it(on):
    run = play({"bus": {"open_counter": BUS}, "a": gate(on, "2024-10-01")})
    (opened,) = run.patients.of(AddCounter)
    assert opened.edit.row["all_of"] == Trait.SENT
    assert gated(run) == [("2024-10-01", 0)]


def test_a_gate_every_summer():
    summer = {"seasons": [{"from": "07-01", "to": "08-31"}]}
    run = play({"bus": {"open_counter": BUS}, "a": gate("2025-01-01", "2026-08-01", calendar=summer)})
    assert [day for day, _ in gated(run)] == ["2025-07-01", "2025-09-01", "2026-07-01", "2026-08-01"]


def test_a_line_has_no_gate():
    with pytest.raises(ScenarioError, match="“line15” is a line, no counter"):
        play({"a": {"close_counter": {"counter": "line15", "on": "2025-01-01", "gate": True}}})


def test_a_second_place_for_everybody_keeps_nothing_of_the_first():
    """The sessions of an audience are theirs; the usual ones stay everybody's."""
    run = play({"b": {"hold_sessions": {**PLACE, "audience": {"all_of": ["ald"]}}}})
    usual = run.row("c1_1")
    assert usual["kept"] == usual["all_of"] == 0
    assert np.array_equal(run.row("b")["weekly"][2:4], [6, 5])


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ({}, "says nothing; write ages, all_of or any_of"),
        ({"any_of": ["ages"]}, "ages is missing; write which, such as ages: {from: 65}"),
        ({"ages": {"from": 65, "to": 16}}, "to: 16 is younger than from, 65"),
        ({"ages": {"from": 150}}, "must lie between 0 and 120"),
        ({"all_of": ["ehpad", "elsewhere"]}, "nobody is both ehpad and elsewhere"),
        ({"all_of": ["ehpad", "no_car"]}, "nobody is both ehpad and no_car"),
        ({"all_of": ["old"]}, "Input should be 'ages', 'ald'"),
    ],
)
def test_refused(plan, said):
    with pytest.raises(ValidationError, match=said.replace("(", r"\(").replace("{", r"\{")):
        People.model_validate(plan)
