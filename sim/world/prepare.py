"""What all replications of a run share: made once, light beside what each replication draws."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws import keyed
from sim.scenario.doctors import Doctors
from sim.scenario.settings import Settings
from sim.schema.slugs import slug
from sim.territory import Calendar, Territory, make_calendar
from sim.territory.doctor_list import ListedDoctor
from sim.world import housebound, intensity
from sim.world.counters import Counters, first_counters
from sim.world.days import day_table, new_years
from sim.world.doctors import Heads, heads
from sim.world.errors import WorldError
from sim.world.external_agendas import Shared, shared_agendas
from sim.world.people import Years, first_ages
from sim.world.residents import frailties
from sim.world.steps import pathway_table, settings_row
from sim.world.tables import Table

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class PreparedCatchment:
    """What all replications of one catchment share."""

    name: str
    here: Ints  # ranks of its communes in the territory
    keys: NDArray[np.uint32]  # INSEE codes in base 36
    ages: Ints  # [commune, age] residents of day 0
    housebound: NDArray[np.float64]  # [commune, age] share seen at home
    gps: Heads
    gp_names: tuple[str, ...]
    named: dict[int, Any]  # doctors whose week is known, by agenda row
    listed: dict[int, ListedDoctor]  # others of whom the territory knows something, by agenda row
    shared: Shared
    counters: Counters
    rates: NDArray[np.float64]
    travel: NDArray[np.int32]


@dataclass(frozen=True)
class Prepared:
    """What all replications share."""

    territory: Territory
    scenario: Settings
    calendar: Calendar
    days: Table
    years: Years
    seasons: NDArray[np.float64]  # without epidemics
    hours: NDArray[np.float64]
    steps: Table
    settings: Table
    frailty: NDArray[np.float64]
    catchments: tuple[PreparedCatchment, ...]


def prepare(territory: Territory, scenario: Settings) -> Prepared:
    """What does not depend on the replication. Raises WorldError where the files do not fit together."""
    needs, vocabulary = scenario.needs, scenario.vocabulary
    first, length = scenario.run.first_day, scenario.days
    calendar = make_calendar(first, first + timedelta(days=length.known - 1))
    days = day_table(calendar)
    years = Years(int(days["year"][0]), new_years(days[: length.played]))
    _check(territory)
    order = np.argsort(territory.catchment, kind="stable")
    bounds = np.searchsorted(territory.catchment[order], np.arange(len(territory.catchments) + 1))
    every = doctors_called(territory)
    catchments = tuple(
        _prepared_catchment(territory, scenario, number, order[first:last], years, every)
        for number, (first, last) in enumerate(pairwise(bounds))
    )
    return Prepared(
        territory,
        scenario,
        calendar,
        days,
        years,
        seasons=intensity.seasons(needs, days, calendar, vocabulary),
        hours=intensity.hours(needs, vocabulary),
        steps=pathway_table(scenario.pathway, vocabulary),
        settings=settings_row(needs, scenario.pathway, scenario.doctors, vocabulary, length.cool_down),
        frailty=frailties(needs.frailty_shape),
        catchments=catchments,
    )


def _check(territory: Territory) -> None:
    if (np.diff(territory.ald_share) < 0).any():
        raise WorldError(
            f"territory {territory.name}, key ald: the share falls with age; nobody leaves an ALD here"
        )


def doctors_called(territory: Territory) -> list[str]:
    """How the doctors of each commune are called, before their number: by its name, and by its code, too,
    where others have the same.
    """
    slugs = [slug(name) for name in territory.names]
    often = Counter(slugs)
    return [
        name if often[name] == 1 else f"{name}_{code.lower()}"
        for name, code in zip(slugs, territory.codes, strict=True)
    ]


def _prepared_catchment(
    territory: Territory, scenario: Settings, number: int, here: Ints, years: Years, every: Sequence[str]
) -> PreparedCatchment:
    """``every``: how the doctors of each commune of the territory are called."""
    needs, doctors, vocabulary = scenario.needs, scenario.doctors, scenario.vocabulary
    keys = np.array([keyed.key36(territory.codes[c]) for c in here], dtype=np.uint32)
    listed = _listed(territory, doctors, here)
    gps = heads(territory.gps[here], keys, {at for at, who in listed.items() if who.particular})
    called = [every[c] for c in here]
    names = tuple(f"{called[c]}_{r + 1}" for c, r in zip(gps.commune, gps.rank, strict=True))
    travel = territory.roads.within(here).astype(np.int32)
    ages = first_ages(territory, here, years.first)
    return PreparedCatchment(
        name=territory.catchments[number],
        here=here,
        keys=keys,
        ages=ages,
        housebound=housebound.shares(needs.housebound, territory.ehpad[here], ages),
        gps=gps,
        gp_names=names,
        named=_named(territory, doctors, here, gps),
        listed={
            row: listed[at]
            for row, at in enumerate(zip(gps.commune.tolist(), gps.rank.tolist(), strict=True))
            if at in listed
        },
        shared=shared_agendas(territory, scenario.services, doctors, here, vocabulary),
        counters=first_counters(territory, scenario.services, here, travel, vocabulary),
        rates=intensity.rates(needs, territory, len(here), vocabulary),
        travel=travel,
    )


def _listed(territory: Territory, doctors: Doctors, here: Ints) -> dict[tuple[int, int], ListedDoctor]:
    """What the territory knows of single doctors, by row of the commune and rank; but for those whom
    ``doctors.named`` knows better.
    """
    found: dict[tuple[int, int], ListedDoctor] = {}
    for row, commune in enumerate(here.tolist()):
        named = {int(number) for number in doctors.named.get(territory.codes[commune], {})}
        listed = territory.doctor_list.get(commune, {})
        found |= {(row, number - 1): who for number, who in listed.items() if number not in named}
    return found


def _named(territory: Territory, doctors: Doctors, here: Ints, gps: Heads) -> dict[int, Any]:
    """The doctors whose week is known, by agenda row. Raises WorldError where there is no such number."""
    rows: dict[int, Any] = {}
    for row, commune in enumerate(here):
        code = territory.codes[commune]
        for number, named in doctors.named.get(code, {}).items():
            found = np.flatnonzero((gps.commune == row) & (gps.rank == int(number) - 1))
            if len(found) == 0:
                raise WorldError(
                    f"doctors.named.{code}.{number}: {territory.names[commune]} has {territory.gps[commune]}"
                    " doctors (column gps of communes.csv); take the entry out, or correct the number"
                )
            rows[int(found[0])] = named
    return rows
