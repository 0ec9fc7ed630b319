"""Scenarios as they are shipped, on their territory with few people and few doctors, in a few months in which
whatever is dated comes about.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np

from sim.measures.registry import schemas
from sim.scenario.check import check
from sim.scenario.compose import Composed, compose_scenario
from sim.scenario.settings import Settings
from sim.scenario.sources import find_sources
from sim.scenario.vocabulary import shipped
from sim.schema.slugs import slug
from sim.territory import Territory, load_territory
from sim.world.build import build
from sim.world.prepare import prepare
from sim.world.world import World

PEOPLE: Final = 2000  # of a territory, those of its ring among them, if nothing else is said
FEW_GPS: Final = 1  # of a commune, unless one is named
START, END = date(2025, 1, 1), date(2025, 3, 31)
RUN: Final = {"start": "2025-01-01", "warmup_days": 14, "trace": 1, "worlds": "central"}
# From the start on a day is three weeks; what lasts, lasts over the first of a month.
THREE_WEEKS: Final = 21
AT_LEAST: Final = timedelta(days=32)
DATES: Final = ("on", "by", "since", "until")
DAYS: Final = ("notice", "lead_days", "training_days", "ramp_days")
# Many look for a practice, and few see what there is unless they are told.
MARKET: Final = {
    "region": {"residents_per_gp": 20},
    "graduates": {"a_year": 12000, "at_once": 0.3},
    "search": {"none": 0, "lead_days": 5},
    "visible": {"vacancy": 0.1, "room": 0.1, "offered": 0.1},
    "utility": {"own_practice": -2, "aid": 1},
}
WORK: Final = 0.08  # of the acts of a usual doctor, so that there is no less to do than usual


class Reduced(NamedTuple):
    """A scenario and what it is played on."""

    settings: Settings
    territory: Territory
    world: World


def reduced(name: str, *, own: bool = True, people: int = PEOPLE, end: date = END) -> Reduced:
    """Replication 0 of a scenario we ship; without its ``own`` measures, what it is held against: its
    territory as it is, with a labour market if it has one. Measures act beyond the ``end``, in the cool-down.
    """
    composed = compose_scenario([f"scenario={name}"], find_sources(), tuple(schemas()))
    data = composed.data
    named = {*re.findall(r"\b([a-z_]+_\d+)\b", str(data["measures"]))}
    named |= {f"{code}_{number}" for code, of in data["doctors"]["named"].items() for number in of}
    if not own:
        data["measures"] = _baseline(data["measures"], composed.territory)
    data["run"] |= {**RUN, "end": str(end)}
    data["market"] = _over(data["market"], MARKET)
    doctors = data["doctors"]
    acts = doctors["activity"]["acts_a_year"]
    doctors["activity"]["acts_a_year"] = {part: WORK * number for part, number in acts.items()}
    doctors["run_up"]["patients_at_ease"] *= WORK
    doctors |= {rows: _sooner(doctors[rows]) for rows in ("contracts", "professionals")}
    data["measures"] = {measure: _sooner(plan) for measure, plan in data["measures"].items()}
    settings = check(composed, schemas(), shipped())
    territory = few(composed.territory, settings.run.first_day, frozenset(named), people)
    return Reduced(settings, territory, build(prepare(territory, settings), 0))


def _baseline(measures: Mapping[str, Any], territory: str) -> dict[str, Any]:
    as_is = _as_is(territory).data
    if not any("market" in plan for plan in measures.values()):
        return dict(as_is["measures"])
    return {name: plan for name, plan in as_is["measures"].items() if name != "turnover"} | {
        "market": {"market": {}}
    }


@cache
def _as_is(territory: str) -> Composed:
    """What nobody changes."""
    return compose_scenario([f"scenario={territory}_as_is"], find_sources(), tuple(schemas()))


@cache
def few(name: str, first: date, named: frozenset[str], people: int) -> Territory:
    """A territory with a small part of its people, in each of its communes, and one doctor in each that has
    any; as many as it takes where a doctor is ``named``.
    """
    composed = _as_is(name)
    place = load_territory(composed.data["territory"], composed.territory_folder, first)
    part = people / place.residents
    population = np.maximum(1, np.rint(place.population * part)).astype(np.int64)
    most = np.array(
        [
            max(_most(slug(commune), named), _most(code, named))
            for commune, code in zip(place.names, place.codes, strict=True)
        ]
    )
    gps = np.minimum(place.gps, most)
    known = {
        commune: {number: one for number, one in of.items() if number <= gps[commune]}
        for commune, of in place.doctor_list.items()
    }
    return replace(
        place,
        population=population,
        census=np.maximum(1, np.rint(place.census * part)).astype(np.int64),
        ehpad=np.minimum(np.rint(place.ehpad * part), population - 1).astype(np.int64),
        gps=gps,
        gps_before=None if place.gps_before is None else np.minimum(place.gps_before, most),
        doctor_list=known,
    )


def _most(commune: str, named: frozenset[str]) -> int:
    """How many doctors a commune is left with."""
    numbers = [name.removeprefix(f"{commune}_") for name in named if name.startswith(f"{commune}_")]
    return max([FEW_GPS, *(int(number) for number in numbers if number.isdecimal())])


def _sooner(said: Any, key: str = "") -> Any:
    """A plan whose dates lie in the run, with what takes long taking days."""
    if isinstance(said, Mapping):
        return {name: _sooner(value, name) for name, value in said.items()}
    if isinstance(said, list):
        return [_sooner(value, key) for value in said]
    if key in DAYS:
        return said // THREE_WEEKS
    if key == "creation_months":
        return 1
    day = _date(said) if key in DATES else None
    if day is None or day <= START:
        return said
    sooner = START + timedelta(days=-(-(day - START).days // THREE_WEEKS))
    return str(sooner + (AT_LEAST if key == "until" else timedelta()))


def _date(said: Any) -> date | None:
    if isinstance(said, date):
        return said
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _over(below: Any, above: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(below)
    for key, value in above.items():
        found[key] = _over(found[key], value) if isinstance(value, Mapping) else value
    return found
