"""The residents of a territory: how many, of which ages, how they grow and how they live."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.building import origins
from sim.building.built import Assumed, Plan
from sim.building.defaults import Defaults, usual_defaults
from sim.building.demography import demography_of
from sim.building.errors import BuildingError
from sim.building.growth import counted_alike, growth_of
from sim.building.visitors import visitors_of
from sim.building.words import both
from sim.france.facts import AGES, Reading
from sim.schema.types import BAND_KEYS
from sim.territory.bands import BANDS
from sim.territory.rounding import by_row, largest_remainders

Floats = NDArray[np.float64]
MOST_IN_EHPAD: Final = 0.8  # of the residents of a commune: an EHPAD is not all there is


@dataclass(frozen=True, eq=False)
class People:
    """What communes.csv (but for `gps`), ages.csv and the territory's blocks hold."""

    communes: pd.DataFrame
    ages: pd.DataFrame
    settings: Mapping[str, Any]
    origins: tuple[origins.Origin, ...]
    assumed: tuple[Assumed, ...]


def people_of(plan: Plan, defaults: Defaults | None = None) -> People:
    """The people of a plan. Raises BuildingError where a commune has no population."""
    defaults = defaults or usual_defaults()
    made = _Making(plan, defaults)
    population, year = made.population()
    by_band = made.ages(population)
    guests = visitors_of(plan, population, defaults)
    living = demography_of(plan, population, by_band, defaults)
    file = f"{plan.name}/communes.csv"
    communes = pd.DataFrame(
        {
            "code": plan.codes,
            "name": plan.communes["name"].to_numpy(),
            "lat": plan.communes["lat"].to_numpy(),
            "lon": plan.communes["lon"].to_numpy(),
            f"population_{year}": population,
            "growth": made.growth(),
            "area_km2": made.area(),
            "catchment": plan.catchments,
            "shore": guests.kinds,
            "ehpad": made.ehpad(population, by_band),
            "no_car": made.no_car(),
        }
    )
    made.places()
    catchment = "by_department" if len(set(plan.catchments)) > 1 else "one_catchment"
    made.origins += [
        origins.column(f"{file}:code", "", plan.facts, ["name"]),
        origins.column(f"{file}:name", "", plan.facts, ["name"]),
        origins.column(f"{file}:population_{year}", "residents", plan.facts, ["population"]),
        origins.origin(f"{file}:catchment", "", "assumed", both(catchment)),
        origins.origin(f"{file}:ring", "", "computed", both("by_ring")),
        origins.column(f"{plan.name}/ages.csv:CODGEO", "", plan.facts, [AGES[0]]),
    ]
    ages = pd.DataFrame({"CODGEO": plan.codes, f"P{year[2:]}_POP": population})
    for band, column in zip(BANDS, by_band.T, strict=True):
        ages[f"P{year[2:]}_{band.insee}"] = column
    settings = {"visitors": guests.blocks, **living.blocks}
    return People(
        communes,
        ages,
        settings,
        (*made.origins, *guests.origins, *living.origins),
        (*made.assumed, *guests.assumed, *living.assumed),
    )


class _Making:
    """Column by column, in the order of the communes; what was found and what was assumed is kept."""

    def __init__(self, plan: Plan, defaults: Defaults) -> None:
        self.plan, self.defaults, self.facts = plan, defaults, plan.communes
        self.origins: list[origins.Origin] = []
        self.assumed: list[Assumed] = []

    def _told(self, name: str, unit: str, columns: list[str], unknown: Any, key: str, **how: Any) -> None:
        """Notes where a column of communes.csv or ages.csv is from; `unknown`: (n,) where no file says it."""
        missing = tuple(np.array(self.plan.codes)[np.asarray(unknown, dtype=np.bool_)])
        if missing:
            self.assumed.append(self.defaults.assumed(key, len(missing)))
        entry = self.defaults[key]
        name = f"{self.plan.name}/{name}"
        self.origins.append(
            origins.column(name, unit, self.plan.facts, columns, unknown=missing, default=entry, **how)
        )

    def population(self) -> tuple[NDArray[np.int64], str]:
        """(n,) residents, and the year they were counted in."""
        known = self.facts["population"]
        if known.isna().any():
            without = ", ".join(f"{code} {self.facts['name'][code]}" for code in known.index[known.isna()])
            raise BuildingError(
                f"no file says how many people live in {without}; put a file of populations (INSEE, "
                "populations de référence) into the folder of --data, or leave the commune out"
            )
        read = self.plan.facts.origin.get("population", "")
        vintage = (read.vintage_of("population") if isinstance(read, Reading) else read)[:4]
        if not (vintage.isdigit() and len(vintage) == 4):
            raise BuildingError("the file of populations does not say of which year they are")
        return np.rint(known.to_numpy(dtype=np.float64)).astype(np.int64), vintage

    def places(self) -> None:
        """Notes where coordinates are from, and whose were not believed (``sim.building.placing``)."""
        moved = np.isin(self.plan.codes, self.plan.moved)
        self._told("communes.csv:lat", "degrees", ["lat", "lon"], moved, "building.placed")
        lat = {**self.origins.pop(), "low": None, "high": None}
        self.origins += [lat, {**lat, "key": f"{self.plan.name}/communes.csv:lon"}]

    def ages(self, population: NDArray[np.int64]) -> NDArray[np.int64]:
        """(n, 7) residents by band: the shares of the file (of whatever year), scaled to the population."""
        known = self.facts[list(AGES)].to_numpy(dtype=np.float64)
        unknown = ~(np.nan_to_num(known).sum(axis=1) > 0) | np.isnan(known).any(axis=1)
        block = self.defaults["building.ages"].value
        usual = np.array([block[band] for band in BAND_KEYS])
        shares = np.where(unknown[:, None], usual[None, :], known)
        year = self.population()[1][2:]
        how = both("ages_scaled")
        for name in ("POP", *(band.insee for band in BANDS)):
            self._note_ages(f"ages.csv:P{year}_{name}", unknown & (population > 0), how)
        if (unknown & (population > 0)).any():
            self.assumed.append(
                self.defaults.assumed("building.ages", int((unknown & (population > 0)).sum()))
            )
        whole: NDArray[np.int64] = by_row(population, shares)
        return whole

    def _note_ages(self, name: str, unknown: NDArray[np.bool_], how: Mapping[str, str]) -> None:
        missing = tuple(np.array(self.plan.codes)[unknown])
        entry = self.defaults["building.ages"]
        told = origins.column(
            f"{self.plan.name}/{name}",
            "residents",
            self.plan.facts,
            ["population", AGES[0]],
            unknown=missing,
            default=entry,
            how=dict(how),
        )
        self.origins.append({**told, "low": None, "high": None})

    def growth(self) -> Floats:
        """(n,) per year, from the count some years before; usual where there is none, or one that cannot be
        of the same commune: those that merged are counted apart, or several times over, in older files.
        """
        rate = growth_of(self.facts)
        unknown = rate.isna() | ~counted_alike(self.facts)
        how = both("growth_how")
        self._told(
            "communes.csv:growth", "per year", ["population", "population_before"], unknown,
            "building.growth", how=how,
        )  # fmt: skip
        usual = self.defaults.number("building.growth")
        return np.asarray(rate.where(~unknown, usual).round(4).to_numpy(dtype=np.float64))

    def area(self) -> Floats:
        """(n,) km²; where no file says it, that of a middling commune."""
        known = self.facts["area_km2"]
        unknown = ~(known > 0)
        self._told("communes.csv:area_km2", "km²", ["area_km2"], unknown, "building.area_km2")
        usual = self.defaults.number("building.area_km2")
        return np.asarray(known.where(~unknown, usual).to_numpy(dtype=np.float64))

    def ehpad(self, population: NDArray[np.int64], by_band: NDArray[np.int64]) -> NDArray[np.int64]:
        """(n,) residents of an EHPAD: as many as places, at most most of a commune. Where no file says it,
        the country's share of those of 75 and over, in the communes that are large enough, by their old.
        """
        known = self.facts["ehpad_places"]
        unknown = known.isna().to_numpy()
        self._told("communes.csv:ehpad", "residents", ["ehpad_places"], unknown, "building.ehpad_per_75")
        old = by_band[:, -2:].sum(axis=1).astype(np.float64)
        places = np.rint(known.fillna(0).to_numpy(dtype=np.float64)).astype(np.int64)
        reported = np.arange(len(old)) < len(self.plan.reported)
        for here in (unknown & reported, unknown & ~reported):
            homes = here & (population >= self.defaults.number("building.ehpad_from"))
            total = round(self.defaults.number("building.ehpad_per_75") * float(old[here].sum()))
            if old[homes].sum() > 0:
                places[homes] = largest_remainders(total, old[homes])
        most = np.floor(MOST_IN_EHPAD * population).astype(np.int64)
        return np.asarray(np.minimum(places, most))

    def no_car(self) -> Floats:
        """(n,) share of residents with no car in the household, by how densely people live."""
        by_class = {float(name): share for name, share in self.defaults["building.no_car"].value.items()}
        share = self.facts["density"].map(by_class)
        unknown = share.isna().to_numpy()
        if unknown.any():
            self.assumed.append(self.defaults.assumed("building.no_car_usual", int(unknown.sum())))
        self._told(
            "communes.csv:no_car",
            "share",
            ["density"],
            np.ones(len(share), dtype=np.bool_),
            "building.no_car",
        )
        usual = self.defaults.number("building.no_car_usual")
        return np.asarray(share.fillna(usual).to_numpy(dtype=np.float64))
