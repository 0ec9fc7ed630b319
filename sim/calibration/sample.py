"""The territories on which national figures are held: intercommunalités of conf/france/sample.csv, built from
official files; or, without any, some of those that are shipped.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from sim.building.build import Order, plan_of
from sim.building.built import Plan
from sim.building.select import Asked
from sim.calibration.errors import CalibrationError
from sim.validation.country import RING, SAMPLE, Country, Place, density_of

MOST_PEOPLE: Final = 320_000  # with the ring; more only where a class has none that is smaller
LEAST_PEOPLE: Final = 10_000  # of its own: a handful of doctors is luck alone
OFF: Final = 0.25  # of the usual GPs per resident: a place that has more or fewer works otherwise
OVERSEAS: Final = "97"  # with which codes of communes begin
SHIPPED: Final = ("ceret", "haute_gironde", "tulle", "dordogne_nontron")  # small, and of several sorts


def shipped() -> tuple[Place, ...]:
    """Some of the territories that are shipped, each for itself."""
    return tuple(Place(name, "") for name in SHIPPED)


def built(data: Path, folder: Path, of_class: int, say: Callable[[str], object]) -> tuple[Place, ...]:
    """So many intercommunalités of each class of density, written into a folder where they are not there yet:
    of those of the sample that are neither too small nor too large, those whose GPs per resident, with those
    around, lie nearest to those of their class in the country, of the mainland if such there are. Each stands
    for the residents of its class.
    Raises BuildingError, SourceError, CalibrationError.
    """
    country = Country(data, folder)
    communes = country.communes
    classes = density_of(communes)
    sums = communes.groupby("epci")[["population", "gps"]].sum().astype(float)
    plans: dict[float, list[tuple[Place, Plan]]] = {}
    for place in country.sample():
        order = Order(place.name, Asked(epcis=[place.code]), None, folder, RING, force=True)
        plans.setdefault(float(classes[place.code]), []).append((place, plan_of(order, country.facts)[0]))
    if not plans:
        raise CalibrationError(
            f"--data {data}: its files know no intercommunalité of conf/{SAMPLE}; "
            "they must be of the whole country"
        )
    places: list[Place] = []
    for density, held in plans.items():
        people, gps = (float(each) for each in sums[classes.reindex(sums.index) == density].sum())
        chosen = _nearest(held, communes, gps / people)[:of_class]
        own = sum(float(sums["population"][place.code]) for place in chosen)
        places += [replace(place, weight=people / own) for place in chosen]
    country.build(places, say)
    return tuple(places)


def _nearest(held: list[tuple[Place, Plan]], communes: pd.DataFrame, usual: float) -> list[Place]:
    """In this order: neither too small nor too large; with about as many GPs per resident as are usual, those
    around it among them; of the mainland, as national surveys are; with the most usual number of GPs.
    """
    population, gps = communes["population"].astype(float), communes["gps"].astype(float)

    def far(each: tuple[Place, Plan]) -> tuple[bool, float, bool, bool, float]:
        plan = each[1]
        own, all_of_it = list(plan.reported), [*plan.reported, *plan.ring]
        people, around = float(population.reindex(own).sum()), float(population.reindex(all_of_it).sum())
        of_own, of_all = float(gps.reindex(own).sum()) / people, float(gps.reindex(all_of_it).sum()) / around
        off = abs((of_own + of_all) / 2.0 / usual - 1.0)
        overseas = own[0].startswith(OVERSEAS)
        return people < LEAST_PEOPLE, max(0.0, around - MOST_PEOPLE), off > OFF, overseas, off

    return [place for place, _ in sorted(held, key=far)]
