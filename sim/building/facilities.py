"""Where else people are seen: emergency departments, SOS Médecins, centres; and what is on the map beside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.building import origins
from sim.building.built import Assumed, Plan
from sim.building.defaults import Defaults, usual_defaults
from sim.building.emergencies import emergencies_of
from sim.building.points import place, places_named
from sim.france.merging import COUNTS

WALK_IN: Final = ("sos", "mmg", "cmsi")  # sorts whose profile of conf/services has the same name
POINTS: Final = ("ehpad", "msp", "health_centre", "pharmacy")  # on the map alone
CALLED: Final = {
    "sos": "SOS Médecins",
    "mmg": "Maison médicale de garde",
    "cmsi": "Centre médical de soins immédiats",
    "ehpad": "EHPAD",
    "msp": "Maison de santé",
    "health_centre": "Centre de santé",
    "pharmacy": "Pharmacie",
}
COUNTED: Final = {**COUNTS, "ehpad": "ehpad_places"}  # columns of communes, of sorts that no register lists
PLANNER: Final = {"en": "the planner (--{sort})", "fr": "le planificateur (--{sort})"}


@dataclass(frozen=True, eq=False)
class Facilities:
    """places: services.yaml; settings: blocks of the territory's YAML."""

    places: Mapping[str, Mapping[str, Any]]
    settings: Mapping[str, Any]
    origins: tuple[origins.Origin, ...]
    assumed: tuple[Assumed, ...]


def facilities_of(
    plan: Plan,
    population: NDArray[np.int64],
    typed: Mapping[str, Sequence[str]] | None = None,
    defaults: Defaults | None = None,
) -> Facilities:
    """What stands where in a plan whose communes have so many residents.

    ``typed``: codes of the communes in which the planner says there is an SOS Médecins (`sos`), a maison
    médicale de garde (`mmg`), a centre for unplanned care (`cmsi`), beside those of the files.
    """
    defaults = defaults or usual_defaults()
    hospitals = emergencies_of(plan, population, defaults)
    others = [*_walk_in(plan, typed or {}), *_points(plan)]
    places = {**hospitals.places, **places_named(others)}
    meant_for = int(defaults.number("building.for_residents"))
    services = {
        "open": {"line15": {"for_residents": meant_for}},
        "agendas": {name: {"for_residents": meant_for} for name in ("tele_day", "tele_evening")},
    }
    told = [
        *hospitals.origins,
        *(entry for key in places if key not in hospitals.places for entry in _of_place(key, places[key])),
        *origins.of_default("services.open", defaults["building.for_residents"], services["open"]),
        *origins.of_default("services.agendas", defaults["building.for_residents"], services["agendas"]),
    ]
    assumed = (*hospitals.assumed, defaults.assumed("building.for_residents"))
    return Facilities(places, {"services": services}, tuple(told), assumed)


def _walk_in(plan: Plan, typed: Mapping[str, Sequence[str]]) -> Iterable[tuple[str, str, dict[str, Any]]]:
    """Sort, commune and block of each: those of the files in all communes simulated, then those typed."""
    for sort in WALK_IN:
        seen = set()
        for row in _rows(plan, sort, plan.codes):
            seen.add(row.code)
            yield sort, plan.communes["name"][row.code], _block(plan, sort, row) | {"profile": sort}
        for code in typed.get(sort, ()):
            if code not in seen:
                town: Any = plan.facts.communes.loc[code]
                block = place(
                    sort,
                    f"{CALLED[sort]}, {town['name']}",
                    code if code in plan.codes else None,
                    float(town["lat"]),
                    float(town["lon"]),
                    {lang: text.format(sort=sort) for lang, text in PLANNER.items()},
                )
                yield sort, str(town["name"]), block | {"profile": sort}


def _points(plan: Plan) -> Iterable[tuple[str, str, dict[str, Any]]]:
    for sort in POINTS:
        for row in _rows(plan, sort, plan.reported):
            yield sort, plan.communes["name"][row.code], _block(plan, sort, row)


def _rows(plan: Plan, sort: str, codes: Sequence[str]) -> Iterable[Any]:
    """Lines of the facilities of a sort in some communes, in their order."""
    facilities = plan.facts.facilities
    here = facilities[(facilities["sort"] == sort) & facilities["code"].isin(codes)]
    rank = {code: number for number, code in enumerate(codes)}
    order = np.argsort([rank[code] for code in here["code"]], kind="stable")
    return here.iloc[order].itertuples(index=False)


def _block(plan: Plan, sort: str, row: Any) -> dict[str, Any]:
    """Of an establishment; where it is not located, it stands at the town hall."""
    town: Any = plan.communes.loc[row.code]
    fact = sort if sort in plan.facts.origin else COUNTED.get(sort, sort)
    located = not (pd.isna(row.lat) or pd.isna(row.lon))
    block = place(
        sort,
        row.name or f"{CALLED[sort]}, {town['name']}",
        row.code,
        float(row.lat if located else town["lat"]),
        float(row.lon if located else town["lon"]),
        origins.file_of(plan.facts, fact),
    )
    if not pd.isna(row.number) and row.number > 1:
        block["number"] = round(row.number)
    if not pd.isna(row.places):
        block["places"] = round(row.places)
    return block


def _of_place(key: str, block: Mapping[str, Any]) -> Iterable[origins.Origin]:
    for name, unit in (("lat", "degrees"), ("lon", "degrees"), ("number", ""), ("places", "places")):
        if name in block:
            yield origins.origin(
                f"territory.places.{key}.{name}", unit, "found", block["source"], value=block[name]
            )
