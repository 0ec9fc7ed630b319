"""Who is seen at home: residents of an EHPAD, and a share of the others from an age on."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.scenario.needs import Housebound
from sim.territory import N_BANDS
from sim.territory.bands import OLDEST, band_of_age
from sim.world.tables import NEVER

Ints = NDArray[np.int64]


def shares(plan: Housebound, ehpad: Ints, ages: Ints) -> NDArray[np.float64]:
    """``[commune, age]`` share seen at home.

    ``ehpad`` residents of each commune are shared out over its people of 75 and over, in proportion to the
    weights of their bands; ``ages``: residents by commune and age.
    """
    weight = np.zeros(N_BANDS)
    weight[-2:] = plan.ehpad_weight_75_89, plan.ehpad_weight_90_up
    weighed = (ages * weight[band_of_age()][None, :]).sum(axis=1)
    beds = np.divide(ehpad, weighed, out=np.zeros(len(ehpad)), where=weighed > 0)
    in_ehpad = np.minimum(1.0, beds[:, None] * weight[band_of_age()][None, :])
    at_home = np.where(np.arange(OLDEST + 1) >= plan.from_age, plan.share, 0.0)
    together: NDArray[np.float64] = in_ehpad + (1.0 - in_ehpad) * at_home[None, :]
    return together


def onset(share: NDArray[np.float64], commune: Ints, uniform: NDArray[np.float64]) -> Ints:
    """(n,) age from which each is seen at home: the first whose share exceeds ``uniform``, else NEVER."""
    age = np.full(len(commune), NEVER, dtype=np.int64)
    once = np.flatnonzero(uniform < share[commune, OLDEST])
    # Ages at which the share of some commune changes: between two of them it is compared once for all.
    changes = np.flatnonzero((share[:, 1:] != share[:, :-1]).any(axis=0)) + 1
    ages = np.zeros(len(once), dtype=np.int64)
    for first, last in pairwise([0, *changes.tolist(), OLDEST + 1]):
        ages += (last - first) * (share[commune[once], first] <= uniform[once])
    age[once] = ages
    return age
