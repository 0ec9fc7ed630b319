"""The smallest worlds that theory speaks of: one commune, one station or practice, no distance, no season.

Every day is a Monday, unless a test says otherwise; nothing travels; what is not said is zero.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws.keyed import key36
from sim.vocabulary.structure import (
    IN_OFFICE_HOURS,
    N_STEPS,
    OUT_OF_HOURS,
    WHO_STREAM,
    WHO_WITH_MT,
    WHO_WITHOUT_MT,
    Action,
    Sort,
)
from sim.world.patients_protocol import Patients
from sim.world.records import Records
from sim.world.tables import (
    AGENDA,
    COUNTER,
    DAY,
    DOCTOR,
    MAX_HORIZON,
    MAX_QUEUE,
    NEVER,
    PANEL,
    RESIDENT,
    SETTINGS,
    STEP,
    Table,
    table,
)
from sim.world.world import Catchment, World
from tests.shipped import N_KINDS, SHIPPED, AgendaSort, CounterType, Kind, Outcome, spoken, typed

SEED = 19451004
COMMUNE = "33284"
EVERYBODY = WHO_WITH_MT | WHO_WITHOUT_MT | WHO_STREAM
ALWAYS = IN_OFFICE_HOURS | OUT_OF_HOURS
DAY_SECONDS = 86400
EVEN_HOURS = np.tile(np.linspace(0.0, 1.0, 25), (4, 1))  # an intensity that is the same all day

Floats = NDArray[np.float64]


def mondays(months: Sequence[int]) -> Table:
    """One day for each entry, which is the number of its month."""
    days = table(DAY, len(months))
    days["month"], days["year"] = months, 2024
    return days


def people(n: int, sort: Sort = Sort.RESIDENT, **columns: Any) -> Table:
    """Present all the time, of average frailty, born in 1980, healthy."""
    rows = table(RESIDENT, n)
    rows["is_a"], rows["key"], rows["rank"], rows["frailty"] = sort, key36(COMMUNE), np.arange(n), 1.0
    rows["until_day"], rows["chronic_from"], rows["ald_from"], rows["mt"] = NEVER, NEVER, NEVER, -1
    rows["goes_on"] = -1
    rows["birth_year"] = 1980
    for name, value in columns.items():
        rows[name] = value
    return rows


def settings(**columns: Any) -> Table:
    row = spoken(table(SETTINGS, 1))
    row["counter_minutes"], row["no_car_minutes"], row["home_visit_slots"] = 60, 60, 1
    row["follow_up_days"], row["search_days"], row["follow_up_least"] = NEVER, NEVER, 1
    row["missed_share"] = 1.0
    row["office_hours"], row["adult_age"] = ((8, 19), (8, 12)), 17
    for name, value in columns.items():
        row[name] = value
    return row


def pathway(*steps: tuple[int, ...]) -> Table:
    """The same steps for every kind of need."""
    made = table(STEP, N_KINDS * N_STEPS).reshape(N_KINDS, N_STEPS)
    for i, step in enumerate(steps):
        made[:, i] = step
    return made


def world(
    residents: Table,
    days: Table,
    cumulative: Floats,
    steps: Table,
    *,
    kind: Kind = Kind.ACUTE_MINOR,
    rates: Floats | None = None,
    seasons: Floats | None = None,
    hours: Floats = EVEN_HOURS,
    chosen: Table | None = None,
    agendas: Table | None = None,
    counters: Table | None = None,
    replication: int = 0,
) -> World:
    """One catchment of one commune. ``cumulative`` is ``[group, day 0 … n]``; all needs are of one ``kind``
    unless ``rates`` say otherwise. Each agenda is of one doctor and one panel, which have its row number.
    """
    if rates is None:
        rates = np.zeros((len(cumulative), N_KINDS))
        rates[:, kind] = 1.0
    agendas = table(AGENDA, 0) if agendas is None else agendas
    counters = table(COUNTER, 0) if counters is None else counters
    doctors, panels = table(DOCTOR, len(agendas)), table(PANEL, len(agendas))
    doctors["panel"] = agendas["doctor"] = agendas["panel"] = np.arange(len(agendas))
    panels["patients"] = panels["cap"] = [(residents["mt"] == row).sum() for row in range(len(panels))]
    only = Catchment(
        name="only",
        communes=(COMMUNE,),
        residents=residents,
        doctors=doctors,
        doctor_names=tuple(f"doctor_{row}" for row in range(len(doctors))),
        panels=panels,
        agendas=agendas,
        agenda_names=tuple(f"agenda_{row}" for row in range(len(agendas))),
        counters=counters,
        counter_names=tuple(f"counter_{row}" for row in range(len(counters))),
        travel=np.zeros((1, 1), dtype=np.int32),
        counter_travel=np.zeros((len(counters), 1), dtype=np.int32),
        cumulative=cumulative,
        rates=rates,
        backlog=np.zeros((len(agendas), 2), dtype=np.int32),
    )
    return World(
        vocabulary=SHIPPED,
        seed=SEED,
        replication=replication,
        days=days,
        seasons=np.ones((N_KINDS, len(days))) if seasons is None else seasons,
        hours=hours,
        pathway=steps,
        settings=settings() if chosen is None else chosen,
        reach_tau=10.0,
        reach_minutes=60,
        catchments=(only,),
    )


def station(
    replication: int,
    *,
    per_day: float,
    servers: int,
    minutes: float,
    warm: int,
    days: int,
    spread: float = 1.0,
    sigma: float = 0.0,
    room: int = MAX_QUEUE,
    patience_minutes: float = 1e9,
    line: bool = False,
    emergency: bool = False,
) -> World:
    """A counter (or a line) that never closes, fed by a stream of constant intensity, of visitors or true
    emergencies.

    ``room`` is the longest queue, ``spread`` 1 for exponential and 0 for constant service; with a ``sigma``
    it is lognormal. The days before ``warm`` are month 0, the ``days`` after them month 1.
    """
    sort, kind = (Sort.EMERGENCY, Kind.EMERGENCY) if emergency else (Sort.VISITOR, Kind.ACUTE_MINOR)
    action, target = Action.COUNTER, CounterType.ED
    if line:
        sort, kind, action, target = Sort.CALLER, Kind.OTHER_CALL, Action.LINE, CounterType.LINE15
    row = table(COUNTER, 1)
    typed(row, target)
    row["active"], row["kinds"], row["servers"] = 1, 1, servers
    row["aware_first"] = row["aware_last"] = row["answers"] = 1.0
    row["queue_most"], row["patience_minutes"], row["spread"] = room, patience_minutes, spread
    row["sigma"] = sigma
    row["minutes"] = minutes
    total = warm + days
    return world(
        people(1, sort),
        mondays([0] * warm + [1] * days),
        per_day * np.arange(total + 1.0)[np.newaxis],
        pathway(
            (action, target, EVERYBODY, ALWAYS, 0, 1.0),
            (Action.END, Outcome.RENOUNCED, EVERYBODY, ALWAYS, 0, 1.0),
        ),
        kind=kind,
        counters=row,
        replication=replication,
    )


def practice(slots: int, horizon_days: int = MAX_HORIZON) -> Table:
    """One GP with one session a day, at 14:00, every day."""
    row = table(AGENDA, 1)
    row["is_a"], row["active"], row["kinds"], row["team"] = AgendaSort.GP, 1, 1, -1
    row["until_day"] = row["book_until"] = NEVER
    row["horizon_days"], row["slot_minutes"], row["factor"], row["ramp_start"] = horizon_days, 15, 1.0, 1.0
    row["starts"] = (9 * 3600, 14 * 3600)
    row["weekly"][:, 1::2] = slots
    return row


def played(made: World, log: bool = False) -> tuple[Records, NDArray[np.int64]]:
    """What the compiled kernels count, and their log (no line unless asked for)."""
    from sim.kernels.patients import KernelPatients

    patients = KernelPatients(made, log=log)
    return finished(patients, made), patients.log[0]


def finished(patients: Patients, made: World) -> Records:
    """Plays all days."""
    patients.advance(0, made.n_days)
    return patients.finish()[0]


def in_two_communes(world: World, travel: list[list[int]], counter_travel: list[list[int]]) -> World:
    """Resident or stream 0 lives in commune 0, 1 in commune 1."""
    place = world.catchments[0]
    place.residents["commune"] = (0, 1)
    moved = replace(
        place,
        communes=("33284", "33051"),
        travel=np.array(travel, dtype=np.int32),
        counter_travel=np.array(counter_travel, dtype=np.int32).reshape(len(place.counters), 2),
    )
    return replace(world, catchments=(moved,))


def with_settings(world: World, **columns: Any) -> World:
    """The same world, in which these columns of the settings are so."""
    for name, value in columns.items():
        world.settings[name] = value
    return world
