"""A list that opens and closes by load, against the recursion of its means.

One doctor, people who all look for one and need the same. Nobody leaves, so that the list grows until what
its patients ask for lies in the band; what the noise of needs adds is small beside the tolerance.
"""

from dataclasses import replace

import numpy as np
import pytest

from sim.kernels.patients import KernelPatients
from sim.vocabulary.structure import Action, Answers
from sim.world.tables import COUNTER, NEVER, table
from tests.by_hand import bare_world, panels_of, person, sessions
from tests.worlds import play

MONTHS, DAYS = 14, 30
A_DAY = 0.2  # needs of a person
SLOTS = 20  # a morning, Monday to Friday
ABOVE, BELOW, MOST = 1.0, 0.9, 8


def fixed_point(patients: int) -> int:
    """The rule of docs/model.md, section 15, on mean requests: all who find room come at once."""
    pressure = 0.0
    for month in range(MONTHS - 1):
        offered = SLOTS * sum(day % 7 < 5 for day in range(DAYS * month, DAYS * (month + 1)))
        past = A_DAY * DAYS * patients / offered
        pressure = past if pressure == 0 else (2 * pressure + past) / 3
        if pressure < BELOW:
            patients += MOST if pressure == 0 else max(1, min(MOST, int(patients * (BELOW / pressure - 1))))
    return patients


@pytest.mark.parametrize("begins", [0, 30])
def test_a_list_grows_to_its_fixed_point(begins):
    residents = np.concatenate([person(mt=0 if rank < begins else -1) for rank in range(150)])
    residents["rank"], residents["look"] = np.arange(150), -1
    panels = panels_of(residents, 1)
    panels["answers"], panels["most"], panels["cap"] = Answers.ANSWERS, NEVER, begins
    agenda = sessions(SLOTS, horizon_days=30)
    steps = [(Action.OWN, 0, 25)]
    made = bare_world(residents, agenda, table(COUNTER, 0), A_DAY, steps, panels, n_days=MONTHS * DAYS)
    settings = made.settings.copy()
    settings["above"], settings["below"], settings["most_a_month"] = ABOVE, BELOW, MOST
    settings["search_days"] = 2.0
    patients = KernelPatients(made := replace(made, settings=settings))
    play(patients, made, steps=(DAYS,))
    found, expected = int(patients.panels(0)["patients"][0]), fixed_point(begins)
    week = 5 * SLOTS / (7 * A_DAY)  # patients who ask for all there is
    assert BELOW * week * 0.95 < expected < ABOVE * week * 1.15, "the band, and what the memory overshoots"
    assert found == pytest.approx(expected, rel=0.1)
