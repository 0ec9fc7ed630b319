"""Worlds of a few rows, small enough to reckon by hand what must happen in them.

Agendas are of one doctor and one panel each, in the order of their rows, unless a test says otherwise.
"""

from math import log, sqrt
from typing import Any, NamedTuple

import numpy as np

from sim.draws import purposes
from sim.draws.keyed import block, entity
from sim.kernels.patients import KernelPatients
from sim.reference.patients import ReferencePatients
from sim.vocabulary.structure import Action, EventClass, Sort
from sim.world.log_events import LogEvent
from sim.world.patients_protocol import LogRow, Patients
from sim.world.records import Records
from sim.world.row_edits import EndAgenda
from sim.world.tables import (
    AGENDA,
    COUNTER,
    DAY,
    DOCTOR,
    NEVER,
    PANEL,
    RESIDENT,
    SETTINGS,
    STEP,
    Table,
    table,
)
from sim.world.world import Catchment, World
from tests.shipped import N_KINDS, SHIPPED, AgendaSort, CounterType, Kind, spoken, typed
from tests.worlds import Change, play

SEED, KEY = 5, 33284
N_DAYS = 60
DAY_S = 86400
NINE, TWO = 9 * 3600, 14 * 3600
ENGINES = [ReferencePatients, KernelPatients]
OWN = [(Action.OWN, 0, 50)]
OWN_OR_NEARBY = [(Action.OWN, 0, 50), (Action.NEARBY, 0, 50)]
WEIBULL4_MEAN = 0.9064024770554771  # Γ(1.25)


def person(sort: Sort = Sort.RESIDENT, rank: int = 0, mt: int = -1) -> Table:
    row = table(RESIDENT, 1)
    row["is_a"], row["key"], row["rank"], row["mt"], row["frailty"] = sort, KEY, rank, mt, 1.0
    row["goes_on"] = -1
    row["birth_year"], row["until_day"], row["chronic_from"], row["ald_from"] = 1980, NEVER, NEVER, NEVER
    return row


def persons(n: int, **columns: Any) -> Table:
    """So many residents, without médecin traitant unless the columns say otherwise."""
    rows = np.concatenate([person(rank=rank) for rank in range(n)])
    for name, value in columns.items():
        rows[name] = value
    return rows


def sessions(slots: int = 1, doctor: int = 0, panel: int = 0, **columns: Any) -> Table:
    """An agenda: mornings at nine, Monday to Friday, with these columns besides."""
    row = table(AGENDA, 1)
    row["is_a"], row["active"], row["team"] = AgendaSort.GP, 1, -1
    row["doctor"], row["panel"] = doctor, panel
    row["until_day"] = row["book_until"] = NEVER
    row["horizon_days"], row["factor"], row["kinds"] = 60, 1.0, 1
    row["starts"], row["weekly"][0, :10:2] = (NINE, TWO), slots
    for name, value in columns.items():
        row[name] = np.array(value, dtype=row.dtype[name].base)
    return row


def panels_of(residents: Table, n: int) -> Table:
    """So many open panels, of the residents who name them and of ten at most."""
    rows = table(PANEL, n)
    rows["patients"] = [(residents["mt"] == row).sum() for row in range(n)]
    rows["cap"], rows["list_open"] = 10, 1
    return rows


def emergency_department(servers: int, minutes: float, patience: float) -> Table:
    row = table(COUNTER, 1)
    typed(row, CounterType.ED)
    row["active"], row["queue_most"], row["patience_minutes"] = 1, 200, patience
    row["aware_last"], row["kinds"], row["minutes"], row["servers"] = 1.0, 1, minutes, servers
    return row


def words(row: int, purpose: int, occurrence: int) -> list[float]:
    """The uniforms of a block of a resident."""
    who = entity(purposes.RESIDENT, row)
    return [(w + 0.5) * 2.0**-32 for w in block(SEED, KEY, 0, who, purpose, occurrence)]


def gap(row: int, k: int, days: float) -> float:
    """Days to the k-th return of a resident, of a mean of ``days``, before they are cut to whole ones."""
    return days * (sqrt(sqrt(-log(words(row, purposes.NEED + 16, k)[0]))) / WEIBULL4_MEAN)


def bare_world(
    residents: Table,
    agendas: Table,
    counters: Table,
    a_day: float,
    steps: list[tuple[int, int, int]],
    panels: Table | None = None,
    n_days: int = N_DAYS,
) -> World:
    """One commune: needs of one kind at a constant rate of ``a_day``, all hours and days alike.

    The doctors are those whom the agendas name, and so are the panels unless they are given.
    """
    days = table(DAY, n_days)
    days["weekday"], days["year"], days["month"] = np.arange(n_days) % 7, 2025, np.arange(n_days) // 30
    settings = spoken(table(SETTINGS, 1))
    settings["patience_least"], settings["home_visit_slots"], settings["counter_minutes"] = 50, 2, 30
    settings["office_hours"], settings["adult_age"] = ((8, 19), (8, 12)), 17
    settings["again_most"] = 1
    pathway = table(STEP, N_KINDS * 16).reshape(N_KINDS, 16)
    for i, (action, target, within) in enumerate(steps):
        pathway[:, i] = (action, target, 7, 3, within, 1.0)
    rates = np.zeros((7, N_KINDS))
    rates[:, Kind.ACUTE_MINOR] = 1.0
    people = table(DOCTOR, 1 + max(agendas["doctor"], default=-1))
    people["key"], people["rank"], people["panel"] = KEY, np.arange(len(people)), -1
    theirs = agendas[agendas["doctor"] >= 0][::-1]  # a doctor's own panel is that of their first agenda
    people["panel"][theirs["doctor"]] = theirs["panel"]
    if panels is None:
        panels = panels_of(residents, 1 + max(agendas["panel"], default=-1))
    place = Catchment(
        name="by_hand",
        communes=("33284",),
        residents=residents,
        doctors=people,
        doctor_names=tuple(f"gp_{i}" for i in range(len(people))),
        panels=panels,
        agendas=agendas,
        agenda_names=tuple(f"agenda_{i}" for i in range(len(agendas))),
        counters=counters,
        counter_names=tuple(f"ed_{i}" for i in range(len(counters))),
        travel=np.zeros((1, 1), dtype=np.int32),
        counter_travel=np.zeros((len(counters), 1), dtype=np.int32),
        cumulative=np.tile(a_day * np.arange(n_days + 1), (7, 1)),
        rates=rates,
        backlog=np.zeros((len(agendas), 0), dtype=np.int32),
    )
    return World(
        vocabulary=SHIPPED,
        seed=SEED,
        replication=0,
        days=days,
        seasons=np.ones((N_KINDS, n_days)),
        hours=np.tile(np.arange(25) / 24.0, (4, 1)),
        pathway=pathway,
        settings=settings,
        reach_tau=10.0,
        reach_minutes=30,
        catchments=(place,),
    )


class Run(NamedTuple):
    """A run with its log in the order of keys."""

    patients: Patients
    log: list[LogRow]
    records: Records

    def said(self, verb: LogEvent) -> list[LogRow]:
        return [line for line in self.log if line.verb == verb]

    def pairs(self, verb: LogEvent) -> list[tuple[int, int]]:
        return [(line.a, line.b) for line in self.said(verb)]

    def release(self, day: int, agenda: int) -> list[LogRow]:
        """What happened in the event in which an agenda's bookings were released."""
        key = (day * DAY_S, EventClass.RELEASE, agenda)
        return [line for line in self.log if line[:3] == key]


def run(engine: Any, world: World, *changes: Change) -> Run:
    """The world in one engine, with what changes on which day."""
    patients = engine(world, log=True)
    records = play(patients, world, changes, (7,))[0]
    log = [LogRow(*map(int, line)) for line in patients.log[0]]
    return Run(patients, sorted(log, key=lambda line: line[:5]), records)


def ends(day: int, agenda: int, successor: int = -1, share: float = 0.0) -> Change:
    """An agenda ends on a day; its successor takes over that share of the panel."""
    return day, lambda p: p.apply(0, EndAgenda(agenda, successor, share))
