"""From the world's tables to the kernels' arrays: what is allocated once, before the first day."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws.keyed import entity
from sim.draws.purposes import CALLER, EMERGENCY, RESIDENT, VISITOR
from sim.kernels.state import (
    AGENDA_STATE,
    CHUNK,
    CHUNKS_LEFT,
    COUNTER_STATE,
    COUNTER_TALLY,
    DAY_STATE,
    DEPARTURE,
    FREE_LEFT,
    LIFE,
    N_COUNTS,
    NEED,
    PERSON,
    STEP_STATE,
    TALLY,
    Tables,
)
from sim.world.reach import reach
from sim.world.records import N_AT_AGENDAS, N_GROUPS, TRACE
from sim.world.tables import Table
from sim.world.vocabulary import Action, AgendaSort
from sim.world.world import Catchment, World

LINE = 64  # bytes of a cache line
ENTITY_OF_SORT = np.array([RESIDENT, VISITOR, EMERGENCY, CALLER], dtype=np.int64)  # by vocabulary.Sort


def copy_columns(source: Table, dtype: np.dtype[Any]) -> Table:
    """A table of another dtype with the columns both have; new columns are zero."""
    made = np.zeros(source.shape, dtype=dtype)
    for name in source.dtype.names or ():
        if name in (dtype.names or ()):
            made[name] = source[name]
    return made


def aligned(rows: int, dtype: np.dtype[Any]) -> Table:
    """A zeroed table whose first row begins a cache line."""
    raw = np.zeros(rows * dtype.itemsize + LINE, dtype=np.uint8)
    offset = -raw.ctypes.data % LINE
    return raw[offset : offset + rows * dtype.itemsize].view(dtype)


def lined_up(table: Table) -> Table:
    """A copy whose first row begins a cache line."""
    copy = aligned(len(table), table.dtype)
    copy[...] = table
    return copy


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


def pool(rows: int) -> Table:
    """Free rows of needs; row 0 is on top of the stack of free ones (``sim.kernels.pool``)."""
    needs = aligned(rows, NEED)
    needs["free_after"] = np.arange(rows - 1, -1, -1, dtype=np.int32)
    needs["half"] = -1
    return needs


def longer_pool(needs: Table, left: int) -> Table:
    """A pool twice as long: the old rows as they are, the new ones free, on top of the ``left`` that were."""
    old = len(needs)
    grown = pool(2 * old)
    grown[:old] = needs
    grown["free_after"][left : left + old] = np.arange(2 * old - 1, old - 1, -1, dtype=np.int32)
    return grown


def chunk_pool(rows: int, first: int = 0) -> NDArray[np.int32]:
    """Free chunks, chained from ``first`` on."""
    chunks = aligned(rows * (CHUNK + 2), np.dtype(np.int32)).reshape(rows, CHUNK + 2)
    chunks[:, 0] = np.arange(first + 1, first + rows + 1, dtype=np.int32)
    chunks[-1:, 0] = -1
    return chunks


def agendas_of(catchment: Catchment, n_days: int) -> Table:
    """The kernels' agendas; what is booked on the first day is put in by ``book_backlog`` once sessions are
    open.
    """
    return lined_up(copy_columns(catchment.agendas, AGENDA_STATE))


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


def tables_of(world: World, catchment: Catchment, log_lines: int) -> Tables:
    """All arrays of one catchment, before day 0 (``advance.start`` arms the clocks)."""
    n_days = world.n_days
    persons = persons_of(catchment.residents, n_days)
    people = len(persons)
    needs = pool(people // 2 + 8192)
    chunks = chunk_pool((3 * people + 2 * len(needs)) // CHUNK + 3 * n_days + 64)
    events = people // 4 + 8192
    agendas = agendas_of(catchment, n_days)
    months = int(world.days["month"][-1]) + 1
    years = int(world.days["year"][-1]) - int(world.days["year"][0]) + 1
    communes = len(catchment.communes)
    counts = np.zeros(N_COUNTS, dtype=np.int64)
    counts[FREE_LEFT], counts[CHUNKS_LEFT] = len(needs), len(chunks)
    return Tables(
        persons=persons,
        lives=copy_columns(catchment.residents, LIFE),
        needs=needs,
        agendas=agendas,
        counters=copy_columns(catchment.counters, COUNTER_STATE),
        departures=np.zeros(0, dtype=DEPARTURE),
        others=rows_of_others(agendas, world.pathway),
        travel=np.ascontiguousarray(catchment.travel, dtype=np.int32),
        counter_travel=np.ascontiguousarray(catchment.counter_travel, dtype=np.int32),
        reach=reach(catchment.agendas, catchment.travel, world.reach_tau, world.reach_minutes),
        cumulative=np.ascontiguousarray(catchment.cumulative),
        kinds=np.zeros((len(catchment.rates), catchment.rates.shape[1] + 1)),
        rates=np.ascontiguousarray(catchment.rates),
        seasons=np.ascontiguousarray(world.seasons),
        hours=np.ascontiguousarray(world.hours),
        days=copy_columns(world.days, DAY_STATE),
        pathway=copy_columns(world.pathway, STEP_STATE),
        settings=world.settings.copy(),
        keys=keys_of(world, catchment.residents, communes),
        chunks=chunks,
        clock_heads=np.full(n_days, -1, dtype=np.int32),
        visit_heads=np.full(n_days, -1, dtype=np.int32),
        due_heads=np.full(n_days, -1, dtype=np.int32),
        today=np.zeros(events, dtype=np.uint64),
        todays=np.zeros(events, dtype=np.int32),
        sorted_keys=np.zeros(events, dtype=np.uint64),
        sorted_of=np.zeros(events, dtype=np.int32),
        minutes=np.zeros(1441, dtype=np.int32),
        heap_keys=np.zeros(2 * len(needs), dtype=np.uint64),
        heap_of=np.zeros(2 * len(needs), dtype=np.int32),
        scratch_keys=np.zeros(len(needs), dtype=np.uint64),
        scratch_of=np.zeros(len(needs), dtype=np.int32),
        walkers=np.zeros(len(needs), dtype=np.int32),
        counts=counts,
        log=np.zeros((log_lines, 8), dtype=np.int64),
        at=np.zeros(5, dtype=np.int64),
        trace=np.zeros(max(4096, people // 4), dtype=TRACE),
        tallies=np.zeros((months, communes), dtype=TALLY),
        counter_tallies=np.zeros((months, len(catchment.counters)), dtype=COUNTER_TALLY),
        at_agendas=np.zeros((months, len(agendas), N_AT_AGENDAS), dtype=np.int64),
        panels=np.zeros((months, len(agendas)), dtype=np.int64),
        daily=np.zeros((n_days, len(catchment.counters)), dtype=np.int64),
        contacts=np.zeros((years, N_GROUPS, 3), dtype=np.int64),
    )
