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
from sim.vocabulary.time import DAYS_A_YEAR
from sim.world import housebound, intensity
from sim.world.counters import Counters, first_counters
from sim.world.days import day_table
from sim.world.doctors import Heads, Known, heads, heads_of
from sim.world.errors import WorldError
from sim.world.external_agendas import Shared, shared_agendas
from sim.world.latent import latent, to_nearest_gp
from sim.world.people import first_ages
from sim.world.residents import frailties
from sim.world.steps import pathway_table, settings_row, use_falls
from sim.world.tables import Table
from sim.world.years import Years, years_from
from sim.world.years_before import Before, supply_of, years_before

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class PreparedCatchment:
    """What all replications of one catchment share."""

    name: str
    here: Ints  # ranks of its communes in the territory
    keys: NDArray[np.uint32]  # INSEE codes in base 36
    ages: Ints  # [commune, age] residents of day 0
    housebound: NDArray[np.float64]  # [commune, exact age] share seen at home, in an EHPAD or not
    in_ehpad: NDArray[np.float64]  # … of them in an EHPAD, as a share of all
    gps: Heads
    gp_names: tuple[str, ...]
    named: dict[int, Any]  # doctors whose week is known, by agenda row
    listed: dict[int, ListedDoctor]  # others of whom the territory knows something, by agenda row
    silent: NDArray[np.bool_]  # (n,) GPs whose mode nobody knows
    shared: Shared
    counters: Counters
    rates: NDArray[np.float64]
    travel: NDArray[np.int32]
    before: Before  # who has a médecin traitant, by the years before the first day
    poor: NDArray[np.float64]  # [commune] share of poor people
    latent: NDArray[np.float64]  # [not poor | poor, commune] probability that a need is not asked for


@dataclass(frozen=True)
class Prepared:
    """What all replications share."""

    territory: Territory
    scenario: Settings
    calendar: Calendar
    days: Table
    first_year: Table  # days of the first 365, whatever the run's end
    years: Years
    seasons: NDArray[np.float64]  # without epidemics
    hours: NDArray[np.float64]
    steps: Table
    settings: Table
    frailty: NDArray[np.float64]
    catchments: tuple[PreparedCatchment, ...]


@dataclass(frozen=True)
class Ground:
    """What does not hang on the assumptions of a plausible world either: days, and the roads within each
    catchment (minutes between its communes, by the catchment's number).
    """

    calendar: Calendar
    days: Table
    first_year: Table
    travel: tuple[NDArray[np.int32], ...]


def ground_of(territory: Territory, scenario: Settings) -> Ground:
    """It takes most of the time of `prepare`."""
    first = scenario.run.first_day
    calendar = make_calendar(first, first + timedelta(days=scenario.days.known - 1))
    here = (np.flatnonzero(territory.catchment == n) for n in range(len(territory.catchments)))
    travel = tuple(territory.roads.within(communes).astype(np.int32) for communes in here)
    year = make_calendar(first, first + timedelta(days=int(DAYS_A_YEAR) - 1))
    return Ground(calendar, day_table(calendar), day_table(year), travel)


def prepare(territory: Territory, scenario: Settings, ground: Ground | None = None) -> Prepared:
    """What does not depend on the replication. ``ground``: made before, for other assumptions. Raises
    WorldError where the files do not fit together.
    """
    needs, vocabulary = scenario.needs, scenario.vocabulary
    length = scenario.days
    ground = ground_of(territory, scenario) if ground is None else ground
    calendar, days = ground.calendar, ground.days
    years = years_from(scenario.run.first_day, length.played)
    _check(territory)
    order = np.argsort(territory.catchment, kind="stable")
    bounds = np.searchsorted(territory.catchment[order], np.arange(len(territory.catchments) + 1))
    every = doctors_called(territory)
    catchments = tuple(
        _prepared_catchment(
            territory, scenario, number, order[first:last], years, every, ground.travel[number]
        )
        for number, (first, last) in enumerate(pairwise(bounds))
    )
    settings = settings_row(needs, scenario.pathway, scenario.doctors, vocabulary, length.cool_down)
    settings["first_weekday"] = days["weekday"][0]
    settings["use_falls"] = use_falls(scenario.pathway, territory.roads.roads.medium_kmh, vocabulary)
    return Prepared(
        territory,
        scenario,
        calendar,
        days,
        ground.first_year,
        years,
        seasons=intensity.seasons(needs, days, calendar, vocabulary),
        hours=intensity.hours(needs, vocabulary),
        steps=pathway_table(scenario.pathway, vocabulary),
        settings=settings,
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
    territory: Territory,
    scenario: Settings,
    number: int,
    here: Ints,
    years: Years,
    every: Sequence[str],
    travel: NDArray[np.int32],
) -> PreparedCatchment:
    """``every``: how the doctors of each commune of the territory are called."""
    needs, doctors, vocabulary = scenario.needs, scenario.doctors, scenario.vocabulary
    keys = np.array([keyed.key36(territory.codes[c]) for c in here], dtype=np.uint32)
    listed = _listed(territory, doctors, here)
    gps = heads(territory.gps[here], keys, {at for at, who in listed.items() if who.particular})
    called = [every[c] for c in here]
    names = tuple(f"{called[c]}_{r + 1}" for c, r in zip(gps.commune, gps.rank, strict=True))
    ages = first_ages(territory, here, years.first)
    known = _named(territory, doctors, here, gps)
    theirs = _by_row(listed, gps)
    told = {*known, *(row for row, who in theirs.items() if who.particular is not None)}
    silent = np.array([row not in told for row in range(len(names))], dtype=np.bool_)
    shared = shared_agendas(territory, scenario.services, doctors, here, vocabulary)
    now = heads_of(doctors, gps, Known(known, theirs, silent), len(here))
    supply = supply_of(territory, here, now, shared, doctors, years.first)
    poor = territory.poor[here]
    at_home, in_ehpad = housebound.shares(
        needs.housebound, territory.ehpad[here], ages, territory.year_shares
    )
    return PreparedCatchment(
        name=territory.catchments[number],
        here=here,
        keys=keys,
        ages=ages,
        housebound=at_home,
        in_ehpad=in_ehpad,
        gps=gps,
        gp_names=names,
        named=known,
        listed=theirs,
        silent=silent,
        shared=shared,
        counters=first_counters(territory, scenario.services, here, travel, vocabulary),
        rates=intensity.rates(needs, territory, len(here), vocabulary),
        travel=travel,
        before=years_before(territory, here, ages, travel, shared, supply, doctors, needs),
        poor=np.where(np.isnan(poor), needs.latent.poor, poor),
        latent=latent(needs.latent, to_nearest_gp(travel, gps, shared)),
    )


def _by_row(listed: dict[tuple[int, int], ListedDoctor], gps: Heads) -> dict[int, ListedDoctor]:
    """By agenda row what is known by row of the commune and rank."""
    places = enumerate(zip(gps.commune.tolist(), gps.rank.tolist(), strict=True))
    return {row: listed[at] for row, at in places if at in listed}


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
