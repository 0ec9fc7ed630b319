"""The own doctor's screen (docs/model.md, section 7), in both engines.

Visit by visit from the words of the draws, and as a law: visits on screen are the share that is written. The
binomial test is two-sided with a false-alarm rate of 1e-4 (``judged``); seeds are fixed.
"""

import numpy as np
import pytest

from sim.draws import purposes
from sim.vocabulary.structure import SeenAt
from sim.world.records import HELD, SECONDS, VISITS
from sim.world.tables import COUNTER, SCREEN_BITS, table
from sim.world.world import World
from tests.by_hand import ENGINES, OWN, OWN_OR_NEARBY, Run, bare_world, persons, run, sessions
from tests.shipped import Kind, Outcome
from tests.theory.draws import needs_of, visits_of, words
from tests.theory.judged import is_binomial

pytestmark = pytest.mark.parametrize("engine", ENGINES)
SHARE = 0.3
N = 6


def world(share: float, steps=OWN, **columns: object) -> World:
    """Six patients of one doctor, who has room for all."""
    residents = persons(N, mt=0)
    for name, value in columns.items():
        residents[name] = value
    made = bare_world(residents, sessions(99), table(COUNTER, 0), 1.0, steps)
    made.settings["visit_seconds"] = np.arange(3 * 256).reshape(3, 256)
    made.settings["screen_below"][0, Kind.ACUTE_MINOR] = int(2**SCREEN_BITS * share + 0.5)
    return made


def seen(made: Run, *outcomes: int) -> set[tuple[int, int, int]]:
    return {who for who, (outcome, _) in visits_of(made).items() if outcome in outcomes}


def test_a_share_of_the_visits_of_own_patients_is_on_screen(engine):
    made = run(engine, world(SHARE))
    held = seen(made, Outcome.SEEN_OWN, Outcome.SEEN_ON_SCREEN)
    below = {
        need.who
        for need in needs_of(made)
        if words(need, purposes.BOOKING)[2] % 2**SCREEN_BITS < int(2**SCREEN_BITS * SHARE + 0.5)
    }
    on_screen = seen(made, Outcome.SEEN_ON_SCREEN)
    assert on_screen == held & below
    is_binomial(len(on_screen), len(held), SHARE)
    assert made.records.outcomes[..., Outcome.SEEN_ON_SCREEN].sum() == len(on_screen)


def test_nothing_else_hangs_on_it(engine):
    """The same sessions, slots, minutes of the doctor, days waited; only nobody travels."""
    none, some, all_ = (run(engine, world(share)) for share in (0.0, SHARE, 1.0))
    moments = [{who: at for who, (_, at) in visits_of(made).items()} for made in (none, some, all_)]
    assert moments[0] == moments[1] == moments[2]
    for counted in ("waits", "answered_soon", "at_agendas", "contacts"):
        assert np.array_equal(getattr(none.records, counted), getattr(all_.records, counted))
    visits, held, seconds = none.records.at_agendas.sum(axis=(0, 1))[[VISITS, HELD, SECONDS]]
    assert visits == held > 100 and seconds > 0
    assert [made.records.travel[..., 0].sum() for made in (none, all_)] == [visits, 0]
    on_screen = len(seen(some, Outcome.SEEN_ON_SCREEN))
    assert some.records.travel[..., 0].sum() == visits - on_screen


@pytest.mark.parametrize("columns", [{"housebound": SeenAt.HOME}, {"housebound": SeenAt.EHPAD}, {"mt": -1}])
def test_who_is_seen_at_home_or_is_not_theirs_comes_to_no_screen(engine, columns):
    made = run(engine, world(1.0, OWN_OR_NEARBY, **columns))
    assert len(seen(made, Outcome.SEEN_OWN, Outcome.SEEN_OTHER)) > 100
    assert not seen(made, Outcome.SEEN_ON_SCREEN)
