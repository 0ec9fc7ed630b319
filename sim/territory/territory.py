"""A territory: communes and their residents on the first day, as read-only arrays."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.territory.communes import grown
from sim.territory.demography import Demography
from sim.territory.errors import TerritoryError, nearest
from sim.territory.places import Place


@dataclass(frozen=True, eq=False)
class Territory:
    """n communes in the order of `communes.csv`; 7 age bands (`BANDS`). Every array is read-only.

    start           the first day
    codes, names    (n,) INSEE code, name
    lat, lon        (n,) degrees, of the village
    population      (n,) people on the first day: the census grown to that year
    census          (n,) people counted in January of census_year
    growth          (n,) per year
    area            (n,) km²
    gps             (n,) GP heads
    catchments      names; catchment (n,) rank of each commune's in it
    ehpad           (n,) of the population, those who live in an EHPAD
    age_shares      (n, 7) share of each band among residents; lines sum to 1
    year_shares     (100,) share of each single year of age, 0 to 99, within its band
    ald_share       (7,) share in affection de longue durée
    no_car          (7,) share with no car in the household, over the territory
    no_car_here     (n, 7) the same, moved so that each commune has its own mean
    visitors        (n, 366) visitors present, by `Calendar.year_day`
    travel          (n, n) minutes; on the diagonal, within the commune
    ed_sites        emergency departments inside; outside: places beyond the territory
    """

    name: str
    title: str
    source: str
    start: date
    codes: tuple[str, ...]
    names: tuple[str, ...]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    population: NDArray[np.int64]
    census_year: int
    census: NDArray[np.int64]
    growth: NDArray[np.float64]
    area: NDArray[np.float64]
    gps: NDArray[np.int64]
    catchments: tuple[str, ...]
    catchment: NDArray[np.int64]
    ehpad: NDArray[np.int64]
    age_shares: NDArray[np.float64]
    year_shares: NDArray[np.float64]
    ald_share: NDArray[np.float64]
    no_car: NDArray[np.float64]
    no_car_here: NDArray[np.float64]
    visitors: NDArray[np.float64]
    travel: NDArray[np.int16]
    ed_sites: tuple[Place, ...]
    outside: tuple[Place, ...]
    demography: Demography

    def __post_init__(self) -> None:
        """Closes every array: what is read once is not changed by who reads it."""
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    def __len__(self) -> int:
        """The number of communes."""
        return len(self.codes)

    @property
    def residents(self) -> int:
        """People on the first day."""
        return int(self.population.sum())

    def population_in(self, year: int) -> NDArray[np.int64]:
        """(n,) people in January of `year`, if each commune goes on growing as it did."""
        return grown(self.census, self.growth, year - self.census_year)

    def find(self, commune: str) -> int:
        """The rank of a commune given by INSEE code or by name (case does not matter)."""
        wanted = commune.strip()
        if wanted in self.codes:
            return self.codes.index(wanted)
        folded = [name.casefold() for name in self.names]
        if wanted.casefold() in folded:
            return folded.index(wanted.casefold())
        known = self.codes if wanted[:1].isdigit() else self.names
        raise TerritoryError(
            f"“{commune}” is no commune of the territory {self.name}; {nearest(wanted, known)}"
        )

    def people_by_band(self) -> NDArray[np.int64]:
        """(n, 7) people of each band on the first day; lines sum to `population` (largest remainders)."""
        return np.array(
            [largest_remainders(int(p), s) for p, s in zip(self.population, self.age_shares, strict=True)]
        )


def largest_remainders(total: int, shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Whole numbers in proportion to `shares` that sum to `total`; of equal remainders the first wins."""
    exact = total * shares / shares.sum()
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole
