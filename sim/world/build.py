"""Makes the world of the first day from the keyed draws of one replication, catchment by catchment."""

from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.draws import keyed, purposes
from sim.scenario.doctors import Doctors
from sim.scenario.needs import Needs
from sim.scenario.pathways import Pathways
from sim.scenario.run import Grain
from sim.scenario.services import Services
from sim.territory import Territory
from sim.vocabulary.vocabulary import Vocabulary
from sim.world import bulk_draws as drawn
from sim.world import intensity, panels
from sim.world.doctors import first_doctors
from sim.world.intensity import Intensity
from sim.world.people import People, all_people, band_in
from sim.world.prepare import Prepared, PreparedCatchment, prepare
from sim.world.residents import habits_of, links_of, recurring_from, resident_rows, stream_rows
from sim.world.tables import Table, table
from sim.world.world import Catchment, World


def build_world(
    territory: Territory,
    needs: Needs,
    services: Services,
    pathway: Pathways,
    doctors: Doctors,
    *,
    vocabulary: Vocabulary,
    seed: int,
    replication: int,
    start: date,
    warmup_days: int,
    end: date,
    trace: float,
    grain: Grain = "commune",
) -> World:
    """The world of one replication. ``trace``: share of residents traced; ``grain``: of what counts are kept.
    Raises WorldError.
    """
    prepared = prepare(
        territory,
        needs,
        services,
        pathway,
        doctors,
        vocabulary=vocabulary,
        seed=seed,
        start=start,
        warmup_days=warmup_days,
        end=end,
        trace=trace,
        grain=grain,
    )
    return build(prepared, replication)


def build(prepared: Prepared, replication: int) -> World:
    """One replication, whole."""
    empty = frame(prepared, replication)
    return replace(
        empty, catchments=tuple(catchment(prepared, empty, n) for n in range(len(prepared.catchments)))
    )


def frame(prepared: Prepared, replication: int) -> World:
    """What the catchments of one replication share; there is none yet."""
    wave = intensity.epidemics(prepared.needs, prepared.calendar, prepared.seed, replication)
    return World(
        vocabulary=prepared.vocabulary,
        seed=prepared.seed,
        replication=replication,
        days=prepared.days,
        seasons=intensity.with_epidemics(prepared.seasons, prepared.needs, wave, prepared.vocabulary),
        hours=prepared.hours,
        pathway=prepared.steps,
        settings=prepared.settings,
        reach_tau=prepared.pathway.reach.minutes,
        reach_minutes=int(prepared.pathway.reach.most_minutes),
        catchments=(),
        grain=prepared.grain,
    )


def catchment(prepared: Prepared, world: World, number: int, *, whole: bool = True) -> Catchment:
    """One catchment of a replication (`world`: its `frame`). It costs most of the time of building.

    Not ``whole``: without ``cumulative``, which over many communes and years is as large as the people are;
    an engine works it out from ``intensity`` as it goes.
    """
    given, replication = prepared.catchments[number], world.replication
    people = all_people(
        prepared.territory,
        given.here,
        given.ages,
        given.housebound,
        prepared.years,
        prepared.seed,
        replication,
        len(prepared.vocabulary.recurring_kinds),
    )
    habits = habits_of(people, prepared.seed, replication)
    rows = resident_rows(
        prepared.territory, prepared.needs, given.here, people, prepared.years, habits, prepared.frailty
    )
    agendas = _agendas(prepared, given, replication)
    _register(prepared, given, people, rows, agendas, habits, replication)
    weekday = int(prepared.days["weekday"][0])
    with_patients = agendas["panel"] > 0
    arises = Intensity(prepared.territory, given.here, given.rates, world.seasons, prepared.calendar)
    streams = stream_rows(given.keys, prepared.years.first)
    return Catchment(
        name=given.name,
        communes=tuple(prepared.territory.codes[c] for c in given.here),
        residents=_stacked(rows, streams),
        agendas=agendas,
        agenda_names=(*given.gp_names, *given.shared.names),
        counters=given.counters.rows,
        counter_names=given.counters.names,
        travel=given.travel,
        counter_travel=given.counters.travel,
        cumulative=arises.between(0, world.n_days if whole else 0),
        rates=given.rates,
        backlog=panels.backlog(prepared.doctors, agendas, weekday, with_patients, prepared.seed, replication),
        intensity=arises,
        recurring=recurring_from(prepared.needs, people, prepared.years, len(streams), prepared.vocabulary),
    )


def _agendas(prepared: Prepared, given: PreparedCatchment, replication: int) -> Table:
    """All agendas, without patients; every practice is a site of its own."""
    doctors = first_doctors(
        prepared.doctors, given.gps, given.named, prepared.years.first, prepared.seed, replication
    )
    agendas = _stacked(doctors, given.shared.rows)
    agendas["site"] = np.arange(len(agendas))
    return agendas


def _stacked(above: Table, below: Table) -> Table:
    """One table below the other. (``np.concatenate`` leaves chance bytes between the columns.)"""
    both = table(above.dtype, len(above) + len(below))
    both[: len(above)], both[len(above) :] = above, below
    return both


def _register(
    prepared: Prepared,
    given: PreparedCatchment,
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
    gps = len(given.gps.commune)
    who = drawn.entities(purposes.DOCTOR, given.gps.rank)
    person = drawn.table(prepared.seed, given.gps.key, replication, who, purposes.DOCTOR_PERSON, 0, 2)
    room = np.concatenate([panels.room(doctors, agendas["weekly"][:gps], person), given.shared.mt_weight])
    away = {gps + i: minutes for i, minutes in enumerate(given.shared.travel)}
    attracted = panels.attraction(doctors, agendas, given.travel, away)
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
