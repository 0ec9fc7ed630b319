"""Who lives in an EHPAD on the first day: the places of each commune, shared out over its old people."""

import numpy as np
import pytest

from sim.territory.bands import OLDEST
from sim.world.housebound import filled

WEIGHT = np.where(np.arange(OLDEST + 2) > 75, 1.0, 0.0) + np.where(np.arange(OLDEST + 2) > 90, 4.0, 0.0)


def residents(places: list[int], ages: dict[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """The share by commune and exact age, and how many live there; each commune has the same people."""
    people = np.zeros((len(places), OLDEST + 1), dtype=np.int64)
    for age, number in ages.items():
        people[:, age] = number
    share = filled(np.array(places), people, WEIGHT)
    return share, (people * (share[:, :-1] + share[:, 1:]) / 2).sum(axis=1)


def test_every_place_is_taken_and_nobody_lives_there_twice():
    """A home of many places in a village of few old people: all of 90 and more, and most of the others."""
    share, there = residents([0, 1, 30, 80, 119], {60: 900, 80: 100, 95: 20})
    assert there == pytest.approx([0, 1, 30, 80, 119])
    assert (share[0] == 0).all() and (share <= 1).all()
    assert (share[3:, 95] == 1).all() and (share[3:, 80] < 1).all()


def test_places_go_by_weight_as_long_as_nobody_would_take_two():
    share, _ = residents([30], {80: 100, 95: 20})
    assert share[0, 95] == pytest.approx(5 * share[0, 80])
    assert share[0, 80] == pytest.approx(30 / (100 + 5 * 20))
    assert share[0, 70] == 0


def test_of_more_places_than_old_people_some_stay_empty():
    share, there = residents([500], {60: 900, 80: 100, 95: 20})
    assert there == pytest.approx([120])
    assert share[0, 60] == 0
