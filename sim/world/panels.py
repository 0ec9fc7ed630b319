"""Patients and appointments of the first day: whose list they are on, open lists, what is booked."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.draws import purposes
from sim.scenario.doctors import Doctors
from sim.vocabulary.structure import Link
from sim.world.bulk_draws import Draws
from sim.world.doctors import FirstDoctors
from sim.world.run_up import CHILDREN, TINY, Registered
from sim.world.steps import who_looks
from sim.world.tables import MAX_HORIZON

OLD_DOCTOR: Final = 60

Matrix = NDArray[np.float64]
Ints = NDArray[np.int64]


def room(doctors: Doctors, weekly: NDArray[np.uint8], person: Matrix) -> Matrix:
    """(n,) relative numbers of patients for whom GPs have room; ``person``: (n, 8) uniforms.

    Panels follow activity, with a spread: some doctors have more patients for their hours than others.
    """
    patients: Matrix = weekly.sum(axis=1) * np.exp(doctors.patients.panel_spread * ndtri(person[:, 7]))
    return patients


def dealt_out(registered: Matrix, place: Ints, room: Matrix) -> Matrix:
    """``[commune, agenda]`` people registered: those of each place, ``[commune, place]``, over its agendas in
    proportion to their ``room``; ``place`` (agendas,).
    """
    total = np.bincount(place, room, registered.shape[1])[place]
    part: Matrix = np.divide(room, total, out=np.zeros(len(room)), where=total > 0)
    return registered[:, place] * part


class Who(NamedTuple):
    """n persons of the first day."""

    commune: Ints
    band: Ints
    ald: Ints  # 0, 1
    look: Matrix  # in which states one looks: those of which the share is greater


def draw_links(first_day: Registered, doctors: Doctors, who: Who, uniform: Matrix) -> Ints:
    """(n,) the Link of each person; beyond the last, who has a médecin traitant.

    Who looks in a state has more rarely stayed in it than who does not: each has the chance of their own.
    """
    people = first_day.without.sum(axis=0) + first_day.having  # [commune, band, ald]
    cell = np.ravel_multi_index((who.commune, who.band, who.ald), people.shape)
    child = (np.arange(people.shape[1]) == CHILDREN)[:, None]  # they all look
    shares = who_looks(doctors.patients)  # [search state, ALD]
    below, drawn = np.zeros(len(uniform)), np.full(len(uniform), len(Link), dtype=np.int64)
    for link in Link:
        share = shares[link]
        by_look = []  # of who does not look, of who looks: part of a cell's people
        for stayed, part in ((first_day.not_looking, 1.0 - share), (first_day.looking, share)):
            there = np.where(child, first_day.without[link], stayed[link] / np.maximum(part, TINY))
            by_look.append(np.divide(there, people, out=np.zeros(people.shape), where=people > 0).ravel())
        looks = (who.look < share[who.ald]).astype(np.int64)
        above = below + np.concatenate(by_look)[cell + people.size * looks]
        drawn[(uniform >= below) & (uniform < above)] = link
        below = above
    return drawn


def set_lists(
    doctors: Doctors, supply: FirstDoctors, year: int, person: Matrix, first_day: Registered, place: Ints
) -> None:
    """Caps and closed lists of the GPs, once panels are known; ``person`` (n, 8): uniforms of each GP,
    ``place`` (n,): of the run-up.
    """
    plan, gps = doctors.patients, len(supply.doctors)
    old = year - supply.doctors["birth_year"] >= OLD_DOCTOR
    closed_share = np.where(old, plan.closed_from_60, plan.closed_under_60)
    draw = person[:, 2]
    takes = draw >= np.maximum(closed_share, 1.0 - first_day.open[place])
    on_lists = np.bincount(place, supply.panels["patients"][:gps], len(first_day.open))[place]
    free = np.divide(first_day.places[place], on_lists, out=np.zeros(gps), where=on_lists > 0)
    patients = supply.panels["patients"][:gps]
    works = supply.agendas["active"][:gps] == 1
    more = np.maximum(1, np.rint(patients * free).astype(np.int64))
    supply.panels["list_open"][:gps] = (draw >= closed_share) & works
    supply.panels["cap"][:gps] = patients + np.where(takes & works, more, 0)


def backlog(doctors: Doctors, supply: FirstDoctors, weekday: int, draws: Draws) -> NDArray[np.int32]:
    """``[agenda, half-day from day 0]`` slots taken on the first day, whose weekday is given.

    Only agendas whose panel has patients are booked, within their horizon; the engines see to leave and
    holidays. An agenda of nobody in particular draws as the first doctor of no commune.
    """
    halves = 2 * MAX_HORIZON
    agendas = supply.agendas
    taken = np.zeros((len(agendas), halves), dtype=np.int32)
    rows = np.flatnonzero(agendas["panel"] >= 0)
    rows = rows[supply.panels["patients"][agendas["panel"][rows]] > 0]
    doctor = agendas["doctor"][rows]
    key, rank = np.zeros(len(rows), dtype=np.uint32), np.zeros(len(rows), dtype=np.uint32)
    key[doctor >= 0] = supply.doctors["key"][doctor[doctor >= 0]]
    rank[doctor >= 0] = supply.doctors["rank"][doctor[doctor >= 0]]
    uniform = draws.of(purposes.DOCTOR, key, rank).blocks(purposes.DOCTOR_BACKLOG, halves // 4)
    day = np.arange(halves) // 2
    part = doctors.backlog.tomorrow * np.exp(-np.maximum(0, day - 1) / doctors.backlog.decay_days)
    slots = (
        agendas["weekly"][rows][:, (2 * weekday + np.arange(halves)) % 14] * agendas["factor"][rows][:, None]
    )
    booked = np.floor(slots * part[None, :] + uniform)
    booked[day[None, :] >= agendas["horizon_days"][rows][:, None]] = 0
    taken[rows] = np.minimum(booked, np.floor(slots + 0.5))
    return taken
