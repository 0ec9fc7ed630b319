"""Who is let in where, and when: true emergencies before all others, people who do not leave the house,
doctors whom nobody but their own patients can ask. Both engines, told by hand.
"""

from dataclasses import replace
from heapq import heappop, heappush
from typing import Any

import numpy as np
import pytest

from sim.vocabulary.structure import Action, Answer, SeenAt, Sort
from sim.world.log_events import LogEvent
from sim.world.tables import AGENDA, COMES, COUNTER, NOBODY_ELSE, Table, table
from sim.world.world import World
from tests.by_hand import ENGINES, Run, bare_world, emergency_department, persons, run, sessions
from tests.shipped import AgendaSort, CounterType, Kind, Outcome, typed

pytestmark = pytest.mark.parametrize("engine", ENGINES)
ENDLESS = 1e9  # minutes of patience
HURT_ROW = 7  # of the rates: after those of the seven bands


def hurt(world: World, which: Any) -> World:
    """The same, in which ``which`` rows stand for people who have true emergencies."""
    place = world.catchments[0]
    residents = place.residents.copy()
    residents["is_a"][which], residents["group"][which] = Sort.EMERGENCY, HURT_ROW
    rates = np.vstack([place.rates, np.zeros(place.rates.shape[1])])
    rates[HURT_ROW, Kind.EMERGENCY] = 1.0
    cumulative = np.vstack([place.cumulative, place.cumulative[:1]])
    changed = replace(place, residents=residents, rates=rates, cumulative=cumulative)
    return replace(world, catchments=(changed,))


# --- true emergencies

LONG, SHORT = 50, 40  # minutes: of a true emergency, of anything else
EVEN = slice(None, None, 2)


def one_server(kind: CounterType, patience: float) -> Table:
    door = emergency_department(1, SHORT, patience)
    typed(door, kind)
    door["minutes"][:, Kind.EMERGENCY], door["answers"] = LONG, 1.0
    return door


def played(engine: Any, door: Table, action: Action, a_day: float) -> Run:
    """52 people, of whom every other one has true emergencies."""
    world = bare_world(persons(52), table(AGENDA, 0), door, a_day, [(action, door["type"][0], 0)])
    return run(engine, hurt(world, EVEN))


def by_the_book(made: Run, *, urgent_first: bool) -> list[tuple[int, int]]:
    """When one server takes whom, in the order of time: the moment, and the seconds it lasts."""
    coming = sorted((line.second, line.entity % 2) for line in made.said(LogEvent.NEED))
    waiting: list[tuple[int, int, int]] = []
    taken = []
    free = 0
    while coming or waiting:
        if not waiting:
            free = max(free, coming[0][0])
        while coming and coming[0][0] <= free:
            moment, sick = coming.pop(0)
            heappush(waiting, (sick if urgent_first else 0, moment, sick))
        _, moment, sick = heappop(waiting)
        lasts = 60 * (SHORT if sick else LONG)
        taken.append((max(free, moment), lasts))
        free = taken[-1][0] + lasts
    return taken


def taken(made: Run) -> list[tuple[int, int]]:
    return [(line.second, line.b) for line in made.said(LogEvent.BEGINS)]


def test_true_emergencies_are_taken_first_and_nobody_is_sent_out_for_them(engine):
    """One server, busy eight tenths of the time; everybody waits as long as it takes."""
    made = played(engine, one_server(CounterType.ED, ENDLESS), Action.COUNTER, 0.5)
    found = taken(made)
    assert len(found) > 1000
    assert found == by_the_book(made, urgent_first=True)[: len(found)]
    assert found != by_the_book(made, urgent_first=False)[: len(found)], "and it matters"


def test_who_has_a_true_emergency_stays_and_others_lose_patience(engine):
    made = played(engine, one_server(CounterType.ED, 20.0), Action.COUNTER, 0.5)
    lost = [line.entity % 2 for line in made.said(LogEvent.EXITS)]
    assert len(lost) > 100 and {*lost} == {1}


def test_on_the_telephone_nobody_comes_first(engine):
    """Who calls the 15 about a true emergency waits their turn: who answers cannot know before."""
    made = played(engine, one_server(CounterType.LINE15, ENDLESS), Action.LINE, 0.5)
    found = taken(made)
    assert len(found) > 1000
    assert found == by_the_book(made, urgent_first=False)[: len(found)]


# --- who does not leave the house

WHERE = list(SeenAt)


def doors(*kinds: tuple[CounterType, int]) -> Table:
    """Counters, always open, each with these ``rides``."""
    rows = np.concatenate([table(COUNTER, 0), *(emergency_department(50, 5.0, 60.0) for _ in kinds)])
    for row, (kind, rides) in zip(rows, kinds, strict=True):
        typed(row, kind)
        row["rides"] = rides
    return rows


def go(made: Run) -> set[int]:
    """Of whom somebody set out for a counter: the place at which they are seen."""
    return {line.entity % len(WHERE) for line in made.said(LogEvent.GOES)}


@pytest.mark.parametrize(
    ("kind", "rides", "who"),
    [
        (CounterType.ED, 0, {*WHERE}),
        (CounterType.CMSI, 0, {SeenAt.PRACTICE}),
        (CounterType.CMSI, 2, {SeenAt.PRACTICE}),
        (CounterType.SOS, 0, {SeenAt.PRACTICE}),
        (CounterType.SOS, COMES, {*WHERE}),
    ],
)
def test_they_get_to_what_comes_and_to_an_emergency_department(engine, kind, rides, who):
    residents = persons(12, housebound=WHERE * (12 // len(WHERE)))
    steps = [(Action.COUNTER, kind, 0)]
    made = run(engine, bare_world(residents, table(AGENDA, 0), doors((kind, rides)), 0.5, steps))
    assert len(made.said(LogEvent.NEED)) > 200
    assert go(made) == who


def test_with_a_true_emergency_everybody_gets_everywhere(engine):
    residents = persons(12, housebound=WHERE * (12 // len(WHERE)))
    steps = [(Action.COUNTER, CounterType.CMSI, 0)]
    world = bare_world(residents, table(AGENDA, 0), doors((CounterType.CMSI, 0)), 0.5, steps)
    assert go(run(engine, hurt(world, slice(None)))) == {*WHERE}


def test_a_line_does_not_send_them_out_either(engine):
    residents = persons(12, housebound=WHERE * (12 // len(WHERE)))
    rows = doors((CounterType.LINE15, 0), (CounterType.CMSI, 0))
    rows["answers"][0] = [0.0, 0.0, 1.0, 1.0]
    steps = [(Action.LINE, CounterType.LINE15, 0)]
    made = run(engine, bare_world(residents, table(AGENDA, 0), rows, 0.5, steps))
    assert {line.b for line in made.said(LogEvent.ANSWERED)} == {Answer.COUNTER}
    assert go(made) == {SeenAt.PRACTICE}


def test_an_ambulance_finds_no_way_too_far(engine):
    """Nobody goes so far by themselves: e to the power of −600."""
    residents = persons(12, housebound=WHERE * (12 // len(WHERE)))
    steps = [(Action.COUNTER, CounterType.ED, 0)]
    world = bare_world(residents, table(AGENDA, 0), doors((CounterType.ED, 0)), 0.5, steps)
    world.settings["use_falls"] = 30.0
    world.catchments[0].counter_travel[:] = 20
    assert go(run(engine, world)) == {SeenAt.HOME, SeenAt.EHPAD}


def test_the_way_of_the_doctor_is_no_way_of_theirs(engine):
    """Twelve minutes from one commune to the other; of three people one goes to the practice."""
    residents = persons(12, housebound=WHERE * (12 // len(WHERE)), mt=0)
    world = bare_world(residents, sessions(200, commune=1), doors(), 0.5, [(Action.OWN, 0, 50)])
    travel = np.array([[0, 12], [12, 0]], dtype=np.int32)
    place = replace(world.catchments[0], communes=("33284", "33051"), travel=travel)
    made = run(engine, replace(world, catchments=(place,)))
    seen = [line.entity for line in made.said(LogEvent.ENDS) if line.a == Outcome.SEEN_OWN]
    went = sum(row % len(WHERE) == SeenAt.PRACTICE for row in seen)
    assert 0 < went < len(seen)
    assert made.records.travel.sum(axis=(0, 1)).tolist() == [went, 12 * went]


# --- nobody to ask


def beyond(**columns: Any) -> Table:
    """Doctors beyond the territory."""
    row = sessions(200, doctor=-1, panel=-1, site=2)
    row["is_a"], row["commune"] = AgendaSort.OUTSIDE, -1
    for name, value in columns.items():
        row[name] = value
    return row


@pytest.mark.parametrize(
    ("agenda", "asked"),
    [
        (table(AGENDA, 0), False),
        (beyond(panel_reserve=NOBODY_ELSE), False),
        (beyond(active=0), False),
        (beyond(kinds=0), False),
        (beyond(weekly=0), True),
        (beyond(panel_reserve=NOBODY_ELSE - 1), True),
    ],
    ids=["there is none", "their own patients alone", "has gone", "another kind", "full", "hardly any slot"],
)
def test_a_request_that_nobody_could_grant_is_no_refusal(engine, agenda, asked):
    steps = [(Action.AGENDA, AgendaSort.OUTSIDE, 7)]
    made = run(engine, bare_world(persons(6), agenda, doors(), 0.5, steps))
    needs = made.said(LogEvent.NEED)
    assert len(needs) > 100 and made.said(LogEvent.BOOKED) == []
    refused = made.said(LogEvent.REFUSED)
    assert len(refused) == (len(needs) if asked else 0)
    assert made.records.refused.sum() == len(refused)
