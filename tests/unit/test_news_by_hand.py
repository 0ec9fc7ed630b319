"""A list that begins is news: who hears of it, when they ask and whom, in both engines, told by hand.

Searches of their own come after the run's end (``search_days``), so that whoever asks has heard. Where draws
decide, the bound is 5 standard deviations of the binomial: a false alarm in 1.7 million; seeds are fixed.
"""

from typing import Any

import numpy as np
import pytest

from sim.vocabulary.structure import Link
from sim.world.log_events import LogEvent
from sim.world.row_edits import EditAgenda, EditSettings
from sim.world.tables import DOCTOR, NEVER, PANEL, Table, table
from sim.world.world import World
from tests.by_hand import DAY_S, ENGINES, KEY, Run, persons, run, sessions
from tests.unit.searching import FULL, OPEN, apart, by_ald, searchers, world_of
from tests.worlds import Change, Gp, settled

pytestmark = pytest.mark.parametrize("engine", ENGINES)
BEGINS, DAYS = 20, 10
EVERYBODY = by_ald((1, 1, 1, 1))  # of whom `look` is 0
LATER = 1e6  # days to a search of one's own
NEWS = {"search_days": LATER, "looks_below": EVERYBODY, "news_heard": 1.0, "news_days": DAYS}


def practices(n: int) -> list[Table]:
    return [sessions(9, doctor=row, panel=row, site=row + 1) for row in range(n)]


def world_with(people: Table, others: int = 0, **settings: Any) -> World:
    """``others``: practices that take nobody; there is one at least, which nobody thinks of if it is 0."""
    agendas = practices(max(1, others))
    if not others:
        agendas[0]["active"] = 0
    return world_of(people, agendas, *[FULL] * len(agendas), **{**NEWS, **settings})


def begins(day: int = BEGINS, cap: int = 1000, **agenda: Any) -> Change:
    """A doctor settles, with a list of so many."""
    doctor, panel = table(DOCTOR, 1)[0], table(PANEL, 1)[0]
    doctor["key"], doctor["rank"], doctor["since"] = KEY, 90, day
    panel["list_open"], panel["cap"] = 1, cap
    row = sessions(9, site=90, from_day=day, **agenda)[0]
    return day, lambda p: settled(p, 0, Gp(doctor, row, panel))


def asked(made: Run) -> dict[int, int]:
    """Who asked a practice, and on which day first."""
    verbs = (LogEvent.REGISTERS, LogEvent.SEARCHES_ON)
    first: dict[int, int] = {}
    for line in made.log:
        if line.verb in verbs:
            first.setdefault(line.entity, line.second // DAY_S)
    return first


def test_where_it_is_the_only_one_everybody_hears_and_asks_within_the_days(engine):
    people = persons(40)
    made = run(engine, world_with(people), begins())
    days = asked(made)
    assert sorted(days) == list(range(40))
    assert {*days.values()} == set(range(BEGINS + 1, BEGINS + 1 + DAYS)), "on each of the days somebody"
    assert made.pairs(LogEvent.REGISTERS) == [(1, 0)] * 40
    assert made.patients.panels(0)["patients"].tolist() == [1, 40], "one was there"


def test_nobody_hears_where_nobody_is_told(engine):
    assert asked(run(engine, world_with(persons(40), news_heard=0.0), begins())) == {}
    assert asked(run(engine, world_with(persons(40)))) == {}


def test_they_ask_there_first(engine):
    """Of twelve practices with patients enough the new one is rarely among four that words name."""
    made = run(engine, world_with(persons(300), 12), begins())
    days = asked(made)
    assert len(days) > 50
    assert made.pairs(LogEvent.REGISTERS) == [(12, 0)] * len(days)
    assert made.said(LogEvent.SEARCHES_ON) == []


@pytest.mark.parametrize(("heard", "others"), [(1.0, 1), (0.4, 1), (1.0, 7), (0.6, 3)])
def test_so_many_hear_as_would_ask_there_in_a_search_of_four_practices(engine, heard, others):
    people = persons(400)
    made = run(engine, world_with(people, others, news_heard=heard), begins())
    p = heard * (1 - (others / (others + 1)) ** 4)
    assert abs(len(asked(made)) - 400 * p) <= 5 * np.sqrt(400 * p * (1 - p))


def test_who_does_not_look_does_not_hear(engine):
    """Nor has anybody who has a médecin traitant nearby a reason to ask."""
    people = persons(9, look=np.arange(9) % 3, link=np.arange(9) // 3)
    people["mt"][8] = 0
    looks = by_ald((1, 2, 1, 3))  # of NEVER those of number 0, of LOST 0 and 1, of FAR 0
    made = run(engine, world_with(people, looks_below=looks, far_minutes=30), begins())
    assert sorted(Link) == [Link.NEVER, Link.LOST, Link.FAR]
    assert sorted(asked(made)) == [0, 3, 4, 6]


@pytest.mark.parametrize(("commune", "moves"), [(0, True), (1, False)])
def test_who_has_one_far_away_hears_of_one_nearer_and_moves(engine, commune, moves):
    """As far away as theirs is not nearer: they ask in vain. Of two one looks for a nearer one."""
    people = persons(60, mt=0, look=np.arange(60) % 2)
    world = apart(world_with(people, 1, far_minutes=20, looks_below=by_ald((2, 2, 2, 1))), 40)
    world.catchments[0].agendas["commune"] = 1
    made = run(engine, world, begins(commune=commune))
    heard = asked(made)
    assert len(heard) > 20 and {row % 2 for row in heard} == {0}
    assert made.pairs(LogEvent.REGISTERS) == [(1, 1)] * len(heard) * moves


def test_who_lives_out_of_reach_does_not_hear(engine):
    for minutes, expected in ((90, 20), (91, 0)):
        world = apart(world_with(persons(20)), minutes)
        assert len(asked(run(engine, world, begins(commune=1)))) == expected


def test_who_is_not_there_on_the_day_before_does_not_hear(engine):
    """Who comes on that midnight has not heard; who leaves on it has, and is gone."""
    people = persons(4)
    people["from_day"] = (0, BEGINS - 1, BEGINS, 0)
    people["until_day"] = (NEVER, NEVER, NEVER, BEGINS)
    made = run(engine, world_with(people), begins())
    assert sorted(asked(made)) == [0, 1]


def test_who_hears_of_two_asks_the_later_one(engine):
    """On one midnight: the one who is told of last, of those who hear of both."""
    made = run(engine, world_with(persons(200)), begins(), begins(doctor=2, panel=2))
    first, second = ([line.entity for line in made.said(LogEvent.REGISTERS) if line.a == a] for a in (1, 2))
    p = 1 - (1 / 2) ** 4  # of the second; the first was alone when it was told of, so that all have heard
    assert sorted(first + second) == list(range(200))
    assert abs(len(second) - 200 * p) <= 5 * np.sqrt(200 * p * (1 - p))


def test_a_full_list_takes_nobody_however_many_hear(engine):
    made = run(engine, world_with(persons(30)), begins(cap=7))
    assert len(asked(made)) == 30
    assert len(made.said(LogEvent.REGISTERS)) == 7


def test_news_takes_back_the_search_that_stood(engine):
    """Everybody would search a month later on average: each asks once, when they have heard."""
    people = persons(50)
    made = run(engine, world_with(people, search_days=30.0), begins(1))
    told = asked(made)
    assert max(told.values()) <= 1 + DAYS and len(told) == 50
    assert len(made.said(LogEvent.REGISTERS)) == 50


def test_settings_of_a_date_hold_for_lists_that_begin_later(engine):
    """Told by the settings of the day, and in the order of what is done at midnight."""
    none = (BEGINS, lambda p: p.apply(0, EditSettings({"news_heard": 0.0})))
    assert asked(run(engine, world_with(persons(10)), none, begins())) == {}
    made = run(engine, world_with(persons(10)), begins(), none)
    assert len(asked(made)) == 10


def test_a_practice_that_came_back_at_the_same_midnight_is_thought_of(engine):
    """Attraction is that of the moment, with all changes of the midnight so far."""
    world = world_with(persons(200))
    opens = (BEGINS, lambda p: p.apply(0, EditAgenda(0, {"active": 1})))
    p = 1 - (1 / 2) ** 4
    found = len(asked(run(engine, world, opens, begins())))
    assert abs(found - 200 * p) <= 5 * np.sqrt(200 * p * (1 - p))
    assert len(asked(run(engine, world_with(persons(200)), begins(), opens))) == 200


def test_who_was_seen_asks_by_whether_they_look(engine):
    """Of those who look all ask the doctor who saw them, of the others nobody."""
    people = persons(6, look=np.arange(6) % 2)
    agendas = [sessions(9)]
    settings = {**NEWS, "asks_when_seen": (1.0, 0.0)}
    made = run(engine, world_of(people, agendas, OPEN, a_day=0.3, **settings))
    assert searchers(made) == [0, 2, 4]
    settings["asks_when_seen"] = (0.0, 1.0)
    made = run(engine, world_of(people, agendas, OPEN, a_day=0.3, **settings))
    assert searchers(made) == [1, 3, 5]
