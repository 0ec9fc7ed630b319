"""What is looked up by a word instead of calculated is what would have been calculated, for every word."""

import numpy as np
import pytest

from sim.draws.philox import exponential, uniform
from sim.kernels.common import steps_of
from sim.kernels.people import needs, patience
from sim.kernels.people.needs import set_kinds
from sim.kernels.people.pathway import taken_below
from sim.kernels.people.patience import WORDS, looked_up
from sim.kernels.state import MOST_LOOKED_UP
from sim.world.tables import SETTINGS, STEP, table
from tests.compiled import by_itself

kind_of, patience_of = by_itself(needs.kind_of), by_itself(patience.patience_of)

RNG = np.random.default_rng(4)
EDGES = [0, 1, 2**24 - 1, 2**24, 2**31, WORDS - 2, WORDS - 1]


def plain(kernel):
    return getattr(kernel, "py_func", kernel)


def settings(*means: float):
    row = table(SETTINGS, 1)
    row["patience_mean"][0, : len(means)] = means
    return looked_up(row)


@pytest.mark.parametrize("mean", [0.0, 0.3, 2.0, 5.0, 28.0, 50.0, 92.0, 400.0])
def test_patience(mean):
    """Words by chance, and on both sides of every word at which it changes; the longest are calculated."""
    made = settings(mean)
    changes = [int(word) for word in made["patience_words"][0, 0] if 0 < word < WORDS]
    assert (len(changes) > 0) == (mean > 0.0)
    words = [*EDGES, *RNG.integers(0, WORDS, 2000).tolist(), *changes, *(word - 1 for word in changes)]
    for word in words:
        days = patience_of(0, np.uint64(word), made[0])
        assert days == int(mean * plain(exponential)(word)), word


def test_the_longest_patience_is_calculated():
    made = settings(1000.0)
    assert (made["patience_guide"][0, 0] == -1).any() and made["patience_guide"][0, 0].max() <= MOST_LOOKED_UP
    assert patience_of(0, np.uint64(0), made[0]) > MOST_LOOKED_UP


@pytest.mark.parametrize("uptake", [0.0, 1e-12, 0.15, 0.5, 2 / 3, 1 - 1e-12, 1.0, 1.5])
def test_uptake(uptake):
    below = taken_below(uptake)
    near = [word for word in (below - 2, below - 1, below, below + 1) if 0 <= word < WORDS]
    for word in [*EDGES, *near, *RNG.integers(0, WORDS, 500).tolist()]:
        assert (word < below) == (plain(uniform)(word) < uptake), word


def test_steps_that_all_take_up_are_told_by_the_number_of_words():
    steps = table(STEP, 2).reshape(1, 2)
    steps["uptake"] = (1.0, 0.25)
    assert steps_of(steps)["taken_below"].tolist() == [[WORDS, WORDS // 4]]


class Mix:
    """Parts of one day, of three groups; some kinds do not arise."""

    rates = np.array([[0.0, 2.0, 0.0, 1.0, 0.0], [0.1, 0.2, 0.3, 0.4, 0.5], [0.0, 0.0, 0.0, 0.0, 7.0]])
    seasons = np.array([[1.0], [0.9], [1.1], [1 / 3], [2.0]])
    kinds = np.zeros_like(rates)


def test_kinds_in_proportion():
    """The first kind whose part, added to those before, exceeds the draw; never one that does not arise."""
    mix = Mix()
    plain(set_kinds)(mix, 0)
    parts = Mix.rates * Mix.seasons[:, 0]
    for group in range(3):
        counts = np.zeros(5)
        for word in [*EDGES, *RNG.integers(0, WORDS, 4000).tolist()]:
            x = plain(uniform)(word) * mix.kinds[group, -1]
            running, expected = 0.0, -1
            while running <= x:
                expected += 1
                running += parts[group, expected]
            kind = kind_of(group, np.uint64(word), mix.kinds)
            assert kind == expected
            assert parts[group, kind] > 0.0
            counts[kind] += 1
        # 4,007 words from a fixed seed: five standard errors of a share are less than 0.04
        assert np.abs(counts / counts.sum() - parts[group] / parts[group].sum()).max() < 0.04
