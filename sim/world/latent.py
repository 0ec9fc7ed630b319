"""Needs that residents do not ask for: with which probability, by their means and how far a GP is."""

import numpy as np
from numpy.typing import NDArray

from sim.scenario.needs import Latent
from sim.world.doctors import Heads
from sim.world.external_agendas import Shared

Matrix = NDArray[np.float64]


def latent(plan: Latent, minutes: Matrix) -> Matrix:
    """``[not poor | poor, commune]`` probability; ``minutes`` to the nearest GP, by commune."""
    beside = plan.base * np.array([[1.0], [plan.poor_factor]])
    farther = 1.0 + (plan.per_minute * minutes if plan.per_minute else np.zeros(len(minutes)))
    made: Matrix = np.minimum(plan.most, beside * farther)
    return made


def to_nearest_gp(travel: NDArray[np.int32], gps: Heads, shared: Shared) -> Matrix:
    """``[commune]`` minutes to the nearest GP of the first day, beyond the territory too; infinite: none."""
    there = travel[:, np.unique(gps.commune)].astype(np.float64)
    beyond = shared.travel[shared.mt_weight > 0].T  # places of médecins traitants
    minutes = np.hstack([there, beyond]).astype(np.float64)
    near: Matrix = minutes.min(axis=1, initial=np.inf)
    return near
