"""Who lives in an EHPAD: the doctor's round, and who is taken to the emergency department; by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.vocabulary.structure import IN_EHPAD, NOT_IN_EHPAD, Action, SeenAt
from sim.world.log_events import LogEvent
from sim.world.patients_protocol import LogRow
from sim.world.records import BOOKED, HELD, SECONDS, VISITS
from sim.world.tables import COUNTER, Table, table
from sim.world.world import World
from tests.by_hand import ENGINES, OWN, bare_world, emergency_department, persons, sessions
from tests.shipped import AgendaSort, CounterType, Kind, Outcome
from tests.worlds import play

PATIENTS = 4
WEDNESDAY = 2  # of the doctor of row 2; day 0 is a Monday here
LENGTHS = np.array([[600] * 256, [1200] * 256, [700] * 256])
engines = pytest.mark.parametrize("engine", ENGINES)


def world(kind: Kind, where: SeenAt, agenda: Table, steps: Any = OWN, counters: Table | None = None) -> World:
    """Patients of one doctor who live ``where``, with needs of one kind, one in two days each."""
    people = persons(PATIENTS, mt=0)
    people["housebound"] = where
    counters = table(COUNTER, 0) if counters is None else counters
    made = bare_world(people, agenda, counters, 0.5, steps)
    place = made.catchments[0]
    rates = np.zeros_like(place.rates)
    rates[:, kind] = 1.0
    settings = made.settings.copy()
    settings["round_slots"], settings["visit_seconds"] = 1, LENGTHS
    return replace(made, settings=settings, catchments=(replace(place, rates=rates),))


def booked(engine: Any, made: World) -> list[tuple[int, int]]:
    """Day of the request and day of the session, of every booking."""
    patients = engine(made, log=True)
    play(patients, made)
    rows = [LogRow(*map(int, line)) for line in patients.log[0]]
    return sorted((row.second // 86400, row.b // 2) for row in rows if row.verb == LogEvent.BOOKED)


@engines
@pytest.mark.parametrize("where", SeenAt)
@pytest.mark.parametrize("kind", [Kind.PREVENTION, Kind.ACUTE_MINOR])
def test_what_is_not_acute_waits_for_the_weekday_of_the_doctor(engine: Any, where: SeenAt, kind: Kind):
    """There are always free slots, on every weekday but Saturday and Sunday."""
    found = booked(engine, world(kind, where, sessions(20, doctor=2)))
    assert len(found) > 60
    if where == SeenAt.EHPAD and kind == Kind.PREVENTION:
        assert {day % 7 for _, day in found} == {WEDNESDAY}
        assert {day - asked for asked, day in found} == set(range(1, 8)), "not that of the day itself"
    else:
        assert {day % 7 for _, day in found} == set(range(5)), "nobody else waits for it"
        assert max(day - asked for asked, day in found) == 3, "from Friday noon to Monday"


@engines
def test_a_round_that_is_full_goes_on_in_the_next_session(engine: Any):
    """One slot a morning: the first to ask has the Wednesday, who asks then the Thursday, and so on."""
    found = booked(engine, world(Kind.PREVENTION, SeenAt.EHPAD, sessions(1, doctor=2, horizon_days=14)))
    days = [day for _, day in found]
    assert len(set(days)) == len(days), "one a morning"
    assert {day % 7 for day in days} == set(range(5))
    for asked, day in found:
        if day % 7 in (3, 4):  # Thursday, Friday: those of this round before it are taken
            assert day - 1 in days
        assert day % 7 != WEDNESDAY or day - asked <= 14


@engines
def test_no_session_on_the_day_of_the_round(engine: Any):
    """A doctor who does not work on Wednesdays sees them on the Thursday."""
    agenda = sessions(20, doctor=2)
    agenda["weekly"][0, 4] = 0
    assert {day % 7 for _, day in booked(engine, world(Kind.PREVENTION, SeenAt.EHPAD, agenda))} == {3}


@engines
def test_who_is_nobody_in_particular_makes_no_rounds(engine: Any):
    """A doctor on screen offers what there is."""
    screen = sessions(20, doctor=-1, panel=-1)
    screen["is_a"], screen["commune"] = AgendaSort.TELE, -1
    agendas = np.concatenate([sessions(0, doctor=2), screen])
    steps = [(Action.AGENDA, AgendaSort.TELE, 3)]
    found = booked(engine, world(Kind.PREVENTION, SeenAt.EHPAD, agendas, steps))
    assert len(found) > 60
    assert min(day - asked for asked, day in found) == 0


@engines
@pytest.mark.parametrize(
    ("kind", "where", "slots", "seconds"),
    [
        (Kind.PREVENTION, SeenAt.PRACTICE, 1, 600),
        (Kind.PREVENTION, SeenAt.HOME, 2, 1200),
        (Kind.PREVENTION, SeenAt.EHPAD, 1, 700),
        (Kind.ACUTE_MINOR, SeenAt.EHPAD, 2, 1200),
    ],
)
def test_slots_and_minutes(engine: Any, kind: Kind, where: SeenAt, slots: int, seconds: int):
    """A round is shorter than visits at home; for what is acute the doctor comes as to somebody at home."""
    made = world(kind, where, sessions(40, doctor=2))
    counted = play(engine(made), made)[0].at_agendas.sum(axis=(0, 1))
    assert counted[VISITS] > 60
    assert counted[BOOKED] == slots * counted[VISITS]
    assert counted[SECONDS] == seconds * counted[HELD] > 0


@engines
@pytest.mark.parametrize("where", [SeenAt.HOME, SeenAt.EHPAD])
@pytest.mark.parametrize("lives", [0, NOT_IN_EHPAD, IN_EHPAD])
def test_whose_a_step_is(engine: Any, where: SeenAt, lives: int):
    """Nobody comes; a step to the emergency department is everybody's, or theirs alone, or not theirs. It is
    so far that nobody goes by themselves: who does not leave the house is taken by ambulance, and does not
    ask.
    """
    ed = emergency_department(9, 10.0, 60.0)
    made = world(
        Kind.ACUTE_URGENT, where, sessions(0, doctor=2), [*OWN, (Action.COUNTER, CounterType.ED, 0)], ed
    )
    made.pathway["who"][:, 1] |= lives
    made.settings["use_falls"] = 5.0
    made.catchments[0].counter_travel[:] = 20
    ends = play(engine(made), made)[0].outcomes.sum(axis=(0, 1, 2))
    taken = lives != (NOT_IN_EHPAD if where == SeenAt.EHPAD else IN_EHPAD)
    assert (ends[Outcome.SEEN_ED] > 60) == taken
    assert (ends[Outcome.RENOUNCED] > 60) == (not taken)
