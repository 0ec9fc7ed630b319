"""A list that opens and closes by load, against the recursion of what is asked.

One doctor, people who all look for one and need the same. Nobody leaves, so that the list grows until what
its patients ask for lies in the band. A month's requests are a Poisson number, and a list that has opened by
chance does not shrink again: the recursion, too, is played with that noise.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sim.kernels.patients import KernelPatients
from sim.vocabulary.structure import Action, Answers
from sim.world.tables import COUNTER, NEVER, table
from tests.by_hand import bare_world, panels_of, persons, sessions
from tests.worlds import play

MONTHS, DAYS = 14, 30
A_DAY = 0.2  # needs of a person
SLOTS = 20  # a morning, Monday to Friday
ABOVE, BELOW, MOST = 1.0, 0.9, 8


RUNS, PLAYED = 30, 100_000  # of the engine, of the recursion
FOUR_ERRORS = 4  # of the mean: one false alarm in 16,000


def grown(patients: np.ndarray, asked: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """The rule of docs/model.md, section 15, for many lists at once; ``asked`` says what so many requests on
    average come to. All who find room come at once: they are there within days.
    """
    pressure = np.zeros(len(patients))
    for month in range(MONTHS - 1):
        offered = SLOTS * sum(day % 7 < 5 for day in range(DAYS * month, DAYS * (month + 1)))
        past = asked(A_DAY * DAYS * patients) / offered
        pressure = np.where(pressure == 0, past, (2 * pressure + past) / 3)
        known = np.where(pressure == 0, 1.0, pressure)
        room = np.clip((patients * (BELOW / known - 1)).astype(int), 1, MOST)
        room = np.where(pressure == 0, MOST, room)
        patients = patients + np.where(pressure < BELOW, room, 0)
    return patients


def played(begins: int, seed: int) -> int:
    """Patients at the end."""
    residents = persons(150, mt=[0] * begins + [-1] * (150 - begins), look=-1)
    panels = panels_of(residents, 1)
    panels["answers"], panels["most"], panels["cap"] = Answers.ANSWERS, NEVER, begins
    agenda = sessions(SLOTS, horizon_days=30)
    steps = [(Action.OWN, 0, 25)]
    made = bare_world(residents, agenda, table(COUNTER, 0), A_DAY, steps, panels, n_days=MONTHS * DAYS)
    settings = made.settings.copy()
    settings["above"], settings["below"], settings["most_a_month"] = ABOVE, BELOW, MOST
    settings["search_days"] = 2.0
    patients = KernelPatients(made := replace(made, settings=settings, seed=seed))
    play(patients, made, steps=(DAYS,))
    return int(patients.panels(0)["patients"][0])


@pytest.mark.parametrize("begins", [0, 30])
def test_a_list_grows_to_its_fixed_point(begins):
    (on_average,) = grown(np.array([begins]), lambda mean: mean)
    week = 5 * SLOTS / (7 * A_DAY)  # patients who ask for all there is
    assert BELOW * week * 0.95 < on_average < ABOVE * week * 1.15, "the band, and what the memory overshoots"
    rng = np.random.default_rng(begins)
    by_chance = grown(np.full(PLAYED, begins), rng.poisson)
    found = np.array([played(begins, seed) for seed in range(RUNS)])
    assert abs(found.mean() - by_chance.mean()) < FOUR_ERRORS * by_chance.std() / np.sqrt(RUNS)
    assert by_chance.min() <= found.min() and found.max() <= by_chance.max()
    assert abs(by_chance.mean() - on_average) < 1, "chance moves the end by less than a patient"
