"""A territory: communes and their residents on the first day, as read-only arrays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.schema.languages import Worded
from sim.schema.nearest import nearest
from sim.territory.communes import Communes
from sim.territory.doctor_list import DoctorList
from sim.territory.errors import TerritoryError
from sim.territory.observed import Observed
from sim.territory.places import Place
from sim.territory.settings import Demography
from sim.territory.travel import Travel


@dataclass(frozen=True, eq=False)
class Territory(Communes):
    """The communes, in the order of their file, and what is known of them on the first day.

    Every array is read-only. Visitors and travel, which would be large for a whole country, are computed for
    the communes asked for.

    start        the first day
    population   (n,) people on the first day: the census grown to that year
    age_shares   (n, 7) share of each band (`BANDS`) among residents; lines sum to 1
    year_shares  (100,) share of each single year of age, 0 to 99, within its band
    ald_share    (7,) share in affection de longue durée
    no_car_here  (n, 7) share with no car in the household; the mean of each commune is its `no_car`
    visiting     by kind of shore, (366,) visitors per resident, by `Calendar.year_day`
    roads        travel between communes
    doctor_list  what is known of single GPs, by rank of their commune and number
    observed     what files say came of it; no engine reads it
    contours     the GeoJSON file of its communes, if there is one
    places       named points, inside and beyond
    """

    name: str
    title: Worded
    source: Worded
    start: date
    population: NDArray[np.int64]
    age_shares: NDArray[np.float64]
    year_shares: NDArray[np.float64]
    ald_share: NDArray[np.float64]
    no_car_here: NDArray[np.float64]
    visiting: Mapping[str, NDArray[np.float64]]
    roads: Travel
    doctor_list: DoctorList
    observed: tuple[Observed, ...]
    contours: Path | None
    places: tuple[Place, ...]
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
        """People simulated on the first day, those of the ring among them."""
        return int(self.population.sum())

    @property
    def reported(self) -> dict[str, str]:
        """The names of the communes that are reported, by code."""
        named = zip(self.codes, self.names, self.ring, strict=True)
        return {code: name for code, name, ring in named if not ring}

    @property
    def reported_catchments(self) -> tuple[str, ...]:
        """The catchments of which some commune is reported."""
        return tuple(self.catchments[number] for number in np.unique(self.catchment[~self.ring]))

    def visitors_in(self, here: NDArray[np.int64]) -> NDArray[np.float64]:
        """(len(here), 366) visitors present in some communes, by rank."""
        present = np.array([self.population[c] * self.visiting[self.shore[c]] for c in here])
        present.setflags(write=False)
        return present

    @cached_property
    def rank_of(self) -> Mapping[str, int]:
        """The rank of each commune, by its code."""
        return {code: rank for rank, code in enumerate(self.codes)}

    @cached_property
    def _ranks_called(self) -> Mapping[str, list[int]]:
        """The ranks of the communes of each name, folded."""
        called: dict[str, list[int]] = {}
        for rank, name in enumerate(self.names):
            called.setdefault(name.casefold(), []).append(rank)
        return called

    def _ranks(self, word: str) -> list[int]:
        """The ranks of the communes that a code or a name may mean."""
        wanted = word.strip()
        if wanted in self.rank_of:
            return [self.rank_of[wanted]]
        return self._ranks_called.get(wanted.casefold(), [])

    def rank(self, word: str) -> int | None:
        """The rank of a commune given by name or code; None if the word is none, or that of several."""
        ranks = self._ranks(word)
        return ranks[0] if len(ranks) == 1 else None

    def find(self, commune: str) -> int:
        """The rank of a commune given by INSEE code, or by name (case does not matter) if one alone has it.

        Raises TerritoryError.
        """
        wanted, ranks = commune.strip(), self._ranks(commune)
        if len(ranks) > 1:
            codes = [self.codes[rank] for rank in ranks]
            raise TerritoryError(f"several communes are called “{wanted}”; write {' or '.join(codes)}")
        if ranks:
            return ranks[0]
        known = self.codes if wanted[:1].isdigit() else self.names
        raise TerritoryError(
            f"“{commune}” is no commune of the territory {self.name}; {nearest(wanted, known)}"
        )
