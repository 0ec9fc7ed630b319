"""What levers cost, and what a gain costs, by hand."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from sim.levers import figures
from sim.levers.choose import Lever
from sim.levers.figures import OVER_ALL, PER_PERSON, Costs, Figure, by_key, cost_per, figures_of
from sim.levers.records import INDICATORS
from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.indicator import Rule
from sim.outcomes.counting.source import ALL
from sim.outcomes.periods.months import months_between
from sim.outcomes.periods.period import Values
from sim.outcomes.storage.replication_result import later
from tests.shipped import SHIPPED
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


class Stood:
    """A run in which each indicator of a month is a number by hand; two replications that are alike."""

    def __init__(self, months):
        self.months = months
        self.manifest = SimpleNamespace(complete=(0, 1), vocabulary=SHIPPED)
        self.lived_in = None


def over_each(run, periods, numbers):
    """Stocks are means over the months, all else are sums."""
    found = []
    for period in periods:
        months = [later(period.first, n) for n in range(period.months)]
        values = {}
        for key, of in run.months.items():
            total = sum(map(of, months))
            stock = CATALOGUE[key[0]].rule is Rule.STOCK
            values[key] = np.full((len(numbers), 1), total / (len(months) if stock else 1))
        found.append(Values(period, tuple(numbers), ("*",), values, CATALOGUE))
    return found


def test_each_figure_is_of_its_months(monkeypatch):
    """From 15 October 2025 on: years from November on. Each month 10 people fewer are without one than in the
    month before; the commune pays 90,000 € on that day, and the insurance 1,000 € a month.
    """
    since = date(2025, 11, 1)

    def people(month):
        return 5000 - 10 * max(0, months_between(since, month) + 1)

    paid, day = ("paid_for_measures", "payer:commune"), date(2025, 10, 1)
    base = {(name, ALL): lambda _: 5000.0 for name in INDICATORS}
    base |= {
        ("cost_insurance", ALL): lambda _: 70.0,
        ("cost_patients", ALL): lambda _: 30.0,
        paid: lambda _: 0.0,
    }
    base["paid_for_measures", "payer:insurance"] = lambda _: 0.0
    run = base | {
        ("adults_without_mt", ALL): people,
        ("ed_visits", ALL): lambda month: 4998.0 if month >= since else 5000.0,
        paid: lambda month: 90_000.0 if month == day else 0.0,
        ("paid_for_measures", "payer:insurance"): lambda month: 1000.0 if month >= since else 0.0,
        ("cost_insurance", ALL): lambda month: 70.0 + (1400.0 if month >= since else 0.0),
    }
    monkeypatch.setattr(figures, "over_each", over_each)
    monkeypatch.setattr(figures, "check_comparable", lambda *_: None)
    lever = Lever("mine", date(2025, 10, 15), None, None, None)
    found = {key: each.value for key, each in by_key(figures_of(lever, Stood(run), Stood(base))).items()}
    assert found["adults_without_mt", 1] == -120  # in its twelfth month
    assert found["adults_without_mt", 5] == -600  # in its sixtieth
    assert found["ed_visits", 1] == found["ed_visits", 5] == -24
    assert found["gps", 5] == 0
    assert found["payer:commune", 0] == 18_000  # of the month before the first whole one
    assert found["payer:insurance", 0] == 12_000
    assert found["own", 0] == 30_000
    assert found["care", 0] == pytest.approx(60 * 400 / 5)  # what the insurance pays beyond the lever
    assert found["public", 0] == pytest.approx(34_800)
    assert found["per_person_year", 0] == pytest.approx(34_800 / 305)  # the mean of 10, 20, … 600
    assert found["per_ed_visit", 0] == pytest.approx(34_800 / 24)
