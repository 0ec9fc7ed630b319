"""Makes the world of the first day from the keyed draws of one replication, catchment by catchment."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.draws import keyed, purposes
from sim.vocabulary.structure import Link
from sim.world import first_load, intensity, panels
from sim.world.bulk_draws import Draws
from sim.world.doctors import FirstDoctors, Known, first_doctors
from sim.world.intensity import Intensity
from sim.world.links import choose
from sim.world.modes import particular
from sim.world.people import MOVED, People, all_people, band_in, course_of
from sim.world.prepare import Prepared, PreparedCatchment
from sim.world.residents import recurring_from, resident_rows, stream_rows
from sim.world.tables import NEVER, PANEL, Table, table
from sim.world.world import Catchment, World

LOOK_BITS: Final = 15  # of a word, that say who looks for a médecin traitant


def build(prepared: Prepared, replication: int) -> World:
    """The world of a replication (from 0 on) on its first day: what its catchments share (``frame``), and the
    tables of each (``catchment``). Its draws are keyed by the seed and this number.
    """
    empty = frame(prepared, replication)
    return replace(
        empty, catchments=tuple(catchment(prepared, empty, n) for n in range(len(prepared.catchments)))
    )


def frame(prepared: Prepared, replication: int) -> World:
    """What the catchments of one replication share; there is none yet."""
    given = prepared.scenario
    wave = intensity.epidemics(given.needs, prepared.calendar, Draws(given.run.seed, replication))
    return World(
        vocabulary=given.vocabulary,
        seed=given.run.seed,
        replication=replication,
        days=prepared.days,
        seasons=intensity.with_epidemics(prepared.seasons, given.needs, wave, given.vocabulary),
        hours=prepared.hours,
        pathway=prepared.steps,
        settings=prepared.settings,
        reach_tau=given.pathway.reach.minutes,
        reach_minutes=int(given.pathway.reach.most_minutes),
        catchments=(),
        grain=given.run.grain,
        cool_down=given.days.cool_down,
        ahead=given.days.known - given.days.played,
    )


def catchment(prepared: Prepared, world: World, number: int, *, whole: bool = True) -> Catchment:
    """One catchment of a replication (`world`: its `frame`). It costs most of the time of building.

    Not ``whole``: without ``cumulative``, which over many communes and years is as large as the people are;
    an engine works it out from ``intensity`` as it goes.
    """
    given, draws = prepared.catchments[number], Draws(world.seed, world.replication)
    needs, years, vocabulary = prepared.scenario.needs, prepared.years, world.vocabulary
    kinds = len(vocabulary.recurring_kinds)
    course = course_of(prepared.territory, given.here, given.keys, years, draws, kinds, needs.moves)
    people = all_people(course, given.ages, given.housebound, given.in_ehpad)
    habits = draws.of(purposes.RESIDENT, people.key, people.rank).words(purposes.HABITS)
    rows = resident_rows(prepared.territory, needs, given.here, people, years, habits, prepared.frailty)
    supply = _supply(prepared, given, draws)
    _register(prepared, given, people, rows, supply, habits, draws)
    born_as = people.rank % np.uint32(MOVED)  # the trait of who moves into an EHPAD goes with them
    means = draws.of(purposes.RESIDENT, people.key, born_as).uniforms(purposes.MEANS)
    rows["poor"] = means[0] < given.poor[people.commune]
    rows["chronic_from"][means[1] < needs.chronic.elsewhere] = NEVER
    rows["latent"] = given.latent[rows["poor"], people.commune]
    weekday = int(prepared.days["weekday"][0])
    streams = stream_rows(given.keys, years.first)
    within = prepared.territory.year_shares
    recurring = recurring_from(needs, people, years, within, len(streams), vocabulary)
    _answer_load(prepared, given, people, rows, supply, recurring)
    arises = Intensity(
        prepared.territory,
        given.here,
        given.rates,
        world.seasons,
        prepared.calendar,
        needs.visitor_part,
        needs.housebound.ehpad_emergencies,
    )
    return Catchment(
        name=given.name,
        communes=tuple(prepared.territory.codes[c] for c in given.here),
        residents=_stacked(rows, streams),
        doctors=supply.doctors,
        doctor_names=given.gp_names,
        panels=supply.panels,
        agendas=supply.agendas,
        agenda_names=(*given.gp_names, *given.shared.names),
        counters=given.counters.rows,
        counter_names=given.counters.names,
        travel=given.travel,
        counter_travel=given.counters.travel,
        cumulative=arises.between(0, world.n_days if whole else 0),
        rates=given.rates,
        backlog=panels.backlog(prepared.scenario.doctors, supply, weekday, draws),
        intensity=arises,
        recurring=recurring,
        ring=prepared.territory.ring[given.here],
    )


def _links(prepared: Prepared, people: People, draws: Draws) -> NDArray[np.int64]:
    """(n,) structure.Link of those without: some who come from elsewhere have one there."""
    declared = np.array(prepared.scenario.doctors.patients.declared_elsewhere.values)
    link = np.full(len(people.commune), Link.NEVER, dtype=np.int64)
    new = np.flatnonzero(people.elsewhere)
    uniform = draws.of(purposes.RESIDENT, people.key[new], people.rank[new]).uniforms(purposes.LINK)[0]
    band = band_in(people, prepared.years.first + prepared.years.year_of(people.comes))[new]
    link[new[uniform < declared[band]]] = Link.FAR
    return link


def _supply(prepared: Prepared, given: PreparedCatchment, draws: Draws) -> FirstDoctors:
    """Doctors, agendas and panels of day 0, without patients; every practice is a site of its own."""
    doctors = prepared.scenario.doctors
    known = Known(given.named, given.listed, particular(doctors, given.gps, given.silent, given.keys, draws))
    gps = first_doctors(doctors, given.gps, known, prepared.years.first, draws)
    agendas = _stacked(gps.agendas, given.shared.rows)
    agendas["site"] = np.arange(len(agendas))
    served = np.flatnonzero(given.shared.mt_weight > 0)
    agendas["panel"][len(gps.agendas) + served] = len(gps.panels) + np.arange(len(served))
    return FirstDoctors(gps.doctors, agendas, _stacked(gps.panels, table(PANEL, len(served))))


def _stacked(above: Table, below: Table) -> Table:
    """One table below the other, with the zeros between their columns; as bytes, and not column by column."""
    whole = [np.ascontiguousarray(part).view(f"V{part.dtype.itemsize}") for part in (above, below)]
    return np.concatenate(whole).view(above.dtype)


def _register(
    prepared: Prepared,
    given: PreparedCatchment,
    people: People,
    rows: Table,
    supply: FirstDoctors,
    habits: NDArray[np.uint64],
    draws: Draws,
) -> None:
    """Gives residents their médecin traitant, panels their patients; marks who lost one, and who looks."""
    doctors, years, agendas = prepared.scenario.doctors, prepared.years, supply.agendas
    there = int((people.comes == 0).sum())  # they come first
    rows["link"] = _links(prepared, people, draws)
    band = band_in(people, years.first)[:there]
    uniform = draws.of(purposes.RESIDENT, people.key[:there], people.rank[:there]).uniforms(purposes.LINK)
    commune, first_day = people.commune[:there], given.before.first_day
    ald = (rows["ald_from"][:there] == 0).astype(np.int64)
    rows["look"] = habits[1] >> np.uint64(32 - LOOK_BITS)
    look = rows["look"][:there] / (1 << LOOK_BITS)
    link = panels.draw_links(first_day, doctors, panels.Who(commune, band, ald, look), uniform[0])
    gps, communes = len(given.gps.commune), len(given.here)
    person = draws.of(purposes.DOCTOR, given.gps.key, given.gps.rank).blocks(purposes.DOCTOR_PERSON, 2)
    room = np.concatenate([panels.room(doctors, agendas["weekly"][:gps], person), given.shared.mt_weight])
    place = np.concatenate([given.gps.commune, communes + np.arange(len(given.shared.rows))])
    expected = panels.dealt_out(given.before.registered(communes), place, room)
    listed, mt = link == len(Link), np.full(there, -1, dtype=np.int64)
    mt[listed] = choose(commune[listed], uniform[1][listed], expected)
    mt[mt >= 0] = agendas["panel"][mt[mt >= 0]]
    rows["mt"][:there] = mt
    rows["link"][:there] = np.where(listed, Link.NEVER, link)
    supply.panels["patients"] = np.bincount(mt[mt >= 0], minlength=len(supply.panels))
    supply.panels["cap"] = supply.panels["patients"]
    panels.set_lists(doctors, supply, years.first, person, first_day, place[:gps])
    reported = ~prepared.territory.ring[given.here]
    rows["traced"] = (keyed.uniforms(habits[2]) < prepared.scenario.run.trace) & reported[people.commune]


def _answer_load(
    prepared: Prepared,
    given: PreparedCatchment,
    people: People,
    rows: Table,
    supply: FirstDoctors,
    recurring: NDArray[np.int64],
) -> None:
    """Doctors of the first day have answered their load."""
    there = int((people.comes == 0).sum())  # they come first
    demand = first_load.own_demand(
        rows[:there],
        band_in(people, prepared.years.first)[:there],
        given.rates,
        recurring[:there] == 0,
        prepared.settings,
        len(prepared.scenario.vocabulary.care_kinds),
    )
    first_load.answer(prepared.scenario.doctors, supply, rows["mt"][:there], demand, prepared.first_year)
