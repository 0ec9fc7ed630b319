"""The seven age bands of the INSEE population files, and how single years of age fall within them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

OLDEST = 99  # residents of 100 and over are counted with those of 99
DECLINES_FROM = 75  # younger bands are taken as flat: a cohort loses under 1 % a year there


class Band(NamedTuple):
    """One age band: `key` in our YAML, `insee` the end of INSEE's column name, `first` to `last` included."""

    key: str
    insee: str
    first: int
    last: int


BANDS: tuple[Band, ...] = (
    Band("age_0_14", "POP0014", 0, 14),
    Band("age_15_29", "POP1529", 15, 29),
    Band("age_30_44", "POP3044", 30, 44),
    Band("age_45_59", "POP4559", 45, 59),
    Band("age_60_74", "POP6074", 60, 74),
    Band("age_75_89", "POP7589", 75, 89),
    Band("age_90_up", "POP90P", 90, OLDEST),
)
N_BANDS = len(BANDS)


def band_of_age() -> NDArray[np.int8]:
    """(100,) the band, 0 to 6, of each age from 0 to 99."""
    return np.repeat(np.arange(N_BANDS, dtype=np.int8), [band.last - band.first + 1 for band in BANDS])


def shares_within_bands(death: NDArray[np.float64]) -> NDArray[np.float64]:
    """(100,) the share of each single year of age among the people of its band; each band sums to 1.

    Flat up to 74. From 75 on each year of age is thinner than the one before by the band's yearly mortality
    `death` (7,), as in a population where every cohort began with the same number.
    """
    shares = np.empty(OLDEST + 1, dtype=np.float64)
    for band, rate in zip(BANDS, death, strict=True):
        years = np.arange(band.last - band.first + 1)
        survival = 1.0 - float(rate) if band.first >= DECLINES_FROM else 1.0
        weights = survival**years
        shares[band.first : band.last + 1] = weights / weights.sum()
    return shares
