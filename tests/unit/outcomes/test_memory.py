"""Replications played one after the other leave nothing in memory."""

import gc
import weakref

from sim.outcomes.periods.by_month import by_stretch
from tests.runs import costs, played


def test_the_counts_of_a_stretch_are_let_go_without_being_searched_for():
    """Python seldom looks for cycles among long-lived objects: megabytes a replication would pile up."""
    made, held = played(0, n_days=100), []
    gc.collect()
    gc.disable()
    try:
        for stretch, _ in by_stretch(made, costs(), 2):
            held += [weakref.ref(records) for records in stretch.records]
        del stretch
        assert len(held) == 4
        assert [records() for records in held] == [None] * 4
    finally:
        gc.enable()
