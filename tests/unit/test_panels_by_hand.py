"""Doctors at two places, panels of two doctors, locums: what both engines make of them, told by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.vocabulary.structure import Action, AgendaSort
from sim.world.log_events import LogEvent
from sim.world.records import VISITS
from sim.world.row_edits import AddAgenda
from sim.world.tables import COUNTER, Table, table
from sim.world.world import World
from tests.by_hand import (
    DAY_S,
    ENGINES,
    N_DAYS,
    NINE,
    OWN,
    OWN_OR_NEARBY,
    TWO,
    bare_world,
    ends,
    panels_of,
    persons,
    run,
    sessions,
)
from tests.shipped import Outcome

MON, TUE, WED, THU, FRI = range(5)
MORNING, AFTERNOON = 0, 1
A_DAY = 0.8  # needs of a person
pytestmark = pytest.mark.parametrize("engine", ENGINES)


def week(slots: int, *halves: tuple[int, int]) -> list[int]:
    """Slots by half-day, on these (weekday, half) and no others."""
    return [slots if divmod(half, 2) in halves else 0 for half in range(14)]


def world_of(residents: Table, agendas: list[Table], steps: Any, a_day: float = A_DAY, **more: Any) -> World:
    return bare_world(residents, np.concatenate(agendas), table(COUNTER, 0), a_day, steps, **more)


def next_of(moment: int, halves: list[tuple[int, int]]) -> int:
    """The first session (moment) from a moment on, of those on these (weekday, half)."""
    starts = [
        day * DAY_S + (NINE, TWO)[half] for day in range(N_DAYS) for wd, half in halves if day % 7 == wd
    ]
    return min((start for start in starts if start >= moment), default=N_DAYS * DAY_S)


# --- a doctor at two places

FIRST_PLACE = [(MON, MORNING), (WED, MORNING)]
SECOND_PLACE = [(TUE, AFTERNOON), (WED, AFTERNOON), (FRI, MORNING)]


def two_places(slots: int = 20, **second: Any) -> list[Table]:
    return [
        sessions(weekly=[week(slots, *FIRST_PLACE)], site=1),
        sessions(weekly=[week(slots, *SECOND_PLACE)], site=2, **second),
    ]


def test_patients_are_offered_the_earlier_session_of_the_two_places(engine):
    made = run(engine, world_of(persons(1, mt=0), two_places(), OWN))
    needs = [line.second for line in made.said(LogEvent.NEED)]
    expected = [next_of(moment, FIRST_PLACE + SECOND_PLACE) for moment in needs]
    expected = [start for start in expected if start < N_DAYS * DAY_S]
    seen = [line.second for line in made.said(LogEvent.ENDS) if line.a == Outcome.SEEN_OWN]
    assert len(expected) > 20
    assert sorted(seen) == sorted(expected)
    for agenda, half in made.pairs(LogEvent.BOOKED):
        assert (half // 2 % 7, half % 2) in (FIRST_PLACE, SECOND_PLACE)[agenda]
    at = made.records.at_agendas[:, :, VISITS].sum(axis=0)
    assert at.sum() == len(expected)
    assert at.min() > 0, "both places are visited"


def test_of_two_sessions_at_one_hour_that_of_the_first_place_is_taken_while_it_has_room(engine):
    """One slot at each place, on Monday morning: two people a week, the later one at the second place."""
    mondays = week(1, (MON, MORNING))
    agendas = [sessions(weekly=[mondays], site=1), sessions(weekly=[mondays], site=2)]
    made = run(engine, world_of(persons(2, mt=0), agendas, OWN))
    by_half: dict[int, list[int]] = {}
    for agenda, half in made.pairs(LogEvent.BOOKED):
        by_half.setdefault(half, []).append(agenda)
    assert len(by_half) == len([day for day in range(N_DAYS) if day % 7 == MON])
    assert set(map(tuple, by_half.values())) == {(0, 1)}


def test_a_second_place_that_opens_is_for_the_same_patients(engine):
    first, second = two_places()
    opens = 21
    second["from_day"] = opens
    made = run(
        engine, world_of(persons(1, mt=0), [first], OWN), (opens, lambda p: p.apply(0, AddAgenda(second[0])))
    )
    expected = []
    for line in made.said(LogEvent.NEED):
        later = line.second >= opens * DAY_S
        expected.append(next_of(line.second, FIRST_PLACE + SECOND_PLACE if later else FIRST_PLACE))
    seen = [line.second for line in made.said(LogEvent.ENDS) if line.a == Outcome.SEEN_OWN]
    assert sorted(seen) == sorted(start for start in expected if start < N_DAYS * DAY_S)
    assert made.patients.panels(0)["patients"].tolist() == [1]


def test_the_end_of_one_of_two_places_releases_its_bookings_and_nobody_of_the_panel(engine):
    """They ask again at once, in the order of their sessions, and are booked at the place that is left."""
    made = run(engine, world_of(persons(3, mt=0), two_places(slots=3), OWN), ends(20, 1))
    released = made.release(20, 1)
    assert len(released) > 3
    assert {(line.verb, line.a) for line in released} == {(LogEvent.BOOKED, 0)}
    before = [line for line in made.said(LogEvent.BOOKED) if line.second < 20 * DAY_S]
    assert len(released) == sum(line.a == 1 and line.b >= 40 for line in before)
    halves = [line.b for line in released]
    assert halves == sorted(halves), "who came first comes first"
    assert made.said(LogEvent.RELEASED) == []
    assert made.records.released.sum() == 0
    assert made.patients.panels(0)["patients"].tolist() == [3]
    assert made.patients.agendas(0)["active"].tolist() == [1, 0]


def test_a_doctor_who_leaves_both_places_releases_the_bookings_of_both_and_the_panel_once(engine):
    """The bookings of the first place ask their doctor first, in vain; those of the other have none left."""
    agendas = [*two_places(slots=1), sessions(9, doctor=1, panel=1, site=3)]
    panels = panels_of(persons(3, mt=0), 2)
    panels["list_open"] = 0
    world = world_of(persons(3, mt=0), agendas, OWN_OR_NEARBY, panels=panels)
    made = run(engine, world, ends(20, 0), ends(20, 1))
    before = [line for line in made.said(LogEvent.BOOKED) if line.second < 20 * DAY_S and line.b >= 40]
    at_first, at_second = (sum(line.a == agenda for line in before) for agenda in (0, 1))
    assert min(at_first, at_second) > 3
    again = [LogEvent.REFUSED, LogEvent.BOOKED]
    assert [line.verb for line in made.release(20, 0)] == again * at_first + [LogEvent.RELEASED] * 3
    assert [line.verb for line in made.release(20, 1)] == [LogEvent.BOOKED] * at_second
    assert made.pairs(LogEvent.RELEASED) == [(0, -1), (1, -1), (2, -1)]
    assert made.records.released.sum() == 3
    assert made.patients.panels(0)["patients"].tolist() == [0, 0]


def test_places_of_the_own_doctor_are_not_nearby(engine):
    """Asked for as an unknown patient: only the other doctor's agenda."""
    agendas = [*two_places(), sessions(9, doctor=1, panel=1, site=3)]
    made = run(engine, world_of(persons(2, mt=0), agendas, [(Action.NEARBY, 0, 50)]))
    assert {agenda for agenda, _ in made.pairs(LogEvent.BOOKED)} == {2}
    alone = run(engine, world_of(persons(2, mt=0), two_places(), [(Action.NEARBY, 0, 50)]))
    assert alone.said(LogEvent.BOOKED) == []
    assert len(alone.said(LogEvent.REFUSED)) == len(alone.said(LogEvent.NEED))


def test_the_cap_is_that_of_the_panel_not_of_its_places(engine):
    """Three seekers, room for two, two places at which they may ask."""
    seekers = persons(3)
    seekers["look"] = -1
    panels = panels_of(seekers, 1)
    panels["cap"] = 2
    made = run(engine, world_of(seekers, two_places(), OWN, a_day=0.0, panels=panels))
    assert len(made.said(LogEvent.REGISTERS)) == 2
    assert len(made.said(LogEvent.SEARCHES_ON)) > 10
    assert made.patients.panels(0)["patients"].tolist() == [2]


def test_a_successor_at_two_places_takes_over_with_both(engine):
    """The heir is named by an agenda, and what is inherited is seen at the other, too."""
    agendas = [sessions(9, doctor=1, panel=1, site=3), *two_places(doctor=0, panel=0)]
    made = run(engine, world_of(persons(2, mt=1), agendas, OWN), ends(20, 0, successor=2, share=1.0))
    assert made.pairs(LogEvent.RELEASED) == [(0, 0), (1, 0)]
    assert made.patients.panels(0)["patients"].tolist() == [2, 0]
    later = {line.a for line in made.said(LogEvent.BOOKED) if line.second > 20 * DAY_S}
    assert later == {1, 2}


# --- two doctors, one panel


def colleagues() -> list[Table]:
    """One slot each every morning, at sites of their own."""
    return [sessions(site=1), sessions(doctor=1, panel=0, site=2)]


def test_patients_of_two_colleagues_see_whoever_is_free_first(engine):
    """Two slots a morning: as many are seen as by one doctor with two, on the same days."""
    both = run(engine, world_of(persons(3, mt=0), colleagues(), OWN))
    alone = run(engine, world_of(persons(3, mt=0), [sessions(2)], OWN))
    seen = [[(r.second, r.entity, r.b) for r in made.said(LogEvent.ENDS)] for made in (both, alone)]
    assert sorted(seen[0]) == sorted(seen[1])
    assert {line.a for line in both.said(LogEvent.ENDS)} <= {Outcome.SEEN_OWN, Outcome.RENOUNCED}
    assert both.records.at_agendas[:, :, VISITS].sum(axis=0).min() > 0


@pytest.mark.parametrize("first", [0, 1])
def test_the_departure_of_one_of_two_colleagues_releases_nobody(engine, first):
    """Of the second, all; whoever of the two goes first."""
    then = 1 - first
    made = run(engine, world_of(persons(2, mt=0), colleagues(), OWN), ends(20, first), ends(40, then))
    assert made.release(20, first)
    assert {(line.verb, line.a) for line in made.release(20, first)} == {(LogEvent.BOOKED, then)}
    released = made.said(LogEvent.RELEASED)
    assert [(line.second, line.entity, line.a, line.b) for line in released] == [
        (40 * DAY_S, then, 0, -1),
        (40 * DAY_S, then, 1, -1),
    ]
    assert made.records.released.sum(axis=(1, 2)).tolist() == [0, 2]
    assert made.records.panels.tolist() == [[2, 0], [2, 0]], "counted at the first agenda, while it is served"
    assert made.patients.panels(0)["patients"].tolist() == [0]


def test_the_team_of_a_colleague_is_the_team_of_the_panel(engine):
    """The first of the panel's agendas has none, the second works with a nurse."""
    nurse = sessions(9, doctor=-1, panel=-1, is_a=AgendaSort.DELEGATE)
    first, second = colleagues()
    second["team"] = 2
    made = run(engine, world_of(persons(1, mt=0), [first, second, nurse], [(Action.TEAM, 0, 50)]))
    booked = made.pairs(LogEvent.BOOKED)
    assert len(booked) > 20
    assert {agenda for agenda, _ in booked} == {2}
    assert {line.a for line in made.said(LogEvent.ENDS)} <= {Outcome.SEEN_TEAM, Outcome.RENOUNCED}


# --- a locum

AWAY = (2, 3, 6)  # weeks


def with_weeks(world: World) -> World:
    days = world.days.copy()
    days["week"] = np.arange(N_DAYS) // 7
    return replace(world, days=days)


def doctor_and_locum(until: int) -> list[Table]:
    """Three slots a morning; a locum has two."""
    leave = np.isin(np.arange(54), AWAY)
    locum = sessions(2, doctor=1, panel=0, leave=[~leave], until_day=until, book_until=until)
    return [sessions(3, leave=[leave]), locum]


def test_a_locum_sees_the_patients_in_the_weeks_in_which_the_doctor_is_away(engine):
    """Until day 35; in week 6 nobody comes."""
    made = run(engine, with_weeks(world_of(persons(3, mt=0), doctor_and_locum(35), OWN)), ends(35, 1))
    booked = made.pairs(LogEvent.BOOKED)
    assert len(booked) > 100
    assert {half // 14 for agenda, half in booked if agenda == 1} == {2, 3}
    assert {half // 14 for agenda, half in booked if agenda == 0}.isdisjoint(AWAY)
    mornings = {day: 3 for day in range(N_DAYS) if day % 7 < 5 and day // 7 not in AWAY}
    mornings |= {day: 2 for day in range(14, 28) if day % 7 < 5}
    taken: dict[int, int] = {}
    for line in made.said(LogEvent.NEED):
        first = -(-(line.second - NINE) // DAY_S)
        free = [d for d in sorted(mornings) if d >= first and taken.get(d, 0) < mornings[d]]
        if free and free[0] - line.second // DAY_S <= 50:
            taken[free[0]] = taken.get(free[0], 0) + 1
    got: dict[int, int] = {}
    for _, half in booked:
        got[half // 2] = got.get(half // 2, 0) + 1
    assert got == taken


def test_the_end_of_a_locum_releases_bookings_and_nobody_of_the_panel(engine):
    """On a day within the doctor's leave: who was booked with the locum waits for the doctor."""
    made = run(engine, with_weeks(world_of(persons(3, mt=0), doctor_and_locum(60), OWN)), ends(16, 1))
    released = made.release(16, 1)
    assert released
    assert {(line.verb, line.a) for line in released} == {(LogEvent.BOOKED, 0)}
    assert all(line.b // 14 not in AWAY for line in released)
    assert made.said(LogEvent.RELEASED) == []
    assert made.patients.panels(0)["patients"].tolist() == [3]


def test_a_doctor_who_leaves_with_the_locum_releases_the_panel(engine):
    made = run(
        engine, with_weeks(world_of(persons(3, mt=0), doctor_and_locum(60), OWN)), ends(16, 1), ends(16, 0)
    )
    assert made.pairs(LogEvent.RELEASED) == [(0, -1), (1, -1), (2, -1)]
    assert {line.entity for line in made.said(LogEvent.RELEASED)} == {0}
    assert made.patients.panels(0)["patients"].tolist() == [0]
