"""The five tables of one replication, as they go to Parquet: the same counts always give the same bytes.

They are made and written a few months at a time (the trace: a batch of communes), never held whole.

Rows are sorted, zeros of counts are left out, months are the first of a month, communes are INSEE codes (in
``indicators`` also ``*``); where ``run.grain`` is coarser, catchments or ``*``, the trace and the events
apart. No column and no metadata depends on when or where it was written.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.outcomes.catalogue.catalogue import catalogue_of
from sim.outcomes.counting.source import WHOLE
from sim.outcomes.periods.by_month import Indicators, by_stretch
from sim.outcomes.storage.replication_result import CatchmentResult, ReplicationResult, Stretch
from sim.scenario.costs import Costs
from sim.vocabulary.structure import FIRST_RECURRING
from sim.vocabulary.vocabulary import Vocabulary, ids
from sim.world.records import TRACE
from sim.world.tables import Table, rows_in, table

TABLES: Final = ("outcomes", "waits", "indicators", "events", "trace")
ZSTD_LEVEL: Final = 3
DIFFERENCES: Final = {"trace": ("resident", "occurrence", "first_moment")}  # columns better kept as such
GROUP: Final = 1 << 20  # rows of a row group
CELLS_AT_ONCE: Final = 1 << 12  # months times cells whose counts are in memory: some 40 MB, or one month
NUMBER_BITS: Final = 36  # of an occurrence as the trace tells it: 32 bits times the clocks of needs


def write_all(played: ReplicationResult, costs: Costs, folder: Path) -> None:
    """The five files of a replication, ``NAME.parquet``, a few months at a time."""
    months = max(1, CELLS_AT_ONCE // len(played.cells))
    with ExitStack() as stack:
        files = {name: stack.enter_context(Rows(folder / f"{name}.parquet", name)) for name in TABLES}
        for stretch, values in by_stretch(played, costs, months):
            files["outcomes"].add(_outcomes(stretch))
            files["waits"].add(_waits(stretch))
            files["indicators"].add(_indicators(stretch, values))
        files["events"].add(_events(played))
        for lines in _traces(played):
            files["trace"].add(lines)


class Rows:
    """A Parquet file whose rows come bit by bit. They are written in groups of GROUP rows, however they
    come, so that the bytes depend on the rows alone.
    """

    def __init__(self, file: Path, name: str) -> None:
        self._file = file
        self._differences = DIFFERENCES.get(name, ())
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []
        self._n = 0

    def __enter__(self) -> "Rows":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and (self._n or self._writer is None):
            self._write(self._n)
        if self._writer is not None:
            self._writer.close()

    def add(self, rows: pa.Table) -> None:
        """More rows; words that do not change from one call to the next, in the same order."""
        self._waiting.append(rows)
        self._n += len(rows)
        while self._n >= GROUP:
            self._write(GROUP)

    def _write(self, n: int) -> None:
        together = pa.concat_tables(self._waiting).combine_chunks()
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._file,
                together.schema,
                compression="zstd",
                compression_level=ZSTD_LEVEL,
                store_schema=False,
                use_dictionary=[name for name in together.schema.names if name not in self._differences],
                column_encoding=dict.fromkeys(self._differences, "DELTA_BINARY_PACKED"),
            )
        self._writer.write_table(together.slice(0, n), row_group_size=GROUP)
        self._waiting = [together.slice(n)]
        self._n -= n


def _outcomes(stretch: Stretch) -> pa.Table:
    """(replication, month, commune, kind, outcome, n): how needs ended, by the month in which they arose."""
    counts = np.concatenate([records.outcomes for records in stretch.records], axis=1)
    places, at, n = _in_order_of_places(stretch.played, counts)
    vocabulary = stretch.played.vocabulary
    return pa.table(
        {
            "replication": _replication(stretch.played, len(n)),
            "month": _months(stretch, at[0]),
            "commune": _words(at[1], places),
            "kind": _words(at[2], ids(vocabulary.kinds)),
            "outcome": _words(at[3], ids(vocabulary.outcomes)),
            "n": n,
        }
    )


def _waits(stretch: Stretch) -> pa.Table:
    """(replication, month, commune, kind, days, n): first request to appointment, 90 and more as 90."""
    counts = np.concatenate([records.waits for records in stretch.records], axis=1)
    places, at, n = _in_order_of_places(stretch.played, counts)
    vocabulary = stretch.played.vocabulary
    return pa.table(
        {
            "replication": _replication(stretch.played, len(n)),
            "month": _months(stretch, at[0]),
            "commune": _words(at[1], places),
            "kind": _words(at[2], ids(vocabulary.kinds)),
            "days": at[3].astype(np.int32),
            "n": n,
        }
    )


def _indicators(stretch: Stretch, indicators: Indicators) -> pa.Table:
    """(replication, month, commune, indicator, group, value, unit), in the order of the columns."""
    keys = sorted(indicators.values)
    order = np.argsort(np.array(indicators.places))
    cube = np.stack([indicators.values[key][:, order] for key in keys], axis=-1)
    month, commune, key = np.nonzero(~np.isnan(cube))
    catalogue = catalogue_of(stretch.played.vocabulary)
    names, groups = [name for name, _ in keys], [group for _, group in keys]
    return pa.table(
        {
            "replication": _replication(stretch.played, len(key)),
            "month": _months(stretch, month),
            "commune": _words(commune, [indicators.places[i] for i in order]),
            "indicator": _words(key, names),
            "group": _words(key, groups),
            "value": cube[month, commune, key],
            "unit": _words(key, [catalogue[name].unit for name in names]),
        }
    )


def _events(played: ReplicationResult) -> pa.Table:
    """(replication, date, event, entity, site, commune, detail): changes of supply, in the order of time."""
    events = [event for event in played.events if event.event]
    columns: dict[str, Any] = {"replication": _replication(played, len(events))}
    columns["date"] = pa.array([event.date for event in events], type=pa.date32())
    for name in ("event", "entity", "site", "commune", "detail"):
        columns[name] = pa.array([getattr(event, name) for event in events], type=pa.string())
    return pa.table(columns)


def _traces(played: ReplicationResult) -> Iterator[pa.Table]:
    """(replication, commune, resident, kind, occurrence, first_moment, outcome, service, days): every need
    of the traced residents, a batch of communes at a time.

    ``resident`` is the rank within the commune; ``first_moment`` counts seconds from 00:00 of the first day
    of the warm-up. (replication, commune, resident, occurrence) names a need: occurrence 2k is the k-th
    that arose by itself, 2k + 1 the k-th return of a chronic illness. Where kinds recur on clocks of their
    own, there are n clocks instead of two: nk, nk + 1, and nk + 2 … for those, in their order.
    """
    words: list[str] = []
    where: list[
        tuple[str, CatchmentResult, int, int]
    ] = []  # code, catchment, row in it, where its services begin
    for catchment in played.catchments:
        where += [(code, catchment, row, len(words)) for row, code in enumerate(catchment.communes)]
        words += ["", *catchment.agenda_names, *catchment.counter_names]
    codes = [code for code, *_ in where]
    batch = _Batch()
    for place in np.argsort(np.array(codes)):
        _, catchment, row, begin = where[place]
        lines = catchment.records.trace_of(row)
        if len(batch) + len(lines) > GROUP:
            yield _trace(played, batch, codes, words)
            batch = _Batch()
        order = _occurrence(lines, played.vocabulary)
        batch.add(int(place), lines, order, begin + _service(lines, len(catchment.agendas)))
    yield _trace(played, batch, codes, words)


class _Batch:
    """Lines of the trace of some communes, each in order of residents and their needs."""

    def __init__(self) -> None:
        self.communes: list[NDArray[np.int64]] = []
        self.lines: list[Table] = [table(TRACE, 0)]
        self.occurrences: list[NDArray[np.int64]] = []
        self.services: list[NDArray[np.int64]] = []
        self._n = 0

    def __len__(self) -> int:
        return self._n

    def add(
        self, commune: int, lines: Table, occurrences: NDArray[np.int64], services: NDArray[np.int64]
    ) -> None:
        # A need's name in one number: a resident's first, the occurrence within.
        order = np.argsort((lines["resident"].astype(np.int64) << NUMBER_BITS) + occurrences)
        self.communes.append(np.full(len(lines), commune, dtype=np.int64))
        self.lines.append(rows_in(order, lines))
        self.occurrences.append(occurrences[order])
        self.services.append(services[order])
        self._n += len(lines)


def _trace(played: ReplicationResult, batch: _Batch, codes: Sequence[str], words: Sequence[str]) -> pa.Table:
    lines = np.concatenate(batch.lines)
    nothing, vocabulary = [np.zeros(0, dtype=np.int64)], played.vocabulary
    return pa.table(
        {
            "replication": _replication(played, len(lines)),
            "commune": _words(np.concatenate(nothing + batch.communes), codes),
            "resident": lines["resident"].astype(np.int64),
            "kind": _words(lines["kind"], ids(vocabulary.kinds)),
            "occurrence": np.concatenate(nothing + batch.occurrences),
            "first_moment": lines["first_moment"].astype(np.int64),
            "outcome": _words(lines["outcome"], ids(vocabulary.outcomes)),
            "service": _words(np.concatenate(nothing + batch.services), words),
            "days": lines["days"].astype(np.int32),
        }
    )


def _occurrence(lines: Table, vocabulary: Vocabulary) -> NDArray[np.int64]:
    """Occurrence and clock in one number; the clock of the searches has no needs."""
    clock = lines["clock"].astype(np.int64)
    place = np.where(clock >= FIRST_RECURRING, clock - 1, clock)
    return np.asarray(vocabulary.clocks * lines["occurrence"].astype(np.int64) + place)


def _service(trace: Table, agendas: int) -> NDArray[np.int64]:
    """Index into ("", agendas …, counters …) of a trace's ``service`` (agenda row.

    Counters −2 − row; −1 none).
    """
    service = trace["service"].astype(np.int64)
    return np.where(service >= 0, 1 + service, np.where(service == -1, 0, agendas - 1 - service))


def _in_order_of_places(
    played: ReplicationResult, counts: NDArray[np.int64]
) -> tuple[Sequence[str], tuple[NDArray[np.int64], ...], NDArray[np.int64]]:
    """Of ``[month, cell, …]``: the places it is of, where it is not 0 and how much it is, sorted by month,
    place and the other axes. Where no cell has a name of its own, all are added up.
    """
    places: Sequence[str] = played.cells
    if not played.places:
        places, counts = (WHOLE,), counts.sum(axis=1, keepdims=True)
    order = np.argsort(np.array(places))
    sorted_counts = counts[:, order]
    at = np.nonzero(sorted_counts)
    return places, (at[0], order[at[1]], *at[2:]), sorted_counts[at]


def _replication(played: ReplicationResult, rows: int) -> NDArray[np.int32]:
    return np.full(rows, played.replication, dtype=np.int32)


def _months(stretch: Stretch, month: NDArray[np.int64]) -> pa.Array:
    epoch = date(1970, 1, 1)
    days = np.array([(first - epoch).days for first in stretch.months], dtype=np.int32)
    return pa.array(days[month], type=pa.int32()).cast(pa.date32())


def _words(index: NDArray[Any], words: Sequence[str]) -> pa.DictionaryArray:
    unique = {word: place for place, word in enumerate(dict.fromkeys(words))}
    place = np.array([unique[word] for word in words], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(place[index]), pa.array(list(unique), type=pa.string()))
