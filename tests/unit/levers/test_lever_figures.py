"""What levers cost, and what a gain costs, by hand."""

import numpy as np
import pytest

from sim.levers.figures import OVER_ALL, PER_PERSON, Costs, Figure, cost_per
from tests.unit.levers.made import figure

NAN = float("nan")


def costs(**changes):
    """Two replications: the commune pays 10 and 30 thousand a year, the insurance 5, the doctors 2; care
    costs the insurance 1 thousand less.
    """
    paid = {
        "commune": np.array([10e3, 30e3]),
        "insurance": np.array([5e3, 5e3]),
        "doctor": np.array([2e3, 2e3]),
    }
    public = {"commune": True, "insurance": True, "doctor": False}
    return Costs(paid, public, np.array([-1e3, -1e3]), np.array([0.0, 0.0]))._replace(**changes)


def test_public_money_is_what_public_payers_pay_and_what_care_costs_more():
    assert costs().own.tolist() == [15e3, 35e3]
    assert costs().public.tolist() == [14e3, 34e3]


def test_every_payer_has_a_figure_and_so_have_the_sums():
    found = {each.id: each.value for each in costs().figures(None)}
    assert found == {
        "payer:commune": 20e3,
        "payer:insurance": 5e3,
        "payer:doctor": 2e3,
        "own": 25e3,
        "care": -1e3,
        "public": 24e3,
        "patients": 0.0,
    }
    assert {each.year for each in costs().figures(None)} == {OVER_ALL}


def test_a_person_year_costs_mean_cost_over_mean_gain():
    """24,000 € a year for 200 people who have a médecin traitant: 120 € each."""
    found = cost_per(PER_PERSON, np.array([24e3, 24e3, 24e3]), np.array([190.0, 200.0, 210.0]), None)
    assert found.value == pytest.approx(120.0)
    assert found.low < 120.0 < found.high
    assert np.isnan(found.plausible_low) and found.worlds == 1


def test_money_that_is_saved_is_below_nothing():
    found = cost_per(PER_PERSON, np.array([-1e3] * 3), np.array([99.0, 100.0, 101.0]), None)
    assert found.value == pytest.approx(-10.0)


@pytest.mark.parametrize("gained", [[-5.0, -4.0, -6.0], [-50.0, 10.0, 60.0], [0.0, 0.0, 0.0]])
def test_where_nothing_is_surely_gained_nothing_is_said_of_its_price(gained):
    found = cost_per(PER_PERSON, np.array([1e3] * 3), np.array(gained), [0, 1, 2])
    assert all(np.isnan(found[4:9]))


def test_the_range_goes_from_world_to_world():
    """No luck: two replications of each world are alike, so that each world has its own price."""
    gained = np.array([100.0, 100.0, 200.0, 200.0, 400.0, 400.0, 300.0, 300.0])
    found = cost_per(PER_PERSON, np.full(8, 12e3), gained, [0, 0, 1, 1, 2, 2, 3, 3])
    assert found.worlds == 4 and found.value == pytest.approx(48.0)
    assert found.plausible_low <= 30.0 and found.plausible_high >= 120.0
    assert np.isfinite(found.plausible_high)


def test_a_world_without_a_gain_has_no_upper_end():
    gained = np.array([-1.0, -1.0, 200.0, 200.0, 210.0, 210.0, 205.0, 205.0, 190.0, 190.0])
    found = cost_per(PER_PERSON, np.full(10, 12e3), gained, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
    assert found.value > 0 and found.plausible_high == np.inf
    assert np.isfinite(found.plausible_low)


def test_so_many_times_a_lever_is_so_many_times_its_effect_but_the_same_price():
    made = figure("gps", 5, 2.0, 1.0, 3.0)
    assert made.times(3) == made._replace(
        value=6.0, low=3.0, high=9.0, plausible_low=-3.0, plausible_high=15.0
    )
    assert made.times(-1) == made._replace(
        value=-2.0, low=-3.0, high=-1.0, plausible_low=-5.0, plausible_high=1.0
    )
    price = Figure(PER_PERSON, OVER_ALL, "€", NAN, 120.0, 100.0, 140.0, 90.0, 200.0, 8, 6)
    assert price.times(3) == price
