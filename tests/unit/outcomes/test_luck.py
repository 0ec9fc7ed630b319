"""The interval of luck and the range over plausible worlds, on made-up effects of which both are known."""

import numpy as np
import pytest
from scipy.stats import norm

from sim.experiments.paired import paired, paired_by_place
from sim.outcomes.periods.luck import spreads
from sim.scenario.worlds_file import Worlds

TRIALS = 4000
FALSE_ALARM = 0.003  # of a bound; seeds are fixed
ERROR = np.sqrt(0.95 * 0.05 / TRIALS)  # of a rate of 0.95
BY_CHANCE = norm.isf(FALSE_ALARM / 2) * ERROR  # 0.0102


def worlds_of(n: int) -> list[int]:
    worlds = Worlds(None, (), tuple((0.0,) for _ in range(200)))
    return [worlds.of(replication) for replication in range(n)]


def effects(rng, trials, n, ratio, skewed=False):
    """``[trial, world]`` true effects and ``[trial, replication]`` what is seen; luck has deviation 1."""
    of = np.array(worlds_of(n))
    drawn = (
        rng.exponential(1.0, (trials, of.max() + 2)) if skewed else rng.normal(0, 1, (trials, of.max() + 2))
    )
    true = 3 + ratio * drawn
    return true, true[:, of] + rng.normal(0, 1, (trials, n)), of


def test_of_each_four_replications_the_first_two_live_in_the_same_world():
    assert worlds_of(9) == [0, 0, 1, 2, 3, 3, 4, 5, 6]
    assert len(set(worlds_of(20))) == 15


def test_after_the_last_world_comes_the_first_again():
    worlds = Worlds(None, (), ((0.0,),) * 5)
    assert [worlds.of(n) for n in range(8)] == [0, 0, 1, 2, 3, 3, 4, 0]


@pytest.mark.parametrize("ratio", [0.0, 0.5, 1.0, 5.0])
def test_the_interval_of_luck_holds_the_mean_of_these_worlds_in_95_of_100(ratio):
    """With luck known from pairs, whatever the spread of the worlds."""
    true, seen, of = effects(np.random.default_rng(11), TRIALS, 20, ratio)
    found = spreads(seen, of)
    mean = true[:, of].mean(axis=1)
    held = ((found.low <= mean) & (mean <= found.high)).mean()
    assert found.freedom == 5
    assert abs(held - 0.95) < BY_CHANCE


@pytest.mark.parametrize("n", [2, 3, 6])
def test_with_few_pairs_the_interval_is_never_too_narrow(n):
    for ratio in (0.0, 2.0):
        true, seen, of = effects(np.random.default_rng(12), TRIALS, n, ratio)
        found = spreads(seen, of)
        mean = true[:, of].mean(axis=1)
        assert ((found.low <= mean) & (mean <= found.high)).mean() > 0.95 - BY_CHANCE


@pytest.mark.parametrize("skewed", [False, True])
@pytest.mark.parametrize("ratio", [0.0, 0.5, 1.0, 5.0])
def test_the_range_holds_the_effect_in_another_world_in_85_to_95_of_100(ratio, skewed):
    """The last world was not played. Where worlds hardly differ the range is that of luck: it holds more."""
    true, seen, of = effects(np.random.default_rng(13), TRIALS, 20, ratio, skewed)
    found = spreads(seen, of)
    other = true[:, -1]
    held = ((found.plausible_low <= other) & (other <= found.plausible_high)).mean()
    assert found.worlds == 15
    assert held > 0.85
    if ratio >= 0.5:
        assert held < 0.95 + BY_CHANCE


def test_the_range_does_not_grow_with_luck():
    """What luck adds to the spread of the means is taken out, on average."""
    rng = np.random.default_rng(14)
    true, seen, of = effects(rng, TRIALS, 40, 1.0)
    quiet, loud = spreads(true[:, of], of), spreads(seen, of)
    widths = [(found.plausible_high - found.plausible_low).mean() for found in (quiet, loud)]
    raw = np.ptp(np.quantile(seen, (0.05, 0.95), axis=1, method="weibull"), axis=0).mean()
    assert widths[1] < widths[0] * 1.2 < raw


def test_in_the_central_world_nothing_but_luck_is_seen():
    rng = np.random.default_rng(15)
    seen = rng.normal(1, 1, (1, 8))
    found = spreads(seen, None)
    assert found.freedom == 7 and found.worlds == 1 and np.isnan(found.plausible_low).all()
    one = paired(np.zeros(8), seen[0])
    assert (one.low, one.high) == (found.low[0], found.high[0])


def test_a_difference_that_is_the_same_everywhere_has_no_spread():
    one = paired(np.zeros(20), np.ones(20), worlds_of(20))
    assert (one.low, one.high, one.plausible_low, one.plausible_high) == (1, 1, 1, 1)


def test_places_are_as_one_place_alone():
    """Those with an unknown value too, of which the worlds of the known ones count."""
    rng = np.random.default_rng(16)
    before, after = rng.normal(0, 1, (20, 3)), rng.normal(1, 2, (20, 3))
    after[4, 1] = np.nan
    worlds = worlds_of(20)
    for place, found in enumerate(paired_by_place(before, after, worlds)):
        alone = paired(before[:, place], after[:, place], worlds)
        assert found == pytest.approx(alone, nan_ok=True)
    assert paired_by_place(before, after, worlds)[1].worlds == 15
    assert paired_by_place(before, after, worlds)[1].freedom == 4
