"""From a territory's YAML and its files to a `Territory`.

Its communes are those of a file, or generated (`sim.territory.generated`): nothing else asks which.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.territory import settings as read
from sim.territory.ages import read_age_shares
from sim.territory.bands import shares_within_bands
from sim.territory.communes import Communes, grown, read_communes
from sim.territory.demography import read_demography
from sim.territory.errors import TerritoryError
from sim.territory.generated import generate_communes
from sim.territory.places import read_places
from sim.territory.territory import Territory
from sim.territory.travel import Point, Travel, read_given, read_roads
from sim.territory.visitors import read_visitors

KEYS = (
    "name", "title", "source", "communes", "ages", "travel", "roads", "ald", "no_car", "visitors",
    "ed_sites", "outside", "demography", "measures",
)  # fmt: skip
OF_GENERATED = ("residents", "seed")  # beside them, where `communes` is a block and no file


def load_territory(settings: Mapping[str, Any], folder: Path, start: date) -> Territory:
    """Reads what `settings` (the territory's YAML) says and the files it names, relative to `folder`.

    `start` is the first day of the world: populations are the census grown by whole years to the year of
    `start`. The dated `measures` of the file are nobody's business here. Raises TerritoryError.
    """
    communes = _communes(settings, folder, start)
    age_shares = _age_shares(settings, folder, communes)
    demography = read_demography(settings)
    growth = demography.growth * communes.growth
    population = _population(communes, growth, start)
    roads = read_roads(settings, communes.codes)
    points = [Point(float(communes.lat[i]), float(communes.lon[i]), i) for i in range(len(communes.codes))]
    no_car = read.by_band(settings, "no_car")
    return Territory(
        name=read.text(settings, "name"),
        title=read.text(settings, "title"),
        source=read.text(settings, "source"),
        start=start,
        codes=communes.codes,
        names=communes.names,
        lat=communes.lat,
        lon=communes.lon,
        population=population,
        census_year=communes.census_year,
        census=communes.census,
        growth=growth,
        area=communes.area,
        gps=communes.gps,
        catchments=communes.catchments,
        catchment=communes.catchment,
        ehpad=communes.ehpad,
        age_shares=age_shares,
        year_shares=shares_within_bands(demography.death),
        ald_share=read.by_band(settings, "ald"),
        no_car=no_car,
        no_car_here=_no_car_here(no_car, communes.no_car, age_shares),
        visiting=read_visitors(settings, communes.shore),
        shore=communes.shore,
        roads=Travel(points, communes.area, roads, _given(settings, folder, communes)),
        ed_sites=read_places(settings, "ed_sites", communes, points, roads),
        outside=read_places(settings, "outside", communes, points, roads),
        demography=demography,
    )


def _population(communes: Communes, growth: NDArray[np.float64], start: date) -> NDArray[np.int64]:
    population = grown(communes.census, growth, start.year - communes.census_year)
    for code, people, living in zip(communes.codes, population, communes.ehpad, strict=True):
        if people < max(1, living):
            raise TerritoryError(
                f"communes.csv: at its growth {code} would have {people} residents in {start.year}, "
                f"{living} of them in an EHPAD; check growth, ehpad and the start {start}"
            )
    return population


def _communes(settings: Mapping[str, Any], folder: Path, start: date) -> Communes:
    if isinstance(settings.get("communes"), Mapping):
        read.check_keys(settings, "", (*KEYS, *OF_GENERATED))
        return generate_communes(settings, start.year)
    read.check_keys(settings, "", KEYS)
    return read_communes(folder / read.text(settings, "communes"))


def _age_shares(settings: Mapping[str, Any], folder: Path, communes: Communes) -> NDArray[np.float64]:
    """(n, 7): of a file, or the same for all."""
    if isinstance(settings["ages"], Mapping):
        return np.tile(read.distribution_by_band(settings, "ages"), (len(communes.codes), 1))
    return read_age_shares(folder / read.text(settings, "ages"), communes.codes, communes.names)


def _given(settings: Mapping[str, Any], folder: Path, communes: Communes) -> dict[tuple[int, int], int]:
    file = read.text_or_none(settings, "travel")
    return {} if file is None else read_given(folder / file, communes.codes)


def _no_car_here(
    by_band: NDArray[np.float64], by_commune: NDArray[np.float64], age_shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(n, 7) the bands' shares, multiplied in each commune so that its mean is its own; never above 1."""
    mean = age_shares @ by_band
    factor = np.divide(by_commune, mean, out=np.zeros_like(mean), where=mean > 0)
    return np.minimum(1.0, factor[:, None] * by_band[None, :])
