"""Locums stand in for doctors in their weeks of leave: for their patients, at their place."""

import numpy as np
import pytest
from scipy.stats import binomtest

from sim.world.row_edits import AddAgenda, AddDoctor, AddPanel, EditAgenda, EndAgenda
from tests.unit.measures.fakes import FIRST, helping, on, play
from tests.worlds import LOCUM

LEAVES = {"retire": {"doctor": "c1_1", "on": "2025-09-01", "notice": 60}}


def locums(**changes):
    return {"stand_in": {"doctors": ["c1_1"], "on": "2025-03-01", **changes}}


def test_a_locum_works_when_the_doctor_is_away():
    run = play({"cover": locums(activity=0.5)})
    (came,) = run.patients.of(AddAgenda)
    assert came.date == on("2025-03-01")
    there, usual = run.row("cover.c1_1"), run.row("c1_1")
    assert (there["leave"] + usual["leave"]).tolist() == [1] * 54, "one of the two is there, never both"
    assert there["leave"].sum() > 40
    assert there["weekly"].sum() == usual["weekly"].sum() // 2
    for column in ("panel", "commune", "site", "starts", "kinds", "slot_minutes"):
        assert np.array_equal(there[column], usual[column]), column
    assert there["from_day"] == (on("2025-03-01") - FIRST).days


def test_a_locum_is_a_doctor_without_a_panel():
    run = play({"cover": locums()})
    doctor = run.doctor("cover.c1_1")
    assert (doctor["panel"], doctor["contract"]) == (-1, LOCUM)
    assert (doctor["birth_year"], doctor["since"]) == (0, (on("2025-03-01") - FIRST).days)
    assert run.row("cover.c1_1")["doctor"] == run.history.doctor_names[0].index("cover.c1_1")
    assert doctor["rank"] == 2, "draws of their own"
    assert run.patients.of(AddPanel) == []


def test_locums_are_none_of_the_doctors_whom_measures_mean():
    """All doctors of the commune leave, or get help; nobody means those who stand in."""
    plan = helping(1.2, doctors="C1", on="2025-05-01")
    run = play({"cover": locums(doctors="C1"), "help": {"delegate": plan}})
    assert len(run.patients.of(AddDoctor)) == 2
    assert [e.entity for e in run.history.events if e.event == "activity"] == ["c1_1", "c1_2"]


def test_until_the_date_on_which_they_are_known_to_go():
    run = play({"cover": locums(until="2025-08-01")})
    row, last = run.row("cover.c1_1"), (on("2025-08-01") - FIRST).days
    assert (row["until_day"], row["book_until"], row["active"]) == (last, last, 0)
    (gone,) = run.patients.of(EndAgenda)
    assert (gone.date, gone.edit.successor) == (on("2025-08-01"), -1)
    assert run.row("c1_1")["active"] == 1
    assert run.events("locum_begins", "locum_ends", "departure") == [
        (on("2025-03-01"), "locum_begins", "cover.c1_1"),
        (on("2025-08-01"), "locum_ends", "cover.c1_1"),
    ]


def test_who_leaves_leaves_with_the_locum():
    run = play({"cover": locums(), "leaves": LEAVES})
    locum, last = run.history.agenda_names[0].index("cover.c1_1"), (on("2025-09-01") - FIRST).days
    assert [call.row for call in run.patients.of(EditAgenda, book_until=last)] == [0, locum]
    ended = run.patients.of(EndAgenda)
    assert sorted(call.row for call in ended) == [0, locum]
    assert {call.date for call in ended} == {on("2025-09-01")}


@pytest.mark.parametrize("name", ["a_cover", "z_cover"])  # before and after the measure that retires
def test_to_end_on_the_day_of_the_departure_is_to_end_once(name):
    run = play({name: locums(until="2025-09-01"), "leaves": LEAVES})
    ended = [call.row for call in run.patients.of(EndAgenda)]
    assert sorted(ended) == [0, run.history.agenda_names[0].index(f"{name}.c1_1")]


def test_a_locum_is_not_booked_beyond_the_own_end_nor_beyond_the_doctors():
    """Whichever is the earlier, and whichever is known first."""
    plans = {
        "ends first": {"cover": locums(until="2025-08-01"), "leaves": LEAVES},
        "ends later": {"cover": locums(until="2025-12-01"), "leaves": LEAVES},
        "comes after the notice": {"cover": locums(on="2025-07-10", until="2025-12-01"), "leaves": LEAVES},
    }
    expected = {
        "ends first": "2025-08-01",
        "ends later": "2025-09-01",
        "comes after the notice": "2025-09-01",
    }
    for case, measures in plans.items():
        row, last = play(measures).row("cover.c1_1"), (on(expected[case]) - FIRST).days
        assert (row["book_until"], row["until_day"]) == (last, last), case


def test_nobody_stands_in_for_who_has_left():
    run = play({"cover": locums(on="2025-10-01"), "leaves": LEAVES})
    assert run.patients.of(AddAgenda) == []


def test_how_many_find_one_is_binomial():
    """400 doctors. False alarm rate: 1 in 10,000 (over the choice of the seed)."""
    run = play({"cover": locums(doctors="all", finds=0.25)}, gps=(200, 150, 50))
    assert binomtest(len(run.patients.of(AddAgenda)), 400, 0.25).pvalue > 1e-4


def test_no_other_measure_changes_who_finds_one():
    cover = {"cover": locums(doctors="all", finds=0.5)}
    more = {"a_new": {"install": {"doctors": 2, "commune": "C1", "by": "2024-02-01"}}, **cover}
    found = [{n for _, _, n in play(m, gps=(20, 5, 5)).events("locum_begins")} for m in (cover, more)]
    assert found[0] == {name for name in found[1] if ".a_new" not in name} != set()


def test_a_locum_is_paid_while_they_come():
    cost = {"payer": "commune", "once": 500, "yearly": [1200]}
    run = play({"cover": locums(until="2025-06-01", cost=cost)})
    paid = [(p.date, p.amount) for p in run.payments]
    assert paid[:2] == [(on("2025-03-01"), 500.0), (on("2025-03-01"), 100.0)]
    assert [day for day, _ in paid[2:]] == [on("2025-04-01"), on("2025-05-01")]
    assert {p.payer for p in run.payments} == {"commune"}


def test_a_locum_does_not_count_as_load():
    """What measures hear of a month is of doctors with patients."""
    from tests.unit.measures.fakes import measure

    seen = []

    def watch(clock, supply, draws, plan):
        yield clock.until("start")
        seen.append((yield supply.past_month()))

    with measure(watch) as probe:
        play({"watch": probe, "cover": locums(on="2025-01-01")})
    assert set(seen[0]) == {"c1_1", "c1_2", "c2_1", "c2_2", "c2_3", "c3_1"}
