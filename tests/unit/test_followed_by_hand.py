"""What both engines count of needs near the end, against days reckoned by hand (docs/model.md, section 1)."""

from dataclasses import replace

import numpy as np
import pytest

from sim.world.records import TRACE, VISITS
from sim.world.tables import COUNTER, table
from sim.world.world import World
from tests.by_hand import ENGINES, N_DAYS, OWN, bare_world, person, sessions
from tests.runs import ends_of
from tests.shipped import Kind, Outcome
from tests.worlds import play

AHEAD = 20  # days that are known and not played
LEAD = 10  # days after which the one agenda can first be booked


def asks(followed: int, cool_down: int = 0, ahead: int = 0) -> World:
    """Somebody with a médecin traitant, who can be seen ten days after each request or later."""
    agendas = sessions(20, lead_days=LEAD)
    people = person(mt=0)
    people["traced"] = 1
    world = bare_world(people, agendas, table(COUNTER, 0), 0.3, OWN)
    settings = world.settings.copy()
    settings["followed_days"] = followed
    return replace(world, settings=settings, cool_down=cool_down, ahead=ahead)


def counted(engine, world: World):
    return play(engine(world), world, steps=(7,))[0]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_need_that_outlasts_the_time_it_is_followed_is_counted_as_waiting(engine):
    """Its visit takes place all the same."""
    whole, cut = (counted(engine, asks(followed, ahead=AHEAD)) for followed in (50, LEAD - 1))
    ends, ends_cut = ends_of(whole.trace), ends_of(cut.trace)
    seen = ends["outcome"] == Outcome.SEEN_OWN
    assert seen.sum() > 5
    assert (ends["days"][seen] >= LEAD).all()
    assert (ends_cut["outcome"] == Outcome.WAITING).all()
    assert (ends_cut["service"] == -1).all()
    early = ends_cut["first_moment"] // 86400 + LEAD <= N_DAYS - AHEAD
    assert (ends_cut["days"][early] == LEAD).all(), "one day more than it is followed"
    assert cut.outcomes[:, 0, Kind.ACUTE_MINOR].sum(axis=0)[Outcome.WAITING] == cut.needs == whole.needs
    assert np.array_equal(cut.at_agendas[:, :, VISITS], whole.at_agendas[:, :, VISITS])
    assert np.array_equal(cut.contacts, whole.contacts)
    assert cut.waits.sum() == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_of_a_cool_down_nothing_is_recorded_but_how_earlier_needs_end(engine):
    whole, short = counted(engine, asks(50)), counted(engine, asks(50, cool_down=30))
    assert len(short.people) == 1, "the first of two months"
    assert len(short.daily) == N_DAYS - 30
    early = whole.trace[whole.trace["first_moment"] < 86400 * 30]
    assert np.array_equal(np.sort(short.trace, order=TRACE.names), np.sort(early, order=TRACE.names))
    assert np.array_equal(short.outcomes, whole.outcomes[:1])
    assert np.array_equal(short.at_agendas, whole.at_agendas[:1])


@pytest.mark.parametrize("engine", ENGINES)
def test_on_the_last_days_agendas_are_booked_as_ever(engine):
    """Days that are known and not played are there to be booked: nobody is refused for want of them."""
    cut, known = counted(engine, asks(50)), counted(engine, asks(50, ahead=AHEAD))
    assert cut.refused.sum() > 0
    assert known.refused.sum() == 0
    waiting = known.trace[known.trace["outcome"] == Outcome.WAITING]
    assert len(waiting) > 0
    assert (waiting["first_moment"] // 86400 + LEAD + 2 >= N_DAYS - AHEAD).all(), "but for a weekend"
