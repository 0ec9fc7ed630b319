"""The territories on which national figures are held: intercommunalités of conf/france/sample.csv, built from
official files; or, without any, some of those that are shipped.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.building.build import Order, plan_of
from sim.building.built import Plan
from sim.building.select import Asked
from sim.calibration.errors import CalibrationError
from sim.measures.registry import schemas
from sim.scenario.load import load
from sim.schema.languages import in_language
from sim.schema.types import BAND_KEYS
from sim.validation.country import RING, SAMPLE, Country, Place, density_of

MOST_PEOPLE: Final = 360_000  # with the ring; more only where a class has none that is smaller
LEAST_PEOPLE: Final = 10_000  # of its own: a handful of doctors is luck alone
AWAY: Final = 0.01  # of one overseas: as much as a hundredth too many GPs or needs
MOST_WAYS: Final = 8  # to choose in a class, that are tried with those of the others
OVERSEAS: Final = "97"  # with which codes of communes begin
SHIPPED: Final = ("ceret", "haute_gironde", "tulle", "dordogne_nontron")  # small, and of several sorts


def shipped() -> tuple[Place, ...]:
    """Some of the territories that are shipped, each for itself."""
    return tuple(Place(name, "") for name in SHIPPED)


def built(data: Path, folder: Path, of_class: int, say: Callable[[str], object]) -> tuple[Place, ...]:
    """So many intercommunalités of each class of density, written into a folder where they are not there yet:
    of those of the sample that are neither too small nor too large, those that together have as many GPs per
    resident as the country, of their own and with those around, and the needs of its ages. Each stands for
    the residents of its class.
    Raises BuildingError, SourceError, CalibrationError.
    """
    country = Country(data, folder)
    table = needed(country.communes)
    classes = density_of(country.communes)
    candidates: dict[float, list[Candidate]] = {}
    for place in country.sample():
        order = Order(place.name, Asked(epcis=[place.code]), None, folder, RING, force=True)
        plan = plan_of(order, country.facts)[0]
        titled = replace(place, title=in_language(plan.title, "fr"))
        candidates.setdefault(float(classes[place.code]), []).append(candidate(titled, plan, table))
    if not candidates:
        raise CalibrationError(
            f"--data {data}: its files know no intercommunalité of conf/{SAMPLE}; "
            "they must be of the whole country"
        )
    by_class = table.groupby(country.communes["epci"].map(classes))["population"].sum()
    people = {density: float(by_class[density]) for density in candidates}
    places = [
        replace(each.place, weight=people[density] / sum(other.people for other in chosen))
        for density, chosen in together(candidates, people, of_class, table.sum()).items()
        for each in chosen
    ]
    country.build(places, say)
    return tuple(places)


class Candidate(NamedTuple):
    """An intercommunalité of the sample. ``of_each``: per resident, GPs, GPs with those around, needs."""

    place: Place
    people: float
    around: float  # residents, those of the ring among them
    of_each: tuple[float, float, float]
    overseas: bool


def needed(communes: pd.DataFrame) -> pd.DataFrame:
    """By commune: residents, GPs, and what people of its ages ask for, in residents of the mean age."""
    weights = load([f"scenario={SHIPPED[0]}_as_is"], None, schemas()).settings.needs.weights.values
    ages = communes[list(BAND_KEYS)].astype(float)
    asks = (ages * np.array(weights)).sum(axis=1) / ages.sum(axis=1) * communes["population"].astype(float)
    return communes[["population", "gps"]].astype(float).assign(asks=asks).fillna(0.0)


def candidate(place: Place, plan: Plan, table: pd.DataFrame) -> Candidate:
    """``table``: of ``needed``."""
    own = table.reindex(list(plan.reported)).sum()
    ring = table.reindex([*plan.reported, *plan.ring]).sum()
    people, around = float(own["population"]), float(ring["population"])
    of_each = (own["gps"] / people, ring["gps"] / around, own["asks"] / people)
    return Candidate(place, people, around, of_each, plan.reported[0].startswith(OVERSEAS))


def together(
    candidates: dict[float, list[Candidate]], people: dict[float, float], of_class: int, country: pd.Series
) -> dict[float, list[Candidate]]:
    """By class, so many of those that fit: of all ways to choose them (in each class those that lie nearest
    to the country), that in which all together, the classes weighed by their ``people``, lie nearest to it
    in GPs per resident, with and without those around, and in needs. ``country``: the sum of ``needed``.
    """
    usual = np.array([country["gps"], country["gps"], country["asks"]]) / country["population"]
    total, ways, means = sum(people.values()), [], []
    for density, those in candidates.items():
        fit = [c for c in those if c.people >= LEAST_PEOPLE and c.around <= MOST_PEOPLE] or those
        found = [(way, _mean(way) / usual - 1.0) for way in combinations(fit, min(of_class, len(fit)))]
        found.sort(key=lambda each: float(np.abs(each[1]).sum()) + _away(each[0]))
        ways.append([way for way, _ in found[:MOST_WAYS]])
        means.append([people[density] / total * far for _, far in found[:MOST_WAYS]])
    off, away = np.zeros(3), np.zeros(1)
    for far, way in zip(means, ways, strict=True):
        off = (off[..., None, :] + np.array(far)).reshape(-1, 3)
        away = (away[:, None] + np.array([_away(each) for each in way])).reshape(-1)
    best = int(np.argmin(np.abs(off).sum(axis=1) + away))
    at = np.unravel_index(best, [len(way) for way in ways])
    return {density: list(way[int(n)]) for density, way, n in zip(candidates, ways, at, strict=True)}


def _mean(those: Sequence[Candidate]) -> NDArray[np.float64]:
    """(3,) ``of_each`` of all their residents."""
    return np.asarray(np.average([c.of_each for c in those], axis=0, weights=[c.people for c in those]))


def _away(those: Sequence[Candidate]) -> float:
    """What it counts that some are overseas, where national surveys do not go."""
    return AWAY * sum(each.overseas for each in those)
