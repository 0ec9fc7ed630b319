"""How a run is played makes no difference: steps, threads, neighbours, keeping a log, which engine."""

from dataclasses import fields, replace

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from sim.kernels.patients import KernelPatients
from sim.reference.diary import sorted_log
from sim.reference.patients import ReferencePatients
from sim.world.records import Records
from tests.both_engines import difference, kernel_log, unlike
from tests.properties.plans import Move, Plan, few, plans, run
from tests.worlds import play


def assert_same(first: tuple[Records, ...], second: tuple[Records, ...]) -> None:
    """Every array, to the last cell, the trace in its order."""
    for c, (one, other) in enumerate(zip(first, second, strict=True)):
        for field in fields(Records):
            a, b = getattr(one, field.name), getattr(other, field.name)
            assert a.dtype == b.dtype and np.array_equal(a, b), f"{field.name} of catchment {c}"


@few(20)
@given(plans(), st.lists(st.integers(1, 45), min_size=1, max_size=3))
def test_where_one_cuts_makes_no_difference(plan: Plan, steps: list[int]):
    daily, cut = run(plan), run(plan, tuple(steps))
    whole = run(plan, (10**6,), log=False)
    assert_same(daily.records, cut.records)
    assert_same(daily.records, whole.records)
    for one, other in zip(daily.logs, cut.logs, strict=True):
        assert np.array_equal(one, other)


@few(15)
@given(plans(most_catchments=3))
@example(Plan(11, 2, 150, 3, 100, (Move(30, "departs", 1, 1, 50), Move(31, "opens", 2, 0, 10))))
def test_threads_make_no_difference(plan: Plan):
    """Three catchments on one thread and on two, cut into months."""
    plan = plan._replace(catchments=3, residents=max(plan.residents, 60))
    alone, together = run(plan, (30,), log=False), run(plan, (30,), threads=2, log=False)
    assert_same(alone.records, together.records)


@few(15)
@given(plans(most_catchments=3))
@example(Plan(12, 3, 150, 3, 90, (Move(20, "settles", 0, 1, 50), Move(40, "activity", 2, 0, 0))))
def test_a_catchment_does_not_know_its_neighbours(plan: Plan):
    """ReplicationResult alone, each gives what it gives among the others."""
    done = run(plan)
    for c, catchment in enumerate(done.world.catchments):
        world = replace(done.world, catchments=(catchment,))
        own = [move._replace(catchment=0) for move in plan.moves if move.catchment == c]
        patients = KernelPatients(world, log=True)
        records = play(patients, world, plan._replace(moves=tuple(own)).changes())
        assert_same((done.records[c],), records)
        assert np.array_equal(done.logs[c], patients.log[0])


@few(6)
@given(plans())
def test_the_reference_tells_the_same(plan: Plan):
    """Random changes of supply on random small worlds: both engines give one log and the same counts."""
    done = run(plan)
    reference = ReferencePatients(done.world)
    records = play(reference, done.world, plan.changes(), (10**6,))
    for c, log in enumerate(done.logs):
        message = difference(sorted_log(reference.log[c]), kernel_log(log))
        assert not message, f"catchment {c}: {message}"
        assert unlike(records[c], done.records[c]) == {}, f"records of catchment {c}"
