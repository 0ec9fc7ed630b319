"""Draws made ahead are the draws that would be made: the same words, whoever stands in a lane."""

import numpy as np

from sim.draws.keyed import block, entity
from sim.draws.purposes import BOOKING, NEED, UPTAKE
from sim.kernels.people.ready import draw_lanes, is_drawn_ahead, take_lanes
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


def key_of(event_class: EventClass, clock: int) -> int:
    return int(by_itself(event_key)(60, event_class, 7, 3, 16 * clock))


def test_only_clocks_that_everybody_may_have_are_drawn_for_ahead():
    """A kind that recurs counts its occurrences elsewhere; what goes on, and searches, draw other things."""

    def drawn(event_class: EventClass, clock: int) -> bool:
        return bool(by_itself(is_drawn_ahead)(np.uint64(key_of(event_class, clock))))

    assert drawn(EventClass.NEW_NEED, ARISING) and drawn(EventClass.NEW_NEED, CHRONIC)
    assert not drawn(EventClass.NEW_NEED, FIRST_RECURRING)
    assert not drawn(EventClass.SEARCH, SEARCHING)
    assert not drawn(EventClass.CONTINUATION, ARISING)


def test_those_come_into_lanes_in_their_order():
    """Of each group of events, of which the last may be short; who takes no lane says so."""
    chosen = np.random.default_rng(2).integers(0, 3, 3 * LANES + 5)
    classes = [EventClass.NEW_NEED, EventClass.CONTINUATION, EventClass.CANCELLATION]
    keys = np.array([key_of(classes[c], ARISING) for c in chosen], dtype=np.uint64)
    take, ready = by_itself(take_lanes), np.zeros(1, dtype=READY)
    for first in range(0, len(keys), LANES):
        group = range(first, min(first + LANES, len(keys)))
        own = [i for i in group if chosen[i] == 0]
        assert take(first, len(keys), keys, ready[0]) == len(own)
        assert ready["event"][0, : len(own)].tolist() == own
        lanes = {i: own.index(i) + 1 if i in own else 0 for i in group}
        assert {i: int(ready["lane"][0, i % LANES]) for i in group} == lanes
