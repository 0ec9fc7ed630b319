"""The only place where benchmarks reach into the engine: the arrays of a catchment, and putting it back."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.pairs import Worktable
from sim.engine import simulate
from sim.kernels.common import common_of
from sim.kernels.memory.arrays import chunk_pool, pool, rows_from
from sim.kernels.memory.scratch import Scratch
from sim.kernels.patients import KernelPatients
from sim.kernels.start import tables_of
from sim.kernels.state import CHUNK, FREE_LEFT, Tables
from sim.scenario.settings import Settings
from sim.territory.territory import Territory
from sim.world.record_sink import MemorySink
from sim.world.world import World

LOG_LINES_A_DAY = 1 << 18


def tables(world: World) -> Tables:
    """The arrays of the first catchment: no clock is armed, no session open; there is room for a season."""
    made = tables_of(world, world.catchments[0], common_of(world, by_year=False), 0)
    people = len(made.persons)
    rows = people // 2
    counts = made.counts.copy()
    counts[FREE_LEFT] = rows
    roomy = made._replace(
        needs=pool(rows),
        free_rows=rows_from(0, rows),
        chunks=chunk_pool(2 * rows // CHUNK + 2 * world.n_days + 64, np.int32),
        rings=chunk_pool(2 * people // CHUNK + world.n_days + 64, np.int64),
        heap_keys=np.zeros(2 * rows, dtype=np.uint64),
        heap_of=np.zeros(2 * rows, dtype=np.int32),
        counts=counts,
    )
    return with_buffers(roomy)


def with_buffers(tables: Tables) -> Tables:
    """The same with the buffers that a thread lends while it plays."""
    buffers = Scratch()
    buffers.fit(len(tables.persons), len(tables.needs), len(tables.persons))
    return tables._replace(**buffers.arrays)


def opened(world: World) -> Tables:
    """The arrays of the first catchment on the first morning."""
    return KernelPatients(world).tables(0)


class _Reached(Exception):
    """The day has come."""


class _Until(KernelPatients):
    """Stops the engine that plays it at a day."""

    last = 0

    def advance(self, from_day: int, to_day: int) -> None:
        super().advance(from_day, min(to_day, self.last))
        if to_day >= self.last:
            raise _Reached


class Standing:
    """A world of one catchment, played with its measures to the midnight of a day. From there it can be
    played on again and again, supply standing still. ``table`` holds its arrays as they are then.
    """

    def __init__(self, world: World, territory: Territory, settings: Settings, day: int) -> None:
        self.day = day
        self._patients = _Until(world, threads=1)
        self._patients.last = day
        try:
            simulate(world, territory, settings, self._patients)
        except _Reached:
            (self._only,) = self._patients._catchments
            self.table = Worktable(*self._only.tables)
            self._held = (self._only.held.first, self._only.held.end, self._only.held.length)
            return
        raise AssertionError(f"the run ended before day {day}")

    @property
    def tables(self) -> Tables:
        """As they are now."""
        return self._only.tables

    def play(self, *arrays: NDArray[Any], days: int) -> None:
        """Plays days from the state in these arrays, as an engine does."""
        self._only.tables = Tables(*arrays)
        sink = MemorySink()  # nobody wants what is recorded
        self._only.sink = self._only.held.sink = sink
        self._only.held.first, self._only.held.end, self._only.held.length = self._held
        self._only.today = self._patients._today = self.day
        KernelPatients.advance(self._patients, self.day, self.day + days)

    def logged(self, days: int) -> NDArray[np.int64]:
        """Plays days with a log, which comes back."""
        tables = Tables(*self.table.fresh())
        self.play(*tables._replace(log=np.zeros((LOG_LINES_A_DAY, 8), dtype=np.int64)), days=days)
        log = self._only.logged()
        self._only._log.clear()
        return log
