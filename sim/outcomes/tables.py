"""The five tables of one replication, as they go to Parquet: the same counts always give the same bytes.

Rows are sorted, zeros of counts are left out, months are the first of a month, communes are INSEE codes (in
``indicators`` also ``*``); where ``run.grain`` is coarser, catchments or ``*``, the trace and the events
apart. No column and no metadata depends on when or where it was written.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.outcomes.catalogue import CATALOGUE
from sim.outcomes.indicators import Indicators
from sim.outcomes.played import Played
from sim.outcomes.rules import WHOLE
from sim.outcomes.tallies import CARE_KINDS
from sim.world.tables import Table
from sim.world.vocabulary import Kind, Outcome

TABLES: Final = ("outcomes", "waits", "indicators", "events", "trace")
ZSTD_LEVEL: Final = 3
KIND_NAMES: Final = tuple(kind.name.lower() for kind in Kind)
OUTCOME_NAMES: Final = tuple(outcome.name.lower() for outcome in Outcome)
CLOCKS: Final = 2  # a traced need's occurrence is CLOCKS · k + clock


def write(table: pa.Table, file: Path) -> None:
    """One Parquet file."""
    pq.write_table(table, file, compression="zstd", compression_level=ZSTD_LEVEL, store_schema=False)


def make(played: Played, indicators: Indicators) -> dict[str, pa.Table]:
    """The tables by name."""
    return {
        "outcomes": _outcomes(played),
        "waits": _waits(played),
        "indicators": _indicators(played, indicators),
        "events": _events(played),
        "trace": _trace(played),
    }


def _outcomes(played: Played) -> pa.Table:
    """(replication, month, commune, kind, outcome, n): how needs ended, by the month in which they arose."""
    counts = np.concatenate([basin.records.outcomes for basin in played.basins], axis=1)
    places, at, n = _in_order_of_places(played, counts)
    return pa.table(
        {
            "replication": _replication(played, len(n)),
            "month": _months(played, at[0]),
            "commune": _words(at[1], places),
            "kind": _words(at[2], KIND_NAMES[: len(CARE_KINDS)]),
            "outcome": _words(at[3], OUTCOME_NAMES),
            "n": n,
        }
    )


def _waits(played: Played) -> pa.Table:
    """(replication, month, commune, kind, days, n): first request to appointment, 90 and more as 90."""
    counts = np.concatenate([basin.records.waits for basin in played.basins], axis=1)
    places, at, n = _in_order_of_places(played, counts)
    return pa.table(
        {
            "replication": _replication(played, len(n)),
            "month": _months(played, at[0]),
            "commune": _words(at[1], places),
            "kind": _words(at[2], KIND_NAMES[: len(CARE_KINDS)]),
            "days": at[3].astype(np.int32),
            "n": n,
        }
    )


def _indicators(played: Played, indicators: Indicators) -> pa.Table:
    """(replication, month, commune, indicator, group, value, unit), in the order of the columns."""
    keys = sorted(indicators.values)
    order = np.argsort(np.array(indicators.places))
    cube = np.stack([indicators.values[key][:, order] for key in keys], axis=-1)
    month, commune, key = np.nonzero(~np.isnan(cube))
    names, groups = [name for name, _ in keys], [group for _, group in keys]
    return pa.table(
        {
            "replication": _replication(played, len(key)),
            "month": _months(played, month),
            "commune": _words(commune, [indicators.places[i] for i in order]),
            "indicator": _words(key, names),
            "group": _words(key, groups),
            "value": cube[month, commune, key],
            "unit": _words(key, [CATALOGUE[name].unit for name in names]),
        }
    )


def _events(played: Played) -> pa.Table:
    """(replication, date, event, entity, site, commune, detail): changes of supply, in the order of time."""
    events = sorted(played.events, key=lambda event: event.date)  # within a day, as they were applied
    columns: dict[str, Any] = {"replication": _replication(played, len(events))}
    columns["date"] = pa.array([event.date for event in events], type=pa.date32())
    for name in ("event", "entity", "site", "commune", "detail"):
        columns[name] = pa.array([getattr(event, name) for event in events], type=pa.string())
    return pa.table(columns)


def _trace(played: Played) -> pa.Table:
    """(replication, commune, resident, kind, occurrence, first_moment, outcome, service, days): every need
    of the traced residents.

    ``resident`` is the rank within the commune; ``first_moment`` counts seconds from 00:00 of the first day
    of the warm-up. (replication, commune, resident, occurrence) names a need: occurrence 2k is the k-th
    that arose by itself, 2k + 1 the k-th return of a chronic illness.
    """
    rows: list[tuple[NDArray[np.int64], Table]] = []
    services: list[NDArray[np.int64]] = []
    words: list[str] = []
    first_commune = 0
    for basin in played.basins:
        trace = basin.records.trace
        rows.append((first_commune + trace["commune"].astype(np.int64), trace))
        services.append(len(words) + _service(trace, len(basin.agendas)))
        words += ["", *basin.agenda_names, *basin.counter_names]
        first_commune += len(basin.communes)
    codes = _codes(played)
    rank = np.argsort(np.argsort(np.array(codes)))
    commune = np.concatenate([row for row, _ in rows])
    trace = np.concatenate([table for _, table in rows])
    service = np.concatenate(services)
    occurrence = CLOCKS * trace["occurrence"].astype(np.int64) + trace["clock"]
    order = np.lexsort((occurrence, trace["resident"], rank[commune]))
    trace, commune, occurrence, service = trace[order], commune[order], occurrence[order], service[order]
    return pa.table(
        {
            "replication": _replication(played, len(order)),
            "commune": _words(commune, codes),
            "resident": trace["resident"].astype(np.int64),
            "kind": _words(trace["kind"], KIND_NAMES),
            "occurrence": occurrence,
            "first_moment": trace["first_moment"].astype(np.int64),
            "outcome": _words(trace["outcome"], OUTCOME_NAMES),
            "service": _words(service, words),
            "days": trace["days"].astype(np.int32),
        }
    )


def _service(trace: Table, agendas: int) -> NDArray[np.int64]:
    """Index into ("", agendas …, counters …) of a trace's ``service`` (agenda row.

    Counters −2 − row; −1 none).
    """
    service = trace["service"].astype(np.int64)
    return np.where(service >= 0, 1 + service, np.where(service == -1, 0, agendas - 1 - service))


def _codes(played: Played) -> list[str]:
    return [code for basin in played.basins for code in basin.communes]


def _in_order_of_places(
    played: Played, counts: NDArray[np.int64]
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


def _replication(played: Played, rows: int) -> NDArray[np.int32]:
    return np.full(rows, played.replication, dtype=np.int32)


def _months(played: Played, month: NDArray[np.int64]) -> pa.Array:
    epoch = date(1970, 1, 1)
    days = np.array([(first - epoch).days for first in played.months], dtype=np.int32)
    return pa.array(days[month], type=pa.int32()).cast(pa.date32())


def _words(index: NDArray[Any], words: Sequence[str]) -> pa.DictionaryArray:
    unique = {word: place for place, word in enumerate(dict.fromkeys(words))}
    place = np.array([unique[word] for word in words], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(place[index]), pa.array(list(unique), type=pa.string()))
