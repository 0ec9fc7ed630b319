"""A doctor is away for months: which weeks, for whom, and that all is as before when they are back."""

from datetime import date, timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from sim.measures.be_away import LongLeave, weeks
from sim.vocabulary.structure import Leave
from sim.world.row_edits import EditAgenda, EditPanel
from sim.world.tables import MAX_HORIZON
from tests.unit.measures.fakes import on, play

BIRTH = {"be_away": {"doctor": "c1_1", "on": "2025-03-05", "until": "2025-08-06"}}
HELD = {"hold_sessions": {"doctor": "c1_1", "commune": "C2", "on": "2024-06-03", "week": {"tue": [9, 0]}}}


def leaves(run, row):
    """What leave an agenda has had, as it changed: (date, weeks away)."""
    edits = [c for c in run.patients.of(EditAgenda) if c.row == row and "leave" in c.edit.columns]
    return [(c.date, set(np.flatnonzero(c.edit.columns["leave"] == Leave.AWAY).tolist())) for c in edits]


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        ("2025-01-01", "2025-01-08", (0,)),
        ("2025-01-04", "2025-01-05", (0,)),  # the fourth day is the middle of a week
        ("2025-01-05", "2025-01-11", ()),
        ("2025-01-05", "2025-01-12", (1,)),
        ("2024-12-29", "2025-01-08", (0, 52)),  # the days beyond the 52nd week
        ("2025-03-05", "2025-08-06", tuple(range(9, 31))),
    ],
)
def test_weeks_are_those_whose_middle_lies_between(begins, ends, expected):
    assert weeks(date.fromisoformat(begins), date.fromisoformat(ends)) == expected


def test_all_weeks_of_any_year_have_one_middle():
    """From day to day no week is left out, and none is named twice."""
    for first in (date(2024, 1, 1), date(2025, 1, 1)):
        year = (date(first.year + 1, 1, 1) - first).days
        by_day = [weeks(first + timedelta(n), first + timedelta(n + 1)) for n in range(year)]
        named = [week for found in by_day for week in found]
        assert sorted(set(named)) == list(range(53)) and len(named) == 52 + year - 364


def test_nobody_is_booked_for_weeks_that_are_known():
    run = play({"birth": BIRTH})
    usual = set(np.flatnonzero(run.row("c1_1")["leave"] == Leave.AWAY).tolist())
    said, meant = leaves(run, 0), set(range(9, 31))
    assert usual & meant != meant, "else it proves nothing"
    assert said[0][0] == on("2025-03-05") - timedelta(MAX_HORIZON), "as far ahead as anybody can book"
    for day, away in said[:-1]:
        begins = max(on("2025-03-05"), day - timedelta(7))
        ends = min(on("2025-08-06"), day + timedelta(MAX_HORIZON + 28))
        assert away == usual | set(weeks(begins, ends)), day
    assert said[-1] == (on("2025-08-06"), usual), "all as before"


def test_the_list_is_closed_meanwhile():
    run = play({"birth": BIRTH})
    assert run.events("away", "back") == [
        (on("2025-03-05"), "away", "c1_1"),
        (on("2025-08-06"), "back", "c1_1"),
    ]
    lists = [(c.date, c.edit.columns["list_open"]) for c in run.patients.of(EditPanel) if c.row == 0]
    assert lists == [(on("2025-03-05"), 0), (on("2025-08-06"), 1)]


def test_a_second_place_is_empty_too_and_a_locum_is_there():
    cover = {"stand_in": {"doctors": ["c1_1"], "on": "2025-03-05", "until": "2025-08-06"}}
    run = play({"second": HELD, "birth": BIRTH, "cover": cover})
    names = run.history.agenda_names[0]
    second, locum = names.index("second"), names.index("cover.c1_1")
    assert leaves(run, second) == leaves(run, 0)
    during = run.patients.rows[0].agendas
    assert during["leave"][second].tolist() == during["leave"][0].tolist()
    usual = leaves(run, 0)[-1][1]
    for day, without in leaves(run, locum):
        own = dict(leaves(run, 0))[day]
        away = (own - usual) | (own & set(range(9, 31)))
        there = set(range(54)) - without
        assert not there - own, "never both"
        assert away - usual <= there, "there in the weeks that the measure adds"
    assert leaves(run, locum)


def test_two_leaves_hold_together_and_who_leaves_for_good_does_not_come_back():
    later = {"be_away": {"doctor": "c1_1", "on": "2025-07-02", "until": "2025-10-01"}}
    run = play({"birth": BIRTH, "later": later})
    assert run.events("away", "back") == [
        (on("2025-03-05"), "away", "c1_1"),
        (on("2025-07-02"), "away", "c1_1"),
        (on("2025-10-01"), "back", "c1_1"),
    ]
    gone = play({"birth": BIRTH, "leaves": {"retire": {"doctor": "c1_1", "on": "2025-06-02", "notice": 30}}})
    assert gone.events("away", "back", "departure") == [
        (on("2025-03-05"), "away", "c1_1"),
        (on("2025-06-02"), "departure", "c1_1"),
    ]
    notice = {"retire": {"doctor": "c1_1", "on": "2025-11-03", "notice": 180}}
    told = play({"birth": BIRTH, "leaves": notice})
    assert told.panel("c1_1")["list_open"] == 0, "who has said when they go takes nobody any more"


def test_what_was_long_ago_is_not_played():
    long_ago = {"be_away": {"doctor": "c1_1", "on": "2023-01-01", "until": "2023-06-01"}}
    assert play({"birth": long_ago}).events("away", "back") == []


def test_who_settles_may_be_away_later():
    settle = {"install": {"doctors": 1, "commune": "C1", "by": "2025-02-03"}}
    run = play(
        {"new": settle, "birth": {"be_away": {"doctor": "new_1", "on": "2025-03-05", "until": "2025-08-06"}}}
    )
    assert [event[0] for event in run.events("away", "back")] == [on("2025-03-05"), on("2025-08-06")]


def test_less_than_a_week_is_refused():
    with pytest.raises(ValidationError, match="less than a week"):
        LongLeave.model_validate({"doctor": "a_1", "on": "2025-03-03", "until": "2025-03-08"})
