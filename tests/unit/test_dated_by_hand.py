"""Other rules from a midnight on, and needs that do not arise: both engines, told by hand."""

from typing import Any

import numpy as np
import pytest

from sim.draws import purposes
from sim.vocabulary.structure import MOST_KINDS, Action
from sim.world.log_events import LogEvent
from sim.world.patients_protocol import LogRow
from sim.world.row_edits import (
    EditAgenda,
    EditCounter,
    EditHours,
    EditPathway,
    EditReach,
    EditSettings,
    RowEdit,
)
from sim.world.tables import COUNTER, MAX_HORIZON, NEVER, STEP, Table, table
from sim.world.world import World
from tests.by_hand import (
    DAY_S,
    ENGINES,
    N_DAYS,
    OWN,
    Run,
    bare_world,
    emergency_department,
    gap,
    person,
    persons,
    run,
    sessions,
    words,
)
from tests.shipped import CounterType, Kind, Outcome

pytestmark = pytest.mark.parametrize("engine", ENGINES)
NOBODY = [(Action.END, Outcome.ADVISED, 0)]  # every need ends at once
CLOCK = 16 * 15  # the tag of what others have turned into
FIRST, LAST = 10, 20  # days of a change


def world_of(residents: Table, steps: Any = NOBODY, a_day: float = 0.5, **settings: Any) -> World:
    made = bare_world(residents, np.concatenate([sessions(9)]), table(COUNTER, 0), a_day, steps)
    for name, value in settings.items():
        made.settings[name] = value
    return made


def of_kinds(**shares: float) -> list[float]:
    """A column of SETTINGS by kind."""
    values = [0.0] * MOST_KINDS
    for kind, share in shares.items():
        values[Kind[kind.upper()]] = share
    return values


def on(day: int, edit: RowEdit) -> Any:
    return day, lambda patients: patients.apply(0, edit)


def changes(day: int, **columns: Any) -> Any:
    return on(day, EditSettings(columns))


def named(line: LogRow) -> tuple[int, int, int]:
    """Which need it is, and when."""
    return line.entity, line.occurrence, line.second


def arisen(made: Run, clock: int = 0) -> list[LogRow]:
    return [line for line in made.said(LogEvent.NEED) if line.tag // 16 == clock]


# --- needs that do not arise


def test_avoided_needs_are_those_of_these_days_and_nothing_else_changes(engine):
    usual = run(engine, world_of(persons(9)))
    full, none = of_kinds(acute_minor=1.0), of_kinds()
    made = run(engine, world_of(persons(9)), changes(FIRST, avoided=full), changes(LAST, avoided=none))
    avoided = made.said(LogEvent.AVOIDED)
    assert {line.second // DAY_S for line in avoided} == {*range(FIRST, LAST)}, "from midnight to midnight"
    assert {line.second // DAY_S for line in made.said(LogEvent.NEED)} == {*range(N_DAYS)} - {
        *range(FIRST, LAST)
    }
    together = sorted(map(named, (*avoided, *made.said(LogEvent.NEED))))
    assert together == sorted(map(named, usual.said(LogEvent.NEED))), "clocks go on as they would have"
    assert {(line.a, line.b) for line in avoided} == {(Kind.ACUTE_MINOR, -1)}
    assert made.records.outcomes.sum() == usual.records.outcomes.sum() - len(avoided), "counted nowhere"


def test_which_needs_are_avoided_is_a_word_of_theirs(engine):
    made = run(engine, world_of(persons(5), avoided=of_kinds(acute_minor=0.4)))
    verbs = {LogEvent.AVOIDED: True, LogEvent.NEED: False}
    seen = [(line.entity, line.occurrence, verbs[line.verb]) for line in made.log if line.verb in verbs]
    assert len(seen) > 100
    for row, k, avoided in seen:
        assert avoided == (words(row, purposes.LATENT, k)[2] < 0.4)


def test_some_turn_acute_so_many_days_later_unless_the_person_has_left(engine):
    leaves = 30
    residents = persons(8, until_day=[leaves, *[NEVER] * 7])
    lost = {
        "turns_acute": of_kinds(acute_minor=0.5),
        "turns_into": of_kinds(acute_minor=Kind.ACUTE_URGENT),
        "turns_after": of_kinds(acute_minor=7),
    }
    made = run(engine, world_of(residents, avoided=of_kinds(acute_minor=0.5), **lost))
    expected = []
    for line in made.said(LogEvent.AVOIDED):
        turns = words(line.entity, purposes.LATENT, line.occurrence)[3] < 0.5
        moment = line.second + 7 * DAY_S
        assert line.b == (moment if turns else -1)
        there = line.entity > 0 or moment < leaves * DAY_S
        if turns and there and moment < N_DAYS * DAY_S:
            expected.append((line.entity, 16 * line.occurrence % 256, moment))
    found = arisen(made, clock=15)
    assert sorted(map(named, found)) == sorted(expected)
    assert len(expected) > 20
    assert {(line.a, line.tag) for line in found} == {(Kind.ACUTE_URGENT, CLOCK)}
    ends = [line for line in made.said(LogEvent.ENDS) if line.tag // 16 == 15]
    assert len(ends) == len(expected), "each has an end, and one only"
    assert made.records.outcomes[:, :, Kind.ACUTE_URGENT].sum() == len(expected)


def test_what_others_have_turned_into_is_never_avoided_and_may_be_latent(engine):
    lost = {
        "turns_acute": of_kinds(acute_minor=1.0),
        "turns_into": of_kinds(acute_minor=Kind.ACUTE_MINOR),
        "turns_after": of_kinds(acute_minor=1),
    }
    residents = persons(6, latent=0.5)
    made = run(engine, world_of(residents, avoided=of_kinds(acute_minor=1.0), **lost))
    turned, ended = arisen(made, clock=15), made.said(LogEvent.ENDS)
    assert len(turned) == len(ended) > 50
    assert arisen(made) == []
    silent = {named(line) for line in ended if line.a == Outcome.NOT_ASKED}
    assert 0 < len(silent) < len(turned)
    for line in turned[:50]:
        k = next(n for n in range(1000) if 16 * n % 256 == line.occurrence and _arose(made, line, n))
        latent = words(line.entity, purposes.BOOKING + CLOCK, 16 * k)[1] < np.float32(0.5)
        assert (named(line) in silent) == latent


def _arose(made: Run, line: LogRow, n: int) -> bool:
    """Whether the n-th need of the person was avoided a day before."""
    avoided = [each for each in made.said(LogEvent.AVOIDED) if each.entity == line.entity]
    return n < len(avoided) and avoided[n].second + DAY_S == line.second


def test_needs_of_nobody_are_avoided_and_turn_into_nothing(engine):
    stream = person(sort=1)
    stream["group"], stream["birth_year"] = 6, 0
    lost = {"turns_acute": of_kinds(acute_minor=1.0), "turns_after": of_kinds(acute_minor=3)}
    made = run(engine, world_of(stream, a_day=3, avoided=of_kinds(acute_minor=1.0), **lost))
    assert made.said(LogEvent.NEED) == []
    assert {line.b for line in made.said(LogEvent.AVOIDED)} == {-1}
    assert len(made.said(LogEvent.AVOIDED)) > 100


# --- returns


def test_an_avoided_return_comes_back_as_if_it_had_been_seen(engine):
    """Not as one that was missed: the whole gap passes, from the day on which it would have arisen."""
    settings = {"follow_up_days": 6.0, "follow_up_least": 1, "missed_share": 0.1, "renewal_share": 1.0}
    kinds = {"avoided": of_kinds(renewal=1.0)}
    made = run(engine, world_of(persons(3, chronic_from=0), a_day=0.0, **settings, **kinds))
    assert made.said(LogEvent.NEED) == []
    for row in range(3):
        days = [line.second // DAY_S for line in made.said(LogEvent.AVOIDED) if line.entity == row]
        assert days[0] == int(gap(row, 0, 6.0) * words(row, purposes.NEED + 16, 0)[3])
        assert np.diff(days).tolist() == [max(1, int(gap(row, k, 6.0))) for k in range(1, len(days))]


def test_returns_that_are_put_off_may_turn_acute_in_the_days_between(engine):
    """From day 10 on they come half as often; what is lost has a probability of 1 for each day."""
    usual, rare = 5.0, 10.0
    settings = {"follow_up_days": usual, "usual_days": usual, "follow_up_least": 2, "missed_share": 1.0}
    lost = {"put_off": 365.25, "put_off_into": int(Kind.ACUTE_MINOR)}
    world = world_of(persons(4, chronic_from=0), a_day=0.0, **settings, **lost)
    made = run(engine, world, changes(FIRST, follow_up_days=np.full((7, 2), rare)))
    expected = []
    for row in range(4):
        for k, line in enumerate((line for line in arisen(made, 1) if line.entity == row), start=1):
            day = line.second // DAY_S
            days = rare if day >= FIRST else usual
            later, before = (max(2, int(gap(row, k, each))) for each in (days, usual))
            *_, when = words(row, purposes.LATENT + CLOCK, 16 * k + 15)
            acute = day + before + int((later - before) * when)
            if later > before and acute < N_DAYS:
                expected.append((row, (16 * k + 15) % 256, acute))
    found = [(line.entity, line.occurrence, line.second // DAY_S) for line in arisen(made, clock=15)]
    assert sorted(found) == sorted(expected)
    assert len(expected) > 10
    assert min(day for *_, day in found) > FIRST, "nothing is lost before"


def test_a_return_that_is_set_keeps_its_day(engine):
    """The first after a change comes when it was due; the next is as far as the new gap says."""
    settings = {"follow_up_days": 8.0, "follow_up_least": 1, "missed_share": 1.0}
    usual = run(engine, world_of(persons(5, chronic_from=0), a_day=0.0, **settings))
    world = world_of(persons(5, chronic_from=0), a_day=0.0, **settings)
    made = run(engine, world, changes(FIRST, follow_up_days=np.full((7, 2), 3.0)))
    for row in range(5):
        before, after = (
            [line.second // DAY_S for line in arisen(each, 1) if line.entity == row] for each in (usual, made)
        )
        n = 1 + sum(day < FIRST for day in before)
        assert after[:n] == before[:n]
        gaps = [max(1, int(gap(row, k, 3.0))) for k in range(n, len(after))]
        assert np.diff(after[n - 1 :]).tolist() == gaps


# --- searches


def test_who_looks_by_the_new_settings_begins_to_on_the_day(engine):
    """Persons 0 and 1 look throughout, 2 and 3 from day 10 on, 4 and 5 never."""
    residents = persons(6, look=[0, 1, 2, 3, 4, 5])
    settings = {"looks_below": ((2, 2),) * 4, "search_days": 5.0}
    world = world_of(residents, a_day=0.0, **settings)
    world.catchments[0].panels["cap"] = 0
    made = run(engine, world, changes(FIRST, looks_below=np.full((4, 2), 4)))
    searches = made.said(LogEvent.SEARCHES_ON)
    assert {line.entity for line in searches} == {0, 1, 2, 3}
    for row in (2, 3):
        first = next(line for line in searches if line.entity == row)
        days = int(5.0 * -np.log(words(row, purposes.SEARCH + 32, 0)[0]))
        assert first.second // DAY_S == FIRST + max(1, days)


def test_who_does_not_look_any_more_searches_once_more_at_most(engine):
    residents = persons(6, look=0)
    world = world_of(residents, a_day=0.0, looks_below=((9, 9),) * 4, search_days=5.0)
    world.catchments[0].panels["cap"] = 0
    made = run(engine, world, changes(FIRST, looks_below=np.zeros((4, 2))))
    late = [line for line in made.said(LogEvent.SEARCHES_ON) if line.second >= FIRST * DAY_S]
    assert len({line.entity for line in late}) == len(late)
    assert {line.b for line in late} == {-1}


# --- what is tried


def test_a_need_that_goes_on_walks_the_steps_of_the_day(engine):
    """Refused and tried again five days later; from day 10 on every need is advised at the first step."""
    refused = [(Action.OWN, 0, 50), (Action.RETRY, 0, 5)]
    world = world_of(persons(6), refused, a_day=0.3, most_attempts=9)
    steps = table(STEP, world.pathway.size).reshape(world.pathway.shape)
    steps[:, 0] = (Action.END, Outcome.ADVISED, 7, 3, 0, 1.0)
    made = run(engine, world, on(FIRST, EditPathway(steps)))
    ended = made.said(LogEvent.ENDS)
    assert min(line.second for line in ended) >= FIRST * DAY_S
    assert {line.a for line in ended} == {Outcome.ADVISED}
    arose = {(line.entity, line.occurrence): line.second for line in made.said(LogEvent.NEED)}
    for line in ended:
        first = arose[line.entity, line.occurrence]
        waited = line.second - first
        assert waited % (5 * DAY_S) == 0
        assert line.second - max(first, FIRST * DAY_S) < 5 * DAY_S, "at the first try from that midnight on"


def test_an_attempt_of_the_day_is_counted_by_the_most_of_the_day(engine):
    refused = [(Action.OWN, 0, 50), (Action.RETRY, 0, 2)]
    world = world_of(persons(6), refused, a_day=0.3, most_attempts=20)
    made = run(engine, world, changes(FIRST, most_attempts=0))
    assert {line.b for line in made.said(LogEvent.RETRIES)} != set()
    assert max(line.second for line in made.said(LogEvent.RETRIES)) < FIRST * DAY_S
    assert {line.a for line in made.said(LogEvent.ENDS)} == {Outcome.RENOUNCED}


def test_office_hours_of_the_day(engine):
    """The one step is meant for office hours; from day 10 on there are none."""
    world = world_of(persons(9), NOBODY, a_day=0.8)
    world.pathway["hours"][:, 0] = 1
    made = run(engine, world, changes(FIRST, office_hours=((0, 0), (0, 0))))
    advised = [line.second // DAY_S for line in made.said(LogEvent.ENDS) if line.a == Outcome.ADVISED]
    assert max(advised) < FIRST
    usual = run(engine, world)
    assert max(line.second for line in usual.said(LogEvent.ENDS) if line.a == Outcome.ADVISED) > 50 * DAY_S


def test_hours_of_the_day_move_needs_and_not_their_days(engine):
    usual = run(engine, world_of(persons(9)))
    hours = np.tile(np.concatenate([np.full(1, 0.0), np.linspace(0.9, 1.0, 24)]), (4, 1))  # mostly before 1 h
    made = run(engine, world_of(persons(9)), on(FIRST, EditHours(hours)))
    before, after = (
        {(line.entity, line.occurrence): line.second for line in each.said(LogEvent.NEED)}
        for each in (usual, made)
    )
    assert before.keys() == after.keys()
    for need, second in after.items():
        assert second // DAY_S == before[need] // DAY_S
        if second < FIRST * DAY_S:
            assert second == before[need]
    night = np.array([second % DAY_S < 3600 for second in after.values() if second >= FIRST * DAY_S])
    assert night.mean() > 0.8


def test_practices_out_of_reach_are_not_asked_any_more(engine):
    """The one practice is where everybody lives; a reach of less than nothing leaves none. Whom the doctor
    has seen by then comes back; who moves here on the day has never been there.
    """
    residents = persons(4, from_day=[0, 0, FIRST, FIRST])
    world = world_of(residents, [(Action.NEARBY, 0, 30)], a_day=0.5)
    made = run(engine, world, on(FIRST, EditReach(10.0, -1)))
    refused = made.said(LogEvent.REFUSED)
    assert {2, 3} <= {line.entity for line in refused}
    assert min(line.second for line in refused) >= FIRST * DAY_S
    assert {line.entity for line in made.said(LogEvent.BOOKED)} == {0, 1}
    usual = run(engine, world).said(LogEvent.REFUSED)
    assert min((line.second for line in usual), default=NEVER) > 50 * DAY_S, "but for days beyond the end"


def test_appointments_are_missed_by_the_settings_of_the_day_on_which_they_are_made(engine):
    world = world_of(persons(4, mt=0), OWN, a_day=0.5)
    made = run(engine, world, changes(FIRST, no_show_base=1.0, no_show_most=1.0))
    booked = {(line.entity, line.occurrence): line.second for line in made.said(LogEvent.BOOKED)}
    made_from_then = {False: 0, True: 0}  # by whether it was made from that day on
    for line in made.said(LogEvent.ENDS):
        if (line.entity, line.occurrence) in booked and line.a != Outcome.WAITING:
            late = booked[line.entity, line.occurrence] >= FIRST * DAY_S
            assert (line.a == Outcome.NO_SHOW) == late
            made_from_then[late] += 1
    assert min(made_from_then.values()) > 0, "some are made before that day, some from then on"


# --- agendas and counters


def test_a_shorter_horizon_holds_from_the_day_and_cuts_what_load_had_added(engine):
    agenda = sessions(1, horizon_days=40, later=20)
    world = bare_world(persons(6, mt=0), agenda, table(COUNTER, 0), 0.3, OWN)
    shorter, none = EditAgenda(0, {"horizon_days": 3}), EditAgenda(0, {"later": 0})
    made = run(engine, world, on(FIRST, shorter), on(LAST, none))
    days = [(line.second // DAY_S, line.b // 2) for line in made.said(LogEvent.BOOKED)]
    assert max(then - day for day, then in days if day < FIRST) > 5
    assert 9 < max(then - day for day, then in days if FIRST <= day < LAST) <= 22
    assert max((then - day for day, then in days if day >= LAST), default=0) <= 2
    longest = run(engine, world, on(FIRST, EditAgenda(0, {"horizon_days": MAX_HORIZON})))
    assert longest.patients.agendas(0)["later"].tolist() == [0], "no more than can be booked"


def test_a_counter_serves_as_its_row_says_as_service_begins(engine):
    ed = emergency_department(servers=30, minutes=10, patience=60)
    steps = [(Action.COUNTER, CounterType.ED, 0)]
    world = bare_world(persons(9), table_of_none(), ed, 0.5, steps)
    made = run(engine, world, on(FIRST, EditCounter(0, {"minutes": [20.0] * MOST_KINDS})))
    lengths = {(line.second >= FIRST * DAY_S, line.b) for line in made.said(LogEvent.BEGINS)}
    assert lengths == {(False, 600), (True, 1200)}


def table_of_none() -> Table:
    return sessions(0)[:0]
