"""Paired differences against scipy's test, and against simulation."""

import numpy as np
import pytest
from scipy import stats

from sim.experiments.paired import in_whole_days, paired, paired_by_place, ratio


@pytest.mark.parametrize("n", [2, 5, 20])
def test_the_interval_is_that_of_the_paired_t_test(n):
    rng = np.random.default_rng(n)
    before, after = rng.normal(10, 3, n), rng.normal(12, 3, n)
    found = paired(before, after)
    expected = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.difference == pytest.approx(after.mean() - before.mean())
    assert found.pairs == n


def test_one_pair_has_no_interval():
    found = paired(np.array([1.0]), np.array([3.0]))
    assert found.difference == 2
    assert np.isnan(found.low) and np.isnan(found.high)


def test_pairs_of_which_one_is_unknown_are_left_out():
    nan = float("nan")
    found = paired(np.array([1.0, nan, 3.0, 5.0]), np.array([2.0, 9.0, nan, 7.0]))
    assert (found.pairs, found.baseline, found.scenario, found.difference) == (2, 3, 4.5, 1.5)


@pytest.mark.parametrize("n", [1, 2, 7, 20, 200])
def test_places_together_are_each_as_alone(n):
    rng = np.random.default_rng(n)
    before, after = rng.normal(1e6, 3, (n, 9)), rng.normal(1e6, 3, (n, 9))
    before[0, 2] = after[:, 4] = np.nan
    alone = [paired(before[:, place], after[:, place]) for place in range(9)]
    assert repr(paired_by_place(before, after)) == repr(alone)  # to the last bit, NaN among them


def test_equal_runs_differ_by_nothing_for_sure():
    assert paired(np.full(4, 7.0), np.full(4, 7.0))[2:5] == (0, 0, 0)


@pytest.mark.parametrize(
    ("gaps", "low", "high", "clear"),
    [
        ([1, 1, 1, 1], 0, 2, False),  # 2.9 against 3.1 days may be all there is
        ([2, 2, 2, 2], 1, 3, True),
        ([-3, -3, -3, -3], -4, -2, True),
        ([0, 0, 0, 0], 0, 0, False),
    ],
)
def test_delays_in_whole_days_differ_by_a_day_at_best(gaps, low, high, clear):
    """A median that is a day longer in every replication had an interval of no width, and a star."""
    before = np.full(len(gaps), 3.0)
    found = in_whole_days(paired(before, before + gaps))
    assert (found.low, found.high) == (low, high)
    assert (found.low > 0 or found.high < 0) == clear


def test_where_replications_vary_their_spread_tells_how_sure_it_is():
    found = paired(np.array([3.0, 3, 3, 4]), np.array([4.0, 4, 5, 5]))
    assert in_whole_days(found) == found
    alone = in_whole_days(paired(np.array([3.0]), np.array([5.0])))
    assert alone.difference == 2 and np.isnan(alone.low)


def test_shared_luck_narrows_the_interval():
    rng = np.random.default_rng(0)
    luck = rng.normal(0, 5, 20)
    found = paired(luck, luck + 1 + rng.normal(0, 0.1, 20))
    assert found.high - found.low < 0.2


def test_a_ratio_of_constants_is_exact():
    assert ratio(np.full(5, 280_000.0), np.full(5, 3.0)) == pytest.approx((280_000 / 3,) * 3)


def test_there_is_no_cost_per_something_that_may_not_be():
    assert np.isnan(ratio(np.ones(3), np.array([-1.0, 1.0, 2.0]))).all()
    assert np.isnan(ratio(np.ones(3), -np.ones(3))).all()


def test_the_interval_of_a_ratio_covers_it_about_as_often_as_it_says():
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(400):
        below = rng.normal(10, 1, 20)
        above = 3 * below + rng.normal(0, 2, 20)
        _, low, high = ratio(above, below)
        covered += low <= 3 <= high
    assert 0.91 <= covered / 400 <= 0.985
