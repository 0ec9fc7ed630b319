"""Draws made ahead are the draws that would be made: the same words, whoever stands in a lane."""

import numpy as np

from sim.draws.keyed import block, entity
from sim.draws.purposes import BOOKING, NEED, UPTAKE
from sim.kernels.people.ready import draw_lanes, lane_of
from sim.kernels.state import FOR_BOOKING, FOR_NEED, FOR_UPTAKE, LANES, READY
from sim.kernels.timeline.event_queue import event_key
from sim.vocabulary.structure import ARISING, CHRONIC, FIRST_RECURRING, SEARCHING, EventClass
from tests.compiled import by_itself

SEED, REPLICATION = 0xDEADBEEF, 5
PURPOSES = {FOR_NEED: NEED, FOR_UPTAKE: UPTAKE, FOR_BOOKING: BOOKING}


def test_words_are_those_of_a_draw():
    chosen = np.random.default_rng(1)
    ready = np.zeros(1, dtype=READY)
    ready["who"] = entity(1, 0) + chosen.integers(0, 2**28, LANES)
    ready["commune"] = chosen.integers(0, 2**32, LANES)
    ready["tag"] = chosen.choice([16 * ARISING, 16 * CHRONIC], LANES)
    ready["occurrence"] = chosen.integers(0, 2**31, LANES)
    draw = by_itself(draw_lanes)
    for purpose, base in PURPOSES.items():
        draw(ready[0], base, purpose, np.uint64(SEED), np.uint64(REPLICATION))
    for purpose, base in PURPOSES.items():
        for lane in range(LANES):
            key, who, tag, often = (
                int(ready[name][0, lane]) for name in ("commune", "who", "tag", "occurrence")
            )
            words = block(SEED, key, REPLICATION, who, base + tag, often)
            assert tuple(ready["words"][0, purpose, :, lane].tolist()) == words


def test_only_clocks_that_everybody_may_have_are_drawn_for_ahead():
    """A kind that recurs counts its occurrences elsewhere; what goes on, and searches, draw other things."""
    lane = by_itself(lane_of)

    def of(event_class: EventClass, clock: int, i: int = 0) -> int:
        key = by_itself(event_key)(60, event_class, 7, 3, 16 * clock)
        return int(lane(i, np.uint64(key)))

    assert of(EventClass.NEW_NEED, ARISING) == of(EventClass.NEW_NEED, CHRONIC) == 1
    assert of(EventClass.NEW_NEED, ARISING, LANES + 3) == 4
    assert of(EventClass.NEW_NEED, FIRST_RECURRING) == 0
    assert of(EventClass.SEARCH, SEARCHING) == 0
    assert of(EventClass.CONTINUATION, ARISING) == 0
