"""Emergency departments: those of a territory, and for each commune the nearest, however far."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sim.building import origins
from sim.building.built import Assumed, Plan
from sim.building.defaults import Defaults
from sim.building.nearby import crow_kms
from sim.building.points import place, places_named
from sim.building.words import both, figure
from sim.territory.places import MOST_KM

Floats = NDArray[np.float64]


class Emergencies(NamedTuple):
    """Entries of services.yaml, their origins, what is assumed."""

    places: Mapping[str, Mapping[str, Any]]
    origins: tuple[origins.Origin, ...]
    assumed: tuple[Assumed, ...]


def emergencies_of(plan: Plan, population: NDArray[np.int64], defaults: Defaults) -> Emergencies:
    """Those that are the nearest of any commune simulated, and those that stand in one.

    Each is a service of a profile of conf/services, by the people of all communes of the files for whom it is
    the nearest. `part` of the profile's servers is there for the people simulated: those for whom it is the
    nearest, over the residents that the profile is made for. Not over all people for whom it is: how large a
    hospital is, no file read here says, and a part of a department of fixed size would leave the people of a
    large one with less than those of a small one. So everybody brings what a mean department has for one.

    An open department has at least one server, however small its part, and a ring touches the edges of many:
    those of few people, of whom none is reported, are left out (``_kept``).
    """
    hospitals = _hospitals(plan)
    if hospitals.empty:
        return _assumed(plan, population, defaults)
    everyone = plan.facts.communes
    everyone = everyone[everyone["population"].notna() & everyone["lat"].notna()]
    around = _nearest(everyone, hospitals)
    all_people = np.bincount(around, everyone["population"], len(hospitals))
    if len(set(plan.catchments)) > 1:
        kept, here = _of_catchments(plan, population, hospitals)
    else:
        kept, here = _kept(plan, population, hospitals, defaults.number("building.ed_least"))
    found = []
    for row in kept:
        hospital = hospitals.iloc[row]
        profile = _profile(float(all_people[row]), int(hospital["number"]), defaults)
        found.append(_entry(plan, hospital, profile, float(here[row]), defaults))
    places = places_named(("ed", name, block) for name, block in found)
    told = [
        entry
        for (key, block), row in zip(places.items(), kept, strict=True)
        for entry in _origins(plan, key, block, float(here[row]), float(all_people[row]), defaults)
    ]
    apart = "building.apart" if len(set(plan.catchments)) > 1 else "building.ed_least"
    assumed = tuple(map(defaults.assumed, ("building.ed_sizes", apart)))
    return Emergencies(places, tuple(told), assumed)


def _kept(
    plan: Plan, population: NDArray[np.int64], hospitals: pd.DataFrame, least: float
) -> tuple[NDArray[np.int64], Floats]:
    """Rows of the departments that are there, and of all the people simulated for whom each is the nearest
    of these.

    Left out, the smallest first, until there is none: one that is beyond the communes simulated, the nearest
    of no commune reported, and of fewer people than `least` (half a server's around the clock; it would have
    a whole one). Its people, all of the ring, go to the nearest of the others and bring their part there. So
    every commune reported has its own nearest department, and every commune one, however far.
    """
    simulated = _nearest(plan.communes, hospitals)
    inside = hospitals["code"].isin(plan.codes).to_numpy()
    stays = inside | np.isin(np.arange(len(hospitals)), simulated[: len(plan.reported)])
    some = inside | np.isin(np.arange(len(hospitals)), simulated)
    kept = np.arange(len(hospitals), dtype=np.int64)[some]
    while True:
        nearest = kept[_nearest(plan.communes, hospitals.iloc[kept])]
        here: Floats = np.bincount(nearest, population, len(hospitals)).astype(np.float64)
        few = [row for row in kept if not stays[row] and here[row] < least]
        if not few:
            return kept, here
        kept = kept[kept != min(few, key=lambda row: here[row])]


def _of_catchments(
    plan: Plan, population: NDArray[np.int64], hospitals: pd.DataFrame
) -> tuple[NDArray[np.int64], Floats]:
    """The same where there are several catchments: a service in one is for its people alone, and one beyond
    is shared by all; so everybody goes to the nearest that is in their own.
    """
    of_code = dict(zip(plan.codes, plan.catchments, strict=True))
    catchments = np.array(plan.catchments)
    at = np.array([of_code.get(code, "") for code in hospitals["code"]])
    here = np.zeros(len(hospitals))
    for name in dict.fromkeys(plan.catchments):
        rows, lines = np.flatnonzero(at == name), catchments == name
        nearest = rows[_nearest(plan.communes[lines], hospitals.iloc[rows])]
        here += np.bincount(nearest, population[lines], len(hospitals))
    return np.flatnonzero(at != ""), here


def _hospitals(plan: Plan) -> pd.DataFrame:
    """A line a commune that has one (or a place of no commune), within reach of those simulated: code, name,
    town, lat, lon, number.
    """
    rows = plan.facts.facilities
    rows = rows[rows["sort"] == "ed"]
    towns = plan.facts.communes.reindex(rows["code"])
    located = (rows["lat"].notna() & rows["lon"].notna()).to_numpy()
    table = pd.DataFrame(
        {
            "code": rows["code"].to_numpy(),
            "name": rows["name"].to_numpy(),
            "town": towns["name"].fillna("").to_numpy(),
            "lat": np.where(located, rows["lat"], towns["lat"].to_numpy()),
            "lon": np.where(located, rows["lon"], towns["lon"].to_numpy()),
            "number": rows["number"].fillna(1).to_numpy(),
        }
    ).dropna(subset=["lat", "lon"])
    table["where"] = np.where(table["code"] != "", table["code"], table["lat"].astype(str))
    merged = table.groupby("where", sort=True).agg(
        {"code": "first", "name": "first", "town": "first", "lat": "mean", "lon": "mean", "number": "sum"}
    )
    if merged.empty:
        return merged
    nearest = _kms(merged, plan.communes, _nearest(merged, plan.communes))
    return merged[nearest <= MOST_KM].reset_index(drop=True)


def _profile(people: float, number: int, defaults: Defaults) -> str:
    """By the people for whom each of its departments is the nearest: all of them, wherever they live."""
    sizes = defaults["building.ed_sizes"].value
    people /= number
    if people > sizes["city"]:
        return "ed_city"
    return "ed_small" if people < sizes["small"] else "ed"


def _entry(
    plan: Plan, hospital: Any, profile: str, here: float, defaults: Defaults
) -> tuple[str, dict[str, Any]]:
    town = hospital["town"] or hospital["name"] or "?"
    title = hospital["name"] if hospital["name"] and hospital["number"] == 1 else f"Urgences, {town}"
    inside = hospital["code"] in plan.codes
    block = place(
        "ed",
        title,
        hospital["code"] if inside else None,
        float(hospital["lat"]),
        float(hospital["lon"]),
        origins.file_of(plan.facts, "ed" if "ed" in plan.facts.origin else "emergency_departments"),
    )
    if hospital["number"] > 1:
        block["number"] = int(hospital["number"])
    if here > 0:
        serves = defaults["building.ed_serves"].value[profile]
        block |= {"profile": profile, "part": max(0.001, round(here / serves, 3))}
    return town, block


def _origins(
    plan: Plan, key: str, block: Mapping[str, Any], here: float, everyone: float, defaults: Defaults
) -> Iterable[origins.Origin]:
    for name, unit in (("lat", "degrees"), ("lon", "degrees"), ("number", "departments")):
        if name in block:
            at = f"territory.places.{key}.{name}"
            yield origins.origin(at, unit, "found", block["source"], value=block[name])
    if "part" in block:
        serves = defaults["building.ed_serves"]
        people = {"here": here, "all": everyone, "serves": serves.value[block["profile"]]}
        note = both(
            "part_of_servers",
            lambda lang: {
                "profile": block["profile"],
                **{name: figure(round(number), lang) for name, number in people.items()},
            },
        )
        yield origins.origin(
            f"services.open.{key}.part",
            "part of the servers",
            "computed",
            serves.source,
            note=note,
            low=0.0,
            value=block["part"],
        )


def _assumed(plan: Plan, population: NDArray[np.int64], defaults: Defaults) -> Emergencies:
    """No file tells of any: one in the largest commune asked for."""
    entry = defaults["building.no_ed"]
    town = plan.communes.iloc[int(np.argmax(population[: len(plan.reported)]))]
    serves = defaults["building.ed_serves"].value["ed"]
    title, source = f"Urgences, {town['name']}", entry.source
    block = place("ed", title, str(town.name), float(town["lat"]), float(town["lon"]), source)
    block |= {"profile": "ed", "part": max(0.001, round(float(population.sum()) / serves, 3))}
    places = places_named([("ed", town["name"], block)])
    (key,) = places
    told = tuple(
        origins.origin(at, unit, "assumed", source, note=entry.instead, value=block[at.split(".")[-1]])
        for at, unit in (
            (f"territory.places.{key}.lat", "degrees"),
            (f"territory.places.{key}.lon", "degrees"),
            (f"services.open.{key}.part", "part of the servers"),
        )
    )
    return Emergencies(places, told, (defaults.assumed("building.no_ed"),))


def _nearest(those: pd.DataFrame, among: pd.DataFrame) -> NDArray[np.int64]:
    """(n,) of each the row of the nearest of others, as the crow flies: of tables with lat and lon."""
    _, rows = cKDTree(_on_sphere(among)).query(_on_sphere(those))
    return np.asarray(rows, dtype=np.int64)


def _on_sphere(table: pd.DataFrame) -> Floats:
    lat, lon = (np.radians(table[name].to_numpy(dtype=np.float64)) for name in ("lat", "lon"))
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def _kms(those: pd.DataFrame, among: pd.DataFrame, rows: NDArray[np.int64]) -> Floats:
    at, to = (table[["lat", "lon"]].to_numpy(dtype=np.float64) for table in (those, among.iloc[rows]))
    return crow_kms(at[:, 0], at[:, 1], to[:, 0], to[:, 1])
