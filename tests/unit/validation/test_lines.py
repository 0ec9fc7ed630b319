"""Scores of maps, the crude allocation, the order in which places are taken."""

import numpy as np
import pandas as pd
import pytest

from sim.validation.country import spread
from sim.validation.lines import score, through, unserved

WEIGHTS = np.array([1.0, 2.0, 1.0, 4.0])
OBSERVED = np.array([5.0, 10.0, 20.0, 12.0])


def test_what_is_observed_explains_itself():
    found = score(OBSERVED, OBSERVED, WEIGHTS)
    assert (found.r2, found.r2_fitted, found.error, found.places) == (1.0, pytest.approx(1.0), 0.0, 4)


def test_twice_what_is_observed_tells_places_apart_and_misses_their_level():
    found = score(OBSERVED, 2 * OBSERVED, WEIGHTS)
    assert found.r2 < 0 and found.r2_fitted == pytest.approx(1.0)
    assert found.error == pytest.approx(np.average(OBSERVED, weights=WEIGHTS))


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


def communes(gps, lon=(0.0, 0.05, 3.0)):
    n = len(gps)
    return pd.DataFrame(
        {"adults": [1000.0] * n, "population": [1250.0] * n, "gps": gps, "lat": [45.0] * n, "lon": lon[:n]}
    )


def test_where_there_are_gps_enough_everybody_has_one():
    assert unserved(communes([2.0, 1.0, 1.0])).to_numpy() == pytest.approx(0.0, abs=1e-6)


def test_where_there_are_none_in_reach_nobody_has():
    left = unserved(communes([2.0, 0.0, 0.0]))
    assert left.iloc[2] == 1.0
    assert left.iloc[0] + left.iloc[1] == pytest.approx(0.0, abs=0.02)  # two GPs for the two of them


def test_no_doctor_takes_more_than_a_thousand():
    left = unserved(communes([1.0, 0.0]))
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
