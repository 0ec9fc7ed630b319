"""Shares of bands as curves over exact age."""

import numpy as np
import pytest

from sim.territory import BANDS
from sim.territory.bands import OLDEST, shares_within_bands
from sim.world.by_age import age_at, curve

WITHIN = shares_within_bands(np.array([0.0, 0.001, 0.001, 0.004, 0.012, 0.06, 0.22]))


def of_bands(curve_of, within=WITHIN):
    """The mean of each band at the middle of the year."""
    middle = (curve_of[:-1] + curve_of[1:]) / 2
    return np.array([within[b.first : b.last + 1] @ middle[b.first : b.last + 1] for b in BANDS])


@pytest.mark.parametrize("seed", range(40))
def test_the_mean_of_each_band_is_its_share_and_the_curve_never_falls(seed):
    rng = np.random.default_rng(seed)
    shares = np.sort(rng.random(7)) * rng.choice([0.2, 0.7, 0.95])
    found = curve(shares, WITHIN, 1.0)
    assert found.shape == (OLDEST + 2,)
    assert (np.diff(found) >= 0).all() and found[0] >= 0 and found[-1] <= 1
    lost = np.diff(shares, prepend=0.0).max() / 15  # a year of fifteen, where a band has to leap
    assert of_bands(found) == pytest.approx(shares, abs=lost)


def test_bands_without_anybody_and_equal_bands_stay_so():
    found = curve(np.array([0, 0, 0, 0, 0, 1.0, 5.0]), WITHIN, np.inf)
    assert (found[:76] == 0).all()
    assert of_bands(found) == pytest.approx([0, 0, 0, 0, 0, 1, 5], abs=0.01)
    assert of_bands(curve(np.full(7, 0.3), WITHIN, 1.0)) == pytest.approx(np.full(7, 0.3), abs=0.01)


def test_the_age_at_which_a_curve_is_passed():
    rises = np.linspace(0.0, 1.0, OLDEST + 2)[None, :]
    level = np.vstack([np.full(OLDEST + 2, 0.4), rises])
    assert age_at(rises, 0, np.array([0.25, 0.505])) == pytest.approx([25.0, 50.5])
    row = np.array([0, 0, 1, 1])
    assert age_at(level, row, np.array([0.39, 0.41, 0.39, 0.41])) == pytest.approx([0, np.inf, 39, 41])


def test_as_many_have_passed_at_each_age_as_the_curve_says():
    """10⁵ evenly spread words: no chance in it."""
    found = curve(np.array([0.02, 0.04, 0.08, 0.2, 0.45, 0.6, 0.66]), WITHIN, 1.0)
    ages = age_at(found[None, :], 0, (np.arange(100_000) + 0.5) / 100_000)
    assert (ages == 0).mean() == pytest.approx(0.01, abs=2e-5), "0.02 halfway up a line to 0.03: born with it"
    for age in (0, 14, 15, 44, 45, 60, 75, 90):
        assert (ages <= age).mean() == pytest.approx(found[age], abs=2e-5)
