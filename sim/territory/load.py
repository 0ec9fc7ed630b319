"""From a territory's YAML and its files to a `Territory`.

Its communes are those of a file, or generated (`sim.territory.generated`): nothing else asks which.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.territory.ages import read_age_shares
from sim.territory.bands import shares_within_bands
from sim.territory.communes import MOST_RESIDENTS, Communes, read_communes
from sim.territory.contours import check_contours
from sim.territory.doctor_list import read_doctor_list
from sim.territory.errors import TerritoryError
from sim.territory.generated import generate_communes
from sim.territory.observed import read_observed
from sim.territory.places import places_of
from sim.territory.settings import GeneratedBlock, TerritoryBlock, array_of, read_settings
from sim.territory.territory import Territory
from sim.territory.travel import Point, Travel, read_given
from sim.territory.visitors import visitors_of


def load_territory(settings: Mapping[str, Any], folder: Path, start: date) -> Territory:
    """Reads what `settings` (the territory's YAML) says and the files it names, relative to `folder`.

    `start` is the first day of the world: populations are the census grown by whole years to the year of
    `start`. The dated `measures` of the file are left to the scenario. Raises TerritoryError.
    """
    block = read_settings(settings)
    communes = _communes(block, folder, start)
    communes = replace(communes, growth=block.demography.growth * communes.growth)
    age_shares = _age_shares(block, folder, communes)
    if block.roads.around_water is not None:
        block.roads.around_water.check(communes.codes)
    points = [
        Point(*place)
        for place in zip(communes.lat.tolist(), communes.lon.tolist(), communes.codes, strict=True)
    ]
    given = {} if block.travel is None else read_given(folder / block.travel, communes.codes)
    return Territory(
        **vars(communes),
        name=block.name,
        title=block.title,
        source=block.source,
        start=start,
        population=_population(communes, start),
        age_shares=age_shares,
        year_shares=shares_within_bands(array_of(block.demography.death)),
        ald_share=array_of(block.ald),
        no_car_here=_no_car_here(array_of(block.no_car), communes.no_car, age_shares),
        visiting=visitors_of(block.visitors, communes.shore),
        roads=Travel(points, communes.area, block.roads, given),
        doctor_list={} if block.gps is None else read_doctor_list(folder / block.gps, communes),
        observed=() if block.observed is None else read_observed(folder / block.observed, communes.codes),
        contours=None if block.contours is None else check_contours(folder / block.contours),
        places=places_of(block.places, communes, points, block.roads),
        demography=block.demography,
    )


def _population(communes: Communes, start: date) -> NDArray[np.int64]:
    grown = communes.grown(start.year)
    most = int(np.argmax(grown))
    if grown[most] > MOST_RESIDENTS:
        line = f", line {communes.lines[most]}, column growth" if communes.lines else ""
        counted = communes.census_year
        raise TerritoryError(
            f"communes.csv{line}: {communes.codes[most]} had {communes.census[most]} residents in {counted} "
            f"and would have {grown[most]:.0f} in {start.year}; at most {MOST_RESIDENTS} live in a commune: "
            f"check growth, and the year of population_{counted}"
        )
    population = communes.population_in(start.year)
    for code, people, living in zip(communes.codes, population, communes.ehpad, strict=True):
        if people < living:
            raise TerritoryError(
                f"communes.csv: at its growth {code} would have {people} residents in {start.year}, "
                f"{living} of them in an EHPAD; check growth, ehpad and the start {start}"
            )
    for number, name in enumerate(communes.catchments):
        if population[communes.catchment == number].sum() == 0:
            raise TerritoryError(
                f"communes.csv: nobody lives in the catchment {name} in {start.year}; leave it out, or join "
                "it with another"
            )
    return population


def _communes(block: TerritoryBlock, folder: Path, start: date) -> Communes:
    if isinstance(block, GeneratedBlock):
        return generate_communes(block, start.year)
    return read_communes(folder / block.communes)


def _age_shares(block: TerritoryBlock, folder: Path, communes: Communes) -> NDArray[np.float64]:
    """(n, 7): those of a file, or the same for all."""
    if isinstance(block.ages, str):
        return read_age_shares(folder / block.ages, communes.codes, communes.names, communes.census)
    return np.tile(array_of(block.ages), (len(communes.codes), 1))


def _no_car_here(
    by_band: NDArray[np.float64], by_commune: NDArray[np.float64], age_shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(n, 7) the bands' shares, multiplied in each commune so that its mean is its own; never above 1."""
    mean = age_shares @ by_band
    factor = np.divide(by_commune, mean, out=np.zeros_like(mean), where=mean > 0)
    return np.minimum(1.0, factor[:, None] * by_band[None, :])
