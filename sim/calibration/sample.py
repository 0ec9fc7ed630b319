"""The territories on which national figures are held: intercommunalités of conf/france/sample.csv, built from
official files; or, without any, some of those that are shipped.
"""

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from sim.building.assemble import built_of
from sim.building.build import Order, plan_of, read_facts, services_of
from sim.building.built import Plan
from sim.building.select import Asked
from sim.building.write import Files, check_name, write
from sim.calibration.errors import CalibrationError
from sim.scenario.identity import code_hash
from sim.scenario.sources import PACKAGE, data_root

SAMPLE: Final = "france/sample.csv"
STAMP: Final = "made_of.txt"
RING: Final = 20.0  # minutes
MOST_PEOPLE: Final = 150_000  # with the ring; more only where a class has none that is smaller
SHIPPED: Final = ("ceret", "haute_gironde", "tulle", "dordogne_nontron")  # small, and of several sorts


Planned = tuple[str, Order, Plan]


class Place(NamedTuple):
    """A territory that is played. ``weight``: how many residents it stands for, over those that it has."""

    name: str
    weight: float


def shipped() -> tuple[Place, ...]:
    """Some of the territories that are shipped, each for itself."""
    return tuple(Place(name, 1.0) for name in SHIPPED)


def built(data: Path, folder: Path, of_class: int, say: Callable[[str], object]) -> tuple[Place, ...]:
    """So many intercommunalités of each class of density, written into a folder where they are not there yet:
    of those of the sample that are small enough, those whose GPs per resident lie nearest to those of their
    class in the country. Each stands for the residents of its class. Raises BuildingError, SourceError,
    CalibrationError.
    """
    facts, _ = read_facts(data)
    communes = facts.communes
    communes = communes[communes["epci"].notna() & (communes["epci"] != "") & (communes["population"] > 0)]
    stamp = _stamp(data)
    plans: dict[str, list[Planned]] = {}
    for code, density in _sampled(communes):
        order = Order(f"epci_{code}", Asked(epcis=[code]), None, folder, RING, force=True)
        plans.setdefault(density, []).append((code, order, plan_of(order, facts)[0]))
    if not plans:
        raise CalibrationError(
            f"--data {data}: its files know no intercommunalité of conf/{SAMPLE}; "
            "they must be of the whole country"
        )
    totals = _of_classes(communes)
    places = []
    for density, held in plans.items():
        chosen = _nearest(held, communes, totals[density], of_class)
        people = sum(float(communes["population"].reindex(plan.reported).sum()) for _, _, plan in chosen)
        for code, order, plan in chosen:
            say(code)
            stamped = Files(folder, order.name).folder / STAMP
            if not stamped.is_file() or stamped.read_text(encoding="utf-8") != stamp:
                made = built_of(plan, services_of(order, facts))
                write(plan, made, check_name(order.name, folder, force=True), {})
                stamped.write_text(stamp, encoding="utf-8")
            places.append(Place(order.name, totals[density][0] / people))
    return tuple(places)


def _sampled(communes: pd.DataFrame) -> list[tuple[str, str]]:
    """(code, class of density) of those that the files know."""
    with (data_root() / "conf" / SAMPLE).open(encoding="utf-8", newline="") as file:
        known = set(communes["epci"])
        return [
            (row["code"], row["density"])
            for row in csv.DictReader(file, delimiter=";")
            if row["code"] in known
        ]


def _of_classes(communes: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """By class of density, in which most residents of an intercommunalité live: its residents, its GPs."""
    people = communes.pivot_table(index="epci", columns="density", values="population", aggfunc="sum")
    classes = people.idxmax(axis=1).map(lambda each: str(int(each)))
    sums = communes.groupby("epci")[["population", "gps"]].sum()
    totals = sums.groupby(classes.reindex(sums.index)).sum()
    return {str(key): (float(row["population"]), float(row["gps"])) for key, row in totals.iterrows()}


def _nearest(
    held: list[Planned], communes: pd.DataFrame, total: tuple[float, float], n: int
) -> list[Planned]:
    population, usual = communes["population"], total[1] / total[0]

    def far(each: Planned) -> tuple[float, float]:
        plan = each[2]
        around = float(population.reindex([*plan.reported, *plan.ring]).sum())
        own = communes.reindex(list(plan.reported))[["population", "gps"]].sum()
        return max(0.0, around - MOST_PEOPLE), abs(float(own["gps"]) / float(own["population"]) - usual)

    return sorted(held, key=far)[:n]


def _stamp(data: Path) -> str:
    """Of the files and the program."""
    files = sorted(data.iterdir()) if data.is_dir() else [data]
    told = [f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files]
    return hashlib.sha256("\n".join([*told, code_hash(PACKAGE)]).encode()).hexdigest()
