"""The order of a day goes by what depends on what: what measures are called plays no part."""

import itertools

import pytest

from sim.measures.plan import Turn
from sim.measures.registry import MEASURES
from sim.measures.turns import in_turn
from tests.unit.measures.fakes import helping, on, planned, play

DAY = "2025-02-01"
HELP = helping(1.5, on=DAY, cost={"payer": "commune", "once": 100})
SETTLE = {"install": {"doctors": 1, "commune": "C1", "by": DAY}}


def orders(**blocks):
    """The same measures under names of every order; ``{NAME}`` in a value is the name of that measure."""
    for names in itertools.permutations("abc"[: len(blocks)]):
        called = dict(zip(blocks, names, strict=True))
        yield called, {called[word]: filled(block, called) for word, block in blocks.items()}


def filled(value, called):
    match value:
        case dict():
            return {key: filled(each, called) for key, each in value.items()}
        case list():
            return [filled(each, called) for each in value]
        case str():
            return value.format(**called)
    return value


@pytest.mark.parametrize("doctors", [["{settle}_1"], "{settle}_1", "C1", "all"])
def test_who_arrives_that_morning_is_helped(doctors):
    for called, measures in orders(settle=SETTLE, help={"delegate": {**HELP, "doctors": doctors}}):
        run = play(measures)
        helped = [entity for day, _, entity in run.events("activity") if day == on(DAY)]
        assert f"{called['settle']}_1" in helped


def test_who_leaves_that_morning_is_not_and_nobody_pays_for_them():
    leaves = {"retire": {"doctor": "c1_1", "on": DAY, "notice": 0}}
    for _, measures in orders(leaves=leaves, help={"delegate": {**HELP, "doctors": "C1"}}):
        run = play(measures)
        assert [entity for _, _, entity in run.events("activity")] == ["c1_2"]
        assert [p.amount for p in run.payments] == [100]


def test_a_colleague_who_arrives_that_morning_shares_the_panel():
    shares = {"install": {**SETTLE["install"], "shares_panel_of": "{settle}_1"}}
    for called, measures in orders(settle=SETTLE, shares=shares):
        run = play(measures)
        rows = [run.doctor(f"{called[word]}_1")["panel"] for word in called]
        assert rows[0] == rows[1]


def test_a_second_place_a_locum_and_a_line_for_who_arrives_that_morning():
    week = {"mon": [4, 4]}
    second = {"hold_sessions": {"doctor": "{settle}_1", "commune": "C2", "on": DAY, "week": week}}
    cover = {"stand_in": {"doctors": ["{settle}_1"], "on": DAY}}
    for called, measures in orders(settle=SETTLE, second=second, cover=cover):
        run = play(measures)
        settled = f"{called['settle']}_1"
        assert [each[2] for each in run.events("sessions_open")] == [called["second"]]
        assert [each[2] for each in run.events("locum_begins")] == [f"{called['cover']}.{settled}"]


def test_a_doctor_of_a_second_place_that_begins_that_morning_is_of_that_place():
    second = {"hold_sessions": {"doctor": "c1_1", "commune": "C3", "on": DAY, "week": {"mon": [4, 4]}}}
    for _, measures in orders(second=second, help={"delegate": {**HELP, "doctors": "C3"}}):
        assert [p.amount for p in play(measures).payments] == [200], "c3_1 and c1_1"


def test_every_measure_has_its_turn():
    blocks = {
        "a_line": {
            "open_line": {
                "line": "x",
                "profile": "sas",
                "on": DAY,
                "doctors": "all",
                "takes_part": 1,
                "slots": 1,
            }
        },
        "b_counter": {"open_counter": {"counter": "y", "profile": "cmsi", "commune": "C1", "on": DAY}},
        "c_retire": {"retire": {"doctor": "e_settle_1", "on": DAY, "notice": 0}},
        "d_site": {"open_site": {"site": "s", "commune": "C1", "on": DAY, "rooms": 1}},
        "e_settle": {"install": {"doctors": 1, "commune": "C1", "by": DAY}},
        "f_closes": {"close_counter": {"counter": "y", "on": DAY}},
        "g_chooses": {"market": {}},
        "h_rules": {"change": {"on": DAY, "set": {"doctors": {"horizon_days": 10}}}},
    }
    plans = {name: planned(block).plan for name, block in blocks.items()}
    assert [name[0] for name in in_turn(plans)] == [*"hfdecgba"]
    turns = [measure.schema.turn for measure in MEASURES.values()]
    assert {*turns} == {*Turn}, "and none is a turn of nobody"


def test_measures_that_wait_for_each_other_have_some_order():
    """Each shares the panel of the other's doctor: a plan of no sense, but no endless loop."""
    plans = {
        one: planned({"install": {**SETTLE["install"], "shares_panel_of": f"{other}_1"}}).plan
        for one, other in (("a", "b"), ("b", "a"))
    }
    assert sorted(in_turn(plans)) == ["a", "b"]
