"""Delegation: slots and panels grow over the ramp, the nurse has an agenda, aid is paid while needed."""

import numpy as np
import pytest

from sim.world.row_edits import AddAgenda, EditAgenda, EditPanel
from tests.shipped import AgendaSort, Kind
from tests.unit.measures.fakes import FIRST, on, play

ASSISTANT = {
    "to": "assistant",
    "doctors": "C1",
    "on": "2025-03-01",
    "activity": 1.05,
    "panel": 1.1,
    "ramp_days": 0,
}
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
NURSE = {**ASSISTANT, "to": "ipa", "activity": 0.97, "panel": 1, "ramp_days": 365, "agenda": AGENDA}


def weeks(run, row):
    return [
        (c.date, int(np.sum(c.edit.columns["weekly"])))
        for c in run.patients.of(EditAgenda)
        if "weekly" in c.edit.columns and c.row == row
    ]


def test_the_week_grows_to_the_nearest_slot_of_the_whole_week():
    run = play({"help": {"delegate": ASSISTANT}})
    usual = int(run.patients.world.catchments[0].agendas["weekly"][0].sum())
    assert usual == 88
    assert weeks(run, 0) == weeks(run, 1) == [(on("2025-03-01"), 92)]
    assert weeks(run, 2) == [], "only the doctors of the place"
    assert run.panel("c1_1")["cap"] == 1100
    assert [call.row for call in run.patients.of(EditPanel, list_open=1)] == [0, 1]


def test_the_gain_comes_over_the_ramp():
    run = play({"help": {"delegate": {**ASSISTANT, "activity": 1.5, "ramp_days": 365}}})
    seen = weeks(run, 0)
    assert seen[0] == (on("2025-04-01"), 92), "a month later: 31 of 365 days of 44 slots"
    assert [n for _, n in seen] == sorted(n for _, n in seen)
    assert seen[-1] == (on("2026-03-01"), 132)
    assert len(seen) == 12, "once a month, until it is reached"


def test_two_measures_multiply_and_a_later_word_replaces_only_its_own():
    run = play(
        {
            "help": {"delegate": {**ASSISTANT, "activity": 1.2}},
            "nurse": {"delegate": {**NURSE, "activity": 0.5, "ramp_days": 0}},
        }
    )
    assert weeks(run, 0) == [(on("2025-03-01"), round(88 * 1.2 * 0.5))], "told once"


def test_the_nurse_has_an_agenda_of_her_own():
    run = play({"nurse": {"delegate": NURSE}})
    (opened,) = run.patients.of(AddAgenda)
    assert opened.date == on("2025-03-01")
    row = run.row("nurse")
    assert (row["is_a"], row["panel"]) == (AgendaSort.DELEGATE, -1)
    assert row["same_day"] == row["panel_reserve"] == row["overtime"] == 0, "nothing is kept back"
    assert [Kind(kind) for kind in np.flatnonzero(row["kinds"])] == [Kind.FOLLOW_UP, Kind.RENEWAL]
    assert (row["weekly"].sum(), row["slot_minutes"], row["ramp_days"]) == (36, 40, 365)
    assert row["from_day"] == (on("2025-03-01") - FIRST).days
    assert [call.row for call in run.patients.of(EditAgenda, team=opened.row)] == [0, 1]


def test_when_her_last_doctor_has_left_she_stops():
    leaving = {
        f"r{n}": {"retire": {"doctor": f"c1_{n}", "on": f"2025-0{3 + n}-15", "notice": 0}} for n in (1, 2)
    }
    run = play({"nurse": {"delegate": NURSE}, **leaving})
    assert run.events("team_closes") == [(on("2025-06-01"), "team_closes", "nurse")]


def test_aid_falls_by_year_and_is_paid_for_those_who_practise():
    plan = {**ASSISTANT, "cost": {"payer": "insurance", "yearly": [36000, 24000]}}
    run = play(
        {
            "help": {"delegate": plan},
            "leaves": {"retire": {"doctor": "c1_1", "on": "2025-06-15", "notice": 0}},
        }
    )
    paid = {p.date: p.amount for p in run.payments}
    assert paid[on("2025-03-01")] == paid[on("2025-06-01")] == pytest.approx(6000)
    assert paid[on("2025-07-01")] == pytest.approx(3000)
    assert paid[on("2026-03-01")] == pytest.approx(2000)
    assert {p.payer for p in run.payments} == {"insurance"}
    assert len(paid) == 22, "March 2025 to December 2026"


def test_who_has_announced_the_departure_takes_no_new_patients():
    run = play(
        {
            "help": {"delegate": ASSISTANT},
            "leaves": {"retire": {"doctor": "c1_1", "on": "2025-06-15", "notice": 200}},
        }
    )
    assert [call.row for call in run.patients.of(EditPanel, list_open=1)] == [1]


def test_without_doctors_nothing_happens():
    run = play({"nurse": {"delegate": {**NURSE, "doctors": []}}})
    assert run.patients.calls == []
