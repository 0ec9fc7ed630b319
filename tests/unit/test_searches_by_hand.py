"""Who looks for a médecin traitant, when, and who takes them: both engines, told by hand."""

from typing import Any

import numpy as np
import pytest

from sim.vocabulary.structure import NEARER
from sim.world.log_events import LogEvent
from sim.world.records import MT_REFUSED
from sim.world.row_edits import EditPanel
from sim.world.tables import NEVER, Table
from tests.by_hand import DAY_S, ENGINES, N_DAYS, Run, ends, persons, run, sessions
from tests.unit.searching import CLOSED, FULL, NOBODYS, OPEN, apart, by_ald, searchers, world_of

pytestmark = pytest.mark.parametrize("engine", ENGINES)


def two_doctors(**second: Any) -> list[Table]:
    return [sessions(9, site=1), sessions(9, doctor=1, panel=1, site=2, **second)]


# --- who looks


def test_who_looks_hangs_on_their_state_and_on_one_number_of_theirs(engine):
    """Persons 0 to 5 by number, for three states: those below the state's share look."""
    people = persons(18, look=np.arange(18) % 6, link=np.arange(18) // 6)
    below = (1, 3, 5, 6)
    made = run(engine, world_of(people, [sessions()], FULL, looks_below=by_ald(below)))
    assert searchers(made) == [row for row in range(18) if row % 6 < below[row // 6]]


def test_under_age_all_look(engine):
    people = persons(3)
    people["birth_year"][1:] = (2009, 2008)  # 16 and 17 in 2025
    assert searchers(run(engine, world_of(people, [sessions()], FULL))) == [1]


def test_with_an_ald_more_look(engine):
    """Those whose number lies below the share of their state with an ALD, not only that without."""
    people = persons(12, look=np.arange(12) % 6, ald_from=(NEVER,) * 6 + (0,) * 6)
    world = world_of(people, [sessions()], FULL, looks_below=((2, 4), (0, 0), (0, 0), (0, 0)))
    assert searchers(run(engine, world)) == [0, 1, 6, 7, 8, 9]


def test_the_onset_of_an_ald_begins_a_search(engine):
    """On that day and not before; sooner than others, as the days of who has one say."""
    people = persons(4, ald_from=(30, 30, NEVER, 30), look=(0, 0, 0, 1))
    days, below = ((NEVER, 2.0),) * 4, ((0, 1),) * 4
    world = world_of(people, [sessions()], FULL, search_days=days, looks_below=below)
    world.days["new_year"][30] = 1
    made = run(engine, world)
    assert searchers(made) == [0, 1]
    days = [line.second // DAY_S for line in made.said(LogEvent.SEARCHES_ON)]
    assert min(days) > 30 and len(days) > 10


def test_who_is_released_looks_as_one_who_lost_theirs(engine):
    """Not as one who has never had any; who does not look in that state searches never."""
    people = persons(4, mt=0, look=(0, 0, 1, 1))
    world = world_of(people, two_doctors(), OPEN, FULL, looks_below=by_ald((0, 1, 0, 0)))
    made = run(engine, world, ends(20, 0))
    assert searchers(made) == [0, 1]
    assert min(line.second for line in made.said(LogEvent.SEARCHES_ON)) >= 21 * DAY_S
    assert made.records.adults_mt_lost.sum(axis=(1, 2)).tolist() == [0, 4]
    assert made.records.adults_mt_never.sum() == 0


# --- what a need leaves behind


def test_who_was_seen_asks_that_doctor_the_day_after(engine):
    """Nobody looks. Each is registered with the doctor who saw them, at the moment that the visit set."""
    people = persons(6)
    made = run(engine, world_of(people, two_doctors(), OPEN, OPEN, a_day=0.3, asks_when_seen=1.0))
    registered = {line.entity: line for line in made.said(LogEvent.REGISTERS)}
    assert sorted(registered) == list(range(6))
    for row, line in registered.items():
        day = line.second // DAY_S
        seen = [s for s in made.said(LogEvent.SEEN_BY) if s.entity == row and s.second // DAY_S < day]
        assert (seen[-1].a, seen[-1].b) == (line.a, line.second)
        assert seen[-1].second // DAY_S == day - 1


def test_who_does_not_ask_is_not_registered(engine):
    made = run(engine, world_of(persons(6), two_doctors(), OPEN, OPEN, a_day=0.3))
    seen = made.said(LogEvent.SEEN_BY)
    assert len(seen) > 20 and {line.b for line in seen} == {-1}
    assert searchers(made) == []


def test_who_does_not_look_asks_the_doctor_who_saw_them_once_a_visit(engine):
    """In vain: no other search follows, but after the next visit."""
    made = run(engine, world_of(persons(3), two_doctors(), FULL, FULL, a_day=0.2, asks_when_seen=1.0))
    asked = made.said(LogEvent.SEARCHES_ON)
    seen = [line for line in made.said(LogEvent.SEEN_BY) if line.b < N_DAYS * DAY_S]
    last = {(line.entity, line.second // DAY_S): line.b for line in seen}  # of two visits of a day the later
    assert [(line.entity, line.second) for line in sorted(asked)] == sorted(
        ((row, moment) for (row, _), moment in last.items()), key=lambda each: each[1]
    )
    assert len(asked) > 15 and {line.b for line in asked} == {-1}


def test_a_search_that_was_set_again_is_stale(engine):
    """Everybody looks and asks who sees them: of all moments that were set the last one of each counts."""
    people = persons(5, look=-1)
    made = run(engine, world_of(people, two_doctors(), FULL, FULL, a_day=0.2, asks_when_seen=1.0))
    for row in range(5):
        awaited, stale = -1, 0
        told = [x for x in made.log if x.verb in (LogEvent.SEEN_BY, LogEvent.SEARCHES_ON) and x.entity == row]
        for line in sorted(told, key=lambda x: (x.second // DAY_S, x.verb == LogEvent.SEEN_BY, x.second)):
            if line.verb == LogEvent.SEARCHES_ON:
                assert awaited in (-1, line.second)  # -1: the first one, set on day 0
            stale += line.verb == LogEvent.SEEN_BY and awaited > line.second
            awaited = line.b
        assert stale > 3


def test_who_was_refused_may_look_from_then_on(engine):
    """No slots at all: each need is refused, and sets the search again."""
    people = persons(4)
    nobody = [sessions(9, site=1, horizon_days=1, lead_days=2)]  # practices that offer nothing
    for share, expected in ((0.0, []), (1.0, [0, 1, 2, 3])):
        made = run(engine, world_of(people, nobody, FULL, a_day=0.1, looks_when_refused=share))
        assert len(made.said(LogEvent.REFUSED)) > 10
        assert sorted({line.entity for line in made.said(LogEvent.LOOKS)}) == expected
        assert set(searchers(made)) <= set(expected)
        first = {}
        for line in made.said(LogEvent.LOOKS):
            first.setdefault(line.entity, line.second)
        assert all(line.second > first[line.entity] for line in made.said(LogEvent.SEARCHES_ON))


def test_a_stranger_is_offered_the_doctor_seen_before(engine):
    """Of twenty doctors, whoever saw a stranger last is asked with those whom words name."""
    agendas = [sessions(9, doctor=n, panel=n, site=n) for n in range(20)]
    made = run(engine, world_of(persons(1), agendas, *[CLOSED] * 20, a_day=0.5))
    booked, low = made.said(LogEvent.BOOKED), 20
    assert len(booked) > 15
    for line in booked:
        before = [s.a for s in made.said(LogEvent.SEEN_BY) if s.second // DAY_S < line.second // DAY_S]
        low = before[-1] if before else 20
        assert line.a <= low, "of sessions at one hour the lower row is taken"
    assert low < 3


def test_who_is_asked_and_takes_nobody_has_refused(engine):
    """Each search asks the one doctor there is; of two, the one with room refuses nobody."""
    below = by_ald((1, 1, 1, 1))
    made = run(engine, world_of(persons(6), [sessions()], FULL, looks_below=below))
    refused = made.records.at_agendas[:, 0, MT_REFUSED].sum()
    assert refused == len(made.said(LogEvent.SEARCHES_ON)) > 6
    two = run(engine, world_of(persons(6), two_doctors(), CLOSED, OPEN, looks_below=below))
    assert len(two.said(LogEvent.REGISTERS)) == 6
    refused, none = two.records.at_agendas[:, :, MT_REFUSED].sum(axis=0).tolist()
    assert refused > 0 and none == 0


# --- whom a doctor takes


def first_asks(made: Run, n: int) -> list[int]:
    """Who was registered at the first search."""
    first: dict[int, int] = {}
    for line in made.log:
        if line.verb in (LogEvent.REGISTERS, LogEvent.SEARCHES_ON):
            first.setdefault(line.entity, line.verb)
    assert len(first) == n
    return [row for row, verb in sorted(first.items()) if verb == LogEvent.REGISTERS]


@pytest.mark.parametrize("closed", [FULL, CLOSED])
def test_a_closed_or_full_list_takes_some_of_those_who_ask_there_first(engine, closed):
    """With an ALD; of the commune; of another. Where the end is known, nobody."""
    people = persons(6, look=-1)
    people["ald_from"][:3] = 0
    for taken, elsewhere, expected in (
        ((1.0, 0.0, 0.0), False, [0, 1, 2]),
        ((0.0, 1.0, 0.0), False, [3, 4, 5]),
        ((0.0, 1.0, 0.0), True, []),
        ((0.0, 0.0, 1.0), True, [3, 4, 5]),
    ):
        agendas = [sessions(9, commune=int(elsewhere))]
        made = run(engine, apart(world_of(people, agendas, closed, takes_anyway=taken), 10))
        assert first_asks(made, 6) == expected
    leaving = [sessions(9, book_until=50)]
    made = run(engine, world_of(people, leaving, closed, takes_anyway=1.0))
    assert first_asks(made, 6) == []


def test_who_is_nobodys_doctor_takes_nobody(engine):
    """A cap of 0: neither with an ALD, nor for whom practices make room, nor who has been seen there."""
    people = persons(6, look=-1)
    people["ald_from"][:3] = 0
    world = world_of(people, [sessions(9)], NOBODYS, a_day=0.2, takes_anyway=1.0, asks_when_seen=1.0)
    world.catchments[0].panels["ald_extra"] = 25
    made = run(engine, world)
    assert len(made.said(LogEvent.SEARCHES_ON)) > 60 and len(made.said(LogEvent.SEEN_BY)) > 60
    assert made.said(LogEvent.REGISTERS) == []


def test_the_second_practice_asked_takes_nobody_beyond_its_list(engine):
    """The first one is going, and its list is closed: the other would take whoever asks there first."""
    people = persons(30, look=-1)
    agendas = two_doctors()
    agendas[0]["book_until"] = 50
    made = run(engine, world_of(people, agendas, CLOSED, FULL, takes_anyway=1.0))
    at_once = first_asks(made, 30)
    assert 5 < len(at_once) < 25, "about half ask doctor 1 first"
    assert {line.a for line in made.said(LogEvent.REGISTERS)} == {1}


# --- somebody nearer


@pytest.mark.parametrize(("minutes", "far", "moves"), [(40, 39, True), (40, 40, False), (10, 39, False)])
def test_who_has_a_doctor_far_away_moves_to_a_nearer_one(engine, minutes, far, moves):
    people = persons(2, mt=1, look=-1)
    agendas = two_doctors(commune=1)
    world = apart(world_of(people, agendas, OPEN, OPEN, far_minutes=far), minutes)
    made = run(engine, world)
    assert made.pairs(LogEvent.REGISTERS) == [(0, 1)] * 2 * moves
    assert made.patients.panels(0)["patients"].tolist() == ([2, 0] if moves else [0, 2])
    assert made.records.reassigned.sum() == made.records.adults_without_mt.sum() == 0


def test_nobody_moves_to_a_doctor_more_than_half_as_far(engine):
    """The other is in the same commune; who does not look for a nearer one does not search."""
    people = persons(3, mt=1, look=(-1, -1, 0))
    agendas = [sessions(9, site=1, commune=1), sessions(9, doctor=1, panel=1, site=2, commune=1)]
    made = run(engine, apart(world_of(people, agendas, OPEN, OPEN, far_minutes=20), 40))
    assert searchers(made) == [0, 1]
    assert made.said(LogEvent.REGISTERS) == []


def test_who_is_registered_far_away_looks_for_a_nearer_one(engine):
    """The doctor of the commune takes one on day 20; who looks until then goes where there is room."""
    people = persons(2, look=-1)
    days = np.full((4, 2), 3.0)
    days[NEARER] = 20.0
    world = world_of(people, two_doctors(commune=1), FULL, OPEN, far_minutes=20, search_days=days)
    made = run(engine, apart(world, 40), (20, lambda p: p.apply(0, EditPanel(0, {"cap": 2}))))
    verbs = [(line.a, line.b) for line in made.said(LogEvent.REGISTERS)]
    assert verbs[:2] == [(1, 0), (1, 0)]
    assert verbs[2:] == [(0, 1)]
    assert made.patients.panels(0)["patients"].tolist() == [2, 1]
