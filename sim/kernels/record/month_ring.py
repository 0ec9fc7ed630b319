"""The months that a catchment holds: those in which a need arose that is still open, and the last one.

Of ``RINGS`` month m has slot m modulo their length; kernels know slots alone. On the first of a month that
finds its slot taken, the months that no open need belongs to are handed out; if that does not free it, the
rings grow. What is counted does not depend on their length.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.kernels.state import CENSUS, DEAD, FREE, Tables
from sim.world.record_sink import RecordSink
from sim.world.records import Counts
from sim.world.tables import rows_in

FIRST_LENGTH: Final = 4  # most needs end within a few weeks; at least 2, so that a month's begin is seen
RINGS: Final = ("tallies", "counter_tallies", "at_agendas", "on_panels")


class Held:
    """Which months are held (``first`` … ``end - 1``), of one catchment."""

    def __init__(self, months: NDArray[Any], reported: int, cells: int, sink: RecordSink) -> None:
        """``months``: of each day of the run, counted from the first; so many are ``reported``, and of so
        many ``cells``.
        """
        self._months, self._reported, self._cells = months, reported, cells
        self.sink = sink
        self.first, self.end, self.length = 0, 1, FIRST_LENGTH

    def until(self, day: int, to_day: int) -> int:
        """``to_day``, or the first day of the month after that of ``day``."""
        return min(to_day, int(np.searchsorted(self._months, self._months[day], side="right")))

    def slot(self, month: int) -> int:
        """Where a month that is held stands in the rings. ValueError if it is not held."""
        if not self.first <= month < self.end:
            raise ValueError(f"month {month} is not held: {self.first} to {self.end - 1} are")
        return month % self.length

    def reach(self, t: Tables, day: int) -> Tables:
        """Makes room for the month of ``day``, which is about to be played; the tables from then on."""
        month = int(self._months[day])
        if month < self.end:
            return t
        if month - self.first == self.length:
            self.hand_out(t, min(self._oldest(t), month - 1))  # a measure may ask for the last month
        if month - self.first == self.length:
            t = self._longer(t)
        self.end = month + 1
        return t

    def hand_out(self, t: Tables, end: int) -> None:
        """Gives the months before ``end`` that are reported to the sink; the slots of all are empty then."""
        if end <= self.first:
            return
        slots = np.arange(self.first, end) % self.length
        self.sink.months(counts_at(t, slots[: max(0, self._reported - self.first)], self._cells))
        for name in RINGS:
            ring = getattr(t, name)
            ring[slots] = np.zeros((), dtype=ring.dtype)
        self.first = end

    def _oldest(self, t: Tables) -> int:
        """The month in which the oldest need arose that has not ended; at most the last one played."""
        open_needs = (t.needs["state"] != FREE) & (t.needs["state"] != DEAD)
        return int(self._month_of(t.needs["month"][open_needs]).min(initial=self.end - 1))

    def _month_of(self, slots: NDArray[Any]) -> NDArray[np.int64]:
        """The months that stand at these slots."""
        last = self.end - 1
        return np.asarray(last - (last - slots.astype(np.int64)) % self.length)

    def _longer(self, t: Tables) -> Tables:
        """Rings of twice the length, with everything in its new slot."""
        held, length = np.arange(self.first, self.end), 2 * self.length
        grown: dict[str, Any] = {}
        for name in RINGS:
            ring = getattr(t, name)
            grown[name] = np.zeros((length, *ring.shape[1:]), dtype=ring.dtype)
            grown[name][held % length] = ring[held % self.length]
        days = t.days.copy()
        days["month"] = self._months % length
        t.needs["month"] = self._month_of(t.needs["month"]) % length
        self.length = length
        return t._replace(**grown, days=days)


def counts_at(t: Tables, slots: NDArray[np.int64], cells: int) -> dict[str, Counts]:
    """The counts of some slots, by the names of ``Records``; of the first ``cells``, not of the ring."""
    tallies, at_counters = rows_in(slots, t.tallies)[:, :cells], rows_in(slots, t.counter_tallies)
    counts = {name: tallies[name].astype(np.int64) for name in tallies.dtype.names or ()}
    counts |= {name: at_counters[name].astype(np.int64) for name in at_counters.dtype.names or ()}
    census = np.moveaxis(counts.pop("census"), 2, 0)
    counts |= dict(zip(CENSUS, census, strict=True))
    return counts | {"at_agendas": t.at_agendas[slots], "panels": t.on_panels[slots]}
