"""Common random numbers: two scenarios differ by what a difference of supply brings about."""

from dataclasses import replace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.kernels.patients import KernelPatients
from sim.vocabulary.structure import EventClass, Sort
from sim.world.log_events import LogEvent
from sim.world.world import World
from tests.properties.plans import Move, Plan, few, moves, plans, run
from tests.worlds import play, small_world

DAY = 86400
SECOND, CLASS, ENTITY, OCCURRENCE, TAG, VERB, A, B = range(8)
CHANGING = st.sampled_from(["activity", "opens", "settles", "departs", "servers", "closes"])


def by_themselves(log: np.ndarray) -> np.ndarray:
    """The needs of clock 0, which nobody's care influences: moment, who, which, kind, patience."""
    arisen = log[(log[:, VERB] == LogEvent.NEED) & (log[:, TAG] >> 4 == 0)]
    return arisen[:, [SECOND, ENTITY, OCCURRENCE, A, B]]


@st.composite
def with_one_more(draw: Any) -> tuple[Plan, Move]:
    """A plan, and one more move somewhere in its second half."""
    plan = draw(plans(most_catchments=1, most_moves=6))
    more = draw(moves(1, plan.days // 2, plan.days - 5))
    return plan, more._replace(what=draw(CHANGING))


@few(25)
@given(with_one_more())
def test_nothing_happens_before_its_cause(pair: tuple[Plan, Move]):
    """Two worlds that differ in one late change have the same log before the day of it."""
    plan, more = pair
    before, after = run(plan).logs[0], run(plan.with_moves(more)).logs[0]
    earlier = [log[log[:, SECOND] < more.day * DAY] for log in (before, after)]
    assert np.array_equal(*earlier)
    assert len(earlier[0]) > 100


def test_a_late_change_does_change_something():
    """Else the test above would hold for want of effect."""
    plan = Plan(7, 0, 60, 1, 60, ())
    logs = [run(plan.with_moves(Move(40, "closes", 0, row, 0))).logs[0] for row in range(3)]
    assert all(len(log) != len(run(plan).logs[0]) for log in logs)


@few(25)
@given(with_one_more())
def test_no_change_of_supply_moves_a_need_that_arises_by_itself(pair: tuple[Plan, Move]):
    """The same sequence of needs of clock 0, with a counter more or a doctor less."""
    plan, more = pair
    without, with_it = run(plan).logs[0], run(plan.with_moves(more)).logs[0]
    assert np.array_equal(by_themselves(without), by_themselves(with_it))
    assert len(by_themselves(without)) > 100


@few(25)
@given(with_one_more())
def test_the_same_follow_up_is_the_same_need(pair: tuple[Plan, Move]):
    """When it is due depends on the one before; its kind and its patience do not."""
    plan, more = pair
    follow_ups = []
    for played in (plan, plan.with_moves(more)):
        log = run(played).logs[0]
        log = log[(log[:, VERB] == LogEvent.NEED) & (log[:, TAG] >> 4 == 1)]
        follow_ups.append({(who, k): (a, b) for who, k, a, b in log[:, [ENTITY, OCCURRENCE, A, B]].tolist()})
    both = follow_ups[0].keys() & follow_ups[1].keys()
    assert len(both) > 5
    assert all(follow_ups[0][key] == follow_ups[1][key] for key in both)


def without(world: World, row: int) -> World:
    """The same world, but for one resident; later rows move up."""
    only = world.catchments[0]
    return replace(world, catchments=(replace(only, residents=np.delete(only.residents, row)),))


@few(25)
@given(plans(most_catchments=1), st.integers(0, 29))
def test_nobody_is_drawn_by_what_others_do(plan: Plan, row: int):
    """Take one resident away: the needs of clock 0 of everybody else are the same."""
    world = plan.world()
    logs = []
    for played in (world, without(world, row)):
        patients = KernelPatients(played, log=True)
        play(patients, played, plan.changes())
        logs.append(by_themselves(patients.log[0]))
    expected, got = logs[0][logs[0][:, 1] != row], logs[1].copy()
    got[:, 1] += got[:, 1] >= row
    assert np.array_equal(expected, got)


def test_seed_replication_and_commune_matter():
    """Each is a part of the key: other numbers, other needs."""
    first = small_world(1, residents=40, days=30)
    residents = first.catchments[0].residents.copy()
    residents["key"] += 1
    elsewhere = replace(first, catchments=(replace(first.catchments[0], residents=residents),))
    worlds = [first, replace(first, seed=2), replace(first, replication=1), elsewhere]
    seen = set()
    for world in worlds:
        patients = KernelPatients(world, log=True)
        play(patients, world)
        seen.add(by_themselves(patients.log[0]).tobytes())
    assert len(seen) == len(worlds)


def test_needs_are_told_under_their_own_key():
    """A need is logged under the class NEW_NEED; its entity is a person or stream who is there."""
    plan = Plan(3, 1, 60, 1, 100, ())
    done = run(plan)
    arisen = done.logs[0][done.logs[0][:, VERB] == LogEvent.NEED]
    assert (arisen[:, CLASS] == EventClass.NEW_NEED).all()
    people = done.world.catchments[0].residents[arisen[:, ENTITY]]
    day = arisen[:, SECOND] // DAY
    assert ((people["from_day"] <= day) & (day < people["until_day"])).all()
    chronic = arisen[:, TAG] >> 4 == 1
    assert (people["chronic_from"][chronic] <= day[chronic]).all()
    assert (people["is_a"][chronic] == Sort.RESIDENT).all()
