"""Records of catchments on a disk, month by month, while a run goes on; read back a few months at a time.

A ``SpillFile`` is one file for all catchments of a replication, beside the files that will stay; it ends with
it. ``SpilledRecords`` is a catchment's part of it: the engine writes (``sim.world.record_sink.RecordSink``),
the tables read, as they read ``Records``. What stays in memory is where things stand, and what is not by
month.
"""

import os
from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from threading import Lock
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.vocabulary.vocabulary import Vocabulary
from sim.world.record_sink import joined, widened
from sim.world.records import MONTHLY, TRACE, Counts, Records, shapes
from sim.world.tables import Table, rows_in, table

CODEC: Final = "zstd"
WAITING: Final = 1 << 17  # lines of all traces that wait to be sorted and laid down: 5 MB


class SpillFile:
    """One file to lay bytes on and read them again. Several threads may lay."""

    def __init__(self, file: Path) -> None:
        """Makes the file. Raises OSError, as laying does."""
        self._file = file.open("w+b", buffering=0)
        self._end = 0
        self._lock = Lock()

    def lay(self, data: bytes) -> int:
        """Keeps bytes as they are; where they begin."""
        with self._lock:
            offset, self._end = self._end, self._end + len(data)
        written = 0
        while written < len(data):
            written += os.pwrite(self._file.fileno(), data[written:], offset + written)
        return offset

    def read(self, offset: int, length: int) -> bytes:
        """So many bytes from there on."""
        return os.pread(self._file.fileno(), length, offset)

    def close(self) -> None:
        """Takes the file away."""
        self._file.close()
        Path(self._file.name).unlink(missing_ok=True)


class _Month(NamedTuple):
    offset: int
    length: int  # bytes, compressed
    agendas: int  # rows that there were
    counters: int


class _Lines(NamedTuple):
    """Lines of the trace, sorted by commune: those of commune c are ``begins[c]`` … ``begins[c + 1] - 1``."""

    offset: int
    begins: NDArray[np.int32]


def spilled_on(shelf: SpillFile, communes: Sequence[int], vocabulary: Vocabulary) -> list["SpilledRecords"]:
    """For catchments of so many communes."""
    return [SpilledRecords(shelf, n, vocabulary, max(1, WAITING // len(communes))) for n in communes]


class SpilledRecords:
    """The records of one catchment."""

    def __init__(
        self, shelf: SpillFile, communes: int, vocabulary: Vocabulary, waiting: int = WAITING
    ) -> None:
        """``waiting``: so many lines of the trace are kept in memory before they go to the shelf."""
        self._shelf = shelf
        self._vocabulary = vocabulary
        self._cells, self._communes = 0, communes
        self._agendas, self._counters = 0, 0  # rows that there are by now
        self._months: list[_Month] = []
        self._traces: list[_Lines] = []
        self._waiting: list[Table] = []
        self._most = waiting
        self._once: dict[str, Counts] = {}
        self.needs = 0  # of residents and visitors, each counted once
        self.residents = 0  # on the first day

    # --- the engine writes

    def months(self, counts: Mapping[str, Counts]) -> None:
        """Keeps the next months (``RecordSink``)."""
        self._agendas, self._counters = counts["panels"].shape[1], counts["began"].shape[1]
        if not self._months:
            self._cells, self.residents = counts["people"].shape[1], int(counts["people"][0].sum())
        self.needs += int(counts["outcomes"].sum())
        for month in range(len(counts["outcomes"])):
            data = b"".join(np.ascontiguousarray(counts[name][month]).tobytes() for name in MONTHLY)
            packed = pa.compress(data, codec=CODEC, asbytes=True)
            offset = self._shelf.lay(packed)
            self._months.append(_Month(offset, len(packed), self._agendas, self._counters))

    def trace(self, lines: Table) -> None:
        """Keeps lines of the trace (``RecordSink``)."""
        self._waiting.append(lines)
        if sum(map(len, self._waiting)) >= self._most:
            self._lay_lines()

    def _lay_lines(self) -> None:
        if not self._waiting:
            return
        lines = np.concatenate(self._waiting)
        # Numbers of 16 bits are sorted digit by digit, in no time; a catchment has no more communes.
        lines = rows_in(np.argsort(lines["commune"].astype(np.int16), kind="stable"), lines)
        begins = np.searchsorted(lines["commune"], np.arange(self._communes + 1))
        self._traces.append(_Lines(self._shelf.lay(lines.tobytes()), begins.astype(np.int32)))
        self._waiting = []

    def rest(self, counts: Mapping[str, Counts]) -> None:
        """Keeps what is not by month, in memory (``RecordSink``)."""
        self._lay_lines()
        self._once = {name: counts[name] for name in ("daily", "contacts", "inhabitants")}

    def fork(self) -> "SpilledRecords":
        """Another part of the shelf, which begins with what is here (``RecordSink``)."""
        twin = copy(self)
        twin._months, twin._traces, twin._waiting = [*self._months], [*self._traces], [*self._waiting]
        return twin

    # --- the tables read

    def stretch(self, first: int, end: int) -> Records:
        """The counts of the months ``first`` … ``end - 1``, with a column for every service that came; the
        trace is left out.
        """
        read = [self._read(month) for month in self._months[first:end]]
        monthly: dict[str, Any] = {name: joined([part[name] for part in read]) for name in MONTHLY}
        for name in ("at_agendas", "panels"):
            monthly[name] = widened(monthly[name], self._agendas)
        for name in ("at_counters", "began"):
            monthly[name] = widened(monthly[name], self._counters)
        return Records(**monthly, **self._once, trace=table(TRACE, 0))

    @property
    def daily(self) -> Counts:
        """See ``Records``."""
        return self._once["daily"]

    def _read(self, month: _Month) -> dict[str, Counts]:
        sizes = shapes(self._vocabulary, 1, self._cells, self._communes, month.agendas, month.counters, 0, 0)
        ends = np.cumsum([int(np.prod(sizes[name])) for name in MONTHLY])
        packed = self._shelf.read(month.offset, month.length)
        data = pa.decompress(packed, decompressed_size=8 * int(ends[-1]), codec=CODEC, asbytes=True)
        parts = np.split(np.frombuffer(data, dtype=np.int64), ends[:-1])
        return {name: part.reshape(sizes[name]) for name, part in zip(MONTHLY, parts, strict=True)}

    def trace_of(self, commune: int) -> Table:
        """The lines of the trace of a commune; TRACE."""
        parts = [table(TRACE, 0)]
        for lines in self._traces:
            first, n = int(lines.begins[commune]), int(lines.begins[commune + 1] - lines.begins[commune])
            if n > 0:
                found = self._shelf.read(lines.offset + first * TRACE.itemsize, n * TRACE.itemsize)
                parts.append(np.frombuffer(found, dtype=TRACE))
        return np.concatenate(parts)
