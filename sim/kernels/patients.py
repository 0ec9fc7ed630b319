"""The compiled engine of patients: ``sim.world.patients_protocol.Forking``."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import replace
from queue import SimpleQueue
from time import perf_counter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.kernels import advance as kernels
from sim.kernels.catchment import KernelCatchment
from sim.kernels.common import Common, common_of
from sim.kernels.memory.arrays import copy_columns
from sim.kernels.memory.scratch import Scratch
from sim.kernels.state import Tables
from sim.world.build import catchment, frame
from sim.world.patients_protocol import Workload
from sim.world.prepare import Prepared
from sim.world.record_sink import MemorySink, RecordSink
from sim.world.records import Records
from sim.world.row_edits import RowEdit, SupplyRows, content
from sim.world.tables import AGENDA, COUNTER, PANEL, Table
from sim.world.world import Catchment, World

WHOLE_CELLS: Final = 1 << 25  # of intensities of all catchments and days (256 MB): more are kept by the year


class KernelPatients:
    """All patients of all catchments. ``seconds`` is the wall time spent inside the compiled ``advance``.

    Catchments do not touch each other, so that ``threads`` may play them side by side. Of several, each is
    left alone until somebody asks what became of it, or the run ends, and then plays all days since
    (``catch_up``), with all changes of supply, while its rows are in the cache. Results depend on neither.
    """

    def __init__(
        self,
        world: World,
        *,
        threads: int = 1,
        log: bool = False,
        sinks: Sequence[RecordSink] | None = None,
    ) -> None:
        """``sinks``: by catchment, who takes what is recorded; without them, ``finish`` hands it out."""
        takers = self._begin(world, common_of(world, by_year=False), threads, len(world.catchments), sinks)
        for one, taker in zip(world.catchments, takers, strict=True):
            self._settle(KernelCatchment(world, one, self._common, taker, log=log), one)

    @classmethod
    def founded(
        cls,
        prepared: Prepared,
        replication: int,
        *,
        threads: int = 1,
        sinks: Sequence[RecordSink] | None = None,
    ) -> tuple[World, "KernelPatients"]:
        """A replication built and settled catchment by catchment: the people of the world and their rows here
        are never held together. The world that comes back has no people.
        """
        world = frame(prepared, replication)
        cells = sum(len(given.rates) for given in prepared.catchments) * world.n_days
        patients = cls.__new__(cls)
        common = common_of(world, by_year=cells > WHOLE_CELLS)
        takers = patients._begin(world, common, threads, len(prepared.catchments), sinks)

        def found(number: int) -> tuple[KernelCatchment, Catchment]:
            one = catchment(prepared, world, number, whole=cells <= WHOLE_CELLS)
            return KernelCatchment(world, one, common, takers[number], log=False), one.without_people()

        with ThreadPoolExecutor(threads) as pool:
            settled = list(pool.map(found, range(len(prepared.catchments))))
        for engine, one in settled:
            patients._settle(engine, one)
        return replace(world, catchments=tuple(one for _, one in settled)), patients

    def _begin(
        self, world: World, common: Common, threads: int, catchments: int, sinks: Sequence[RecordSink] | None
    ) -> Sequence[RecordSink]:
        """Before the catchments come; who takes the records of each."""
        self.seconds = 0.0
        self.threads = threads
        self._common = common
        self._n_days = world.n_days
        self._today = 0  # the day about to be played
        self._catchments: list[KernelCatchment] = []
        self._pending: list[list[tuple[int, RowEdit]]] = []  # by catchment: (day, edit), not made yet
        self._rows: list[SupplyRows] = []  # by catchment: with these edits, so that nobody need be played
        self.borrowed = False
        self._scratch: SimpleQueue[Scratch] = SimpleQueue()
        for _ in range(threads):
            self._scratch.put(Scratch())
        self._kept = [MemorySink() for _ in range(catchments)] if sinks is None else []
        return self._kept if sinks is None else sinks

    def _settle(self, engine: KernelCatchment, one: Catchment) -> None:
        self._catchments.append(engine)
        self._pending.append([])
        self._rows.append(SupplyRows(one.doctors, len(one.panels), one.agendas, one.counters))

    @property
    def log(self) -> tuple[NDArray[np.int64], ...]:
        """The event log of each catchment, ``[line, 8]`` in the order of ``LogRow``, as it happened."""
        self.catch_up()
        return tuple(c.logged() for c in self._catchments)

    def load(self) -> None:
        """Loads (or compiles) what plays a day, so that no second of it is counted as playing."""
        kernels.advance(self._catchments[0].tables, 0, 0)

    # --- time
    # ---------------------------------------------------------------------------------------------------

    def advance(self, from_day: int, to_day: int) -> None:
        """Days ``from_day`` … ``to_day - 1`` pass in every catchment."""
        if from_day != self._today:
            raise ValueError(f"day {self._today} comes next, not day {from_day}")
        self._today = to_day
        if to_day >= self._n_days or len(self._catchments) == 1:
            self.catch_up()

    def catch_up(self) -> None:
        """Plays all days that have passed, the largest catchments first, so that threads end together."""
        waiting = [
            number
            for number, one in enumerate(self._catchments)
            if one.today < self._today or self._pending[number]
        ]
        if waiting and self.borrowed:
            self.own()
        waiting.sort(key=lambda number: -len(self._catchments[number].tables.persons))
        began = perf_counter()
        if self.threads > 1 and len(waiting) > 1:
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(self._play, waiting))
        else:
            for number in waiting:
                self._play(number)
        self.seconds += perf_counter() - began

    def _play(self, number: int) -> None:
        """One catchment, from where it stands to today; edits are made at the midnight of their day."""
        one, scratch = self._catchments[number], self._scratch.get()
        for day, edit in self._pending[number]:
            if day >= one.today:  # else a fork with whom it is shared has made it
                one.advance(day, scratch)
                one.apply(edit)
        self._pending[number] = []
        one.advance(self._today, scratch)
        self._scratch.put(scratch)

    def finish(self) -> tuple[Records, ...]:
        """Ends the run; the records, one for each catchment. None where sinks have taken them."""
        self.catch_up()
        began = perf_counter()
        for one in self._catchments:
            one.finish()
        records = tuple(kept.records() for kept in self._kept)
        self.seconds += perf_counter() - began
        return records

    @property
    def sinks(self) -> tuple[RecordSink, ...]:
        """Who takes what is recorded, by catchment."""
        return tuple(one.sink for one in self._catchments)

    # --- what several scenarios have in common (sim/engine/branching.py)
    # -------------------------------------------------------------------------------------------------

    def fork(self) -> "KernelPatients":
        """The same patients, ``borrowed`` until ``own`` copies them: the owner must not play before that."""
        twin = copy(self)
        twin.borrowed = True
        twin._pending = [list(edits) for edits in self._pending]
        twin._rows = [rows.copy() for rows in self._rows]
        return twin

    def own(self, *, copied: bool = True) -> None:
        """Ends borrowing: by a copy of patients and records, or as the only one who will ever play them."""
        self.borrowed = False
        if not copied:
            return
        began = perf_counter()
        self._catchments = [one.fork() for one in self._catchments]
        if self._kept:
            self._kept = [sink for sink in self.sinks if isinstance(sink, MemorySink)]
        self.seconds += perf_counter() - began

    def pending(self) -> bytes:
        """The edits of today: equal where they are the same in the same order. Those before are shared."""
        today = [[edit for edit in edits if edit[0] >= self._today] for edits in self._pending]
        return content(today)

    # --- supply
    # -------------------------------------------------------------------------------------------------

    def agendas(self, catchment: int) -> Table:
        """The agendas as they are now (a copy); AGENDA."""
        return copy_columns(self.tables(catchment).agendas, AGENDA)

    def doctors(self, catchment: int) -> Table:
        """All doctors there have been (a copy); DOCTOR."""
        return self._rows[catchment].doctors.copy()

    def panels(self, catchment: int) -> Table:
        """The panels as they are now (a copy); PANEL."""
        return copy_columns(self.tables(catchment).panels, PANEL)

    def agenda(self, catchment: int, agenda: int) -> Any:
        """The row of an agenda as measures have made it (a copy)."""
        return self._rows[catchment].agendas[agenda].copy()

    def counters(self, catchment: int) -> Table:
        """The counters and lines as they are now (a copy); COUNTER."""
        return copy_columns(self.tables(catchment).counters, COUNTER)

    def counter(self, catchment: int, counter: int) -> Any:
        """The same of a counter or line (COUNTER)."""
        return self._rows[catchment].counters[counter].copy()

    def apply(self, catchment: int, edit: RowEdit) -> int | None:
        """Edits rows; the number of a row that is new."""
        row = self._rows[catchment].apply(edit)
        self._pending[catchment].append((self._today, edit))
        return row

    def tables(self, catchment: int) -> Tables:
        """The arrays of a catchment as they are now."""
        self.catch_up()
        return self._catchments[catchment].tables

    def workload(self, catchment: int, month: int) -> Workload:
        """What the agendas did in that (past) month."""
        self.catch_up()
        return self._catchments[catchment].workload(month)

    def pressure(self, catchment: int, panel: int) -> float:
        """The load on a panel as the days before today have left it; 0 of a new one."""
        self._reach_today(catchment)
        panels = self._catchments[catchment].tables.panels
        return float(panels["pressure"][panel]) if panel < len(panels) else 0.0

    def pressures(self, catchment: int) -> NDArray[np.float64]:
        """``[panel]`` the same of the panels there were before today."""
        self._reach_today(catchment)
        return self._catchments[catchment].tables.panels["pressure"].astype(np.float64)

    def _reach_today(self, number: int) -> None:
        """Plays the days of one catchment that have passed, edits of today left out.

        All forks of a midnight have these days and their edits in common: one plays them for all, and those
        who come to them later find them played (``_play``).
        """
        one, pending = self._catchments[number], self._pending[number]
        if one.today < self._today:
            began = perf_counter()
            self._pending[number] = [(day, edit) for day, edit in pending if day < self._today]
            self._play(number)
            self._pending[number] = [(day, edit) for day, edit in pending if day >= self._today]
            self.seconds += perf_counter() - began
