"""Use of counters falls with distance (docs/model.md, section 8), in both engines.

Need by need from the words of the draws, and as a law: who lives ``m`` minutes away goes with probability
exp(−fall · m). The binomial tests are two-sided with a false-alarm rate of 1e-4 each (``judged``); seeds are
fixed.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.draws import purposes
from sim.vocabulary.structure import Action, Sort
from sim.world.log_events import LogEvent
from sim.world.tables import AGENDA, COUNTER, table
from tests.by_hand import ENGINES, Run, bare_world, emergency_department, person, persons, run
from tests.shipped import CounterType, Kind, typed
from tests.theory.draws import needs_of, uniform, words
from tests.theory.judged import is_binomial
from tests.theory.worlds import in_two_communes, station, with_settings

pytestmark = pytest.mark.parametrize("engine", ENGINES)
CHILD, ADULT = 0, 1
FALLS = (0.05, 0.02)  # a minute, for children and adults
TO_ED = [(Action.COUNTER, CounterType.ED, 0)]
WAY = [5, 28]  # minutes from each of two communes


def falling(*falls: float) -> np.ndarray:
    made = np.zeros((32, 2))
    made[CounterType.ED] = falls
    return made


def gone(made: Run) -> set[tuple[int, int]]:
    return {(line.entity, line.occurrence) for line in made.said(LogEvent.GOES)}


@pytest.mark.parametrize("age", [CHILD, ADULT])
def test_who_lives_farther_away_goes_less_often(engine, age):
    residents = persons(2)
    residents["birth_year"] = 2025 - (16, 17)[age]
    world = bare_world(residents, table(AGENDA, 0), emergency_department(100, 30.0, 1e9), 4.0, TO_ED)
    world = with_settings(in_two_communes(world, [[0, 9], [9, 0]], [WAY]), use_falls=falling(*FALLS))
    made = run(engine, world)
    needs, went = needs_of(made), gone(made)
    assert len(needs) > 400
    for who, minutes in enumerate(WAY):
        near_enough = math.exp(-FALLS[age] * minutes)
        theirs = [need for need in needs if need.person == who]
        expected = {
            (who, need.occurrence)
            for need in theirs
            if uniform(words(need, purposes.COUNTER)[2]) < near_enough
        }
        assert {one for one in went if one[0] == who} == expected
        is_binomial(len(expected), len(theirs), near_enough)
    declined = [(line.a, line.b) for line in made.said(LogEvent.DECLINES)]
    assert len(declined) + len(went) == len(needs)
    assert set(declined) == {(0, minutes) for minutes in WAY}


def test_who_declines_goes_to_the_next_step(engine):
    """The same counter at the next step: asked with the word of that step, so two draws are independent."""
    counter, steps = emergency_department(100, 30.0, 1e9), 2 * TO_ED
    world = bare_world(persons(2), table(AGENDA, 0), counter, 4.0, steps)
    world = with_settings(in_two_communes(world, [[0, 9], [9, 0]], [WAY]), use_falls=falling(*FALLS))
    made = run(engine, world)
    for who, minutes in enumerate(WAY):
        asked = sum(line.entity == who for line in made.said(LogEvent.NEED))
        declines_twice = (1.0 - math.exp(-FALLS[ADULT] * minutes)) ** 2
        is_binomial(asked - len({one for one in gone(made) if one[0] == who}), asked, declines_twice)


def test_a_true_emergency_never_declines(engine):
    made = station(0, per_day=5.0, servers=9, minutes=30.0, warm=0, days=30, emergency=True)
    made.catchments[0].counter_travel[0, 0] = 40
    played = run(engine, with_settings(made, use_falls=falling(5.0, 5.0)))
    assert len(played.said(LogEvent.GOES)) > 100
    assert not played.said(LogEvent.DECLINES)


def test_a_visitor_is_an_adult(engine):
    made = station(0, per_day=5.0, servers=9, minutes=30.0, warm=0, days=30)
    place = made.catchments[0]
    place.counter_travel[0, 0] = 40
    residents, rates = place.residents.copy(), np.zeros_like(place.rates)
    residents["is_a"], residents["birth_year"] = Sort.VISITOR, 2024
    rates[:, Kind.ACUTE_URGENT] = 1.0
    made = replace(made, catchments=(replace(place, residents=residents, rates=rates),))
    played = run(engine, with_settings(made, use_falls=falling(5.0, 0.0)))
    assert len(played.said(LogEvent.GOES)) > 100
    assert not played.said(LogEvent.DECLINES)


def test_who_is_sent_by_a_line_goes_however_far(engine):
    line = table(COUNTER, 1)
    typed(line, CounterType.LINE15)
    line["active"], line["kinds"], line["servers"], line["minutes"] = 1, 1, 100, 5.0
    line["answers"] = (0, 0, 0, 1)  # everybody to an emergency department
    counters = np.concatenate([emergency_department(100, 30.0, 1e9), line])
    steps = [(Action.LINE, CounterType.LINE15, 0)]
    world = bare_world(person(mt=-1), table(AGENDA, 0), counters, 3.0, steps)
    world.catchments[0].counter_travel[0, 0] = 28
    made = run(engine, with_settings(world, use_falls=falling(5.0, 5.0)))
    assert len(made.said(LogEvent.GOES)) > 100
    assert not made.said(LogEvent.DECLINES)
