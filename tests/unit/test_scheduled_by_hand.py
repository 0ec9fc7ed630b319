"""Places that are not there always or for everybody: what both engines make of them, told by hand."""

import numpy as np
import pytest

from sim.draws import purposes
from sim.vocabulary.structure import Action, Sort, Trait
from sim.vocabulary.time import HOUR
from sim.world.log_events import LogEvent
from sim.world.row_edits import EditRides
from sim.world.tables import AGENDA, ALL_SLOTS, COUNTER, table
from sim.world.world import World
from tests.by_hand import (
    DAY_S,
    ENGINES,
    N_DAYS,
    NINE,
    OWN,
    TWO,
    Run,
    bare_world,
    emergency_department,
    person,
    persons,
    run,
    sessions,
)
from tests.shipped import CounterType, Kind, Outcome, typed
from tests.theory.draws import needs_of, uniform, words
from tests.theory.worlds import in_two_communes

pytestmark = pytest.mark.parametrize("engine", ENGINES)


def weeks_of(one_in: int, first: int) -> list[int]:
    """The days of one week in so many; one of them begins on the day ``first``."""
    return [day for day in range(N_DAYS) if (day - first) // 7 % one_in == 0]


# --- one week in several


@pytest.mark.parametrize(("one_in", "first"), [(2, 0), (2, -7), (3, 7), (5, -14)])
def test_sessions_of_one_week_in_several_are_booked_in_theirs_alone(engine, one_in, first):
    agenda = sessions(100, one_week_in=one_in, week_from=first)
    made = run(engine, bare_world(persons(2, mt=0), agenda, table(COUNTER, 0), 0.8, OWN))
    mornings = [day * DAY_S + NINE for day in weeks_of(one_in, first) if day % 7 < 5]
    booked = made.said(LogEvent.BOOKED)
    needs = made.said(LogEvent.NEED)
    expected = [next((m for m in mornings if m >= line.second), None) for line in needs]
    within = [m for m in expected if m is not None]
    assert [line.b // 2 * DAY_S + NINE for line in booked] == within
    assert len(within) > 40 and len({m // DAY_S // 7 for m in within}) > 1
    offered = made.records.at_agendas[:, 0, 0].sum()
    assert offered == 100 * len(mornings)


@pytest.mark.parametrize(("one_in", "first"), [(1, 0), (2, 0), (2, -7), (3, 14)])
def test_a_counter_of_one_week_in_several_is_seen_ahead_and_waited_for(engine, one_in, first):
    """It opens at nine; who asks up to six hours before waits, if the week is one of its own."""
    ed = emergency_department(0, 1.0, 60.0)
    ed["servers"][:, :, 9:12] = 1
    ed["one_week_in"], ed["week_from"] = one_in, first
    world = bare_world(
        person(Sort.VISITOR), table(AGENDA, 0), ed, 12.0, [(Action.COUNTER, CounterType.ED, 6)]
    )
    made = run(engine, world)
    there = set(weeks_of(one_in, first))
    expected = []
    for line in made.said(LogEvent.NEED):
        day, second = divmod(line.second, DAY_S)
        if day in there and 3 * HOUR <= second < 9 * HOUR:
            expected.append(day * DAY_S + 9 * HOUR)
        elif day in there and 9 * HOUR <= second < 12 * HOUR:
            expected.append(line.second)
    goes = [line.b for line in made.said(LogEvent.GOES)]
    assert goes == expected
    assert len(goes) > 50
    served = made.records.daily[:, 0]
    assert set(np.flatnonzero(served).tolist()) <= there
    seen = sum(line.a == Outcome.SEEN_ED for line in made.said(LogEvent.ENDS))
    assert seen == served.sum() > 40


# --- for whom

TRAITS = {  # columns of who is of the audience, and of who is not
    Trait.AGES: ({"birth_year": 1960}, {"birth_year": 1966}),  # 65 and 59 in 2025
    Trait.ALD: ({"ald_from": 0}, {}),
    Trait.NO_CAR: ({"no_car": 1}, {}),
    Trait.WITHOUT_MT: ({"mt": -1}, {"mt": 0}),
    Trait.AT_HOME: ({"housebound": 1}, {"housebound": 2}),
    Trait.EHPAD: ({"housebound": 2}, {"housebound": 1}),
    Trait.ELSEWHERE: ({"housebound": 1}, {"housebound": 2}),
    Trait.POOR: ({"poor": 1}, {}),
}


def pair(trait: Trait) -> np.ndarray:
    """Two residents: the first has the trait, the second has not."""
    both = persons(2)
    for person_of, columns in zip(both, TRAITS[trait], strict=True):
        for name, value in columns.items():
            person_of[name] = value
    return both


def who_needs(made: Run) -> set[tuple[int, int]]:
    return {(line.entity, line.second) for line in made.said(LogEvent.NEED)}


@pytest.mark.parametrize("column", ["all_of", "any_of"])
@pytest.mark.parametrize("trait", TRAITS)
def test_a_counter_is_not_seen_from_outside_its_audience(engine, trait, column):
    ed = emergency_department(5, 1.0, 60.0)
    ed[column], ed["age_from"], ed["age_to"] = trait, 60, 65
    world = bare_world(pair(trait), sessions(), ed, 0.5, [(Action.COUNTER, CounterType.ED, 0)])
    made = run(engine, world)
    gone = {(line.entity, line.second) for line in made.said(LogEvent.GOES)}
    assert gone == {need for need in who_needs(made) if need[0] == 0}
    renounced = {line.entity for line in made.said(LogEvent.ENDS) if line.a == Outcome.RENOUNCED}
    assert renounced == {1} and len(gone) > 10


def test_all_of_some_and_one_of_others(engine):
    """With an ALD, and poor or without a car."""
    six = persons(6)
    six["ald_from"][:4] = 0
    six["poor"], six["no_car"] = (1, 0, 1, 0, 1, 1), (0, 1, 1, 0, 0, 0)
    ed = emergency_department(5, 1.0, 60.0)
    ed["all_of"], ed["any_of"] = Trait.ALD, Trait.POOR | Trait.NO_CAR
    made = run(engine, bare_world(six, table(AGENDA, 0), ed, 0.5, [(Action.COUNTER, CounterType.ED, 0)]))
    assert {line.entity for line in made.said(LogEvent.GOES)} == {0, 1, 2}
    assert {need[0] for need in who_needs(made)} == set(range(6))


@pytest.mark.parametrize("trait", [*TRAITS, Trait.SENT])
def test_of_visitors_it_is_known_that_they_live_in_no_ehpad_here(engine, trait):
    ed = emergency_department(5, 1.0, 60.0)
    ed["all_of"], ed["age_to"] = trait, 120
    steps = [(Action.COUNTER, CounterType.ED, 0)]
    made = run(engine, bare_world(person(Sort.VISITOR), table(AGENDA, 0), ed, 2.0, steps))
    needs, gone = (len(made.said(verb)) for verb in (LogEvent.NEED, LogEvent.GOES))
    assert needs > 50 and gone == (needs if trait == Trait.ELSEWHERE else 0)


def gated_world(sort: Sort, kind: int) -> World:
    """An emergency department to which only the 15 sends, and sends everybody."""
    ed = emergency_department(5, 1.0, 60.0)
    ed["all_of"] = Trait.SENT
    line = emergency_department(5, 1.0, 60.0)
    typed(line, CounterType.LINE15)
    line["answers"] = (0.0, 0.0, 0.0, 1.0)
    steps = [(Action.COUNTER, CounterType.ED, 0), (Action.LINE, CounterType.LINE15, 0)]
    world = bare_world(person(sort), table(AGENDA, 0), np.concatenate([ed, line]), 3.0, steps)
    rates = world.catchments[0].rates
    rates[:], rates[:, kind] = 0.0, 1.0
    return world


def test_behind_a_gate_only_who_is_sent(engine):
    made = run(engine, gated_world(Sort.VISITOR, Kind.ACUTE_MINOR))
    told = [line[:5] for line in made.said(LogEvent.ANSWERED)]
    assert [line[:5] for line in made.said(LogEvent.GOES)] == told
    assert len(told) > 100


def test_no_true_emergency_is_asked(engine):
    made = run(engine, gated_world(Sort.EMERGENCY, Kind.EMERGENCY))
    assert made.said(LogEvent.ANSWERED) == []
    assert len(made.said(LogEvent.GOES)) == len(made.said(LogEvent.NEED)) > 100


# --- kept for some

SLOTS, KEPT = 3, 2


@pytest.mark.parametrize(("freed", "for_day"), [(-1, 0), (0, 0), (4, 0), (-1, 1), (2, 1)])
def test_slots_kept_for_people_with_an_ald(engine, freed, for_day):
    """Three a morning, two of them kept: booked need by need, as a secretary would."""
    three = persons(3, mt=0)
    three["ald_from"][0] = 0
    columns = {"kept": KEPT, "freed_days": freed, "kept_for_day": for_day, "all_of": Trait.ALD}
    made = run(engine, bare_world(three, sessions(SLOTS, **columns), table(COUNTER, 0), 0.9, OWN))
    free = {day: SLOTS for day in range(N_DAYS) if day % 7 < 5}
    expected = {}
    for line in made.said(LogEvent.NEED):
        today = line.second // DAY_S
        for day in sorted(free):
            if day * DAY_S + NINE < line.second or day > today + 50:
                continue
            if line.entity == 0:
                kept = KEPT if for_day and day > today else 0
            else:
                kept = KEPT if day - today > freed else 0
            if free[day] >= 1 + kept:
                free[day] -= 1
                expected[line.entity, line.second] = day
                break
    booked = {(line.entity, line.second): line.b // 2 for line in made.said(LogEvent.BOOKED)}
    assert booked == expected
    waits = {who: [day - at // DAY_S for (p, at), day in booked.items() if p == who] for who in (0, 1, 2)}
    others = waits[1] + waits[2]
    assert len(others) > 20 and len(waits[0]) > 20
    if not for_day:
        assert np.mean(waits[0]) < np.mean(others), "they wait less for whom slots are kept"


def test_kept_whole_is_seen_by_its_audience_alone(engine):
    two = persons(2, mt=0)
    two["ald_from"][0] = 0
    agenda = sessions(20, kept=ALL_SLOTS, freed_days=-1, all_of=Trait.ALD)
    made = run(engine, bare_world(two, agenda, table(COUNTER, 0), 0.5, OWN))
    assert {line.entity for line in made.said(LogEvent.BOOKED)} == {0}
    assert sum(line.entity == 1 for line in made.said(LogEvent.REFUSED)) > 10


def test_kept_slots_are_no_third_next_available(engine):
    """Of three slots one is free for others: the third of these is two working days away."""
    agenda = sessions(SLOTS, kept=KEPT, freed_days=-1, all_of=Trait.ALD)
    made = run(engine, bare_world(persons(1, mt=0), agenda, table(COUNTER, 0), 1e-9, OWN))
    doctors, days = made.records.third_next.sum(axis=(0, 1)).tolist()
    assert (doctors, days) == (2, 2 + 2), "of Monday, day 0, and of day 30, a Wednesday"


@pytest.mark.parametrize("hours", [0, 4, 13, 24])
def test_slots_kept_for_the_sas_are_everybodys_so_many_hours_before_the_session(engine, hours):
    """All slots of afternoons at two are kept: one is had on its own day alone, from two less so many hours
    on, and not before midnight.
    """
    agenda = sessions(0, sas=100)
    agenda["weekly"][0, 1:10:2] = 100
    world = bare_world(persons(3, mt=0), agenda, table(COUNTER, 0), 1.5, OWN)
    world.settings["sas_freed_hours"] = hours
    made = run(engine, world)
    asked = [divmod(line.second, DAY_S) for line in made.said(LogEvent.NEED)]
    in_time = [day for day, second in asked if day % 7 < 5 and TWO - HOUR * hours <= second <= TWO]
    assert [line.b for line in made.said(LogEvent.BOOKED)] == [2 * day + 1 for day in in_time]
    assert len(in_time) > 4 * hours or hours == 0


# --- whom a service wakes


@pytest.mark.parametrize("poor", [0, 1])
def test_a_service_wakes_the_poor_more(engine, poor):
    someone = persons(1)
    someone["poor"], someone["latent"] = poor, 1.0
    ed = emergency_department(5, 1.0, 60.0)
    ed["wakes"] = (0.2, 0.7)
    made = run(engine, bare_world(someone, table(AGENDA, 0), ed, 2.0, [(Action.COUNTER, CounterType.ED, 0)]))
    share = (0.2, 0.7)[poor]
    woken = [need for need in needs_of(made) if uniform(words(need, purposes.LATENT)[1]) < share]
    gone = {(line.entity, line.tag // 16, line.occurrence) for line in made.said(LogEvent.GOES)}
    assert gone == {need.who for need in woken}
    assert 5 < len(gone) < len(needs_of(made))


# --- rides


def far_away(minutes: int, rides: int) -> World:
    """Two residents without a car, of two communes; an emergency department that far from both."""
    two = persons(2)
    two["no_car"] = 1
    ed = emergency_department(5, 1.0, 60.0)
    ed["rides"] = rides
    world = bare_world(two, table(AGENDA, 0), ed, 0.5, [(Action.COUNTER, CounterType.ED, 0)])
    world = in_two_communes(world, [[0, 0], [0, 0]], [[minutes, minutes]])
    world.settings["no_car_minutes"], world.settings["counter_minutes"] = 10, 30
    return world


@pytest.mark.parametrize(
    ("minutes", "row", "communes", "who"),
    [
        (20, 0, (1, 1), set()),  # nobody drives them
        (20, 1, (1, 1), {0, 1}),  # it comes to them
        (20, 2, (1, 3), {1}),  # a transport serves commune 1
        (20, 6, (5, 2), {0, 1}),  # two transports, a commune each
        (20, 4, (3, 3), set()),  # one that goes elsewhere
        (31, 1, (1, 1), set()),  # too far by car, too
        (10, 0, (1, 1), {0, 1}),  # near enough on foot
    ],
)
def test_without_a_car_one_gets_as_far_as_others_where_there_is_a_ride(engine, minutes, row, communes, who):
    serves = (0, lambda p: p.apply(0, EditRides(np.array(communes, dtype=np.int16))))
    made = run(engine, far_away(minutes, row), *([serves] if communes != (1, 1) else []))
    assert {line.entity for line in made.said(LogEvent.GOES)} == who
    assert {need[0] for need in who_needs(made)} == {0, 1}


def test_a_ride_from_its_day_on_to_a_doctor_nearby(engine):
    two = persons(2)
    two["no_car"] = 1
    agenda = sessions(50, rides=2, commune=0)
    world = bare_world(two, agenda, table(COUNTER, 0), 0.8, [(Action.NEARBY, 0, 50)])
    world = in_two_communes(world, [[20, 20], [20, 20]], [])
    world.settings["no_car_minutes"] = 10
    begins = (20, lambda p: p.apply(0, EditRides(np.array((1, 3), dtype=np.int16))))
    ends = (40, lambda p: p.apply(0, EditRides(np.array((1, 1), dtype=np.int16))))
    made = run(engine, world, begins, ends)
    booked = {(line.entity, line.second) for line in made.said(LogEvent.BOOKED)}
    asked = {need for need in who_needs(made) if need[0] == 1 and 20 <= need[1] // DAY_S < 40}
    assert booked == asked and len(asked) > 5
