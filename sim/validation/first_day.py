"""Who has no médecin traitant on the first day, of many intercommunalités: registration alone, without a run.

Each territory is built with its ring, and the years before its first day are played by ``sim.world.run_up``
with the values of conf/ (the central world): what a run begins with, but for the luck of single people.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiments.pool import cores, in_processes
from sim.experiments.progress import Progress, Silent
from sim.measures.registry import schemas
from sim.scenario.load import load
from sim.scenario.settings import Settings
from sim.scenario.vocabulary import shipped
from sim.territory import load_territory
from sim.territory.bands import N_BANDS, band_of_age
from sim.validation.country import Country, Place
from sim.vocabulary.structure import Link
from sim.world.prepare import Prepared, prepare

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FROM: Final = 16  # years of age, as CNAM counts
AT_ONCE: Final = 6  # places, before the clock is looked at: three seconds
NONE: Final = [Link.NEVER, Link.LOST]  # who has one elsewhere has one


def first_days(
    country: Country,
    places: Sequence[Place],
    overrides: Sequence[str],
    goes_on: Callable[[int], bool],
    progress: Progress | None = None,
) -> pd.Series:
    """By code, % of 16 and over without médecin traitant, of as many of the places as there is time for, from
    the first on. ``overrides``: of their scenarios; ``goes_on``: whether more are begun when so many are
    done. Their territories are written where they are not there yet. Raises BuildingError, ScenarioError.
    """
    parts = [places[first : first + AT_ONCE] for first in range(0, len(places), AT_ONCE)]
    work = partial(_shares, country.data, country.folder, tuple(overrides))
    shown = progress or Silent()
    found: dict[str, float] = {}
    done = in_processes(work, parts, min(cores(), len(parts)), lambda: goes_on(len(found)))
    for each in shown.track(done, len(parts), description="first_days"):
        found |= each
    return pd.Series(found, dtype=np.float64).reindex([place.code for place in places]).dropna()


def _shares(data: Path, folder: Path, overrides: Sequence[str], places: Sequence[Place]) -> dict[str, float]:
    """By code; in a process of its own."""
    country = _country(data, folder)
    country.build(places)
    return {place.code: share(_settings(place, folder, overrides)) for place in places}


@cache
def _country(data: Path, folder: Path) -> Country:
    """Read once in a process."""
    return Country(data, folder)


def _settings(place: Place, folder: Path, overrides: Sequence[str]) -> Settings:
    words = [f"scenario={place.name}_as_is", *overrides]
    return load(words, folder, schemas(), vocabulary=shipped()).settings


def share(settings: Settings) -> float:
    """% of people of 16 and over of the reported communes who have no médecin traitant on the first day."""
    files = settings.territory
    territory = load_territory(files.settings, files.folder, settings.run.first_day)
    return share_of(prepare(territory, settings))


def share_of(prepared: Prepared) -> float:
    """The same, of a world that is prepared."""
    without, everybody = without_of(prepared, FROM)
    return 100.0 * without / everybody if everybody > 0 else float("nan")


def without_of(prepared: Prepared, least_age: int) -> tuple[float, float]:
    """People of this age and over of the reported communes who have no médecin traitant, and all of them."""
    without = everybody = 0.0
    for given in prepared.catchments:
        first_day, reported = given.before.first_day, ~prepared.territory.ring[given.here]
        adults = _adults(given.ages, least_age) * reported[:, None]
        none = first_day.without[NONE].sum(axis=0)
        people = first_day.without.sum(axis=0) + first_day.having
        without += float(np.einsum("nba,nb->", none, adults))
        everybody += float(np.einsum("nba,nb->", people, adults))
    return without, everybody


def _adults(ages: Ints, least_age: int = FROM) -> Floats:
    """``[commune, band]`` the part of each band that is of this age or over; ``ages``: ``[commune, age]``."""
    every, old = np.zeros((2, len(ages), N_BANDS))
    np.add.at(every.T, band_of_age(), ages.T)
    np.add.at(old.T, band_of_age()[least_age:], ages.T[least_age:])
    return np.divide(old, every, out=np.zeros_like(old), where=every > 0)
