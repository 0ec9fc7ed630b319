"""Who takes what an engine records, as it becomes final: in memory, or on a disk
(``sim.outcomes.storage.spill_file``).

A need is counted under the month in which it arose, and may end months later. So an engine holds the months
that can still change, and hands the others out, in order.
"""

from collections.abc import Mapping
from typing import Any, Protocol, Self

import numpy as np

from sim.world.records import MONTHLY, TRACE, Counts, Records
from sim.world.tables import Table, rows_in, table


class RecordSink(Protocol):
    """Takes the records of one catchment."""

    def months(self, counts: Mapping[str, Counts]) -> None:
        """The next months, which cannot change any more: ``[month, …]`` by name, all of MONTHLY.

        In the cool-down there are none of them, but as wide as there are services.
        """

    def trace(self, lines: Table) -> None:
        """Needs of traced residents that have ended since; TRACE."""

    def rest(self, counts: Mapping[str, Counts]) -> None:
        """At the end: what is not by month, ``daily``, ``contacts`` and ``inhabitants``."""

    def fork(self) -> Self:
        """Another sink who has taken the same so far."""


class MemorySink:
    """Everything in memory; what tests and small worlds want."""

    def __init__(self) -> None:
        self._months: list[Mapping[str, Counts]] = []
        self._traces: list[Table] = [table(TRACE, 0)]
        self._rest: Mapping[str, Counts] = {}

    def months(self, counts: Mapping[str, Counts]) -> None:
        """See ``RecordSink``."""
        self._months.append(counts)

    def trace(self, lines: Table) -> None:
        """See ``RecordSink``."""
        self._traces.append(lines)

    def rest(self, counts: Mapping[str, Counts]) -> None:
        """See ``RecordSink``."""
        self._rest = counts

    def fork(self) -> "MemorySink":
        """See ``RecordSink``."""
        twin = MemorySink()
        twin._months, twin._traces, twin._rest = list(self._months), list(self._traces), self._rest
        return twin

    def records(self) -> Records:
        """All of it, once the run has ended; the trace is sorted."""
        trace = np.concatenate(self._traces)
        order = np.lexsort([trace[name] for name in ("occurrence", "clock", "resident", "commune")])
        counted: dict[str, Any] = {name: joined([part[name] for part in self._months]) for name in MONTHLY}
        return Records(**counted, **self._rest, trace=rows_in(order, trace))


def joined(parts: list[Counts]) -> Counts:
    """Months one after the other; services that had not come yet counted nothing."""
    widest = max(part.shape[1] for part in parts)
    return np.concatenate([widened(part, widest) for part in parts])


def widened(part: Counts, width: int) -> Counts:
    """``[month, width, …]``, with zeros behind."""
    wanting = width - part.shape[1]
    return np.pad(part, [(0, 0), (0, wanting), *[(0, 0)] * (part.ndim - 2)]) if wanting else part
