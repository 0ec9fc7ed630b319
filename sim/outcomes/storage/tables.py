"""The seven tables of one replication, as they go to Parquet: the same counts always give the same bytes.

They are made and written a few months at a time (the trace: a batch of communes), never held whole.

Rows are sorted, zeros of counts are left out, months are the first of a month, communes are INSEE codes (in
``indicators`` also ``*``); where ``run.grain`` is coarser, catchments or ``*``, the trace, the
events, days and doctors apart. No column and no metadata depends on when or where it was written.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.outcomes.catalogue.catalogue import catalogue_of
from sim.outcomes.counting.doctor_counts import GpMonths
from sim.outcomes.counting.source import WHOLE, Tallies
from sim.outcomes.periods.by_month import by_stretch
from sim.outcomes.storage.by_service import daily, doctors
from sim.outcomes.storage.columns import months_column, replication_column, words_column
from sim.outcomes.storage.replication_result import ReplicationResult, Stretch
from sim.outcomes.storage.trace import AT_ONCE, traces
from sim.scenario.costs import Costs
from sim.scenario.dated import DatedCosts
from sim.vocabulary.vocabulary import ids
from sim.world.records import Counts

TABLES: Final = ("outcomes", "waits", "indicators", "events", "trace", "daily", "doctors")
ZSTD_LEVEL: Final = 3
DIFFERENCES: Final = {"trace": ("resident", "occurrence", "arose")}  # columns better kept as such
GROUP: Final = AT_ONCE  # rows of a row group
CELLS_AT_ONCE: Final = 1 << 12  # months times cells whose counts are in memory: some 40 MB, or one month


def write_all(played: ReplicationResult, costs: Costs | DatedCosts, folder: Path) -> None:
    """The seven files of a replication, ``NAME.parquet``, a few months at a time."""
    months = max(1, CELLS_AT_ONCE // len(played.cells))
    with ExitStack() as stack:
        files = {name: stack.enter_context(Rows(folder / f"{name}.parquet", name)) for name in TABLES}

        def add_doctors(stretch: Stretch, gps: Sequence[GpMonths]) -> None:
            files["doctors"].add(doctors(stretch, gps))

        for stretch, values in by_stretch(played, costs, months, add_doctors):
            files["outcomes"].add(_outcomes(stretch))
            files["waits"].add(_waits(stretch))
            files["indicators"].add(_indicators(stretch, values))
        files["events"].add(_events(played))
        for lines in traces(played):
            files["trace"].add(lines)
        files["daily"].add(daily(played))


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
    counted, outcome = _by_kind(stretch, [records.outcomes for records in stretch.records])
    return counted.add_column(4, "outcome", words_column(outcome, ids(stretch.played.vocabulary.outcomes)))


def _waits(stretch: Stretch) -> pa.Table:
    """(replication, month, commune, kind, days, n): first request to appointment, 90 and more as 90."""
    counted, days = _by_kind(stretch, [records.waits for records in stretch.records])
    return counted.add_column(4, "days", pa.array(days, type=pa.int32()))


def _by_kind(stretch: Stretch, parts: Sequence[Counts]) -> tuple[pa.Table, NDArray[np.int64]]:
    """(replication, month, commune, kind, n) where ``[month, cell, kind, …]`` is not 0, and where on the last
    axis: sorted by month, place and the other axes. Where no cell has a name of its own, all are added up.
    """
    played = stretch.played
    places, counts = played.cells, np.concatenate(parts, axis=1)
    if not played.places:
        places, counts = (WHOLE,), counts.sum(axis=1, keepdims=True)
    order = np.argsort(np.array(places))
    in_order = counts[:, order]
    month, place, kind, last = np.nonzero(in_order)
    columns = {
        "replication": replication_column(played, len(month)),
        "month": months_column(stretch, month),
        "commune": words_column(order[place], places),
        "kind": words_column(kind, ids(played.vocabulary.kinds)),
        "n": in_order[month, place, kind, last],
    }
    return pa.table(columns), last


def _indicators(stretch: Stretch, values: Tallies) -> pa.Table:
    """(replication, month, commune, indicator, group, value, unit), in the order of the columns."""
    keys = sorted(values)
    places = (*stretch.played.places, WHOLE)
    order = np.argsort(np.array(places))
    cube = np.stack([values[key][:, order] for key in keys], axis=-1)
    month, commune, key = np.nonzero(~np.isnan(cube))
    catalogue = catalogue_of(stretch.played.vocabulary)
    names, groups = [name for name, _ in keys], [group for _, group in keys]
    return pa.table(
        {
            "replication": replication_column(stretch.played, len(key)),
            "month": months_column(stretch, month),
            "commune": words_column(commune, [places[i] for i in order]),
            "indicator": words_column(key, names),
            "group": words_column(key, groups),
            "value": cube[month, commune, key],
            "unit": words_column(key, [catalogue[name].unit for name in names]),
        }
    )


def _events(played: ReplicationResult) -> pa.Table:
    """(replication, date, event, entity, site, commune, detail, measure): changes of supply, in the order of
    time; ``measure``: that asked for it.
    """
    events = [event for event in played.reported_events if event.event]
    columns: dict[str, Any] = {"replication": replication_column(played, len(events))}
    columns["date"] = pa.array([event.date for event in events], type=pa.date32())
    for name in ("event", "entity", "site", "commune", "detail", "measure"):
        columns[name] = pa.array([getattr(event, name) for event in events], type=pa.string())
    return pa.table(columns)
