"""Who is seen at home: residents of an EHPAD, and a share of the others from an age on."""

import numpy as np
from numpy.typing import NDArray

from sim.scenario.needs import Housebound
from sim.territory import N_BANDS
from sim.territory.bands import OLDEST
from sim.world.by_age import curve

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def shares(plan: Housebound, ehpad: Ints, ages: Ints, within: Floats) -> tuple[Floats, Floats]:
    """``[commune, exact age 0 … OLDEST + 1]`` share seen at home (in an EHPAD or not), and in an EHPAD.

    ``ehpad`` residents of each commune are shared out over its people of 75 and over, by a curve of the
    weights of their bands; ``ages``: residents by commune and age; ``within``: the part of each age in its
    band.
    """
    bands = np.zeros(N_BANDS)
    bands[-2:] = plan.ehpad_weight_75_89, plan.ehpad_weight_90_up
    weight = curve(bands, within, np.inf)
    weighed = (ages * ((weight[:-1] + weight[1:]) / 2.0)[None, :]).sum(axis=1)
    beds = np.divide(ehpad, weighed, out=np.zeros(len(ehpad)), where=weighed > 0)
    in_ehpad: Floats = np.minimum(1.0, beds[:, None] * weight[None, :])
    at_home = np.where(np.arange(OLDEST + 2) > plan.from_age, plan.share, 0.0)
    together: Floats = in_ehpad + (1.0 - in_ehpad) * at_home[None, :]
    return together, in_ehpad
