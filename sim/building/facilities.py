"""Where else people are seen: emergency departments, services one walks into; and what the map has beside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.building import origins
from sim.building.asked_services import OPTION, Profile, profiles_of
from sim.building.built import Assumed, Plan
from sim.building.defaults import usual_defaults
from sim.building.emergencies import emergencies_of
from sim.building.errors import BuildingError
from sim.building.points import place, places_named
from sim.france.merging import COUNTS
from sim.schema.languages import LANGUAGES, Worded, in_language

POINTS: Final = ("ehpad", "msp", "health_centre", "pharmacy")  # on the map alone
CALLED: Final[dict[str, Worded]] = {
    "ehpad": "EHPAD",
    "msp": "Maison de santé",
    "health_centre": "Centre de santé",
    "pharmacy": "Pharmacie",
}
COUNTED: Final = {**COUNTS, "ehpad": "ehpad_places"}  # columns of communes, of sorts that no register lists
PLANNER: Final[Worded] = {"en": f"the planner ({OPTION})", "fr": f"le planificateur ({OPTION})"}


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
    profiles: Mapping[str, Profile] | None = None,
) -> Facilities:
    """What stands where in a plan whose communes have so many residents.

    ``typed``: codes of the communes in which the planner says there is a service, by its profile, beside
    those of the files; ``profiles``: those there are. Raises BuildingError for an emergency department
    that the files have, too.
    """
    defaults, profiles = usual_defaults(), profiles_of() if profiles is None else profiles
    hospitals = emergencies_of(plan, population, defaults)
    others = places_named([*_walk_in(plan, typed or {}, profiles), *_points(plan)])
    for name in sorted(others.keys() & hospitals.places.keys()):
        profile, at = others[name]["profile"], others[name]["commune"]
        raise BuildingError(f"{OPTION} {profile}={at}: the files have it already, as {name}; take it out")
    places = {**hospitals.places, **others}
    meant_for = int(defaults.number("building.for_residents"))
    services = {
        "open": {"line15": {"for_residents": meant_for}},
        "agendas": {name: {"for_residents": meant_for} for name in ("tele_day", "tele_evening")},
    }
    own = {name: profiles[name].own for name in typed or {} if profiles[name].own is not None}
    told = [
        *hospitals.origins,
        *(entry for key in places if key not in hospitals.places for entry in _of_place(key, places[key])),
        *origins.of_default("services.open", defaults["building.for_residents"], services["open"]),
        *origins.of_default("services.agendas", defaults["building.for_residents"], services["agendas"]),
    ]
    assumed = (*hospitals.assumed, defaults.assumed("building.for_residents"))
    settings = {"services": services | ({"profiles": own} if own else {})}
    return Facilities(places, settings, tuple(told), assumed)


def _walk_in(
    plan: Plan, typed: Mapping[str, Sequence[str]], profiles: Mapping[str, Profile]
) -> Iterable[tuple[str, str, dict[str, Any]]]:
    """Sort, commune and block of each: those of the files in all communes simulated, then those typed. Its
    sort is the name of its profile; the emergency departments of the files are none of these.
    """
    for sort, profile in profiles.items():
        seen = set()
        for row in () if sort in ("ed", *POINTS) else _rows(plan, sort, plan.codes):
            seen.add(row.code)
            block = _block(plan, sort, row, profile.label)
            yield sort, plan.communes["name"][row.code], block | {"profile": sort}
        for code in typed.get(sort, ()):
            if code not in seen:
                town: Any = plan.facts.communes.loc[code]
                block = place(
                    sort,
                    _titled(profile.label, town["name"]),
                    code if code in plan.codes else None,
                    float(town["lat"]),
                    float(town["lon"]),
                    PLANNER,
                )
                yield sort, str(town["name"]), block | {"profile": sort}


def _titled(label: Worded, town: str) -> Worded:
    """What a place is called that has no name."""
    said = {lang: f"{in_language(label, lang)}, {town}" for lang in LANGUAGES}
    return said if len(set(said.values())) > 1 else said[LANGUAGES[0]]


def _points(plan: Plan) -> Iterable[tuple[str, str, dict[str, Any]]]:
    for sort in POINTS:
        for row in _rows(plan, sort, plan.reported):
            yield sort, plan.communes["name"][row.code], _block(plan, sort, row, CALLED[sort])


def _rows(plan: Plan, sort: str, codes: Sequence[str]) -> Iterable[Any]:
    """Lines of the facilities of a sort in some communes, in their order."""
    facilities = plan.facts.facilities
    here = facilities[(facilities["sort"] == sort) & facilities["code"].isin(codes)]
    rank = {code: number for number, code in enumerate(codes)}
    order = np.argsort([rank[code] for code in here["code"]], kind="stable")
    return here.iloc[order].itertuples(index=False)


def _block(plan: Plan, sort: str, row: Any, label: Worded) -> dict[str, Any]:
    """Of an establishment; where it is not located, it stands at the town hall."""
    town: Any = plan.communes.loc[row.code]
    fact = sort if sort in plan.facts.origin else COUNTED.get(sort, sort)
    located = not (pd.isna(row.lat) or pd.isna(row.lon))
    block = place(
        sort,
        row.name or _titled(label, town["name"]),
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
