"""Doctors keep slots for some people: whose, how many, until when."""

import re

import pytest
from pydantic import ValidationError

from sim.cli.messages import spoken
from sim.measures.foresight import doubts
from sim.vocabulary.structure import Trait
from sim.world.row_edits import AddAgenda, EditAgenda
from tests.unit.measures.fakes import DAYS, on, planned, play

ALD = {"all_of": ["ald"]}
COLUMNS = ("kept", "freed_days", "kept_for_day", "all_of", "any_of", "age_from", "age_to")
NOTHING = (0, -1, 0, 0, 0, 0, 0)


def keep(**changes):
    plan = {"doctors": ["c1_1"], "on": "2025-03-01", "slots": 2, "audience": ALD, **changes}
    return {"reserve": {key: value for key, value in plan.items() if value is not None}}


def edits(run, name="c1_1"):
    row = run.history.agenda_names[0].index(name)
    given = [call for call in run.patients.of(EditAgenda) if "kept" in call.edit.columns and call.row == row]
    return [(call.date, tuple(call.edit.columns[column] for column in COLUMNS)) for call in given]


def stands(run, name):
    return tuple(run.row(name)[column] for column in COLUMNS)


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({}, (2, -1, 0, Trait.ALD, 0, 0, 0)),
        ({"freed_days": 0}, (2, 0, 0, Trait.ALD, 0, 0, 0)),
        ({"freed_days": 3, "same_day": True}, (2, 3, 1, Trait.ALD, 0, 0, 0)),
        ({"audience": None, "same_day": True}, (2, -1, 1, 0, 0, 0, 0)),
        ({"audience": {"ages": {"to": 16}}}, (2, -1, 0, Trait.AGES, 0, 0, 16)),
    ],
)
def test_what_stands_in_the_row_until_it_is_given_back(changes, columns):
    run = play({"keep": keep(until="2025-06-01", **changes)})
    assert edits(run) == [(on("2025-03-01"), columns), (on("2025-06-01"), NOTHING)]
    assert edits(run, "c1_2") == []
    assert [(str(e.date), e.event, e.entity, e.detail) for e in run.history.events] == [
        ("2025-03-01", "reserve", "c1_1", "2 a half-day"),
        ("2025-06-01", "reserve", "c1_1", "0 a half-day"),
    ]


def test_of_a_place_those_who_practise_there_that_day():
    run = play({"keep": keep(doctors="C2")})
    assert [e.entity for e in run.history.events] == ["c2_1", "c2_2", "c2_3"]


def test_who_is_named_and_comes_later_keeps_them_from_the_first_day_unless_it_is_over():
    settle = {"install": {"doctors": 1, "commune": "C1", "by": "2025-04-01"}}
    run = play({"keep": keep(doctors=["settle_1"]), "settle": settle})
    assert edits(run, "settle_1") == [(on("2025-04-01"), (2, -1, 0, Trait.ALD, 0, 0, 0))]
    over = play({"keep": keep(doctors=["settle_1"], until="2025-03-20"), "settle": settle})
    assert edits(over, "settle_1") == []


def test_at_all_places_but_where_sessions_are_for_an_audience_of_their_own():
    """Opened before and after; a locum keeps them, too."""
    second = {"doctor": "c1_1", "commune": "C2", "week": {"tue": [6, 5]}, "gives_up": False}
    run = play(
        {
            "before": {"hold_sessions": {**second, "on": "2025-02-01"}},
            "after": {"hold_sessions": {**second, "on": "2025-04-01"}},
            "poor": {"hold_sessions": {**second, "on": "2025-04-01", "audience": {"all_of": ["poor"]}}},
            "cover": {"stand_in": {"doctors": ["c1_1"], "on": "2025-02-01"}},
            "keep": keep(),
        }
    )
    for name in ("c1_1", "before", "after", "cover.c1_1"):
        assert stands(run, name) == (2, -1, 0, Trait.ALD, 0, 0, 0), name
    assert stands(run, "poor")[3] == Trait.POOR
    assert [len(edits(run, name)) for name in ("before", "after", "poor", "cover.c1_1")] == [1, 0, 0, 1]


def test_who_moves_keeps_them_at_the_new_place_until_they_are_given_back():
    moves = {"install": {"doctors": 1, "commune": "C2", "by": "2025-04-01", "from": "c1_1", "follow": 0.5}}
    run = play({"keep": keep(until="2025-09-01"), "moves": moves})
    assert edits(run, "moves_1") == [(on("2025-09-01"), NOTHING)]
    (came,) = [call.edit.row for call in run.patients.of(AddAgenda)]
    assert (came["kept"], came["all_of"]) == (2, Trait.ALD)


def test_of_several_the_last_holds_and_then_the_one_before():
    run = play(
        {
            "first": keep(),
            "then": keep(on="2025-04-01", until="2025-05-01", slots=3, audience={"all_of": ["poor"]}),
        }
    )
    assert [(str(day), columns[0], columns[3]) for day, columns in edits(run)] == [
        ("2025-03-01", 2, Trait.ALD),
        ("2025-04-01", 3, Trait.POOR),
        ("2025-05-01", 2, Trait.ALD),
    ]
    said = [
        (doubt.measure, doubt.key, spoken(doubt.said, "en"))
        for doubt in doubts({"a": planned(keep()).plan, "b": planned(keep(doctors="all")).plan}, DAYS)
    ]
    assert said == [
        (
            "a",
            "doctors",
            "a doctor keeps slots for one audience at a time: from 2025-03-01 on, those of measure b",
        )
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"audience": None}, "kept for whom? write an audience, or same_day: true"),
        ({"audience": None, "same_day": True, "freed_days": 2}, "freed_days: kept from nobody"),
        ({"slots": 0}, "0 must be more than 0"),
        ({"slots": 300}, "must lie between 1 and 255"),
        ({"freed_days": 90}, "must lie between 0 and 64"),
        ({"freed_days": -1}, "-1 is negative"),
    ],
)
def test_refused(changes, said):
    with pytest.raises(ValidationError, match=re.escape(said)):
        planned(keep(**changes))


def test_a_calendar_without_a_day_is_doubted():
    plan = {"counter": "c", "on": "2030-11-01", "calendar": {"seasons": [{"from": "02-01", "to": "02-29"}]}}
    (doubt,) = doubts({"shut": planned({"close_counter": plan}).plan}, DAYS)
    assert (doubt.key, spoken(doubt.said, "en")) == (
        "calendar",
        "no day of it is played, up to 2030-12-31: it changes nothing",
    )
