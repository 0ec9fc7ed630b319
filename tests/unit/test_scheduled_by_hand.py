"""Places that are not there always or for everybody: what both engines make of them, told by hand."""

import numpy as np
import pytest

from sim.vocabulary.structure import Action, Sort
from sim.vocabulary.time import HOUR
from sim.world.log_events import LogEvent
from sim.world.tables import AGENDA, COUNTER, table
from tests.by_hand import DAY_S, N_DAYS, NINE, bare_world, emergency_department, person, sessions
from tests.shipped import CounterType, Outcome
from tests.unit.test_panels_by_hand import ENGINES, OWN, people, run

pytestmark = pytest.mark.parametrize("engine", ENGINES)


def weeks_of(one_in: int, first: int) -> list[int]:
    """The days of one week in so many; one of them begins on the day ``first``."""
    return [day for day in range(N_DAYS) if (day - first) // 7 % one_in == 0]


# --- one week in several


@pytest.mark.parametrize(("one_in", "first"), [(2, 0), (2, -7), (3, 7), (5, -14)])
def test_sessions_of_one_week_in_several_are_booked_in_theirs_alone(engine, one_in, first):
    agenda = sessions(100, one_week_in=one_in, week_from=first)
    made = run(engine, bare_world(people(2), agenda, table(COUNTER, 0), 0.8, OWN))
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
