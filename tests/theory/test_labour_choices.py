"""Choices of candidates against the conditional logit model, and where they come from against its law.

Each check says its rate of false alarms; seeds are fixed, so that a verdict never changes by itself.
"""

import numpy as np
import pytest
from scipy import stats

from sim.engine.clock import MeasureDraws
from sim.measures.labour.choices import BEYOND, ELSEWHERE, NONE, OTHERS, best, choose, gumbel, weights
from tests.theory.judged import fits, is_binomial

N = 20_000
POSTS = ("vacancy/a", "room/b", "own/c", "offered/d")
VALUES = np.array([0.4, -0.3, 0.0, 1.1])
OTHER_VALUES = np.array([0.9, -1.0, 0.2])


def drawn(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Order, values and others of n candidates, noise included, as a month draws them."""
    names = [f"graduate_2025_01_{k}" for k in range(n)]
    words = MeasureDraws(7, 0, "market").table(names, [*POSTS, ""], 24_300)
    values = VALUES + gumbel(words[0, :, :-1])
    return words[0, :, -1], values, OTHER_VALUES + gumbel(words[1:4, :, -1].T)


def test_each_alternative_is_taken_with_its_logit_probability():
    """Posts enough for all: chi-square over the seven alternatives (1 in 10,000)."""
    made = choose(*drawn(N), np.full(len(POSTS), N))
    taken = np.array([choice.taken for choice in made])
    counts = np.array([(taken == each).sum() for each in (*range(len(POSTS)), *OTHERS)])
    worth = np.exp(np.concatenate([VALUES, OTHER_VALUES]))
    fits(counts, N * worth / worth.sum())


def test_without_some_posts_the_others_keep_their_proportions():
    """Independence of irrelevant alternatives: the same candidates, with two posts gone (1 in 10,000). Nobody
    who took one of the others changes.
    """
    order, values, others = drawn(N)
    before = {choice.candidate: choice.taken for choice in choose(order, values, others, np.full(4, N))}
    number = np.array([N, 0, N, 0])
    after = {choice.candidate: choice.taken for choice in choose(order, values, others, number.copy())}
    assert all(after[who] == taken for who, taken in before.items() if taken not in (1, 3))
    counts = np.array([sum(taken == each for taken in after.values()) for each in (0, 2, *OTHERS)])
    worth = np.exp(np.concatenate([VALUES[[0, 2]], OTHER_VALUES]))
    fits(counts, N * worth / worth.sum())


def test_the_order_decides_among_those_who_want_the_same_and_no_post_is_taken_twice():
    order, values, others = drawn(500)
    number = np.array([1, 3, 0, 5])
    made = choose(order, values + 5.0, others, number.copy())
    assert [choice.candidate for choice in made] == np.argsort(order).tolist()
    taken = [choice.taken for choice in made]
    assert [taken.count(post) for post in range(4)] == [1, 3, 0, 5]
    left = np.array([1, 3, 0, 5])
    for choice in made:  # each had the best of what was left
        assert choice.taken == best(values[choice.candidate] + 5.0, others[choice.candidate], left > 0)
        if choice.taken >= 0:
            left[choice.taken] -= 1


def test_of_no_posts_one_of_the_others_is_taken():
    made = choose(np.array([0.3]), np.empty((1, 0)), np.array([[0.0, 2.0, 1.0]]), np.empty(0, dtype=np.int64))
    assert [choice.taken for choice in made] == [BEYOND]


def test_weights_of_the_alternatives_by_hand():
    """A territory of 100 GPs, one part in four of what is looked at: 400 GPs, 0.05 posts for each."""
    found = weights(400.0, 4.0, 0.05, 2.0, -1.0)
    assert found[ELSEWHERE] == pytest.approx(np.log(15.0))  # 300 · 0.05
    assert found[NONE] == pytest.approx(np.log(20.0) + 2.0)
    assert found[BEYOND] == pytest.approx(np.log(20.0) - 1.0)
    assert weights(100.0, 1.0, 0.05, 2.0, -1.0)[ELSEWHERE] == -np.inf


def test_a_territory_takes_its_part_of_the_candidates():
    """A tenth of what is looked at has a tenth of the typical posts: of who settles in the region one in ten
    comes (binomial, 1 in 10,000), and in a month e^-2 / (1 + e^-2) of them settle.
    """
    usual = weights(1000.0, 10.0, 0.05, 2.0, -20.0)
    words = MeasureDraws(7, 0, "market").table([f"c{k}" for k in range(N)], ["here", ""], 1)
    values = np.log(5.0) + gumbel(words[0, :, :1])  # 100 GPs · 0.05 posts
    others = np.array([usual[each] for each in OTHERS]) + gumbel(words[1:4, :, 1].T)
    taken = np.array([choice.taken for choice in choose(words[0, :, 1], values, others, np.array([N]))])
    settled = int((taken != NONE).sum())
    is_binomial(settled, N, float(1.0 / (1.0 + np.exp(2.0))))
    is_binomial(int((taken == 0).sum()), settled, 0.1)


def test_draws_of_a_table_are_those_of_one_by_one():
    draws = MeasureDraws(11, 3, "market")
    names, posts = ["a", "graduate_2025_01_1"], ["", "own/33284", "room/x"]
    table = draws.table(names, posts, 24_301)
    assert table.shape == (4, 2, 3)
    for number, name in enumerate(names):
        one = draws.about(name)
        assert table[:, number, 0].tolist() == [one.uniform(24_301, word) for word in range(4)]
    assert len(np.unique(table)) == table.size
    many = draws.table([f"c{k}" for k in range(5000)], ["own/33284"], 0)
    assert stats.kstest(many.ravel(), "uniform").pvalue > 1e-4
    assert draws.table([], ["x"], 0).shape == (4, 0, 1)
