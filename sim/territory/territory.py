"""A territory: communes and their residents on the first day, as read-only arrays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.schema.nearest import nearest
from sim.territory.communes import grown
from sim.territory.demography import Demography
from sim.territory.errors import TerritoryError
from sim.territory.places import Place
from sim.territory.rounding import largest_remainders
from sim.territory.travel import Travel


@dataclass(frozen=True, eq=False)
class Territory:
    """n communes in the order of `communes.csv`; 7 age bands (`BANDS`). Every array is read-only.

    Visitors and travel, which would be large for a whole country, are computed for the communes asked for.

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
    visiting        by kind of shore, (366,) visitors per resident, by `Calendar.year_day`; shore (n,) kind
    roads           travel between communes
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
    visiting: Mapping[str, NDArray[np.float64]]
    shore: tuple[str, ...]
    roads: Travel
    ed_sites: tuple[Place, ...]
    outside: tuple[Place, ...]
    demography: Demography

    def __post_init__(self) -> None:
        """Makes every array read-only."""
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

    @cached_property
    def travel(self) -> NDArray[np.int16]:
        """(n, n) minutes; on the diagonal, within the commune. Of a small territory: see `roads`."""
        return self.roads.within(np.arange(len(self)))

    @cached_property
    def visitors(self) -> NDArray[np.float64]:
        """(n, 366) visitors present, by `Calendar.year_day`. Of a small territory: see `visitors_in`."""
        return self.visitors_in(np.arange(len(self)))

    def visitors_in(self, here: NDArray[np.int64]) -> NDArray[np.float64]:
        """(len(here), 366) visitors present in some communes, by rank."""
        present = np.array([self.population[c] * self.visiting[self.shore[c]] for c in here])
        present.setflags(write=False)
        return present

    @cached_property
    def rank_of(self) -> Mapping[str, int]:
        """The rank of each commune, by its code."""
        return {code: rank for rank, code in enumerate(self.codes)}

    def population_in(self, year: int) -> NDArray[np.int64]:
        """(n,) people in January of `year`, if each commune goes on growing as it did."""
        return grown(self.census, self.growth, year - self.census_year)

    def find(self, commune: str) -> int:
        """The rank of a commune given by INSEE code or by name (case does not matter)."""
        wanted = commune.strip()
        if wanted in self.rank_of:
            return self.rank_of[wanted]
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
