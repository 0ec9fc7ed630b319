"""Regions whose volume is known, and emulators of functions that are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.calibration.emulator import fitted
from sim.calibration.region import CUT_OFF, likely, remaining

Array = NDArray[np.float64]


def box(sides: Array, at: Array) -> Array:
    """3 on the walls of a box around the middle of the cube."""
    return np.asarray(CUT_OFF * (np.abs(at - 0.5) / (sides / 2)).max(axis=1))


@pytest.mark.parametrize("sides", [np.full(3, 0.5), np.array([1.0, 0.01, 0.02, 0.4]), np.full(10, 0.3)])
def test_the_volume_of_a_box(sides: Array) -> None:
    """Down to six millionths. Six levels of 1,024 points, each a fifth: the logarithm is off by some 20 %; a
    factor of 2 is more than three times that.
    """
    found = remaining(lambda at, _: box(sides, at), len(sides), np.random.default_rng(1))
    assert 0.5 < found.volume / np.prod(sides) < 2
    assert (box(sides, found.points) <= CUT_OFF).all()


def test_points_are_spread_evenly_over_a_box() -> None:
    """Each third of a narrow side holds a third of 1,024 points, to five standard deviations."""
    sides = np.array([1.0, 0.01, 0.1])
    found = remaining(lambda at, _: box(sides, at), 3, np.random.default_rng(2))
    for side, column in zip(sides, found.points.T, strict=True):
        parts = np.histogram((column - 0.5) / side, bins=3, range=(-0.5, 0.5))[0]
        assert np.abs(parts - len(column) / 3).max() < 5 * np.sqrt(len(column) * 2 / 9)


def test_likely_points_have_the_law_they_are_drawn_by() -> None:
    """A normal law of the sum of two inputs and of a third, cut off at three deviations, from points that are
    even over where it is not zero. The deviations are then 0.945 (there is less room for sums far from 1) and
    0.986; of 1,024 points, over seeds, they are off by 0.02: 0.08 is four times that.
    """
    rng, deviations = np.random.default_rng(4), np.array([0.1, 0.03])

    def off(at: Array) -> Array:
        return np.stack([at[:, 0] + at[:, 1] - 1.0, at[:, 2] - 0.5], axis=1) / deviations

    def density(at: Array) -> Array:
        far = off(at)
        return np.where(np.abs(far).max(axis=1) <= CUT_OFF, -0.5 * (far**2).sum(axis=1), -np.inf)

    even = remaining(lambda at, _: np.abs(off(at)).max(axis=1), 4, rng).points
    assert off(even).std(axis=0).min() > 1.5
    found = likely(density, even, rng)
    assert np.abs(off(found).mean(axis=0)).max() < 4 / np.sqrt(len(found))
    assert off(found).std(axis=0) == pytest.approx([0.945, 0.986], abs=0.08)
    assert len(np.unique(found, axis=0)) > 0.9 * len(found)
    assert found[:, 3].std() == pytest.approx(0.289, abs=0.02)  # even, where nothing hangs on it


def test_nothing_remains_where_nothing_is_plausible() -> None:
    found = remaining(lambda at, _: 4.0 + np.abs(at - 0.5).sum(axis=1), 5, np.random.default_rng(3))
    assert found.empty and 4.0 <= found.least < 4.3


def test_the_whole_cube_remains_where_all_is_plausible() -> None:
    assert remaining(lambda at, _: np.zeros(len(at)), 5, np.random.default_rng(4)).volume == 1.0


def test_an_emulator_says_how_far_it_may_be_off() -> None:
    """Of ten figures of eight inputs, 40 points each, played with luck: it foretells at least 80 % of the
    variance, and of 200 points that were not played no more than 5 % lie beyond three of its deviations.
    """
    beyond, fits = [], []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        slopes, bend = rng.normal(size=8) * (rng.random(8) < 0.6), rng.normal()
        points, others = rng.random((40, 8)), rng.random((200, 8))

        def exact(at: Array, slopes: Array = slopes, bend: float = bend) -> Array:
            return np.asarray(at @ slopes + bend * at[:, 0] * at[:, 1])

        made = fitted(points, exact(points) + 0.03 * rng.normal(size=40))
        mean, variance = made.guess(others)
        beyond.append(np.abs(mean - exact(others)) > 3 * np.sqrt(variance))
        fits.append(1 - np.var(mean - exact(others)) / np.var(exact(others)))
    assert np.mean(beyond) <= 0.05
    assert np.median(fits) >= 0.8


def test_a_figure_that_does_not_move_is_guessed_as_it_is() -> None:
    points = np.random.default_rng(5).random((20, 3))
    mean, variance = fitted(points, np.full(20, 7.0)).guess(points)
    assert (mean == 7).all() and (variance < 1e-9).all()


def test_a_figure_that_is_hardly_known_rules_nothing_out() -> None:
    points = np.random.default_rng(6).random((20, 3))
    values = np.full(20, np.nan)
    values[0] = 3.0
    mean, variance = fitted(points, values).guess(points)
    assert (mean == 3).all() and np.isinf(variance).all()
