"""Doctors settle: on their day, if they come, as rooms allow."""

from datetime import date

import pytest
from scipy.stats import binomtest, kstest

from sim.changes.doctors_and_sites import Depart
from sim.world.row_edits import AddAgenda, AddPanel, EndAgenda, TellOfList
from sim.world.tables import NEVER
from tests.shipped import AgendaSort
from tests.unit.measures.fakes import FIRST, on, play, settings

PREMISES = {"open_site": {"site": "halimi", "commune": "C1", "on": "2025-10-01", "rooms": 2}}
WEEK = {
    "mon": [9, 8],
    "tue": [9, 8],
    "wed": [0, 0],
    "thu": [9, 8],
    "fri": [9, 0],
    "sat": [0, 0],
    "sun": [0, 0],
}


def settle(**changes):
    return {"install": {"doctors": 1, "site": "halimi", "by": "2025-10-01", **changes}}


def arrivals(run):
    return [(day, entity) for day, _, entity in run.events("arrival")]


def test_they_begin_on_the_day_as_the_plan_says():
    run = play(
        {
            "premises": PREMISES,
            "settle": settle(doctors=2, week=WEEK, panel_cap=700, age=40, ramp_days=365, ramp_start=0.4),
        }
    )
    assert arrivals(run) == [(on("2025-10-01"), "settle_1"), (on("2025-10-01"), "settle_2")]
    first, second = run.row("settle_1"), run.row("settle_2")
    assert first["from_day"] == (on("2025-10-01") - FIRST).days
    assert [*first["weekly"]] == [9, 8, 9, 8, 0, 0, 9, 8, 9, 0, 0, 0, 0, 0]
    assert (first["ramp_days"], run.panel("settle_1")["cap"]) == (365, 700)
    assert run.doctor("settle_1")["birth_year"] == 1985
    assert first["ramp_start"] == pytest.approx(0.4)
    assert first["site"] == second["site"] != run.row("c1_1")["site"]
    assert (first["commune"], first["active"]) == (0, 1)
    assert (run.panel("settle_1")["list_open"], run.panel("settle_1")["patients"]) == (1, 0)
    assert first["panel"] != second["panel"], "to each their own"
    ranks = [run.doctor(name)["rank"] for name in ("settle_1", "settle_2")]
    assert ranks == [2, 3], "ranks of a commune go on"


def test_what_the_plan_leaves_out_is_as_usual():
    run = play({"settle": {"install": {"doctors": 1, "commune": "C1", "by": "2025-10-01"}}})
    usual, row, panel = settings({}).doctors, run.row("settle_1"), run.panel("settle_1")
    assert tuple(row["weekly"]) == usual.newcomer.week.values
    assert row["until_day"] == row["book_until"] == NEVER
    assert (row["team"], row["is_a"]) == (-1, AgendaSort.GP)
    assert (panel["cap"], panel["ald_extra"]) == (usual.newcomer.panel_cap, usual.patients.ald_extra)
    assert row["kinds"].all()
    assert row["site"] not in {run.row(name)["site"] for name in ("c1_1", "c1_2", "c2_1", "c3_1")}


def test_the_list_of_who_settles_is_news():
    """On the day, each by itself, once the sessions are there; not of who takes nobody."""
    run = play({"premises": PREMISES, "settle": settle(doctors=2)})
    told = run.patients.of(TellOfList)
    assert [(call.date, call.row) for call in told] == [
        (date(2025, 10, 1), run.history.agenda_names[0].index(name)) for name in ("settle_1", "settle_2")
    ]
    edits = [call.edit for call in run.patients.calls]
    assert edits.index(told[0].edit) > edits.index(run.patients.of(AddAgenda)[0].edit)
    assert play({"premises": PREMISES, "settle": settle(panel_cap=0)}).patients.of(TellOfList) == []
    assert play({"settle": SHARES}).patients.of(TellOfList) == [], "it has begun long ago"


def test_no_more_than_there_are_rooms():
    run = play({"premises": PREMISES, "settle": settle(doctors=3)})
    assert len(arrivals(run)) == 2


def test_who_comes_before_the_premises_are_ready_waits_for_them():
    run = play({"premises": PREMISES, "settle": settle(by="2025-03-01")})
    assert arrivals(run) == [(on("2025-10-01"), "settle_1")]
    assert run.row("settle_1")["from_day"] == (on("2025-10-01") - FIRST).days, "the ramp begins with the work"


@pytest.mark.parametrize("leaver", ["a_leaver", "z_leaver"])
def test_a_room_that_is_freed_is_used_that_day(leaver):
    """Whatever the names: who waits for the room begins on the morning on which the other leaves."""
    run = play(
        {
            "premises": {"open_site": {"site": "halimi", "commune": "C1", "on": "2025-01-01", "rooms": 1}},
            leaver: {"retire": {"doctor": "first_1", "on": "2026-02-10", "notice": 10}},
            "first": settle(by="2025-01-01"),
            "second": settle(by="2026-02-10"),
        }
    )
    assert arrivals(run) == [(on("2025-01-01"), "first_1"), (on("2026-02-10"), "second_1")]
    assert run.events("departure") == [(on("2026-02-10"), "departure", "first_1")]


def test_who_ask_for_the_last_room_on_one_morning_get_it_by_name():
    one = {"open_site": {"site": "halimi", "commune": "C1", "on": "2025-10-01", "rooms": 1}}
    for names in (("alpha", "beta"), ("beta", "alpha")):  # the order in the file plays no part
        run = play({**{name: settle() for name in names}, "premises": one})
        assert arrivals(run) == [(on("2025-10-01"), "alpha_1")]


def test_each_comes_with_the_probability_and_no_other_measure_changes_who():
    plan = {"install": {"doctors": 20, "commune": "C1", "by": "2025-10-01", "probability": 0.5}}
    alone = play({"settle": plan})
    other = {"install": {"doctors": 20, "commune": "C2", "by": "2025-02-01", "probability": 0.5}}
    together = play({"a_other": other, "settle": plan, "z_other": other})
    came = [name for _, name in arrivals(alone)]
    assert 0 < len(came) < 20
    assert [name for _, name in arrivals(together) if name.startswith("settle")] == came
    others = [name.partition("_")[0] for _, name in arrivals(together)]
    assert others.count("a") + others.count("z") > 0


def test_how_many_come_is_binomial():
    """4 replications of 150. False alarm rate: 1 in 10,000 (over the choice of the seed)."""
    plan = {"install": {"doctors": 150, "commune": "C1", "by": "2025-10-01", "probability": 1 / 3}}
    came = [len(arrivals(play({"settle": plan}, end=date(2025, 10, 2), replication=r))) for r in range(4)]
    assert len(set(came)) > 1, "replications differ"
    assert binomtest(sum(came), 600, 1 / 3).pvalue > 1e-4


def test_a_search_takes_an_exponential_time():
    """200 searches of 60 days on average. False alarm rate: 1 in 10,000 (over the choice of the seed)."""
    plan = {"install": {"doctors": 200, "commune": "C1", "since": "2024-02-01", "lead_days": 60}}
    run = play({"settle": plan})
    waits = [(day - on("2024-02-01")).days + 0.5 for day, _ in arrivals(run)]
    assert len(waits) == 200
    assert kstest(waits, "expon", args=(0, 60)).pvalue > 1e-4


def test_settled_before_the_first_day_they_have_their_age():
    run = play({"settle": {"install": {"doctors": 1, "commune": "C3", "by": "2023-07-01"}}})
    assert arrivals(run) == [(FIRST, "settle_1")]
    assert run.row("settle_1")["from_day"] == (on("2023-07-01") - FIRST).days < 0


def test_a_neighbour_moves_with_part_of_the_panel():
    run = play({"premises": PREMISES, "settle": settle(**{"from": "c2_1"}, follow=0.7)})
    (left,), (came,) = run.patients.of(EndAgenda), run.patients.of(AddAgenda)
    assert (left.date, left.row, left.edit.successor) == (on("2025-10-01"), 2, came.row)
    assert (left.edit.share, left.edit.same_doctor) == (0.7, True)
    assert run.doctor("settle_1")["birth_year"] == run.doctor("c2_1")["birth_year"]
    assert (run.row("settle_1")["commune"], run.row("c2_1")["commune"]) == (0, 1)
    assert "from c2_1" in next(row.detail for row in run.history.events if row.event == "arrival")
    assert run.moves == [("c2_1", "settle_1")]


def test_who_comes_from_outside_has_not_moved():
    assert play({"premises": PREMISES, "settle": settle()}).moves == []


def test_neighbours_of_a_commune_are_not_moved_twice():
    run = play({"premises": PREMISES, "settle": settle(doctors=2, **{"from": "C2"}, follow=0.7)})
    left = [name for _, _, name in run.events("departure")]
    assert len(left) == len(set(left)) == 2
    assert all(name.startswith("c2_") for name in left)


def test_nobody_comes_from_where_nobody_is_left_and_the_room_stays_free():
    run = play(
        {
            "premises": {"open_site": {"site": "halimi", "commune": "C1", "on": "2025-10-01", "rooms": 1}},
            "a_gone": {"retire": {"doctor": "c3_1", "on": "2025-09-30", "notice": 0}},
            "b_settle": settle(**{"from": "C3"}),
            "c_settle": settle(),
        }
    )
    assert arrivals(run) == [(on("2025-10-01"), "c_settle_1")]


def test_they_may_leave_again_and_cost_while_they_stay():
    run = play(
        {
            "settle": {
                "install": {
                    "doctors": 1,
                    "commune": "C1",
                    "by": "2024-02-01",
                    "departure_hazard": 1.0,
                    "notice": 30,
                    "cost": {"payer": "commune", "once": 8500, "yearly": [12000]},
                }
            }
        }
    )
    ((day, _, who),) = run.events("departure")
    assert who == "settle_1"
    assert day > on("2024-02-01")
    paid = [(p.date, p.amount) for p in run.payments]
    assert paid[:2] == [(on("2024-02-01"), 8500.0), (on("2024-02-01"), 1000.0)]
    assert max(date for date, _ in paid) <= day
    months = 12 * (day.year - 2024) + day.month - 2 + (day.day > 1)
    assert len(paid) == 1 + months


# --- with a colleague

SHARES = {"install": {"doctors": 1, "commune": "C2", "by": "2025-10-01", "shares_panel_of": "c1_1"}}


def test_who_shares_a_panel_brings_none():
    run = play({"settle": SHARES})
    assert run.patients.of(AddPanel) == []
    assert run.doctor("settle_1")["panel"] == run.row("settle_1")["panel"] == run.row("c1_1")["panel"] == 0
    assert run.row("settle_1")["doctor"] == len(run.history.doctor_names[0]) - 1 != run.row("c1_1")["doctor"]
    assert (run.row("settle_1")["commune"], run.row("c1_1")["commune"]) == (1, 0)
    assert arrivals(run) == [(on("2025-10-01"), "settle_1")]


@pytest.mark.parametrize(("leaver", "stays"), [("c1_1", "settle_1"), ("settle_1", "c1_1")])
def test_of_two_who_share_one_leaves_and_the_list_stays_open(leaver, stays):
    """Their agenda ends; the colleague goes on, for the same patients, and takes new ones."""
    leaves = {"retire": {"doctor": leaver, "on": "2026-02-01", "notice": 90}}
    run = play({"settle": SHARES, "leaves": leaves})
    (gone,) = run.patients.of(EndAgenda)
    assert (gone.date, run.history.agenda_names[0][gone.row]) == (on("2026-02-01"), leaver)
    assert run.row(stays)["active"] == 1
    assert run.panel(stays)["list_open"] == 1


def test_a_departure_from_a_shared_panel_says_that_nobody_is_released():
    """What is written in the history is what happens: a colleague goes on."""
    heir = {"successor": "c1_2", "share": 0.6}
    leaves = {"retire": {"doctor": "c1_1", "on": "2026-02-01", "notice": 0, **heir}}
    run = play({"settle": SHARES, "leaves": leaves})
    (left,) = [event for event in run.history.events if isinstance(event.change, Depart)]
    assert left.change.share is None
    assert "released" not in left.detail and "60%" not in left.detail


def test_with_a_colleague_who_has_left_they_begin_for_themselves():
    """No scenario breaks because the colleague retires before: who comes has patients of their own."""
    leaves = {"retire": {"doctor": "c1_1", "on": "2025-08-01", "notice": 0}}
    run = play({"settle": SHARES, "leaves": leaves})
    assert arrivals(run) == [(on("2025-10-01"), "settle_1")]
    assert len(run.patients.of(AddPanel)) == 1
    assert run.panel("settle_1")["cap"] > 0


def test_with_a_colleague_who_begins_on_the_same_morning_whatever_the_names():
    run = play(
        {
            "a_settle": settle(shares_panel_of="b_settle_1"),
            "b_settle": {"install": {"doctors": 1, "commune": "C2", "by": "2025-10-01"}},
            "premises": PREMISES,
        }
    )
    assert run.row("a_settle_1")["panel"] == run.row("b_settle_1")["panel"] == 6
    assert len(run.patients.of(AddPanel)) == 1


def test_a_colleague_of_another_catchment_is_refused():
    with pytest.raises(ValueError, match="within one catchment, and “C2”, “c1_1”: that is 2"):
        play({"settle": SHARES}, catchments=2)
