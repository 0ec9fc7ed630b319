"""Where a territory has two catchments, each keeps its own rows: C1 and C3 in the first, C2 in the second."""

import pytest

from sim.scenario.errors import ScenarioError
from sim.world.row_edits import EndAgenda
from tests.unit.measures.fakes import CMSI, SAS, helping, on, play, same


def settle(commune, **changes):
    return {"install": {"doctors": 1, "commune": commune, "by": "2025-03-01", **changes}}


def test_doctors_and_counters_belong_to_the_catchment_of_their_commune():
    run = play({"a": settle("C3"), "b": settle("C2"), "cmsi": {"open_counter": CMSI}}, catchments=2)
    assert run.history.agenda_names == (("c1_1", "c1_2", "c3_1", "a_1"), ("c2_1", "c2_2", "c2_3", "b_1"))
    assert run.history.counter_names == (("line15",), ("line15", "cmsi_c2"))
    assert [int(rows["commune"][-1]) for rows in run.history.agendas] == [1, 0]


def test_a_line_is_shared_out_by_population():
    own = {key: value for key, value in SAS.items() if key != "through"} | {"hours": {"mon-sun": {"0-24": 9}}}
    run = play({"sas": {"open_line": own}}, catchments=2)
    assert [names[-1] for names in run.history.counter_names] == ["sas", "sas"]
    assert [int(rows["servers"][-1][0, 12]) for rows in run.history.counters] == [6, 3]


def test_the_sas_runs_through_the_15_of_each_catchment():
    before = play({}, catchments=2).history.counters
    opened = play({"sas": {"open_line": SAS}}, catchments=2)
    closed = play(
        {"sas": {"open_line": SAS}, "z": {"close_line": {"line": "sas", "on": "start"}}}, catchments=2
    )
    for c in (0, 1):
        assert (opened.history.counters[c]["answers"] != before[c]["answers"]).any()
        assert same(closed.history.counters[c], before[c])


def test_a_doctor_who_moves_to_another_catchment_is_not_followed():
    """Panels are of residents of one catchment: the patients of the old practice cannot come along."""
    run = play({"moves": settle("C1", **{"from": "c2_1"}, follow=0.9)}, catchments=2)
    (left,) = run.patients.of(EndAgenda)
    assert (left.date, left.edit.successor, left.edit.share) == (on("2025-03-01"), -1, 0.0)
    assert run.moves == [("c2_1", "moves_1")], "it is one doctor all the same"


def test_a_team_works_for_doctors_of_one_catchment():
    week = {day: [4, 4] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    agenda = {"kinds": ["renewal"], "week": week, "slot_minutes": 30, "ramp_start": 1}
    plan = helping(to="ipa", doctors="all", on="start", agenda=agenda)
    with pytest.raises(ScenarioError, match="within one catchment, and “all”: that is 2"):
        play({"nurse": {"delegate": plan}}, catchments=2)
