"""Which laws of a service a profile may have, and what both engines read of them."""

import math

import pytest
from pydantic import ValidationError

from sim.world.counters import counter_row
from tests.shipped import SHIPPED
from tests.shipped_conf import plan


def row(**profile):
    words = {f"profiles__ed__{key}": value for key, value in profile.items()}
    return counter_row(plan("services", **words).profiles["ed"], 0, 0, SHIPPED)


def test_a_law_that_is_not_written_is_a_fixed_part_and_an_exponential_one():
    assert (row(spread=1).spread, row(spread=1).sigma) == (1, 0)
    assert (row(spread=0.4, law="shifted_exponential").spread, row(spread=0.4).sigma) == (0.4, 0)


def test_a_lognormal_law_has_the_spread_that_is_written():
    made = row(spread=1.5, law="lognormal")
    assert made.spread == 0
    assert math.sqrt(math.expm1(made.sigma**2)) == pytest.approx(1.5)
    assert row(spread=0, law="lognormal").sigma == 0  # always the mean, as with the other law


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ({"spread": 1.2}, "add law: lognormal"),
        ({"spread": 3.5, "law": "lognormal"}, "must lie between 0 and 3"),
        ({"spread": -0.1}, "write 0 or more"),
        ({"law": "gamma"}, "lognormal"),
    ],
)
def test_what_no_law_can_bear_is_refused(profile, said):
    with pytest.raises(ValidationError, match=said):
        row(**profile)
