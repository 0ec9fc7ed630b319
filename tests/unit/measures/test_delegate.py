"""Delegation (docs/model.md, Task transfer): what comes of minutes saved, used and spent on supervision."""

import numpy as np
import pytest
from pydantic import ValidationError

from sim.measures.delegate import activity
from sim.scenario.professionals import Professional, Supervision
from sim.world.row_edits import AddAgenda, EditAgenda, EditPanel
from tests.shipped import AgendaSort, Kind
from tests.unit.measures.fakes import FIRST, conf, helping, on, play

AGENDA = {
    "kinds": ["follow_up", "renewal"],
    "week": {
        "mon": [5, 4],
        "tue": [5, 4],
        "wed": [0, 0],
        "thu": [5, 4],
        "fri": [5, 4],
        "sat": [0, 0],
        "sun": [0, 0],
    },
    "slot_minutes": 40,
    "ramp_start": 0.3,
}
DAY = "2025-03-01"
SLOTS, MINUTES = 88, 18  # of the usual week of each doctor, of a visit
WEEK = SLOTS * MINUTES
NURSE = helping(to="ipa", doctors="C1", on=DAY, ramp_days=365, agenda=AGENDA)
LEAVES = {f"r{n}": {"retire": {"doctor": f"c1_{n}", "on": f"2025-0{3 + n}-15", "notice": 0}} for n in (1, 2)}


def plan(saved, used, visit=0, week=0, **more):
    supervision = {"visit": visit, "week": week}
    return helping(doctors=["c1_1"], on=DAY, minutes_saved=saved, used=used, supervision=supervision, **more)


def weeks(run, row=0):
    return [
        (c.date, int(np.sum(c.edit.columns["weekly"])))
        for c in run.patients.of(EditAgenda)
        if "weekly" in c.edit.columns and c.row == row
    ]


def lengths(run, row=0):
    """How long visits last beside the usual, by day."""
    edits = [c for c in run.patients.of(EditAgenda) if "slower" in c.edit.columns and c.row == row]
    return [(c.date, round(1 + c.edit.columns["slower"], 12)) for c in edits]


# --- what comes of minutes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("saved", "used", "slots", "length"),
    [
        (3, 1, 105.6, 15 / 18),  # 88 × 18 / 15
        (3, 0.5, 96.8, 15 / 18),
        (3, 0, 88, 15 / 18),
        (0, 1, 88, 1),
        (-2, 1, 79.2, 20 / 18),  # what is left over takes longer
        (-2, 0, 88, 20 / 18),
        (15, 1, 176, 0.5),  # at most half of a visit
    ],
)
def test_time_won_becomes_slots_as_far_as_it_is_used(saved, used, slots, length):
    run = play({"help": {"delegate": plan(saved, used)}})
    whole = int(slots + 0.5)
    assert weeks(run) == ([] if whole == SLOTS else [(on(DAY), whole)])
    assert lengths(run) == ([] if length == 1 else [(on(DAY), round(length, 12))])
    assert weeks(run, 1) == lengths(run, 1) == [], "whoever is not meant works as ever"


def test_whoever_uses_all_of_it_works_as_long():
    """Visits × their length: with u = 1 the minutes of a week are those there were."""
    for saved in (-4.0, 0.0, 2.5, 9.0):
        row = terms(saved, 1)
        asked = activity("x", row, MINUTES, 1.0, 0.0, WEEK)
        assert asked.factor * asked.minutes == pytest.approx(1)
        half = activity("x", terms(saved, 0.5), MINUTES, 1.0, 0.0, WEEK)
        assert half.factor * half.minutes * MINUTES == pytest.approx(MINUTES - 0.5 * saved)


def terms(saved, used, visit=0.0, week=0.0):
    return Professional(
        minutes_saved=saved,
        used=used,
        supervision=Supervision(visit=visit, week=week),
        taking_part=1,
        training_days=0,
        ramp_days=0,
    )


def test_supervision_takes_slots():
    assert weeks(play({"help": {"delegate": plan(0, 1, week=0.05 * WEEK)}})) == [(on(DAY), 84)]  # 83.6
    assert weeks(play({"help": {"delegate": plan(0, 1, week=6000)}})) == [(on(DAY), 0)], "never below 0"


def test_supervision_of_visits_follows_those_of_the_past_month():
    """Nothing is known of them on the first day; c1_1 holds 90 visits a month here."""
    run = play({"help": {"delegate": plan(0, 1, visit=4)}})
    a_week = {31: 90 / (31 / 7), 30: 90 / (30 / 7)}
    march, april = (int(SLOTS * (1 - 4 * a_week[days] / WEEK) + 0.5) for days in (31, 30))
    assert weeks(run)[:1] == [(on("2025-04-01"), march)]
    assert (march, april) == (83, 83)
    assert activity("x", terms(0, 1, visit=4), MINUTES, 1.0, a_week[31], WEEK).factor == pytest.approx(
        1 - 4 * (90 * 7 / 31) / 1584
    )


def test_supervision_may_eat_all_that_is_saved():
    """3 minutes of 18 give a fifth more slots; a sixth of the week spent on supervision takes them back."""
    run = play({"help": {"delegate": plan(3, 1, week=WEEK / 6)}})
    assert weeks(run) == [], "nothing gained"
    assert lengths(run) == [(on(DAY), round(15 / 18, 12))], "visits are shorter all the same"
    worse = play({"help": {"delegate": plan(3, 0.5, week=WEEK / 6)}})
    assert weeks(worse) == [(on(DAY), 81)], "88 × 1.1 × 5 / 6 = 80.67"


def test_the_nurse_s_visits_are_shared_out_among_her_doctors():
    """Her agenda, row 6, holds 96 visits a month: 48 for each of two doctors."""
    run = play({"nurse": {"delegate": {**NURSE, "supervision": {"visit": 6, "week": 0}}}})
    asked = 6 * 48 * 7 / 31
    assert weeks(run)[0] == (on("2025-04-01"), int(SLOTS * (1 - asked / WEEK) + 0.5))


def test_the_gain_comes_over_the_ramp():
    run = play({"help": {"delegate": plan(6, 1, ramp_days=365)}})
    seen = weeks(run)
    saved = 6 * 31 / 365
    assert seen[0] == (on("2025-04-01"), int(SLOTS * 18 / (18 - saved) + 0.5)), "a month later"
    assert [n for _, n in seen] == sorted(n for _, n in seen)
    assert seen[-1] == (on("2026-03-01"), 132)
    assert lengths(run)[-1] == (on("2026-03-01"), round(12 / 18, 12))
    assert len(lengths(run)) == 12, "once a month, until it is reached"


def test_two_measures_multiply_and_a_later_word_replaces_only_its_own():
    run = play(
        {
            "help": {"delegate": plan(3, 1)},
            "nurse": {"delegate": {**NURSE, "minutes_saved": -2, "used": 1, "ramp_days": 0}},
        }
    )
    assert weeks(run) == [(on(DAY), round(SLOTS * 1.2 * 0.9))], "told once"
    assert lengths(run) == [(on(DAY), round(15 / 18 * 20 / 18, 12))]


def test_no_list_is_opened_and_no_cap_raised():
    run = play({"help": {"delegate": plan(3, 1)}})
    assert run.patients.of(EditPanel) == []


def test_a_second_place_and_a_locum():
    """Visits at a second place are as short; a locum works without help."""
    second = {"doctor": "c1_1", "commune": "C2", "on": "2025-05-01", "week": {"mon": [4, 4]}}
    cover = {"stand_in": {"doctors": ["c1_1"], "on": "2025-05-01"}}
    help = {"delegate": plan(3, 1)}
    run = play({"help": help, "second": {"hold_sessions": second}, "cover": cover})
    assert run.row("second")["slower"] == pytest.approx(15 / 18 - 1)
    assert run.row("c1_1")["slower"] == pytest.approx(15 / 18 - 1)
    assert run.row("cover.c1_1")["slower"] == 0


# --- when and who ------------------------------------------------------------------------------------------


def test_nothing_happens_in_the_training():
    for days, begins in ((0, DAY), (1, "2025-03-02"), (31, "2025-04-01"), (365, "2026-03-01")):
        run = play({"nurse": {"delegate": {**NURSE, "minutes_saved": 3, "training_days": days}}})
        assert min(event.date for event in run.history.events) == on(begins)
        assert run.row("nurse")["from_day"] == (on(begins) - FIRST).days
    assert play({"nurse": {"delegate": {**NURSE, "training_days": 730}}}).history.events == ()


def test_the_row_speaks_where_the_plan_does_not():
    """An IPA of conf/ learns for two years; the plan may say that she has learned."""
    assert conf("doctors")["professionals"]["ipa"]["training_days"] == 730
    said = {"to": "ipa", "doctors": ["c1_1"], "on": DAY}
    assert play({"nurse": {"delegate": said}}).history.events == ()
    run = play({"nurse": {"delegate": {**said, "training_days": 0}}})
    assert run.row("nurse")["weekly"].sum() == 36
    assert run.row("nurse")["slot_minutes"] == 40


def helped(doctors, **more):
    run = play({"help": {"delegate": {**helping(1.5, doctors=doctors, on=DAY), **more}}})
    return {event.entity for event in run.history.events if event.event == "activity"}


def test_each_doctor_takes_part_or_not_whoever_else_is_asked():
    everybody = {f"c{commune}_{n}" for commune, gps in ((1, 2), (2, 3), (3, 1)) for n in range(1, gps + 1)}
    assert helped("all", taking_part=1) == everybody
    assert helped("all", taking_part=0) == set()
    half = helped("all", taking_part=0.5)
    assert set() < half < everybody
    assert helped("C2", taking_part=0.5) == {name for name in half if name.startswith("c2")}
    assert half <= helped("all", taking_part=0.8)


def test_who_is_named_takes_part():
    assert helped(["c1_1", "c2_2"], taking_part=0) == {"c1_1", "c2_2"}
    assert helped("c3_1", taking_part=0) == {"c3_1"}


# --- an agenda of their own --------------------------------------------------------------------------------


def test_the_nurse_has_an_agenda_of_her_own():
    run = play({"nurse": {"delegate": NURSE}})
    (opened,) = run.patients.of(AddAgenda)
    assert opened.date == on(DAY)
    row = run.row("nurse")
    assert (row["is_a"], row["panel"]) == (AgendaSort.DELEGATE, -1)
    assert row["same_day"] == row["panel_reserve"] == row["overtime"] == 0, "nothing is kept back"
    assert [Kind(kind) for kind in np.flatnonzero(row["kinds"])] == [Kind.FOLLOW_UP, Kind.RENEWAL]
    assert (row["weekly"].sum(), row["slot_minutes"], row["ramp_days"]) == (36, 40, 365)
    assert row["from_day"] == (on(DAY) - FIRST).days
    assert [call.row for call in run.patients.of(EditAgenda, team=opened.row)] == [0, 1]


def test_when_her_last_doctor_has_left_she_stops():
    run = play({"nurse": {"delegate": NURSE}, **LEAVES})
    assert run.events("team_closes") == [(on("2025-06-01"), "team_closes", "nurse")]


def test_supervised_or_not_she_stops_when_they_have_left():
    run = play({"nurse": {"delegate": {**NURSE, "supervision": {"visit": 1, "week": 0}}}, **LEAVES})
    assert run.events("team_closes") == [(on("2025-06-01"), "team_closes", "nurse")]


def test_without_doctors_there_is_nothing_to_delegate():
    with pytest.raises(ValidationError, match="at least 1 item"):
        play({"nurse": {"delegate": {**NURSE, "doctors": []}}})


# --- what is paid ------------------------------------------------------------------------------------------


def test_aid_falls_by_year_and_is_paid_for_those_who_practise():
    cost = {"payer": "insurance", "yearly": [36000, 24000]}
    run = play({"help": {"delegate": helping(1.05, doctors="C1", on=DAY, cost=cost)}, "leaves": LEAVES["r2"]})
    paid = {p.date: p.amount for p in run.payments}
    assert paid[on("2025-03-01")] == paid[on("2025-05-01")] == pytest.approx(6000)
    assert paid[on("2025-06-01")] == pytest.approx(3000)
    assert paid[on("2026-03-01")] == pytest.approx(2000)
    assert {p.payer for p in run.payments} == {"insurance"}
    assert len(paid) == 22, "March 2025 to December 2026"


def test_one_post_may_serve_several_doctors_and_the_row_says_what_it_costs():
    run = play({"help": {"delegate": helping(to="secretary", doctors="C2", on=DAY)}})
    assert conf("doctors")["professionals"]["secretary"]["doctors_each"] == 2
    assert run.payments[0].payer == "doctor"
    assert run.payments[0].amount == pytest.approx(33000 / 12 * 3 / 2), "three doctors: a post and a half"


def test_an_agenda_is_one_post():
    cost = {"payer": "region", "once": 100, "yearly": [1200]}
    run = play({"nurse": {"delegate": {**NURSE, "cost": cost}}})
    assert [p.amount for p in run.payments[:2]] == [100, 100]
