"""What a year does to a population: births, deaths, moves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.territory.settings import DemographyBlock, array_of


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


def demography_of(block: DemographyBlock) -> Demography:
    """The rates of the block `demography` as arrays."""
    death, leave, arrive = (array_of(each) for each in (block.death, block.leave, block.arrive))
    for rates in (death, leave, arrive):
        rates.setflags(write=False)
    return Demography(block.growth, block.birth, death, leave, arrive)
