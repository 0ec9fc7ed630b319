"""A territory that stays as it is: its people come and go all year, and January is a month as any other.

Seeds are fixed. Of some 700 adults without médecin traitant about fifty find or lose one in a month, so that
a month changes their number by 10 as a standard deviation: the bound of a tenth is seven of them.
"""

from datetime import date

import numpy as np
import pytest

from sim.kernels.patients import KernelPatients
from sim.world.build import build
from sim.world.records import Records
from tests.shipped_conf import prepared
from tests.territories import small

RESIDENTS = 6000
JANUARIES = (12, 24)  # of months from that of day 0 on


@pytest.fixture(scope="module")
def counted() -> Records:
    """Three years of five communes without growth."""
    territory = small(n_communes=5, residents=RESIDENTS).territory
    opened = {"ed": {"profile": "ed", "at": "ed"}, "line15": {"profile": "line15", "at": None}}
    services = {"services": {"open": opened, "agendas": {}}}
    world = build(prepared(territory, services, start=date(2025, 1, 1), end=date(2026, 12, 31)), 0)
    patients = KernelPatients(world)
    patients.advance(0, world.n_days)
    return patients.finish()[0]


def test_there_are_always_as_many_people(counted):
    people = counted.people.sum(axis=(1, 2))
    assert (np.abs(people / RESIDENTS - 1) < 0.01).all()
    assert (np.abs(people[[0, *JANUARIES]] - RESIDENTS) <= 5).all(), "a rounding for each commune"


@pytest.mark.parametrize("january", JANUARIES)
def test_nothing_leaps_in_january(counted, january):
    without = counted.adults_without_mt.sum(axis=(1, 2))
    assert abs(without[january] / without[january - 1] - 1) < 0.10


def test_people_with_an_ald_are_as_many_all_year(counted):
    ald = counted.people[..., 1::2].sum(axis=(1, 2)) / counted.people.sum(axis=(1, 2))
    assert np.abs(np.diff(ald)).max() < 0.004, "of 0.2: in a month a score of 1,200 die or fall ill"
