"""What happened in a run, as columns in order of time: which needs arose, were booked, ended.

Read off the kernels' event log, so that a bare loop can touch the same rows in the same order.
"""

from collections import OrderedDict
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.world.log_events import LogEvent

DAY = 86400
SECOND, ENTITY, OCCURRENCE, TAG, VERB, A, B = 0, 2, 3, 4, 5, 6, 7  # columns of the log
Ints = NDArray[np.int32]


class Script(NamedTuple):
    """One entry for each need that arose, each booking, each end; ``bounds[day]`` is where a day begins."""

    who: Ints  # row of the person
    clock: Ints
    kind: Ints
    need: Ints  # row of the need
    booked: Ints  # row of the need
    agenda: Ints
    half: Ints
    ended: Ints  # row of the need
    ended_kind: Ints
    outcome: Ints
    days: Ints
    bounds: Ints  # [day, (arisen, booked, ended)]


def script_of(log: NDArray[np.int64], first: int, days: int, rows: int) -> Script:
    """The script of a log that begins at midnight of day ``first``, for a pool of ``rows`` needs."""
    arise, book, end = (log[log[:, VERB] == verb] for verb in (LogEvent.NEED, LogEvent.BOOKED, LogEvent.ENDS))
    identity = _identity(arise)
    order = np.argsort(identity, kind="stable")
    of_booked, of_ended = (_latest(identity, order, _identity(lines)) for lines in (book, end))
    need, ended = _rows(arise, book, end, of_booked, of_ended, rows)
    known = np.maximum(of_ended, 0)
    midnights = DAY * (first + np.arange(days + 1))
    bounds = np.stack([np.searchsorted(lines[:, SECOND], midnights) for lines in (arise, book, end)], axis=1)
    return Script(
        who=arise[:, ENTITY].astype(np.int32),
        clock=(arise[:, TAG] >> 4).astype(np.int32),
        kind=arise[:, A].astype(np.int32),
        need=need,
        booked=np.where(of_booked >= 0, need[np.maximum(of_booked, 0)], 0).astype(np.int32),
        agenda=book[:, A].astype(np.int32),
        half=book[:, B].astype(np.int32),
        ended=ended,
        ended_kind=arise[known, A].astype(np.int32),
        outcome=end[:, A].astype(np.int32),
        days=end[:, B].astype(np.int32),
        bounds=bounds.astype(np.int32),
    )


def _identity(lines: NDArray[np.int64]) -> NDArray[np.int64]:
    """A number for (person, occurrence, clock)."""
    return lines[:, ENTITY] << 12 | lines[:, OCCURRENCE] << 4 | lines[:, TAG] >> 4


def _latest(
    identity: NDArray[np.int64], order: NDArray[np.int64], wanted: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The last need of that identity, -1 where it arose before the log."""
    place = np.searchsorted(identity[order], wanted, side="right") - 1
    found = order[np.maximum(place, 0)]
    return np.where((place >= 0) & (identity[found] == wanted), found, -1)


def _rows(
    arise: NDArray[np.int64],
    book: NDArray[np.int64],
    end: NDArray[np.int64],
    of_booked: NDArray[np.int64],
    of_ended: NDArray[np.int64],
    rows: int,
) -> tuple[Ints, Ints]:
    """The row of the pool that each need takes, last freed first, and the row each end frees.

    What ends because another's service ended is logged under that other's key; then the need without a
    booking that has been open longest is taken to end.
    """
    moments = np.concatenate([lines[:, SECOND] for lines in (arise, book, end)])
    sorts = np.repeat([0, 1, 2], [len(arise), len(book), len(end)])
    places = np.concatenate([np.arange(len(lines)) for lines in (arise, book, end)])
    free = list(range(rows - 1, -1, -1))
    need, ended = np.zeros(len(arise), dtype=np.int32), np.zeros(len(end), dtype=np.int32)
    unbooked: OrderedDict[int, int] = OrderedDict()
    open_rows: dict[int, int] = {}
    for i in np.lexsort((sorts, moments)):
        place = int(places[i])
        if sorts[i] == 0:
            row = free.pop()
            need[place] = open_rows[place] = unbooked[place] = row
        elif sorts[i] == 1:
            unbooked.pop(int(of_booked[place]), None)
        else:
            which = int(of_ended[place])
            if which not in open_rows and which >= 0 and unbooked:
                which = next(iter(unbooked))
            unbooked.pop(which, None)
            row = open_rows.pop(which, None)
            if row is not None:
                free.append(row)
            ended[place] = row if row is not None else place % rows  # arose before the log
    return need, ended
