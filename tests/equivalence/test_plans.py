"""Changes of supply drawn at random, second places and shared panels among them: both engines agree."""

import numpy as np
from hypothesis import given

from sim.reference.diary import sorted_log
from sim.reference.patients import ReferencePatients
from tests.both_engines import difference, kernel_log, unlike
from tests.properties.plans import Move, Plan, few, plans, run
from tests.worlds import play


@few(10)
@given(plans(most_catchments=1))
def test_kernels_equal_the_reference_whatever_supply_does(plan: Plan):
    """To every plan come a second place, a colleague, the end of one place and a departure."""
    more = (("second_place", 8), ("shares", 12), ("closes_place", 25), ("departs", 35))
    plan = plan.with_moves(*(Move(day, what, 0, plan.seed % 5, 10) for what, day in more))
    world = plan.world()
    reference = ReferencePatients(world)
    expected = play(reference, world, plan.changes(), (9,))
    got = run(plan, steps=(4,))
    message = difference(sorted_log(reference.log[0]), kernel_log(got.logs[0]))
    assert not message, message
    assert unlike(expected[0], got.records[0]) == {}
    for name in ("doctors", "panels", "agendas", "counters"):
        mine, theirs = (getattr(patients, name)(0) for patients in (reference, got.patients))
        assert np.array_equal(mine, theirs), name
