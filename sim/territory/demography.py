"""What a year does to a population: births, deaths, moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.territory import settings as read


@dataclass(frozen=True)
class Demography:
    """Yearly rates.

    growth: part of each commune's own yearly growth that goes on (1: all of it, 0: the census stays as
    counted); birth: children per resident of 15 to 44; death, leave (7,): share of each band who die, who
    move out of the territory; arrive (7,): age bands of newcomers, sums to 1.
    """

    growth: float
    birth: float
    death: NDArray[np.float64]
    leave: NDArray[np.float64]
    arrive: NDArray[np.float64]


def read_demography(settings: Mapping[str, Any]) -> Demography:
    """Reads the block `demography` of the territory."""
    block = read.section(settings, "demography", ("growth", "birth", "death", "leave", "arrive"))
    death = read.by_band(block, "demography.death")
    leave = read.by_band(block, "demography.leave")
    if (death + leave > 1).any():
        raise read.fail(
            "demography.leave", "with demography.death, more than all of a band would go in a year"
        )
    arrive = read.distribution_by_band(block, "demography.arrive")
    for rates in (death, leave, arrive):
        rates.setflags(write=False)
    growth = read.number(block, "demography.growth", 0.0, 3.0)
    return Demography(growth, read.number(block, "demography.birth", 0.0, 1.0), death, leave, arrive)
