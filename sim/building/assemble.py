"""All pieces of a territory together: people, doctors, services, what lies beyond; and what they rest on."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from sim.building.asked_services import Profile
from sim.building.beyond import beyond_of
from sim.building.built import Assumed, Built, Plan
from sim.building.defaults import usual_defaults
from sim.building.facilities import facilities_of
from sim.building.gps import before_of, doctors_of
from sim.building.observed import observed_of
from sim.building.origins import Origin, of_ledger, offices_of
from sim.building.people import people_of
from sim.building.report import population_column
from sim.building.words import both, figure
from sim.france.joined import Facts
from sim.schema.languages import Worded, in_language


def built_of(
    plan: Plan,
    services: Mapping[str, Sequence[str]] | None = None,
    profiles: Mapping[str, Profile] | None = None,
) -> Built:
    """Everything that is written, made from the facts. `services`: where the planner says that one is open,
    codes of communes by profile; `profiles`: those there are.
    """
    people, doctors = people_of(plan), doctors_of(plan)
    population = people.communes[population_column(people.communes)].to_numpy(dtype="int64")
    facilities = facilities_of(plan, population, services, profiles)
    beyond = beyond_of(plan, doctors.gps)
    usual = {"roads": plan.nearby.roads.model_dump()}
    measures = usual_defaults().usual["measures"]
    communes = people.communes.copy()
    place = communes.columns.get_loc("catchment")
    communes.insert(place, "gps", doctors.gps)  # type: ignore[arg-type]
    before = before_of(plan, doctors.gps)
    if before is not None:
        communes.insert(list(communes.columns).index("gps") + 1, before[0], before[1])
    pieces = (usual, people.settings, facilities.settings, beyond.settings)
    return Built(
        communes=communes,
        ages=people.ages,
        settings={**laid(*pieces), "measures": measures},
        places={**facilities.places, **beyond.places},
        origins=(
            *_of_usual(usual, measures),
            *(entry for each in (people, doctors, facilities, beyond) for entry in each.origins),
            *(before[2] if before is not None else ()),
        ),
        source=source_of(plan.facts),
        doctors=doctors.table,
        travel=travel_of(plan),
        observed=observed_of(plan),
        assumed=(*people.assumed, *doctors.assumed, *facilities.assumed, followed(measures)),
    )


def followed(measures: Mapping[str, Any]) -> Assumed:
    """What becomes of the places of doctors who leave: no file says it, and much hangs on it."""
    share = 100 * measures["turnover"]["turnover"]["replaced"]
    return Assumed(both("followed"), both("followed_by", lambda lang: {"share": figure(share, lang)}))


def laid(*blocks: Mapping[str, Any]) -> dict[str, Any]:
    """Blocks laid over one another, key by key."""
    made: dict[str, Any] = {}
    for block in blocks:
        for key, value in block.items():
            below = made.get(key)
            both_blocks = isinstance(below, Mapping) and isinstance(value, Mapping)
            made[key] = laid(below, value) if both_blocks else value  # type: ignore[arg-type]
    return made


def travel_of(plan: Plan) -> pd.DataFrame | None:
    """travel.csv: what a file says of minutes between communes that are simulated; None where none does."""
    pairs = plan.facts.pairs
    here = pairs[pairs["a"].isin(plan.codes) & pairs["b"].isin(plan.codes)]
    return here[["a", "b", "minutes"]].sort_values(["a", "b"]) if len(here) else None


def _of_usual(usual: Mapping[str, Any], measures: Mapping[str, Any]) -> tuple[Origin, ...]:
    """Of what is taken over from conf/territory/synthetic.yaml as it stands there."""
    return (*of_ledger("territory.roads", usual["roads"]), *of_ledger("measures", measures))


def source_of(facts: Facts) -> Worded:
    """In words, who gave something, and the years."""
    named = offices_of(facts)
    return both("source", lambda lang: {"files": in_language(named, lang)})
