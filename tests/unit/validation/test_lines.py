"""Scores of maps, the crude allocation, the order in which places are taken."""

import numpy as np
import pandas as pd
import pytest

from sim.validation.country import spread
from sim.validation.lines import fitted, score, through, unserved

WEIGHTS = np.array([1.0, 2.0, 1.0, 4.0])
OBSERVED = np.array([5.0, 10.0, 20.0, 12.0])


def test_what_is_observed_explains_itself():
    found = score(OBSERVED, OBSERVED, WEIGHTS)
    assert found == (1.0, pytest.approx(1.0), 0.0, pytest.approx(0.0, abs=1e-9), 4)


def test_twice_what_is_observed_tells_places_apart_and_misses_their_level():
    found = score(OBSERVED, 2 * OBSERVED, WEIGHTS)
    assert found.r2 < 0 and found.r2_fitted == pytest.approx(1.0)
    assert found.error == pytest.approx(np.average(OBSERVED, weights=WEIGHTS))
    assert found.error_fitted == pytest.approx(0.0, abs=1e-9)


def test_a_line_by_hand():
    """Through (0, 0), (1, 1), (2, 5) goes 2.5 x − 0.5: it is off by 0.5, 1, 0.5 where the spread is 14."""
    observed, ones = np.array([0.0, 1.0, 5.0]), np.ones(3)
    found = fitted(observed, np.array([[0.0], [1.0], [2.0]]), ones)
    assert found.r2_fitted == pytest.approx(1 - 1.5 / 14)
    assert found.error_fitted == pytest.approx(2 / 3)
    assert np.isnan([found.r2, found.error]).all() and found.places == 3


def test_a_line_needs_more_places_than_it_has_numbers():
    """Else it says what is observed whatever its columns are."""
    columns = np.array([[1.0, 4.0], [2.0, 5.0], [3.0, 9.0]])
    assert np.isnan(fitted(OBSERVED[:3], columns, WEIGHTS[:3]).r2_fitted)
    assert np.isnan(score(OBSERVED, np.full(4, 7.0), WEIGHTS).r2_fitted)


def test_the_mean_explains_nothing():
    mean = np.average(OBSERVED, weights=WEIGHTS)
    found = score(OBSERVED, np.array([mean, mean, mean, mean + 1e-9]), WEIGHTS)
    assert found.r2 == pytest.approx(0.0, abs=1e-6)


def test_what_is_not_known_is_left_out():
    said = np.array([5.0, np.nan, 20.0, 12.0])
    assert score(OBSERVED, said, WEIGHTS).places == 3


def test_a_line_is_the_best_there_is():
    columns = np.array([[0.0], [1.0], [2.0], [3.0]])
    line = through(columns, OBSERVED, WEIGHTS)
    worse = line + 0.1 * columns[:, 0]
    squares = [float(WEIGHTS @ (OBSERVED - each) ** 2) for each in (line, worse)]
    assert squares[0] < squares[1]


def left_of(gps, lon=(0.0, 0.05, 3.0)):
    """Of communes with a thousand adults each."""
    n = len(gps)
    return unserved(pd.DataFrame({"gps": gps, "lat": [45.0] * n, "lon": lon[:n]}), np.full(n, 1000.0))


def test_where_there_are_gps_enough_everybody_has_one():
    assert left_of([2.0, 1.0, 1.0]).to_numpy() == pytest.approx(0.0, abs=1e-6)


def test_where_there_are_none_in_reach_nobody_has():
    left = left_of([2.0, 0.0, 0.0])
    assert left.iloc[2] == 1.0
    assert left.iloc[0] + left.iloc[1] == pytest.approx(0.0, abs=0.02)  # two GPs for the two of them


def test_no_doctor_takes_more_than_a_thousand():
    left = left_of([1.0, 0.0])
    assert 1000 * left.sum() == pytest.approx(1000.0, abs=1.0)


def test_every_beginning_has_its_share_of_each_class():
    frame = pd.DataFrame({"density": [1] * 50 + [2] * 30 + [3] * 20}, index=[f"e{i}" for i in range(100)])
    order = spread(frame, "density", 7)
    assert sorted(order) == sorted(frame.index)
    assert order == spread(frame, "density", 7) != spread(frame, "density", 8)
    for n in (10, 20, 50):
        counts = frame.loc[order[:n], "density"].value_counts()
        for each, share in ((1, 0.5), (2, 0.3), (3, 0.2)):
            assert abs(counts.get(each, 0) - share * n) <= 2
