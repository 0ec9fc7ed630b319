"""A doctor retires: the list closes at the notice, bookings stop, the panel goes on the exact day."""

from datetime import date

import pytest
from scipy.stats import binomtest, kstest

from sim.world.row_edits import AddAgenda, EditAgenda, EditPanel, EndAgenda
from tests.unit.measures.fakes import FIRST, on, play

FLAT = dict.fromkeys(("under_55", "from_55", "from_62", "from_65", "from_67", "from_70"), 0.1)


def test_the_notice_closes_the_list_and_stops_bookings_and_the_departure_is_on_its_day():
    run = play({"leaves": {"retire": {"doctor": "c2_1", "on": "2025-06-30", "notice": 90}}})
    last = (on("2025-06-30") - FIRST).days
    closed, stopped = (
        run.patients.of(EditPanel, list_open=0),
        run.patients.of(EditAgenda, book_until=last),
    )
    assert [(call.date, call.row) for call in closed] == [(on("2025-04-01"), 2)]
    assert [(call.date, call.row) for call in stopped] == [(on("2025-04-01"), 2)]
    (gone,) = run.patients.of(EndAgenda)
    assert (gone.date, gone.row, gone.edit.successor) == (on("2025-06-30"), 2, -1)
    assert run.row("c2_1")["until_day"] == last
    assert run.events("departure") == [(on("2025-06-30"), "departure", "c2_1")]


def test_a_retirement_before_the_first_day_takes_effect_on_the_first_day():
    run = play({"leaves": {"retire": {"doctor": "c1_1", "on": "2023-05-01", "notice": 90}}})
    assert [call.day for call in run.patients.of(EndAgenda)] == [0]


@pytest.mark.parametrize("end", [{"days": 365}, {"until": "2026-03-01"}])
def test_with_a_pension_they_go_on_at_a_share_until_later(end):
    plan = {
        "doctor": "c1_1",
        "on": "2025-03-01",
        "notice": 30,
        "goes_on": {"activity": 0.5, **end},
    }
    run = play({"leaves": {"retire": plan}})
    (less,) = [call for call in run.patients.of(EditAgenda) if "weekly" in call.edit.columns]
    usual = run.patients.world.catchments[0].agendas["weekly"][0].sum()
    assert less.date == on("2025-03-01")
    assert less.edit.columns["weekly"].sum() == usual // 2
    assert run.patients.of(EditPanel, list_open=0)[0].date == on("2025-03-01")
    (nobody,) = [call for call in run.patients.of(EditPanel) if "cap" in call.edit.columns]
    assert (nobody.date, dict(nobody.edit.columns)) == (on("2025-03-01"), {"cap": 0, "most": 0})
    assert [call.date for call in run.patients.of(EndAgenda)] == [on("2026-03-01")]


@pytest.mark.parametrize("name", ["a_leaves", "z_leaves"])  # before and after the measure that installs
def test_a_successor_who_arrives_that_morning_takes_over(name):
    run = play(
        {
            name: {
                "retire": {
                    "doctor": "c1_1",
                    "on": "2025-05-01",
                    "notice": 0,
                    "successor": "heir_1",
                    "share": 0.6,
                }
            },
            "heir": {"install": {"doctors": 1, "commune": "C1", "by": "2025-05-01"}},
        }
    )
    (gone,) = run.patients.of(EndAgenda)
    (came,) = run.patients.of(AddAgenda)
    assert (gone.edit.successor, gone.edit.share) == (came.row, 0.6)
    assert run.patients.calls.index(came) < run.patients.calls.index(gone)


def test_a_successor_who_has_not_come_takes_nothing_over():
    run = play(
        {
            "leaves": {
                "retire": {
                    "doctor": "c1_1",
                    "on": "2025-05-01",
                    "notice": 0,
                    "successor": "heir_1",
                    "share": 0.6,
                }
            },
            "heir": {"install": {"doctors": 1, "commune": "C1", "by": "2025-05-01", "probability": 0}},
        }
    )
    (gone,) = run.patients.of(EndAgenda)
    assert (gone.edit.successor, gone.edit.share) == (-1, 0.0)


def test_exits_follow_the_hazard():
    """600 doctors, one in ten leaves in each of three years: binomial; days of the year: uniform.

    False alarm rate of each of the two checks: 1 in 10,000 (over the choice of the seed).
    """
    run = play({"exits": {"retire": {"doctors": "all", "hazard": FLAT, "notice": 0}}}, gps=(300, 200, 100))
    days = [call.date for call in run.patients.of(EndAgenda)]
    assert binomtest(len(days), 600, 1 - 0.9**3).pvalue > 1e-4
    assert kstest([(day - date(day.year, 1, 1)).days / 365 for day in days], "uniform").pvalue > 1e-4


def test_the_hazard_is_that_of_the_age():
    """Doctors are born in 1960 and later: nobody is 70 in 2026, everybody is over 55 in 2024."""
    sure = {**dict.fromkeys(FLAT, 1.0), "from_55": 0.0, "from_70": 0.0}
    run = play({"exits": {"retire": {"doctors": "all", "hazard": sure, "notice": 0}}})
    left = {entity: day.year for day, _, entity in run.events("departure")}
    assert left == {"c1_1": 2024, "c1_2": 2024, "c2_1": 2024, "c2_2": 2025, "c2_3": 2026}


def test_another_measure_changes_nobodys_day():
    exits = {"exits": {"retire": {"doctors": "all", "hazard": FLAT, "notice": 0}}}
    more = {"a_new": {"install": {"doctors": 2, "commune": "C1", "by": "2024-02-01"}}, **exits}
    alone, together = (play(measures, gps=(40, 10, 5)) for measures in (exits, more))
    assert alone.events("departure") == together.events("departure") != []
