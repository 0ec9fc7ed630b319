"""Who is seen at home: residents of an EHPAD, and a share of the others from an age on."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.scenario.needs import Housebound
from sim.territory import N_BANDS
from sim.territory.bands import OLDEST
from sim.world.by_age import curve

HALVINGS: Final = 60  # after which a share does not move any more

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
    in_ehpad = filled(ehpad, ages, weight)
    at_home = np.where(np.arange(OLDEST + 2) > plan.from_age, plan.share, 0.0)
    together: Floats = in_ehpad + (1.0 - in_ehpad) * at_home[None, :]
    return together, in_ehpad


def filled(ehpad: Ints, ages: Ints, weight: Floats) -> Floats:
    """``[commune, exact age]`` share in an EHPAD: in proportion to ``weight``, never beyond 1, so that every
    place is taken; all of an age that has a weight where there are more places than people.
    """
    least, most = np.zeros(len(ehpad)), np.full(len(ehpad), 1.0 / weight[weight > 0].min(initial=1.0))
    for _ in range(HALVINGS):
        factor = (least + most) / 2.0
        share = np.minimum(1.0, factor[:, None] * weight[None, :])
        there = (ages * (share[:, :-1] + share[:, 1:]) / 2.0).sum(axis=1)
        least, most = np.where(there < ehpad, factor, least), np.where(there < ehpad, most, factor)
    found: Floats = np.minimum(1.0, most[:, None] * weight[None, :])
    return np.where(ehpad[:, None] > 0, found, 0.0)
