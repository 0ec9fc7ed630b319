"""Patients and appointments of the first day: médecins traitants, open lists, what is booked."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.draws import purposes
from sim.scenario.doctors import Doctors
from sim.world.bulk_draws import Draws
from sim.world.doctors import FirstDoctors
from sim.world.links import choose, flows, pull
from sim.world.tables import MAX_HORIZON, Table

OLD_DOCTOR: Final = 60

Matrix = NDArray[np.float64]
Ints = NDArray[np.int64]


def without_mt(doctors: Doctors, age: Ints, band: Ints, ald: NDArray[np.bool_]) -> Matrix:
    """(n,) probability of having no médecin traitant on the first day."""
    patients = doctors.patients
    by_band = np.array(patients.without_mt.values)
    adults = np.where(ald, patients.without_mt_ald, by_band[band])
    return np.where(age < patients.adult_age, patients.without_mt_under_17, adults)


def room(doctors: Doctors, weekly: NDArray[np.uint8], person: Matrix) -> Matrix:
    """(n,) relative numbers of patients for whom GPs have room; ``person``: (n, 8) uniforms.

    Panels follow activity, with a spread: some doctors have more patients for their hours than others.
    """
    patients: Matrix = weekly.sum(axis=1) * np.exp(doctors.patients.panel_spread * ndtri(person[:, 7]))
    return patients


def attraction(
    doctors: Doctors, agendas: Table, travel: NDArray[np.int32], outside: dict[int, NDArray[np.int32]]
) -> Matrix:
    """``[commune, agenda]``; ``outside``: minutes by commune of the agendas that have no commune, by row."""
    minutes = np.zeros((len(travel), len(agendas)), dtype=np.int32)
    placed = agendas["commune"] >= 0
    minutes[:, placed] = travel[:, agendas["commune"][placed]]
    for row, away in outside.items():
        minutes[:, row] = away
    return pull(minutes, doctors.patients.mt_minutes, doctors.patients.mt_most_minutes)


def link(
    listed: NDArray[np.bool_], commune: Ints, load: Matrix, uniform: Matrix, room: Matrix, attracted: Matrix
) -> Ints:
    """(n,) agenda row of each one's médecin traitant; -1 for who is not ``listed`` or reaches nobody.

    The ``load`` of each commune (needs of the listed) is spread over the agendas in proportion to their room.
    """
    here: Matrix = np.bincount(commune[listed], load[listed], len(attracted)).astype(np.float64)
    expected = flows(here, room, attracted)
    mt = np.full(len(commune), -1, dtype=np.int64)
    mt[listed] = choose(commune[listed], uniform[listed], expected)
    return mt


def set_lists(doctors: Doctors, supply: FirstDoctors, year: int, person: Matrix) -> None:
    """Caps and closed lists of the GPs, once panels are known; ``person``: (n, 8) uniforms of each GP."""
    plan, gps = doctors.patients, len(supply.doctors)
    old = year - supply.doctors["birth_year"] >= OLD_DOCTOR
    closed_share = np.where(old, plan.closed_from_60, plan.closed_under_60)
    draw = person[:, 2]
    closed = draw < closed_share
    full = ~closed & (draw < closed_share + (1.0 - closed_share) * plan.full)
    spare = np.where(closed | full, 0.0, plan.room_most * person[:, 3])
    patients = supply.panels["patients"][:gps]
    supply.panels["list_open"][:gps] = ~closed & (supply.agendas["active"][:gps] == 1)
    supply.panels["cap"][:gps] = patients + np.rint(patients * spare).astype(np.int64)


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
