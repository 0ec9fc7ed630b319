"""One catchment as the compiled engine keeps it: its arrays grow, its supply changes, its records go out."""

from copy import copy
from typing import Any, assert_never

import numpy as np
from numpy.typing import NDArray

from sim.kernels import advance as kernels
from sim.kernels.common import Common, hours_of
from sim.kernels.memory.arrays import forked, longer_chunk_pool, longer_pool, rows_from
from sim.kernels.memory.capacity import SPARE
from sim.kernels.memory.scratch import LEAST_TRACE, Scratch
from sim.kernels.new_rows import with_agenda, with_counter, with_departure, with_panel
from sim.kernels.people.practices import guide_of
from sim.kernels.record.month_ring import Held
from sim.kernels.rules import intensity_from, with_settings, with_steps
from sim.kernels.start import book_backlog, tables_of
from sim.kernels.state import CHUNK, DEPARTURE, FREE_LEFT, LOGGED, NO_ROOM, TRACED, Tables
from sim.kernels.timeline.guides import guided_intensity
from sim.vocabulary.time import DAY
from sim.world import records
from sim.world.cells import cells_of
from sim.world.intensity import changed
from sim.world.patients_protocol import Workload
from sim.world.reach import reach
from sim.world.record_sink import RecordSink
from sim.world.records import N_CONTACTS, N_GROUPS
from sim.world.row_edits import (
    AddAgenda,
    AddCounter,
    AddDoctor,
    AddPanel,
    EditAgenda,
    EditCounter,
    EditHours,
    EditIntensity,
    EditPanel,
    EditPathway,
    EditReach,
    EditRides,
    EditSettings,
    EndAgenda,
    RowEdit,
    TellOfList,
    set_columns,
)
from sim.world.tables import MAX_HORIZON
from sim.world.world import Catchment, World

LOG_LINES_A_DAY = 1 << 18
LINES = 4  # of the trace for each person traced, half of them free at the begin of a day
EMPTY = Scratch()
OF_SESSIONS = {
    "factor", "stretch", "overtime", "weekly", "leave", "from_day", "until_day", "works_holidays",
    "ramp_days", "ramp_start", "one_week_in", "week_from",
}  # fmt: skip
OF_SEARCHES = {"looks_below", "far_minutes"}  # columns of SETTINGS that say who looks for a médecin traitant


class KernelCatchment:
    """The arrays of one catchment (``tables``), and what has to be done to them at midnight."""

    def __init__(
        self, world: World, catchment: Catchment, common: Common, sink: RecordSink, *, log: bool
    ) -> None:
        """``sink`` takes what is recorded."""
        self._tau, self._minutes = world.reach_tau, world.reach_minutes
        self._common, self._intensity = common, catchment.intensity
        self.tables: Tables = tables_of(world, catchment, common, LOG_LINES_A_DAY if log else 0)
        self.today = 0  # the day about to be played
        self._log: list[NDArray[np.int64]] = []
        self.sink = sink
        self._cells = len(cells_of(world.grain, catchment).names)
        self.held = Held(world.days["month"], world.reported_months, self._cells, sink)
        self._reported, self._years = world.reported, world.reported_years
        self._reach_is_old = False
        self._chapter_begun = 0
        self._traced = int((self.tables.persons["traced"] == 1).sum())
        kernels.start(self.tables)
        book_backlog(self.tables.agendas, catchment.backlog)

    def fork(self) -> "KernelCatchment":
        """Another catchment in the same state, and a fork of its sink."""
        twin = copy(self)
        twin.tables = forked(self.tables)
        twin.sink = self.sink.fork()
        twin.held = copy(self.held)
        twin.held.sink = twin.sink
        twin._log = list(self._log)
        return twin

    # --- time
    # ---------------------------------------------------------------------------------------------------

    def advance(self, to_day: int, scratch: Scratch) -> None:
        """Plays up to ``to_day``, growing what must grow at midnight; ``scratch`` is this thread's."""
        if self.today == to_day:
            return
        self._refresh_reach()
        scratch.fit(0, len(self.tables.needs), max(LEAST_TRACE, LINES * self._traced))
        self._swap(**scratch.arrays)
        while self.today < to_day:
            self._begin_chapter()
            self.tables = self.held.reach(self.tables, self.today)
            until = min(to_day, next(end for _, end in self._common.chapters if end > self.today))
            until = self.held.until(self.today, until)
            self._play(self.today + 1 if len(self.tables.log) else until, scratch)
        self._flush_trace()
        self._swap(**EMPTY.arrays)

    def _play(self, until: int, scratch: Scratch) -> None:
        """As far as the buffers reach; then they grow."""
        day, self.today = self.today, int(kernels.advance(self.tables, self.today, until))
        if self.tables.counts[NO_ROOM] or self.tables.chunks[0, 2] or self.tables.rings[0, 2]:
            raise RuntimeError(f"day {day} or later: a day asked for more rows than were made ready")
        if self.today > day:
            self._take_log()
            if len(self.tables.departures):
                self._swap(departures=np.zeros(0, dtype=DEPARTURE))
        if self.today < until:
            self._grow(self.today, scratch)

    def _begin_chapter(self) -> None:
        """Brings the intensities of the coming chapter, once, and everybody's next need within it."""
        chapter = next((c for c in self._common.chapters[1:] if c[0] == self.today), None)
        if chapter is None or self._chapter_begun == self.today:
            return
        assert self._intensity is not None
        before = self.tables.cumulative[:, -3].copy()  # of the chapter's end: the guide's columns follow it
        cumulative, begin = guided_intensity(self._intensity.between(*chapter, before))
        self._swap(cumulative=cumulative, begin=begin)
        self._room_for_clocks(chapter[1])
        kernels.place_clocks(self.tables, self.today)
        self._chapter_begun = self.today

    def finish(self) -> None:
        """Ends the run: the sink has everything."""
        scratch = Scratch()
        scratch.fit(0, 0, len(self.tables.needs))  # whatever is still open may be traced
        self._swap(**scratch.arrays)
        kernels.finish(self.tables)
        self._take_log()
        self._flush_trace()
        self._swap(**EMPTY.arrays)
        self.held.hand_out(self.tables, self.held.end)
        t = self.tables
        years = slice(self._years)
        contacts = t.contacts[years, : self._cells].sum(axis=1).reshape(-1, N_GROUPS, N_CONTACTS)
        by_year = {"contacts": contacts, "inhabitants": t.inhabitants[years]}
        self.sink.rest({"daily": t.daily[: self._reported], **by_year})

    def _grow(self, day: int, scratch: Scratch) -> None:
        """Makes room: for the day's events, for needs, for the lists, for the trace."""
        self._flush_trace()
        events, needs, chunks, rings = (int(n) for n in kernels.room_for(self.tables, day))
        self._need_rows(needs)
        self._need_chunks("chunks", chunks)
        self._need_chunks("rings", rings)
        scratch.fit(events if events <= len(self.tables.today) else 2 * events, len(self.tables.needs), 0)
        self._swap(**scratch.arrays)

    def _need_rows(self, wanted: int) -> None:
        """So many free rows of needs."""
        t = self.tables
        left, old = int(t.counts[FREE_LEFT]), len(t.needs)
        if left >= wanted:
            return
        more = max(wanted - left, old // 4)
        free_rows = np.pad(t.free_rows, (0, more))
        free_rows[left : left + more] = rows_from(old, old + more)
        t.counts[FREE_LEFT] += more
        beyond = (0, 2 * (old + more) - len(t.heap_keys))
        self._swap(
            needs=longer_pool(t.needs, more),
            free_rows=free_rows,
            heap_keys=np.pad(t.heap_keys, beyond),
            heap_of=np.pad(t.heap_of, beyond),
        )

    def _need_chunks(self, name: str, wanted: int) -> None:
        """So many free chunks of that pool."""
        chunks = getattr(self.tables, name)
        left = int(chunks[0, 1])
        if left < wanted:
            self._swap(**{name: longer_chunk_pool(chunks, max(wanted - left, len(chunks) // 8))})

    def _flush_trace(self) -> None:
        lines = self._taken(self.tables.trace, TRACED, "the buffer of traced needs")
        lines = lines[lines["first_moment"] < DAY * self._reported]
        if len(lines):
            self.sink.trace(lines)

    def _take_log(self) -> None:
        lines = self._taken(self.tables.log, LOGGED, "the event log")
        if len(lines):
            self._log.append(lines)

    def _taken(self, buffer: NDArray[Any], count: int, what: str) -> NDArray[Any]:
        """The lines of a buffer, which is empty then."""
        n = int(self.tables.counts[count])
        if n > len(buffer):
            raise RuntimeError(f"{what} overflowed within one day")
        self.tables.counts[count] = 0
        return buffer[:n].copy()

    def logged(self) -> NDArray[np.int64]:
        """The log so far."""
        return np.concatenate([self.tables.log[:0], *self._log])

    def _swap(self, **arrays: Any) -> None:
        self.tables = self.tables._replace(**arrays)

    # --- supply
    # -------------------------------------------------------------------------------------------------

    def _refresh_reach(self) -> None:
        if self._reach_is_old:
            t = self.tables
            weights = reach(t.agendas, t.travel, self._tau, self._minutes)
            self._swap(reach=weights, guide=guide_of(weights))
            self._reach_is_old = False

    def apply(self, edit: RowEdit) -> None:
        """Edits rows at the midnight of today."""
        match edit:
            case AddDoctor():
                pass  # patients meet agendas; who holds them decides nothing here
            case AddPanel():
                self._swap(**with_panel(self.tables, edit))
            case EditPanel():
                set_columns(self.tables.panels, edit.panel, edit.columns)
            case AddAgenda():
                self._add_agenda(edit)
            case EditAgenda():
                self._edit_agenda(edit)
            case EndAgenda():
                self._end_agenda(edit)
            case TellOfList():
                self._refresh_reach()
                self._room_for_clocks(self._common.chapters[-1][1])
                kernels.tell(self.tables, edit.agenda, self.today)
            case AddCounter():
                self._swap(**with_counter(self.tables, edit))
            case EditCounter():  # servers follow at the day's first second
                set_columns(self.tables.counters, edit.counter, edit.columns)
            case EditRides():
                self._swap(rides=edit.communes.astype(np.int16))
            case EditSettings():
                self._edit_settings(edit)
            case EditPathway():
                self._swap(**with_steps(self.tables, edit))
            case EditHours():
                self._swap(hours=hours_of(edit.hours))
                self._set_again()
            case EditReach():
                self._tau, self._minutes, self._reach_is_old = edit.tau, edit.most_minutes, True
            case EditIntensity():
                self._edit_intensity(edit)
            case _:
                assert_never(edit)

    def _add_agenda(self, edit: AddAgenda) -> None:
        """Its sessions come into the ring at once."""
        self._swap(**with_agenda(self.tables, edit))
        kernels.refresh_sessions(self.tables, len(self.tables.agendas) - 1, self.today, True)
        self._reach_is_old = True

    def _edit_settings(self, edit: EditSettings) -> None:
        before = self.tables.settings
        self._swap(**with_settings(self.tables, edit))
        if OF_SEARCHES & set(edit.columns):
            self._room_for_clocks(self._common.chapters[-1][1])
            kernels.look_anew(self.tables, before, self.today)

    def _edit_intensity(self, edit: EditIntensity) -> None:
        """From today on; a chapter that begins today will find it as it begins."""
        if self._intensity is None:
            raise ValueError("needs cannot arise otherwise where their intensity was made by hand")
        self._intensity = changed(self._intensity, edit)
        rates, seasons = np.ascontiguousarray(edit.rates), np.ascontiguousarray(edit.seasons)
        self._swap(rates=rates, seasons=seasons)
        first, end = next(c for c in self._common.chapters if c[1] > self.today)
        if first == self.today > 0 and self._chapter_begun != first:
            return
        self._swap(**intensity_from(self.tables, self._intensity, first, self.today, end))
        self._set_again()

    def _set_again(self) -> None:
        """Everybody's clock 0, from today on; a chapter that begins today will do so."""
        first, end = next(c for c in self._common.chapters if c[1] > self.today)
        if first < self.today or first in (0, self._chapter_begun):
            self._room_for_clocks(end)
            kernels.set_again(self.tables, self.today)

    def _room_for_clocks(self, end: int) -> None:
        """Chunks for a clock of everybody who is there, on any day before ``end``."""
        here = int((self.tables.persons["here"] == 1).sum())
        self._need_chunks("rings", here // CHUNK + end - self.today + SPARE)

    def _edit_agenda(self, edit: EditAgenda) -> None:
        set_columns(self.tables.agendas, edit.agenda, edit.columns)
        if "horizon_days" in edit.columns:  # what load has added stays within what can be booked
            row = self.tables.agendas[edit.agenda]
            row["later"] = min(row["later"], MAX_HORIZON - row["horizon_days"])
        set_columns(self.tables.agendas, edit.agenda, {"own_from": 0, "unknown_from": 0})
        if OF_SESSIONS & set(edit.columns):
            kernels.refresh_sessions(self.tables, edit.agenda, self.today, False)
        self._reach_is_old = True

    def _end_agenda(self, edit: EndAgenda) -> None:
        """Inactive from now on; bookings and panel are released at the day's first second."""
        self.tables.agendas["active"][edit.agenda] = 0
        self._swap(**with_departure(self.tables, edit))
        self._reach_is_old = True

    # --- what is left behind
    # ------------------------------------------------------------------------------------

    def workload(self, month: int) -> Workload:
        """What the agendas did in a past month."""
        t, slot = self.tables, self.held.slot(month)
        return Workload(
            offered=t.at_agendas[slot, :, records.OFFERED].copy(),
            visits=t.at_agendas[slot, :, records.VISITS].copy(),
            patients=t.panels["patients"].astype(np.int64),
            cap=t.panels["cap"].astype(np.int64),
        )
