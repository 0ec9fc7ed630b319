"""What opens, closes and is held in seasons, on dates, in one week of several: on its exact days."""

from datetime import date, timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from sim.measures.close_counter import CounterClosing
from sim.measures.hold_sessions import SecondPlace
from sim.measures.open_counter import CounterOpening
from sim.measures.seasons import Calendar, held_together, spans
from sim.world.row_edits import AddAgenda, AddCounter, EditCounter, EndAgenda
from tests.unit.measures.fakes import FIRST, on, play

SUMMER = {"seasons": [{"from": "07-01", "to": "08-31"}]}
CAPS = {"counter": "caps", "profile": "cmsi", "commune": "C2", "on": "2022-05-01", "calendar": SUMMER}
WEEK = {"tue": [6, 5]}
LAKE = {"doctor": "c1_1", "commune": "C2", "on": "2024-03-01", "week": WEEK, "calendar": SUMMER}


class Days:
    """A clock that only knows dates."""

    end = date(2026, 12, 31)

    def date_of(self, when):
        return date(2025, 1, 1) if when == "start" else when


def found(calendar, begins="2024-01-01", until=None):
    plan = Calendar.model_validate(calendar)
    ends = None if until is None else on(until)
    return [
        (str(s.begins), None if s.ends is None else str(s.ends))
        for s in spans(Days(), plan, on(begins), ends)
    ]


def test_a_season_returns_every_year_both_days_included():
    assert found(SUMMER) == [(f"{y}-07-01", f"{y}-09-01") for y in (2024, 2025, 2026)]


def test_from_on_and_before_until():
    assert found(SUMMER, "2024-08-10", "2026-07-15") == [
        ("2024-08-10", "2024-09-01"),
        ("2025-07-01", "2025-09-01"),
        ("2026-07-01", "2026-07-15"),
    ]
    assert found(SUMMER, "2024-09-01", "2025-07-01") == []


def test_over_the_new_year_and_the_last_of_february():
    assert found({"seasons": [{"from": "12-20", "to": "01-05"}]}, "2024-01-03", "2026-01-01") == [
        ("2024-01-03", "2024-01-06"),
        ("2024-12-20", "2025-01-06"),
        ("2025-12-20", "2026-01-01"),
    ]
    assert found({"seasons": [{"from": "02-29", "to": "02-29"}]}) == [("2024-02-29", "2024-03-01")]
    assert found({"seasons": [{"from": "02-01", "to": "02-29"}]})[1] == ("2025-02-01", "2025-03-01")


def test_what_touches_or_overlaps_is_one_span():
    calendar = {
        "seasons": [{"from": "07-01", "to": "07-31"}],
        "dates": [
            {"from": "2025-08-01", "to": "2025-08-10"},
            {"from": "2025-08-05", "to": "2025-08-07"},
            {"from": "2025-12-24", "to": "2025-12-24"},
        ],
    }
    assert found(calendar, "2025-01-01", "2026-01-01") == [
        ("2025-07-01", "2025-08-11"),
        ("2025-12-24", "2025-12-25"),
    ]


def switched(run):
    return [(str(c.date), c.edit.columns["active"]) for c in run.patients.of(EditCounter)]


def test_a_counter_of_the_summer():
    """Open since 2022, closed in January 2024, the first day; the history has a line a season and side."""
    run = play({"caps": {"open_counter": CAPS}})
    (opened,) = run.patients.of(AddCounter)
    assert (opened.day, opened.edit.row["opened_day"]) == (0, (date(2022, 7, 1) - FIRST).days)
    assert switched(run) == [
        ("2024-01-01", 0),
        *((f"{y}-{day}", int(day == "07-01")) for y in (2024, 2025, 2026) for day in ("07-01", "09-01")),
    ]
    assert [(str(e.date), e.event, e.detail) for e in run.history.events][:3] == [
        ("2024-01-01", "opens", "profile cmsi, closed"),
        ("2024-07-01", "reopens", ""),
        ("2024-09-01", "closes", ""),
    ]
    assert len(run.history.events) == 7


def test_it_opens_with_its_first_season():
    run = play({"caps": {"open_counter": {**CAPS, "on": "2025-03-01"}}})
    (opened,) = run.patients.of(AddCounter)
    assert opened.date == on("2025-07-01")
    assert opened.edit.row["opened_day"] == (date(2025, 7, 1) - FIRST).days
    assert switched(run) == [("2025-09-01", 0), ("2026-07-01", 1), ("2026-09-01", 0)]


def test_without_a_calendar_until_closes_for_good():
    plan = {**CAPS, "calendar": None, "on": "2025-03-01", "until": "2025-05-01"}
    assert switched(play({"caps": {"open_counter": plan}})) == [("2025-05-01", 0)]


@pytest.mark.parametrize(
    ("calendar", "months"),
    [
        (SUMMER, ["07", "08"]),
        # it is what is open on the first of a month that is paid, whichever was planned first
        ({"seasons": [{"from": "08-15", "to": "08-31"}]}, ["08"]),
        ({"seasons": [{"from": "08-01", "to": "08-31"}]}, ["08"]),
        ({"seasons": [{"from": "08-15", "to": "09-15"}]}, ["08", "09"]),
    ],
)
def test_a_season_is_paid_for_in_the_months_on_whose_first_day_it_is_open(calendar, months):
    cost = {"payer": "commune", "yearly": [12000]}
    plan = {**CAPS, "on": "2025-01-01", "calendar": calendar, "cost": cost}
    paid = [str(p.date)[5:7] for p in play({"caps": {"open_counter": plan}}).payments]
    later = months[1:] if calendar["seasons"][0]["from"] == "08-15" else months
    assert paid == [*months, *later], "2025, with the day of the opening, then 2026"


def test_another_closing_in_the_season_holds():
    closes = {"close_counter": {"counter": "caps", "on": "2025-07-20", "until": "2026-07-10"}}
    run = play({"caps": {"open_counter": {**CAPS, "on": "2025-01-01"}}, "works": closes})
    assert switched(run) == [("2025-07-20", 0), ("2026-07-10", 1), ("2026-09-01", 0)]


def test_a_closing_returns_every_summer():
    counter = {**CAPS, "calendar": None, "on": "2024-02-01"}
    closes = {"counter": "caps", "on": "2024-08-01", "until": "2026-01-01", "calendar": SUMMER}
    run = play({"caps": {"open_counter": counter}, "holidays": {"close_counter": closes}})
    assert switched(run) == [("2024-08-01", 0), ("2024-09-01", 1), ("2025-07-01", 0), ("2025-09-01", 1)]


def test_sessions_of_a_season_are_an_agenda_each_that_ends_with_it():
    run = play({"lake": {"hold_sessions": LAKE}})
    opened, ended = run.patients.of(AddAgenda), run.patients.of(EndAgenda)
    assert [str(c.date) for c in opened] == ["2024-07-01", "2025-07-01", "2026-07-01"]
    assert [str(c.date) for c in ended] == ["2024-09-01", "2025-09-01", "2026-09-01"]
    last = [(c.date.replace(month=9) - FIRST).days for c in opened]
    assert [c.edit.row["book_until"] for c in opened] == [c.edit.row["until_day"] for c in opened] == last
    assert run.history.agenda_names[0][-3:] == ("lake", "lake.2", "lake.3")
    usual = run.patients.world.catchments[0].agendas["weekly"][0]
    assert np.array_equal(run.row("c1_1")["weekly"], usual), "given back"


def test_a_departure_that_is_announced_lengthens_no_season():
    leaves = {"retire": {"doctor": "c1_1", "on": "2025-12-01", "notice": 150}}
    run = play({"lake": {"hold_sessions": LAKE}, "leaves": leaves})
    assert run.row("lake.2")["book_until"] == (date(2025, 9, 1) - FIRST).days
    assert "lake.3" not in run.history.agenda_names[0]


def test_sessions_of_one_week_in_two_from_a_monday():
    """2024-03-01 is a Friday: week 1 begins on 26 February, week 2 on 4 March."""
    for week, monday in ((1, date(2024, 2, 26)), (2, date(2024, 3, 4))):
        plan = {**LAKE, "gives_up": False, "holidays": True, "calendar": {"one_week_in": 2, "week": week}}
        run = play({"lake": {"hold_sessions": plan}})
        (opened,) = run.patients.of(AddAgenda)
        row = opened.edit.row
        assert opened.date == on("2024-03-01"), "to be booked from then on"
        assert (row["one_week_in"], row["week_from"]) == (2, (monday - FIRST).days % 14)
        assert row["works_holidays"] == 1
        assert run.history.events[0].detail == "c1_1: 11 slots in one week of 2"


def test_a_counter_of_one_week_in_three():
    run = play({"caps": {"open_counter": {**CAPS, "calendar": {"one_week_in": 3, "week": 3}}}})
    (opened,) = run.patients.of(AddCounter)
    monday = date(2022, 4, 25) + timedelta(days=14)
    assert (opened.edit.row["one_week_in"], opened.edit.row["week_from"]) == (3, (monday - FIRST).days % 21)


def test_weeks_that_meet():
    assert held_together((1, 1), (7, 3))
    assert held_together((2, 1), (4, 3)) and not held_together((2, 1), (4, 2))
    assert not held_together((2, 1), (2, 2))
    assert held_together((2, 2), (3, 1))


@pytest.mark.parametrize(
    ("schema", "plan", "changes", "said"),
    [
        (CounterOpening, CAPS, {"calendar": {}}, "says nothing; write seasons, dates or one_week_in"),
        (
            CounterOpening,
            CAPS,
            {"calendar": {"one_week_in": 2, "week": 3}},
            "of one week in 2 it is 1 to 2; 3 is",
        ),
        (CounterOpening, CAPS, {"calendar": {"one_week_in": 0}}, "0 must be more than 0"),
        (CounterOpening, CAPS, {"calendar": {"one_week_in": 60}}, "must lie between 1 and 52"),
        (
            CounterOpening,
            CAPS,
            {"calendar": {"seasons": [{"from": "31-08", "to": "09-01"}]}},
            "is no day of the year; write month-day",
        ),
        (
            CounterOpening,
            CAPS,
            {"calendar": {"dates": [{"from": "2025-09-01", "to": "2025-08-01"}]}},
            "to: 2025-08-01 lies before from, 2025-09-01",
        ),
        (
            CounterClosing,
            {"counter": "caps", "on": "2025-01-01"},
            {"calendar": {"one_week_in": 2}},
            "a closing has seasons and dates",
        ),
        (SecondPlace, LAKE, {"calendar": {"one_week_in": 2}}, "write gives_up: false"),
        (SecondPlace, LAKE, {"holidays": "some"}, "valid boolean"),
    ],
)
def test_refused(schema, plan, changes, said):
    with pytest.raises(ValidationError, match=said):
        schema.model_validate({**plan, **changes})
