"""Makes the world of the first day: once what all replications share, then each from its keyed draws."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws import keyed, purposes
from sim.scenario.doctors import Doctors
from sim.scenario.needs import Needs
from sim.scenario.pathway import Pathways
from sim.scenario.services import Services
from sim.territory import Calendar, Territory
from sim.world import drawn, housebound, intensity, panels
from sim.world.counters import Counters, first_counters
from sim.world.days import calendar_of, day_table, new_years
from sim.world.doctors import Heads, first_doctors, heads
from sim.world.errors import WorldError
from sim.world.people import People, Years, all_people, band_in, first_people
from sim.world.residents import frailties, habits_of, links_of, resident_rows, stream_rows
from sim.world.shared import Shared, shared_agendas
from sim.world.steps import pathway_table, settings_row
from sim.world.tables import Table, table
from sim.world.world import Catchment, World

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Bassin:
    """What all replications of one catchment share."""

    name: str
    here: Ints  # ranks of its communes in the territory
    keys: NDArray[np.uint32]  # INSEE codes in base 36
    first: tuple[Ints, Ints]  # residents of day 0: commune row, birth year
    housebound: NDArray[np.float64]  # [commune, age] share seen at home
    gps: Heads
    gp_names: tuple[str, ...]
    named: dict[int, Any]  # doctors whose week is known, by agenda row
    shared: Shared
    counters: Counters
    rates: NDArray[np.float64]
    stream_heads: NDArray[np.float64]
    travel: NDArray[np.int32]


@dataclass(frozen=True)
class Prepared:
    """What all replications share."""

    territory: Territory
    needs: Needs
    doctors: Doctors
    pathway: Pathways
    seed: int
    trace: float
    calendar: Calendar
    days: Table
    years: Years
    seasons: NDArray[np.float64]  # without epidemics
    hours: NDArray[np.float64]
    steps: Table
    settings: Table
    frailty: NDArray[np.float64]
    bassins: tuple[Bassin, ...]


def build_world(
    territory: Territory,
    needs: Needs,
    services: Services,
    pathway: Pathways,
    doctors: Doctors,
    *,
    seed: int,
    replication: int,
    start: date,
    warmup_days: int,
    end: date,
    trace: float,
) -> World:
    """The world of one replication. ``trace``: share of residents traced. Raises WorldError."""
    prepared = prepare(
        territory,
        needs,
        services,
        pathway,
        doctors,
        seed=seed,
        start=start,
        warmup_days=warmup_days,
        end=end,
        trace=trace,
    )
    return build(prepared, replication)


def prepare(
    territory: Territory,
    needs: Needs,
    services: Services,
    pathway: Pathways,
    doctors: Doctors,
    *,
    seed: int,
    start: date,
    warmup_days: int,
    end: date,
    trace: float,
) -> Prepared:
    """What does not depend on the replication. Raises WorldError where the files do not fit together."""
    calendar = calendar_of(start, warmup_days, end)
    days = day_table(calendar)
    years = Years(int(days["year"][0]), new_years(days))
    _check(territory, trace)
    bassins = tuple(
        _bassin(territory, needs, services, doctors, number, calendar, days, years)
        for number in range(len(territory.catchments))
    )
    return Prepared(
        territory,
        needs,
        doctors,
        pathway,
        seed,
        trace,
        calendar,
        days,
        years,
        intensity.seasons(needs, days, calendar),
        intensity.hours(needs),
        pathway_table(pathway),
        settings_row(needs, pathway, doctors),
        frailties(needs.frailty_shape),
        bassins,
    )


def build(prepared: Prepared, replication: int) -> World:
    """One replication."""
    wave = intensity.epidemics(prepared.needs, prepared.calendar, prepared.seed, replication)
    seasons = intensity.with_epidemics(prepared.seasons, prepared.needs, wave)
    return World(
        seed=prepared.seed,
        replication=replication,
        days=prepared.days,
        seasons=seasons,
        hours=prepared.hours,
        pathway=prepared.steps,
        settings=prepared.settings,
        reach_tau=prepared.pathway.reach.minutes,
        reach_minutes=int(prepared.pathway.reach.most_minutes),
        catchments=tuple(_catchment(prepared, bassin, seasons, replication) for bassin in prepared.bassins),
    )


def slug(name: str) -> str:
    """``La Teste-de-Buch`` → ``la_teste_de_buch``: how a commune's doctors and services are called."""
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "Oe"))
    letters = (
        c.lower() if c.isascii() and c.isalnum() else "_" for c in plain if not unicodedata.combining(c)
    )
    return "_".join(part for part in "".join(letters).split("_") if part)


def _check(territory: Territory, trace: float) -> None:
    if not 0 <= trace <= 1:
        raise WorldError(f"run.trace: {trace:g} is no share; write a number between 0 and 1")
    if (np.diff(territory.ald_share) < 0).any():
        raise WorldError(
            f"territory {territory.name}, key ald: the share falls with age; nobody leaves an ALD here"
        )
    first: dict[str, str] = {}
    for name in territory.names:
        other = first.setdefault(slug(name), name)
        if other is not name:
            raise WorldError(
                f"communes.csv: doctors of {other} and of {name} would both be called {slug(name)}_1; "
                "change one of the names"
            )


def _bassin(
    territory: Territory,
    needs: Needs,
    services: Services,
    doctors: Doctors,
    number: int,
    calendar: Calendar,
    days: Table,
    years: Years,
) -> Bassin:
    here = np.flatnonzero(territory.catchment == number)
    keys = np.array([keyed.key36(territory.codes[c]) for c in here], dtype=np.uint32)
    gps = heads(territory.gps[here], keys)
    names = tuple(
        f"{slug(territory.names[here[c]])}_{r + 1}" for c, r in zip(gps.commune, gps.rank, strict=True)
    )
    first = first_people(territory, here, years.first)
    return Bassin(
        name=territory.catchments[number],
        here=here,
        keys=keys,
        first=first,
        housebound=housebound.shares(
            needs.housebound, territory.ehpad[here], first[0], years.first - first[1]
        ),
        gps=gps,
        gp_names=names,
        named=_named(territory, doctors, here, gps),
        shared=shared_agendas(territory, services, doctors, here),
        counters=first_counters(territory, services, here),
        rates=intensity.rates(needs, territory, len(here)),
        stream_heads=intensity.heads(territory, here, days, calendar),
        travel=territory.travel[np.ix_(here, here)].astype(np.int32),
    )


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


def _catchment(
    prepared: Prepared, bassin: Bassin, seasons: NDArray[np.float64], replication: int
) -> Catchment:
    people = all_people(
        prepared.territory,
        bassin.here,
        bassin.first,
        bassin.housebound,
        prepared.years,
        prepared.seed,
        replication,
    )
    habits = habits_of(people, prepared.seed, replication)
    rows = resident_rows(
        prepared.territory, prepared.needs, bassin.here, people, prepared.years, habits, prepared.frailty
    )
    agendas = _agendas(prepared, bassin, replication)
    _register(prepared, bassin, people, rows, agendas, habits, replication)
    weekday = int(prepared.days["weekday"][0])
    with_patients = agendas["panel"] > 0
    return Catchment(
        name=bassin.name,
        communes=tuple(prepared.territory.codes[c] for c in bassin.here),
        residents=_stacked(rows, stream_rows(bassin.keys, prepared.years.first)),
        agendas=agendas,
        agenda_names=(*bassin.gp_names, *bassin.shared.names),
        counters=bassin.counters.rows,
        counter_names=bassin.counters.names,
        travel=bassin.travel,
        counter_travel=bassin.counters.travel,
        cumulative=intensity.cumulative(bassin.rates, seasons, bassin.stream_heads),
        rates=bassin.rates,
        backlog=panels.backlog(prepared.doctors, agendas, weekday, with_patients, prepared.seed, replication),
    )


def _agendas(prepared: Prepared, bassin: Bassin, replication: int) -> Table:
    """All agendas, without patients; every practice is a site of its own."""
    doctors = first_doctors(
        prepared.doctors, bassin.gps, bassin.named, prepared.years.first, prepared.seed, replication
    )
    agendas = _stacked(doctors, bassin.shared.rows)
    agendas["site"] = np.arange(len(agendas))
    return agendas


def _stacked(above: Table, below: Table) -> Table:
    """One table below the other. (``np.concatenate`` leaves chance bytes between the columns.)"""
    both = table(above.dtype, len(above) + len(below))
    both[: len(above)], both[len(above) :] = above, below
    return both


def _register(
    prepared: Prepared,
    bassin: Bassin,
    people: People,
    rows: Table,
    agendas: Table,
    habits: NDArray[np.uint64],
    replication: int,
) -> None:
    """Gives residents their médecin traitant, agendas their panels; marks who looks for one."""
    doctors, years = prepared.doctors, prepared.years
    there = int((people.comes == 0).sum())  # they come first
    age, band = years.first - people.birth_year[:there], band_in(people, years.first)[:there]
    uniform = links_of(people, prepared.seed, replication)
    listed = uniform[0] >= panels.without_mt(doctors, age, band, rows["ald_from"][:there] == 0)
    gps = len(bassin.gps.commune)
    who = drawn.entities(purposes.DOCTOR, bassin.gps.rank)
    person = drawn.table(prepared.seed, bassin.gps.key, replication, who, purposes.DOCTOR_PERSON, 0, 2)
    room = np.concatenate([panels.room(doctors, agendas["weekly"][:gps], person), bassin.shared.mt_weight])
    away = {gps + i: minutes for i, minutes in enumerate(bassin.shared.travel)}
    attracted = panels.attraction(doctors, agendas, bassin.travel, away)
    load = np.array(prepared.needs.weights.values)[band]  # a panel weighs what its patients need
    mt = panels.link(listed, people.commune[:there], load, uniform[1], room, attracted)
    rows["mt"][:there] = mt
    agendas["panel"] = np.bincount(mt[mt >= 0], minlength=len(agendas))
    panels.set_lists(doctors, agendas, years.first, person)
    agendas["panel_cap"][gps:] = agendas["panel"][gps:]
    looks = keyed.uniforms(habits[1])
    plan = doctors.patients
    rows["seeker"] = looks < np.where(people.comes == 0, plan.seekers, plan.seekers_among_newcomers)
    rows["traced"] = keyed.uniforms(habits[2]) < prepared.trace
