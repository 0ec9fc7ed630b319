"""General practitioners beyond the communes that are simulated: what of them the people inside can have.

Who goes to whom is the model of the first day (``sim.world.links``; docs/model.md, "Territories built from
files"), over the communes simulated and a belt around them, whose people and doctors are not simulated but
weigh in it.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.building import origins
from sim.building.built import Plan
from sim.building.defaults import Defaults, usual_defaults
from sim.building.nearby import crow_kms, minutes_of
from sim.building.points import place
from sim.building.ring import around
from sim.building.words import both
from sim.scenario.doctors import Doctors
from sim.scenario.origin import leaves
from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.scenario.vocabulary import shipped
from sim.territory.rounding import largest_remainders
from sim.territory.travel import Roads
from sim.vocabulary.time import DAYS_A_YEAR
from sim.world.doctors import weeks_held
from sim.world.links import flows, pull

Floats = NDArray[np.float64]
DIRECTIONS: Final = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
MOST_SLOTS: Final = 255  # of a half-day of one agenda
LEAST_SLOTS: Final = 5  # a week: with fewer, nobody is there
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AGENDA: Final[Mapping[str, Any]] = {
    "sort": "outside",
    "starts": ["10:00", "16:00"],
    "works_holidays": False,
    "lead_days": 0,
    "horizon_days": 45,
    "slot_minutes": 18,
    "open_to_others": False,
}


class Beyond(NamedTuple):
    """places: entries of services.yaml; settings: blocks of the territory's YAML."""

    places: Mapping[str, Mapping[str, Any]]
    settings: Mapping[str, Any]
    origins: tuple[origins.Origin, ...]


class Direction(NamedTuple):
    """GPs on one side: so many heads net for the people simulated, of so many there; where, on average."""

    name: str
    heads: float
    there: float
    lat: float
    lon: float


class Exchange(NamedTuple):
    """Heads of GPs that cross the border, by commune of the belt.

    gives  what its own doctors do for the people simulated
    takes  what the doctors simulated do for its people
    """

    gives: Floats
    takes: Floats


def beyond_of(plan: Plan, gps: NDArray[np.int64], defaults: Defaults | None = None) -> Beyond:
    """Agendas of doctors beyond a plan whose communes have so many GPs. None where there are several
    catchments: these share such an agenda by their people, wherever they live, and not by who is near it.
    """
    if len(set(plan.catchments)) > 1:
        return Beyond({}, {}, ())
    defaults = defaults or usual_defaults()
    belt = around(plan.nearby, plan.codes, defaults.number("building.belt_minutes"))
    conf = data_root() / "conf" / "doctors" / "default.yaml"
    doctors = Doctors.model_validate(read(conf).data)
    heads = _heads(plan, belt, gps, defaults) * (1.0 - doctors.particular)
    communes = plan.facts.communes.loc[[*plan.codes, *belt]]
    crossing = exchange(communes, heads, len(plan.codes), doctors, plan.nearby.roads)
    places: dict[str, Any] = {}
    agendas: dict[str, Any] = {}
    told: list[origins.Origin] = []
    for side in _directions(communes, heads, crossing, len(plan.codes)):
        made = _agendas(side, doctors)
        if made:
            name = f"beyond_{side.name}"
            source = origins.file_of(plan.facts, "gps", "population")
            title = f"Au-delà ({side.name.replace('W', 'O')})"
            places[name] = place("gp", title, None, side.lat, side.lon, source)
            agendas |= made
            told += _origins(plan, name, places[name], made, side)
    return Beyond(places, {"services": {"agendas": agendas}} if agendas else {}, tuple(told))


def _heads(plan: Plan, belt: tuple[str, ...], gps: NDArray[np.int64], defaults: Defaults) -> Floats:
    """GPs of the communes simulated and of the belt, particular modes among them."""
    facts = plan.facts.communes.loc[list(belt)]
    rate = defaults.number("building.gps_per_10000") / 10_000
    there = facts["gps"].fillna(rate * facts["population"].fillna(0)).to_numpy(dtype=np.float64)
    return np.concatenate([gps.astype(np.float64), there])


def exchange(communes: pd.DataFrame, heads: Floats, inside: int, doctors: Doctors, roads: Roads) -> Exchange:
    """What crosses the border around the first `inside` communes.

    With people `p` of commune i, heads `m` of commune j and the attraction `a = exp(−minutes /
    mt_minutes)` up to `mt_most_minutes` (conf/doctors), the flows `F[i, j]` of people to doctors are
    those of the doubly constrained gravity model of the first day: rows sum to `p[i]` (of who reaches a
    doctor), columns are in proportion to `m[j]`. Of the heads of j, `m[j] F[i, j] / Σ F[:, j]` are there
    for the people of i. So nobody is counted twice: what the belt's doctors give is net of their own
    people, and flows sum to the people, heads to the heads.
    """
    people = communes["population"].fillna(0).to_numpy(dtype=np.float64)
    offers = np.flatnonzero(heads > 0)
    minutes = _minutes(communes, offers, roads)
    tau, most = doctors.patients.mt_minutes, doctors.patients.mt_most_minutes
    table = flows(people, heads[offers], pull(minutes, tau, most))
    served = table.sum(axis=0)
    each = np.divide(heads[offers], served, out=np.zeros(len(offers)), where=served > 0)
    given = table * each[None, :]
    gives = np.zeros(len(communes))
    gives[offers] = given[:inside].sum(axis=0)
    takes = given[:, offers < inside].sum(axis=1)
    return Exchange(gives[inside:], takes[inside:])


def _minutes(communes: pd.DataFrame, to: NDArray[np.int64], roads: Roads) -> NDArray[np.int32]:
    """``[commune, commune of `to`]`` whole minutes, within a commune by its area."""
    lat, lon = (communes[name].to_numpy(dtype=np.float64) for name in ("lat", "lon"))
    kms = crow_kms(lat[:, None], lon[:, None], lat[to][None, :], lon[to][None, :])
    minutes = minutes_of(kms, roads)
    area = communes["area_km2"].fillna(0).to_numpy(dtype=np.float64)[to]
    minutes[to, np.arange(len(to))] = [roads.minutes_within(each) for each in area.tolist()]
    return np.rint(minutes).astype(np.int32)


def _directions(communes: pd.DataFrame, heads: Floats, crossing: Exchange, inside: int) -> list[Direction]:
    """The belt by direction from the middle of the people simulated, where it gives more than it takes.

    The place of each is the mean of its communes, by what they give: as far as those who go there go.
    """
    lat, lon = (communes[name].to_numpy(dtype=np.float64) for name in ("lat", "lon"))
    weight = communes["population"].fillna(0).to_numpy(dtype=np.float64)[:inside] + 1e-9
    middle = [float(np.average(axis[:inside], weights=weight)) for axis in (lat, lon)]
    north = lat[inside:] - middle[0]
    east = (lon[inside:] - middle[1]) * np.cos(np.radians(middle[0]))
    side = np.rint(np.degrees(np.arctan2(east, north)) / (360 / len(DIRECTIONS))).astype(int) % len(
        DIRECTIONS
    )
    found = []
    for number, name in enumerate(DIRECTIONS):
        here = side == number
        net = float(crossing.gives[here].sum() - crossing.takes[here].sum())
        if net > 0:
            gives = crossing.gives[here]
            at = [float(np.average(axis[inside:][here], weights=gives)) for axis in (lat, lon)]
            found.append(Direction(name, net, float(heads[inside:][here].sum()), *at))
    return found


def weekly_slots(doctors: Doctors) -> float:
    """Slots that a mean head offers in a week of work."""
    parts, acts = doctors.activity.acts_a_year.curve
    return float(np.trapezoid(acts, parts)) / doctors.activity.filled / weeks_held(doctors)


def _agendas(side: Direction, doctors: Doctors) -> dict[str, dict[str, Any]]:
    """Blocks of `services.agendas`; several where one cannot hold the slots; none where they are too few.

    These doctors have no weeks of leave, so that their slots are those of a mean week of the year. As
    médecins traitants they weigh as those inside do (``sim.world.panels.room``): by the slots of a week of
    work, times the mean of the spread of panels.
    """
    a_week = weekly_slots(doctors) * side.heads
    worked = weeks_held(doctors) / (DAYS_A_YEAR / 7)
    total = round(a_week * worked)
    if total < LEAST_SLOTS:
        return {}
    slots = largest_remainders(total, np.array(doctors.activity.preferred.values, dtype=np.float64))
    weight = a_week * float(np.exp(doctors.patients.panel_spread**2 / 2))
    number = -(-int(slots.max()) // MOST_SLOTS)
    made = {}
    for part in range(number):
        here = (slots + part) // number  # parts that sum to the whole
        week = {day: [int(here[2 * d]), int(here[2 * d + 1])] for d, day in enumerate(DAYS)}
        name = f"beyond_{side.name}" + (f"_{part + 1}" if number > 1 else "")
        at = f"beyond_{side.name}"
        kinds = [kind.id for kind in shipped().care_kinds]
        held = {"at": at, "slots": week, "mt_weight": round(weight / number, 1)}
        made[name] = {**AGENDA, "kinds": kinds, **held}
    return made


def _origins(
    plan: Plan, name: str, where: Mapping[str, Any], made: Mapping[str, Any], side: Direction
) -> list[origins.Origin]:
    """Of one direction: its place, and the numbers of its agendas."""
    source = origins.file_of(plan.facts, "gps", "population")
    note = both(
        "exchanged",
        lambda lang: {"heads": _decimal(side.heads, lang), "there": _decimal(side.there, lang)},
    )
    told = [
        origins.origin(f"territory.places.{name}.{axis}", "degrees", "computed", source, value=where[axis])
        for axis in ("lat", "lon")
    ]
    for agenda, block in made.items():
        key = f"services.agendas.{agenda}"
        told.append(
            origins.origin(
                f"{key}.mt_weight", "weekly slots", "computed", source, note=note, value=block["mt_weight"]
            )
        )
        told += [
            origins.origin(".".join(path), "slots in a half-day", "computed", source, note=note, value=slots)
            for path, slots in leaves(block["slots"], (f"{key}.slots",))
        ]
        for fixed in ("lead_days", "horizon_days", "slot_minutes"):
            told += origins.of_ledger(f"{key}.{fixed}", block[fixed])
    return told


def _decimal(number: float, lang: str) -> str:
    return f"{number:.1f}".replace(".", "," if lang == "fr" else ".")
