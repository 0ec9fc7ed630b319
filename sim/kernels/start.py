"""From the world's tables to the kernels' arrays: what is allocated once, before the first day."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws.keyed import entity
from sim.draws.purposes import CALLER, EMERGENCY, RESIDENT, VISITOR
from sim.kernels.calendar import BUCKETS
from sim.kernels.guides import guided_hours, guided_intensity
from sim.kernels.memory import chunk_pool, lined_up, pool, rows_from
from sim.kernels.pathway import next_steps
from sim.kernels.practices import guide_of
from sim.kernels.state import (
    AGENDA_STATE,
    CHUNK,
    COUNTER_STATE,
    COUNTER_TALLY,
    DAY_STATE,
    DEPARTURE,
    FREE_LEFT,
    HEAD,
    HOURS,
    LIFE,
    N_COUNTS,
    PERSON,
    STANDING,
    STEP_STATE,
    TALLY,
    Tables,
)
from sim.world.reach import reach
from sim.world.records import N_AT_AGENDAS, N_GROUPS, TRACE
from sim.world.tables import Table
from sim.world.vocabulary import Action, AgendaSort
from sim.world.world import Catchment, World

ENTITY_OF_SORT = np.array([RESIDENT, VISITOR, EMERGENCY, CALLER], dtype=np.int64)  # by vocabulary.Sort


def copy_columns(source: Table, dtype: np.dtype[Any]) -> Table:
    """A table of another dtype with the columns both have; new columns are zero."""
    made = np.zeros(source.shape, dtype=dtype)
    for name in source.dtype.names or ():
        if name in (dtype.names or ()):
            made[name] = source[name]
    return made


def persons_of(residents: Table, n_days: int) -> Table:
    """The kernels' row for each person and stream. Raises ValueError for days that a row cannot hold."""
    most = np.iinfo(PERSON["released"]).max
    if n_days > most:
        raise ValueError(f"a run of {n_days} days: the kernels play at most {most}")
    persons = lined_up(copy_columns(residents, PERSON))
    persons["who"] = ENTITY_OF_SORT[residents["is_a"]] * entity(1, 0) + residents["rank"]
    persons["released"] = -1
    return persons


def keys_of(world: World, residents: Table, communes: int) -> NDArray[np.uint64]:
    """Seed, replication, then the key of each commune."""
    keys = np.zeros(2 + communes, dtype=np.uint64)
    keys[0], keys[1] = world.seed & 0xFFFFFFFF, world.replication
    keys[2 + residents["commune"]] = residents["key"]
    return keys


def book_backlog(agendas: Table, backlog: NDArray[np.int32]) -> None:
    """Takes the slots that are booked on the first day; overtime is never among them."""
    halves = min(backlog.shape[1], agendas["free"].shape[1])
    for a in range(len(backlog)):
        room = agendas["capacity"][a, :halves].astype(np.int64) - int(agendas["overtime"][a])
        taken = np.minimum(backlog[a, :halves], np.maximum(room, 0))
        agendas["free"][a, :halves] -= taken.astype(np.int16)


def rows_of_others(agendas: Table, pathway: Table) -> NDArray[np.int32]:
    """Agendas that the action AGENDA may ask: those that are no GP's, unless a pathway names GPs."""
    asked = pathway["action"] == int(Action.AGENDA)
    everybody = bool((asked & (pathway["target"] == int(AgendaSort.GP))).any())
    rows = np.arange(len(agendas), dtype=np.int32)
    return rows if everybody else rows[agendas["is_a"] != int(AgendaSort.GP)]


def hours_of(hours: NDArray[np.float64]) -> Table:
    """The profiles of the day, with their guides."""
    profiles = np.zeros(len(hours), dtype=HOURS)
    profiles["share"], profiles["begin"] = hours, guided_hours(hours)
    return profiles


def lists_of(people: int, needs: int, n_days: int) -> dict[str, Any]:
    """What is to happen, by day; the heap; room for a day's events."""
    events = people // 4 + 8192
    return {
        "rings": chunk_pool(2 * people // CHUNK + n_days + 64, np.int64),
        "clock_heads": np.zeros(n_days, dtype=HEAD),
        "chunks": chunk_pool(2 * needs // CHUNK + 2 * n_days + 64, np.int32),
        "visit_heads": np.zeros(n_days, dtype=HEAD),
        "due_heads": np.zeros(n_days, dtype=HEAD),
        "today": np.zeros(events, dtype=np.uint64),
        "todays": np.zeros(events, dtype=np.int32),
        "sorted_keys": np.zeros(events, dtype=np.uint64),
        "sorted_of": np.zeros(events, dtype=np.int32),
        "places": np.zeros(BUCKETS + 1, dtype=np.int32),
        "heap_keys": np.zeros(2 * needs, dtype=np.uint64),
        "heap_of": np.zeros(2 * needs, dtype=np.int32),
        "scratch_keys": np.zeros(needs, dtype=np.uint64),
        "scratch_of": np.zeros(needs, dtype=np.int32),
        "walkers": np.zeros(needs, dtype=np.int32),
    }


def counts_of(world: World, catchment: Catchment, log_lines: int) -> dict[str, Any]:
    """What is counted, traced and logged."""
    months = int(world.days["month"][-1]) + 1
    years = int(world.days["year"][-1]) - int(world.days["year"][0]) + 1
    communes, agendas, counters = len(catchment.communes), len(catchment.agendas), len(catchment.counters)
    return {
        "log": np.zeros((log_lines, 8), dtype=np.int64),
        "at": np.zeros(5, dtype=np.int64),
        "trace": np.zeros(max(4096, len(catchment.residents) // 4), dtype=TRACE),
        "tallies": np.zeros((months, communes), dtype=TALLY),
        "standing": np.zeros(communes, dtype=STANDING),
        "counter_tallies": np.zeros((months, counters), dtype=COUNTER_TALLY),
        "at_agendas": np.zeros((months, agendas, N_AT_AGENDAS), dtype=np.int64),
        "panels": np.zeros((months, agendas), dtype=np.int64),
        "daily": np.zeros((world.n_days, counters), dtype=np.int64),
        "contacts": np.zeros((years, N_GROUPS, 3), dtype=np.int64),
    }


def tables_of(world: World, catchment: Catchment, log_lines: int) -> Tables:
    """All arrays of one catchment, before day 0 (``advance.start`` arms the clocks)."""
    persons = persons_of(catchment.residents, world.n_days)
    needs = pool(len(persons) // 2 + 8192)
    counts = np.zeros(N_COUNTS, dtype=np.int64)
    counts[FREE_LEFT] = len(needs)
    cumulative, begin = guided_intensity(catchment.cumulative)
    weights = reach(catchment.agendas, catchment.travel, world.reach_tau, world.reach_minutes)
    agendas = lined_up(copy_columns(catchment.agendas, AGENDA_STATE))
    return Tables(
        persons=persons,
        lives=copy_columns(catchment.residents, LIFE),
        needs=needs,
        free_rows=rows_from(0, len(needs)),
        agendas=agendas,
        counters=copy_columns(catchment.counters, COUNTER_STATE),
        departures=np.zeros(0, dtype=DEPARTURE),
        others=rows_of_others(agendas, world.pathway),
        travel=np.ascontiguousarray(catchment.travel, dtype=np.int32),
        counter_travel=np.ascontiguousarray(catchment.counter_travel, dtype=np.int32),
        reach=weights,
        guide=guide_of(weights),
        next_step=next_steps(world.pathway),
        cumulative=cumulative,
        begin=begin,
        kinds=np.zeros((len(catchment.rates), catchment.rates.shape[1] + 1)),
        rates=np.ascontiguousarray(catchment.rates),
        seasons=np.ascontiguousarray(world.seasons),
        hours=hours_of(world.hours),
        days=copy_columns(world.days, DAY_STATE),
        pathway=copy_columns(world.pathway, STEP_STATE),
        settings=world.settings.copy(),
        keys=keys_of(world, catchment.residents, len(catchment.communes)),
        counts=counts,
        **lists_of(len(persons), len(needs), world.n_days),
        **counts_of(world, catchment, log_lines),
    )
