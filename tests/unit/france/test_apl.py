"""The accessibility (APL) of our formula: by hand, as a run makes it, and against DREES over the country."""

import numpy as np
import pytest

from benchmarks.pages.apl import Country, other_roads, read_country, road_error
from sim.france.apl import agreement, apl_of, pairs_within, step_weights, weights_between, weights_of
from tests.france import EXTRACT, all_communes

STEPS = [(10, 1.0), (15, 0.667), (20, 0.333)]
KM_A_DEGREE = 111.195  # of latitude


def on_a_line(*kms: float) -> tuple[np.ndarray, np.ndarray]:
    """Communes on a meridian."""
    return 45 + np.array(kms) / KM_A_DEGREE, np.full(len(kms), 2.0)


def minute_a_km(kms: np.ndarray) -> np.ndarray:
    return kms


def test_weights_are_those_of_the_steps_and_end_with_the_last():
    lat, lon = on_a_line(0, 9, 21, 60)  # 9 from the first, 12 from the second; the last beyond all
    weights = weights_between(lat, lon, np.zeros(4), minute_a_km, STEPS).toarray()
    expected = [[1, 1, 0, 0], [1, 1, 0.667, 0], [0, 0.667, 1, 0], [0, 0, 0, 1]]
    np.testing.assert_array_equal(weights, expected)


def test_whole_minutes_count_as_in_a_run():
    """9.4 minutes are 9 in the tables of a run; 9.6 are 10, which is not less than 10."""
    lat, lon = on_a_line(0, 9.4, 19)
    weights = weights_between(lat, lon, np.zeros(3), minute_a_km, STEPS).toarray()
    assert weights[0, 1] == 1 and weights[1, 2] == 0.667


def test_minutes_within_a_large_commune_count():
    weights = weights_between(*on_a_line(0), np.array([12.0]), minute_a_km, STEPS).toarray()
    assert weights.tolist() == [[0.667]]


def test_nothing_is_lost_or_made():
    """Every consultation goes to somebody in reach, so that APL × residents sums to what doctors do."""
    draws = np.random.default_rng(7)
    lat, lon = on_a_line(*draws.uniform(0, 300, 80))
    weights = weights_between(lat, lon, np.zeros(80), minute_a_km, STEPS)
    acts, people = draws.uniform(0, 9000, 80), draws.uniform(10, 5000, 80)
    assert (apl_of(acts, people, weights) * people).sum() == pytest.approx(acts.sum())


def test_sparse_and_dense_weights_say_the_same():
    lat, lon = on_a_line(0, 9, 21, 60)
    pairs = pairs_within(lat, lon, 100)
    sparse = weights_of(pairs, pairs.kms, np.zeros(4), STEPS)
    dense = step_weights(np.rint(np.abs(np.subtract.outer(lat, lat)) * KM_A_DEGREE), STEPS)
    acts, people = np.array([5400.0, 0, 10800, 5400]), np.array([1000.0, 3000, 1500, 800])
    np.testing.assert_allclose(apl_of(acts, people, sparse), apl_of(acts, people, dense))


def test_agreement_weighs_by_people_and_leaves_out_what_is_not_known():
    ours, theirs = np.array([1.0, 2, 3, 9]), np.array([3.0, 5, 7, np.nan])
    found = agreement(ours, theirs, np.array([10.0, 10, 20, 1e6]))
    assert (found.communes, found.people) == (3, 40)
    assert (found.slope, found.offset, found.r2) == pytest.approx((2, 1, 1))
    assert found.ours == pytest.approx(2.25)


def test_the_level_of_an_intercommunality_is_that_of_drees_in_the_extract():
    """Always run: 28 intercommunalités, some of them at the border of what the extract holds."""
    extract = read_country(EXTRACT / "communes.csv.gz")
    found = extract.together("epci", extract.ours)
    assert found.communes > 20 and found.r2 >= 0.8


# --- the country, where the table of all communes is at hand ---


@pytest.fixture(scope="module")
def france() -> Country:
    return read_country(all_communes() / "communes.csv.gz")


@pytest.mark.heavy  # the whole country
def test_the_level_of_an_intercommunality_is_that_of_drees(france):
    """Where a territory is believed: R² of at least 0.8 (docs/apl.md)."""
    for by in ("epci", "dep"):
        found = france.together(by, france.ours)
        assert found.r2 >= 0.8, by
        assert 0.55 < found.slope < 0.85
    assert france.against(france.ours).r2 > 0.5


@pytest.mark.heavy  # the whole country
def test_estimated_roads_forbid_more_by_commune(france):
    """What docs/apl.md says of single communes: with minutes as wrong as they are to emergency departments,
    our own APL does not agree with itself much better than 0.8, while intercommunalités hardly notice.
    """
    deciles, spread = road_error(france)
    assert 0.15 < spread < 0.3 and 0.95 < deciles[1] < 1.25
    other = other_roads(france, spread, seed=1)
    assert agreement(other, france.ours, france.people).r2 < 0.85
    assert france.together("epci", other, france.ours).r2 > 0.95
