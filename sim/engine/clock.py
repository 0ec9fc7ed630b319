"""Days and draws as measures know them.

Time in SimPy is the number of the day. Measures that wait for the same midnight act in their turn: the rank
of the measure is the priority of the event, so that the order in which they happened to ask plays no part.
"""

import math
import zlib
from collections.abc import Generator, Sequence
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import simpy
from numpy.typing import NDArray
from simpy.events import NORMAL

from sim.draws.bulk import table
from sim.draws.keyed import block, entity, key36
from sim.draws.purposes import MEASURE, MEASURE_DRAW
from sim.measures.field_types import Moment
from sim.measures.plan import resolve
from sim.scenario.run import RunSettings, next_month

_TWO_TO_MINUS_32: Final = 2.0**-32
_RANK_MASK: Final = 2**28 - 1


class Midnight(simpy.Event):
    """Happens at the midnight ``delay`` days from now, after those of a lower rank."""

    def __init__(self, env: simpy.Environment, delay: int, rank: int) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        env.schedule(self, priority=NORMAL + rank, delay=delay)  # type: ignore[arg-type]


class MeasureClock:
    """The clock of the measure of one rank (``sim.measures.protocol.Clock``)."""

    def __init__(self, env: simpy.Environment, run: RunSettings, rank: int, last: int) -> None:
        """``last``: the last day played."""
        self._env = env
        self._first, self._start = run.first_day, run.start
        self._rank = rank
        self._last = last

    @property
    def end(self) -> date:
        """The last day played."""
        return self.date_of(self._last)

    @property
    def day(self) -> int:
        """Today."""
        return int(self._env.now)

    @property
    def today(self) -> date:
        """Today as a date."""
        return self.date_of(self.day)

    def date_of(self, when: Moment | int) -> date:
        """The date of a day."""
        return self._first + timedelta(days=when) if isinstance(when, int) else resolve(when, self._start)

    def day_of(self, when: Moment | int) -> int:
        """The number of a day; negative before the first."""
        return when if isinstance(when, int) else (self.date_of(when) - self._first).days

    def until(self, when: Moment | int) -> simpy.Event:
        """The midnight at which that day begins; this one, if it has begun."""
        return Midnight(self._env, max(0, self.day_of(when) - self.day), self._rank)

    def days(self, n: int) -> simpy.Event:
        """The midnight ``n`` days from now."""
        return Midnight(self._env, n, self._rank)

    def next_month(self) -> simpy.Event:
        """The midnight of the next first of a month."""
        return self.until(next_month(self.today))

    def begin(self, process: Generator[simpy.Event, Any, None]) -> None:
        """Runs another process of the same measure beside this one."""
        self._env.process(process)


class MeasureDraws:
    """A measure's draws, or those about one doctor, keyed by a name (``sim.measures.protocol.Draws``)."""

    def __init__(self, seed: int, replication: int, name: str, key: int = 0) -> None:
        self._seed = seed
        self._replication = replication
        self._name = name
        self._key = key
        self._block: tuple[int, tuple[int, int, int, int]] | None = None  # of the last occurrence

    def uniform(self, occurrence: int, word: int) -> float:
        """Strictly between 0 and 1."""
        if self._block is None or self._block[0] != occurrence:
            who = entity(MEASURE, zlib.crc32(self._name.encode()) & _RANK_MASK)
            drawn = block(self._seed, self._key, self._replication, who, MEASURE_DRAW, occurrence)
            self._block = occurrence, drawn
        return (self._block[1][word] + 0.5) * _TWO_TO_MINUS_32

    def exponential(self, occurrence: int, word: int) -> float:
        """A unit exponential."""
        return -math.log(self.uniform(occurrence, word))

    def table(
        self, who: Sequence[str], what: Sequence[str], occurrence: int | Sequence[int]
    ) -> NDArray[np.float64]:
        """``[word, who, what]``: the draws about each of ``who`` and of ``what`` together."""
        begun = zlib.crc32(f"{self._name}/".encode())  # of a name that goes on with each of `who`
        ranks = [zlib.crc32(one.encode(), begun) & _RANK_MASK for one in who]
        doers = np.array([entity(MEASURE, rank) for rank in ranks], dtype=np.uint64)
        keys = np.array([zlib.crc32(one.encode()) for one in what], dtype=np.uint32)
        times = np.empty(len(doers), dtype=np.uint64)
        times[:] = occurrence
        return table(self._seed, keys, self._replication, doers, MEASURE_DRAW, times)

    def about(self, who: str, commune: str | None = None) -> "MeasureDraws":
        """The measure's draws about one doctor, of a commune (INSEE code)."""
        key = self._key if commune is None else key36(commune)
        return MeasureDraws(self._seed, self._replication, f"{self._name}/{who}", key)
