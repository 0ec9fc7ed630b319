"""Counters and lines as rows: from the profile a planner wrote to what the engines read."""

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario.services import EVERY_CATCHMENT, ServiceProfile, Services
from sim.scenario.timetable import Timetable, servers_of
from sim.territory import Territory
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.places import spot
from sim.world.tables import COMES, COUNTER, NEVER, Table, table, take

OPEN_FOR_EVER: Final = -NEVER  # opened so long ago that everybody who will ever know it knows it


class Counters(NamedTuple):
    """The counters and lines of a catchment on the first day."""

    rows: Table  # COUNTER
    names: tuple[str, ...]
    travel: NDArray[np.int32]  # [counter, commune] minutes


def counter_row(
    profile: ServiceProfile,
    commune: int,
    opened_day: int,
    vocabulary: Vocabulary,
    hours: Timetable | None = None,
    part: float = 1.0,
) -> Any:
    """A row of COUNTER. ``commune``: row in the catchment, -1 outside (or for a line, which has no place).

    ``hours`` replaces the profile's servers; there are ``part`` of them (of a service that catchments share,
    or that others use too), rounded, at least one while it is open.
    """
    row = table(COUNTER, 1)[0]
    number = vocabulary.service_number[profile.type]
    service = vocabulary.services[number]
    row["type"], row["line"] = number, service.line
    row["outcome"] = 0 if service.outcome is None else vocabulary.outcome_number[service.outcome]
    row["active"] = 1
    row["commune"] = commune
    row["opened_day"] = opened_day
    take(row, profile, "queue_most", "patience_minutes")
    row["rides"] = COMES if profile.comes else 0
    row["wakes"] = profile.wakes, profile.wakes if profile.wakes_poor is None else profile.wakes_poor
    row["spread"], row["sigma"] = _scatter(profile)
    row["aware_first"] = profile.awareness.first
    row["aware_last"] = profile.awareness.last
    row["aware_days"] = profile.awareness.days
    for name, minutes in profile.minutes.items():
        kind = vocabulary.kind_number[name]
        row["kinds"][kind], row["minutes"][kind] = 1, minutes
        if profile.answers is not None:
            row["answers"][kind] = _cumulated(profile.answers[name].values)
    row["servers"] = _servers(profile.servers if hours is None else hours, part)
    return row


def _scatter(profile: ServiceProfile) -> tuple[float, float]:
    """The columns ``spread`` and ``sigma`` of its law: one of them is 0."""
    if profile.law == "lognormal":
        return 0.0, math.sqrt(math.log1p(profile.spread**2))
    return profile.spread, 0.0


def _cumulated(shares: tuple[float, ...]) -> NDArray[np.float64]:
    total = np.cumsum(shares)
    total[-1] = 1.0  # what rounding leaves belongs to the last answer
    return total


def _servers(timetable: Timetable, part: float) -> NDArray[np.uint8]:
    whole = np.array(servers_of(timetable), dtype=np.int64)
    return np.where(whole > 0, np.maximum(1, np.rint(whole * part)), 0).astype(np.uint8)


def first_counters(
    territory: Territory,
    services: Services,
    here: NDArray[np.int64],
    minutes_within: NDArray[np.int32],  # travel between them
    vocabulary: Vocabulary,
) -> Counters:
    """Those of the communes ``here`` (ranks), those outside, the lines. Raises WorldError."""
    residents = int(territory.population[here].sum())
    town = int(np.argmax(territory.population[here]))
    rows, names, travel = [], [], []
    for name, service in services.open.items():
        if service.from_residents is not None and residents < service.from_residents:
            continue
        profile = services.profiles[service.profile]
        local, minutes = -1, np.zeros(len(here), dtype=np.int32)
        if service.at == EVERY_CATCHMENT:
            local, minutes = town, minutes_within[:, town]
        elif service.at is not None:
            where = spot(territory, service.at, f"services.open.{name}.at")
            if where.commune >= 0 and where.commune not in here:
                continue
            local = int(np.flatnonzero(here == where.commune)[0]) if where.commune >= 0 else -1
            minutes = where.minutes[here]
        shared = service.for_residents is not None or local < 0
        part = part_of(territory, residents, service.for_residents) if shared else 1.0
        part *= service.part or 1.0
        rows.append(counter_row(profile, local, OPEN_FOR_EVER, vocabulary, part=part))
        names.append(name)
        travel.append(minutes)
    together = table(COUNTER, len(rows))
    for i, row in enumerate(rows):
        together[i] = row
    shaped = np.array(travel, dtype=np.int32).reshape(len(rows), len(here))
    return Counters(together, tuple(names), shaped)


def part_of(territory: Territory, residents: int, meant_for: int | None) -> float:
    """What a catchment of so many residents has of a service meant for so many (None: for all)."""
    return residents / (territory.residents if meant_for is None else meant_for)
