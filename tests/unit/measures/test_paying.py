"""What is paid by year comes in months, and a year comes to its amount, whichever day it begins on."""

from datetime import date

import pytest

from sim.measures.field_types import Cost
from sim.scenario.run import next_month
from tests.unit.measures.fakes import helping, play


def instalments(since, yearly, until=date(2030, 12, 31)):
    cost = Cost(payer="commune", yearly=yearly)
    today, paid = since, {}
    while today <= until:
        paid[today] = cost.in_month(since, today)
        today = next_month(today)
    return paid


@pytest.mark.parametrize(
    "since", [date(2025, 1, 1), date(2025, 1, 15), date(2025, 1, 31), date(2024, 2, 29), date(2027, 12, 2)]
)
def test_a_year_is_paid_in_full_and_no_more(since):
    assert sum(instalments(since, (12000, 0)).values()) == pytest.approx(12000, abs=1e-6)
    assert sum(instalments(since, (12000, 6000, 0)).values()) == pytest.approx(18000, abs=1e-6)


def test_from_the_first_of_a_month_each_is_a_twelfth():
    paid = [*instalments(date(2024, 10, 1), (36000, 27000, 21000)).values()]
    assert paid[:36] == [3000] * 12 + [2250] * 12 + [1750] * 12


def test_the_first_month_is_paid_by_days():
    paid = instalments(date(2025, 1, 15), (12000, 24000))
    assert paid[date(2025, 1, 15)] == pytest.approx(1000 * 17 / 31)
    assert paid[date(2025, 2, 1)] == 1000
    assert paid[date(2026, 1, 1)] == pytest.approx(1000 * 14 / 31 + 2000 * 17 / 31)
    assert paid[date(2026, 2, 1)] == 2000


def test_so_it_is_for_whatever_costs():
    cost = {"payer": "commune", "yearly": [12000, 0]}
    counter = {"counter": "c", "profile": "cmsi", "commune": "C1", "on": "2025-01-15", "cost": cost}
    settle = {"doctors": 1, "commune": "C1", "by": "2025-01-15", "cost": cost}
    helped = helping(doctors=["c1_1"], on="2025-01-15")
    for block in (
        {"open_counter": counter},
        {"install": settle},
        {"delegate": {**helped, "cost": cost}},
        {"stand_in": {"doctors": ["c1_1"], "on": "2025-01-15", "cost": cost}},
    ):
        assert sum(p.amount for p in play({"m": block}).payments) == pytest.approx(12000, abs=1e-6)
