"""From the world's tables to the kernels' arrays: what is allocated once, before the first day."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.draws.keyed import entity
from sim.draws.purposes import CALLER, EMERGENCY, RESIDENT, VISITOR
from sim.kernels.common import Common
from sim.kernels.memory.arrays import aligned, chunk_pool, copy_columns, pool, rows_from, together
from sim.kernels.memory.capacity import SPARE
from sim.kernels.memory.scratch import Scratch
from sim.kernels.people.practices import guide_of
from sim.kernels.record.month_ring import FIRST_LENGTH
from sim.kernels.state import (
    AGENDA_STATE,
    CENSUS,
    CHUNK,
    COUNTER_STATE,
    DEPARTURE,
    FREE_LEFT,
    HEAD,
    LIFE,
    MOST_AGENDAS,
    MOST_DAYS_OF_RUN,
    N_COUNTS,
    PANEL_STATE,
    PERSON,
    READY,
    RECURRING,
    Tables,
    counter_tally_of,
    tally_of,
)
from sim.kernels.timeline.guides import guided_intensity
from sim.vocabulary.structure import Action, AgendaSort
from sim.world.cells import cells_of
from sim.world.reach import reach
from sim.world.records import N_CONTACTS, N_GROUPS, shapes
from sim.world.tables import COMES, MAX_HORIZON, Table
from sim.world.world import Catchment, World

ENTITY_OF_SORT = np.array([RESIDENT, VISITOR, EMERGENCY, CALLER], dtype=np.int64)  # by structure.Sort


def persons_of(residents: Table, cells: NDArray[np.int32]) -> Table:
    """The kernels' row for each person and stream; ``cells``: by commune."""
    persons = copy_columns(residents, PERSON)
    persons["who"] = ENTITY_OF_SORT[residents["is_a"]] * entity(1, 0) + residents["rank"]
    persons["until_day"] = np.minimum(residents["until_day"], MOST_DAYS_OF_RUN)
    persons["released"], persons["seen_by"] = -1, -1
    persons["cell"] = cells[residents["commune"]]
    return persons


def lives_of(residents: Table) -> Table:
    """The kernels' rows of lives; a day that does not come lies beyond every run."""
    lives = aligned(len(residents), LIFE)
    for name in ("from_day", "chronic_from", "ald_from"):
        lives[name] = np.clip(residents[name], -MOST_DAYS_OF_RUN, MOST_DAYS_OF_RUN)
    lives["goes_on"] = residents["goes_on"]
    return lives


def turns_of(residents: Table, since: NDArray[np.int64], n_days: int) -> dict[str, NDArray[Any]]:
    """To whom something happens, by day and row: coming, going, illness; ``since``: of kinds that recur."""
    columns = [residents[name] for name in ("from_day", "until_day", "chronic_from", "ald_from")]
    keys = [np.zeros(0, dtype=np.int64)]
    for days in (*columns, *since.T):
        rows = np.flatnonzero((days > 0) & (days < n_days))
        keys.append(days[rows].astype(np.int64) * len(residents) + rows)
    day, who = np.divmod(np.unique(np.concatenate(keys)), max(1, len(residents)))
    begins = np.searchsorted(day, np.arange(n_days + 1))
    return {"turn_rows": who.astype(np.int32), "turn_begins": begins.astype(np.int64)}


def recurring_of(catchment: Catchment) -> Table:
    """The clocks of the kinds that recur, none of which has rung."""
    since = catchment.recurring_from()
    recurring = np.zeros(since.shape, dtype=RECURRING)
    recurring["from_day"] = since
    return recurring


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


def panels_of(panels: Table, agendas: Table) -> Table:
    """The kernels' rows of panels, with the agendas that serve each: sets their ``next_of_panel``. ValueError
    for more than the kernels can number.
    """
    most = max(len(panels), len(agendas))
    if most > MOST_AGENDAS:
        raise ValueError(
            f"{most} agendas or panels in one catchment: the kernels play at most {MOST_AGENDAS}"
        )
    rows = copy_columns(panels, PANEL_STATE)
    first, count = [-1] * len(rows), [0] * len(rows)
    following = [-1] * len(agendas)
    for a, panel in reversed(list(enumerate(agendas["panel"].tolist()))):
        if panel >= 0:
            following[a], first[panel] = first[panel], a
            count[panel] += 1
    rows["first"], rows["agendas"], agendas["next_of_panel"] = first, count, following
    return rows


def rows_of_others(agendas: Table, pathway: Table) -> NDArray[np.int32]:
    """Agendas that the action AGENDA may ask: those that are no GP's, unless a pathway names GPs."""
    asked = pathway["action"] == int(Action.AGENDA)
    everybody = bool((asked & (pathway["target"] == int(AgendaSort.GP))).any())
    rows = np.arange(len(agendas), dtype=np.int32)
    return rows if everybody else rows[agendas["is_a"] != int(AgendaSort.GP)]


def lists_of(people: int, recurring: int, needs: int, n_days: int, chapter_days: int) -> dict[str, Any]:
    """What is to happen to so many ``people``, by day, with so many kinds that recur; the heap."""
    return {
        # Nearly everybody waits for the next need, one in three for a follow-up; first chunks are half empty.
        "rings": chunk_pool(
            (3 * people // 2 + recurring * people) // CHUNK + chapter_days + 2 * SPARE, np.int64
        ),
        "clock_heads": np.zeros(n_days, dtype=HEAD),
        "chunks": chunk_pool(needs // CHUNK + 2 * MAX_HORIZON + 2 * SPARE, np.int32),
        "visit_heads": np.zeros(n_days, dtype=HEAD),
        "due_heads": np.zeros(n_days, dtype=HEAD),
        "leave_heads": np.zeros(n_days, dtype=HEAD),
        "heap_keys": np.zeros(2 * needs, dtype=np.uint64),
        "heap_of": np.zeros(2 * needs, dtype=np.int32),
    }


def counts_of(world: World, catchment: Catchment, log_lines: int) -> dict[str, Any]:
    """What is counted and logged."""
    years = int(world.days["year"][world.n_days - 1]) - int(world.days["year"][0]) + 1
    agendas, counters = len(catchment.agendas), len(catchment.counters)
    cells = cells_of(world.grain, catchment)
    sizes = (cells.counted, len(catchment.communes), agendas, counters, world.n_days, years)
    of = shapes(world.vocabulary, FIRST_LENGTH, *sizes)
    plain = ("at_agendas", "daily", "inhabitants")
    return {
        "log": np.zeros((log_lines, 8), dtype=np.int64),
        "at": np.zeros(5, dtype=np.int64),
        "cells": cells.of,
        "tallies": np.zeros((FIRST_LENGTH, cells.counted), dtype=tally_of(world.vocabulary)),
        "standing": np.zeros((cells.counted, len(CENSUS), N_GROUPS), dtype=np.int32),
        "contacts": np.zeros((years, cells.counted, N_GROUPS * N_CONTACTS), dtype=np.int64),
        "counter_tallies": np.zeros((FIRST_LENGTH, counters), dtype=counter_tally_of(world.vocabulary)),
        "on_panels": np.zeros(of["panels"], dtype=np.int64),
        **{name: np.zeros(of[name], dtype=np.int64) for name in plain},
    }


def tables_of(world: World, catchment: Catchment, common: Common, log_lines: int) -> Tables:
    """All arrays of one catchment, before day 0 (``advance.start`` arms the clocks). The pools are those of
    the first days; the buffers of a thread (``Scratch``) are empty.
    """
    there = int((catchment.residents["from_day"] <= 0).sum())
    needs = pool(there // 12 + 2 * SPARE)
    counts = np.zeros(N_COUNTS, dtype=np.int64)
    counts[FREE_LEFT] = len(needs)
    cumulative, begin = guided_intensity(first_chapter(catchment, common))
    weights = reach(catchment.agendas, catchment.travel, world.reach_tau, world.reach_minutes)
    agendas = copy_columns(catchment.agendas, AGENDA_STATE)
    own: dict[str, NDArray[Any]] = dict(
        persons=persons_of(catchment.residents, cells_of(world.grain, catchment).of),
        lives=lives_of(catchment.residents),
        recurring=recurring_of(catchment),
        needs=needs,
        free_rows=rows_from(0, len(needs)),
        panels=panels_of(catchment.panels, agendas),
        agendas=agendas,
        counters=copy_columns(catchment.counters, COUNTER_STATE),
        departures=np.zeros(0, dtype=DEPARTURE),
        others=rows_of_others(agendas, world.pathway),
        travel=np.ascontiguousarray(catchment.travel, dtype=np.int32),
        counter_travel=np.ascontiguousarray(catchment.counter_travel, dtype=np.int32),
        rides=np.full(len(catchment.communes), COMES, dtype=np.int16),
        reach=weights,
        guide=guide_of(weights),
        cumulative=cumulative,
        begin=begin,
        kinds=np.zeros_like(catchment.rates),
        rates=np.ascontiguousarray(catchment.rates),
        **turns_of(catchment.residents, catchment.recurring_from(), world.n_days),
        keys=keys_of(world, catchment.residents, len(catchment.communes)),
        counts=counts,
        ready=aligned((1,), READY),
        **lists_of(
            there, len(world.vocabulary.recurring_kinds), len(needs), world.n_days, common.chapters[0][1]
        ),
        **counts_of(world, catchment, log_lines),
    )
    return Tables(**together(own), **common.arrays, **Scratch().arrays)


def first_chapter(catchment: Catchment, common: Common) -> NDArray[np.float64]:
    """The intensities of the first chapter: as they are given, where they are given whole."""
    first, end = common.chapters[0]
    if catchment.intensity is None or catchment.cumulative.shape[1] > end:
        return catchment.cumulative[:, : end + 1]
    return catchment.intensity.between(first, end)
