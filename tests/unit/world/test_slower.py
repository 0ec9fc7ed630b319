"""How long the visits of one doctor are, beside those of others."""

import numpy as np
import pytest

from sim.scenario.doctors import Doctors
from sim.world.doctors import slower
from tests.unit.measures.fakes import conf

DOCTORS = Doctors.model_validate({**conf("doctors"), "named": {}})


def test_from_quarter_to_quarter_of_activity_visits_are_shorter_in_even_steps():
    """As surveyed: so many minutes between the busiest quarter and the least busy; on average none."""
    part = (np.arange(400) + 0.5) / 400
    found = DOCTORS.visits.practice * slower(DOCTORS, np.zeros(400, dtype=np.uint8), part)
    quarters = found.reshape(4, 100)
    assert np.ptp(quarters, axis=1) == pytest.approx(0)
    assert np.diff(quarters[:, 0]) == pytest.approx(DOCTORS.visits.busiest / 3)
    assert found.mean() == pytest.approx(0)


def test_who_has_no_place_among_the_others_is_as_quick_as_they_are():
    assert slower(DOCTORS, np.zeros(1, dtype=np.uint8), np.array([np.nan])) == pytest.approx(0)
