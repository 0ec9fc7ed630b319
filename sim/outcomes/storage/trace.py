"""The table of the traced needs: who, when, what was tried and what came of it, how it ended.

One row a need. What was tried is a sentence of words in their order, each ``STEP:CAME`` or
``STEP:CAME@SERVICE``: the step as the pathway calls it, what came of it (``sim.world.records.Came``, in small
letters), the agenda, counter or line. Before what was tried on a later day stands ``+DAYS`` since the need
arose: ``own:refused retry:later +3 own:booked@mios_1``. Steps that were not meant for the person or the hour,
or not taken up, are not there.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sim.outcomes.storage.columns import replication_column, words_column
from sim.outcomes.storage.replication_result import CatchmentResult, ReplicationResult
from sim.vocabulary.structure import FIRST_RECURRING, TURNED
from sim.vocabulary.time import DAY
from sim.vocabulary.vocabulary import ids
from sim.world.records import Came
from sim.world.tables import Table

AT_ONCE: Final = 1 << 20  # needs made into a table together
DAY_BITS: Final = 16  # of days since a need arose
STEPS: Final = 16  # a line says 16 * Came + step
STEP_BITS: Final = 12  # of kind, what came of it, step

Columns = dict[str, NDArray[Any]]


def traces(played: ReplicationResult) -> Iterator[pa.Table]:
    """(replication, commune, resident, age, ald, kind, occurrence, arose, outcome, service, at, minutes,
    days, refused, tried): every need of the traced residents, a batch of communes at a time.

    ``resident`` is the rank within the commune; ``age`` and ``ald`` are theirs on the day it ``arose``.
    ``at`` is the commune of the service ("" for none, and for what has no place), ``minutes`` the way there
    from home (null without a place); ``refused``: some request for an agenda brought no offer.
    (replication, commune, resident, occurrence) names a need: occurrence 2k is the k-th
    that arose by itself, 2k + 1 the k-th return of a chronic illness. Where kinds recur on clocks of their
    own, there are n clocks instead of two: nk, nk + 1, and nk + 2 … for those, in their order. Needs that
    others have turned into have negative numbers.
    """
    words: list[str] = []
    places: list[str] = []
    # Of a commune: its row in it, where its services and its places begin
    where: list[tuple[CatchmentResult, int, int, int]] = []
    for catchment in played.catchments:
        rows = np.flatnonzero(catchment.cells.reported).tolist()
        where += [(catchment, row, len(words), len(places)) for row in rows]
        words += ["", *catchment.agenda_names, *catchment.counter_names]
        places += ["", *catchment.communes]
    codes = [code for catchment in played.catchments for code in catchment.reported]
    batch: list[Columns] = []
    n = 0
    for place in np.argsort(np.array(codes)):
        catchment, row, begin, here = where[place]
        lines = _in_order(catchment.records.trace_of(row), played)
        service = begin + _service(lines, len(catchment.agendas))
        ended = np.flatnonzero(lines["tried"] == 0)
        batch.append(_needs(lines[ended], played) | {"commune": np.full(len(ended), place)})
        batch[-1]["service"] = service[ended]
        commune = _commune_of_service(lines["service"][ended].astype(np.int64), catchment)
        batch[-1]["at"] = here + 1 + commune
        batch[-1]["minutes"] = np.where(commune < 0, -1, catchment.travel[row, commune])
        batch[-1]["refused"] = _refused(lines)
        batch[-1]["tried"] = _sentences(lines, service, words, played)
        n += len(ended)
        if n >= AT_ONCE:
            yield _table(played, batch, codes, words, places)
            batch, n = [], 0
    if batch:
        yield _table(played, batch, codes, words, places)


def _in_order(lines: Table, played: ReplicationResult) -> Table:
    """Sorted by resident and need; the lines of a need in the order in which they were written."""
    return np.asarray(lines[np.lexsort((_occurrence(lines, played), lines["resident"]))])


def _occurrence(lines: Table, played: ReplicationResult) -> NDArray[np.int64]:
    """Occurrence and clock in one number; the clock of the searches has no needs."""
    clock, number = lines["clock"].astype(np.int64), lines["occurrence"].astype(np.int64)
    turned = clock == TURNED
    clock = np.where(clock >= FIRST_RECURRING, clock - 1, clock)
    return np.where(turned, -1 - number, played.vocabulary.clocks * number + clock)


def _service(lines: Table, agendas: int) -> NDArray[np.int64]:
    """The place of a service among ("", agendas …, counters …)."""
    service = lines["service"].astype(np.int64)  # agenda row; counters -2 - row; -1 none
    return np.where(service >= 0, 1 + service, np.where(service == -1, 0, agendas - 1 - service))


def _commune_of_service(service: NDArray[np.int64], catchment: CatchmentResult) -> NDArray[np.int64]:
    """Row of the commune in which a service of the trace stands; -1 for none."""
    commune = np.full(len(service), -1, dtype=np.int64)
    for these, table, rows in (
        (service >= 0, catchment.agendas, service),
        (service < -1, catchment.counters, -2 - service),
    ):
        commune[these] = table["commune"][rows[these]]
    return commune


def _refused(lines: Table) -> NDArray[np.bool_]:
    """Of each need of ``lines`` in order: whether some request for an agenda brought no offer."""
    end = np.flatnonzero(lines["tried"] == 0)
    so_far = np.cumsum(lines["tried"] // STEPS == Came.REFUSED)[end]
    return np.asarray(np.diff(so_far, prepend=0) > 0)


def _needs(ends: Table, played: ReplicationResult) -> Columns:
    """The columns of needs that are in the lines of their ends."""
    arose = np.datetime64(played.first, "ms") + ends["first_moment"] * np.timedelta64(1000, "ms")
    columns: Columns = {name: ends[name] for name in ("resident", "kind", "outcome", "days")}
    columns["occurrence"] = _occurrence(ends, played)
    columns["arose"] = arose
    year = 1970 + arose.astype("datetime64[Y]").astype(np.int64)
    columns["age"] = (year - ends["birth_year"]).astype(np.int32)
    columns["ald"] = ends["ald"].astype(np.bool_)
    return columns


def _sentences(
    lines: Table, service: NDArray[np.int64], words: Sequence[str], played: ReplicationResult
) -> NDArray[Any]:
    """What was tried for each need (see above); ``lines`` in order, the last of each need is its end."""
    end = lines["tried"] == 0
    days = lines["days"].astype(np.int64)
    begins = np.r_[True, end[:-1]][: len(lines)]
    later = np.where(days > np.where(begins, 0, np.roll(days, 1)), days, 0)
    packed = (lines["kind"].astype(np.int64) << 8) + lines["tried"]
    changes = [day for day, _ in played.tries_from]  # of what the pathways try
    since = np.searchsorted(changes, lines["first_moment"] // DAY + days, side="right")
    packed = (((service + len(words) * since << STEP_BITS) + packed) << DAY_BITS) + later
    unique, place = np.unique(packed[~end], return_inverse=True)
    tries = [_tries(played, tried) for tried in (played.tries, *(tried for _, tried in played.tries_from))]
    said = pa.array([_word(int(one), words, tries) for one in unique], type=pa.string())
    ends = np.flatnonzero(end)
    offsets = np.r_[0, ends - np.arange(len(ends))].astype(np.int32)  # so many lines before are no ends
    lists = pa.ListArray.from_arrays(pa.array(offsets), said.take(pa.array(place)))
    return np.asarray(pc.binary_join(lists, " ").to_numpy(zero_copy_only=False))


def _tries(played: ReplicationResult, tries: Mapping[str, Sequence[str]]) -> Sequence[Sequence[str]]:
    """By kind and step, what the pathway tries."""
    return [tries.get(kind, ()) for kind in ids(played.vocabulary.kinds)]


def _word(packed: int, words: Sequence[str], tries: Sequence[Sequence[Sequence[str]]]) -> str:
    """``tries``: of the first day, then from each day on which they change."""
    later, packed = packed % (1 << DAY_BITS), packed >> DAY_BITS
    since, place = divmod(packed >> STEP_BITS, len(words))
    service, (kind, tried) = words[place], divmod(packed % (1 << STEP_BITS), 256)
    came, step = divmod(tried, STEPS)
    action = tries[since][kind][step] if step < len(tries[since][kind]) else str(step)
    word = f"{action}:{Came(came).name.lower()}"
    return f"{f'+{later} ' if later else ''}{word}{f'@{service}' if service else ''}"


def _table(
    played: ReplicationResult,
    batch: Sequence[Mapping[str, Any]],
    codes: Sequence[str],
    words: Sequence[str],
    places: Sequence[str],
) -> pa.Table:
    needs = {name: np.concatenate([each[name] for each in batch]) for name in batch[0]}
    vocabulary = played.vocabulary
    return pa.table(
        {
            "replication": replication_column(played, len(needs["resident"])),
            "commune": words_column(needs["commune"], codes),
            "resident": needs["resident"].astype(np.int64),
            "age": needs["age"],
            "ald": needs["ald"],
            "kind": words_column(needs["kind"], ids(vocabulary.kinds)),
            "occurrence": needs["occurrence"],
            "arose": needs["arose"],
            "outcome": words_column(needs["outcome"], ids(vocabulary.outcomes)),
            "service": words_column(needs["service"], words),
            "at": words_column(needs["at"], places),
            "minutes": pa.array(needs["minutes"].astype(np.int32), mask=needs["minutes"] < 0),
            "days": needs["days"],
            "refused": needs["refused"],
            "tried": pa.array(needs["tried"], type=pa.string()),
        }
    )
