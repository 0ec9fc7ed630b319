"""The compiled engine of patients, behind the same Protocol as the reference
(``sim.world.patients.Patients``).
"""

from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.catchment import KernelCatchment
from sim.world.patients import Workload
from sim.world.records import Records
from sim.world.tables import Table
from sim.world.world import World


class KernelPatients:
    """All patients of all catchments. ``seconds`` is the wall time spent inside the compiled ``advance``.

    Catchments do not touch each other between two changes of supply, so that ``threads`` may play them side
    by side; the result does not depend on it.
    """

    def __init__(self, world: World, *, threads: int = 1, log: bool = False) -> None:
        self.seconds = 0.0
        self.threads = threads
        self._catchments = [KernelCatchment(world, c, log=log) for c in world.catchments]

    @property
    def log(self) -> tuple[NDArray[np.int64], ...]:
        """The event log of each catchment, ``[line, 8]`` in the order of ``LogRow``, as it happened."""
        return tuple(c.logged() for c in self._catchments)

    def advance(self, from_day: int, to_day: int) -> None:
        """Plays days ``from_day`` … ``to_day - 1`` in every catchment."""
        began = perf_counter()
        if self.threads > 1 and len(self._catchments) > 1:
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(lambda c: c.advance(from_day, to_day), self._catchments))
        else:
            for catchment in self._catchments:
                catchment.advance(from_day, to_day)
        self.seconds += perf_counter() - began

    def finish(self) -> tuple[Records, ...]:
        """Ends the run; the records, one for each catchment."""
        began = perf_counter()
        records = tuple(c.finish() for c in self._catchments)
        self.seconds += perf_counter() - began
        return records

    def agendas(self, catchment: int) -> Table:
        """The agendas as they are now (a copy)."""
        return self._catchments[catchment].agendas()

    def counters(self, catchment: int) -> Table:
        """The counters and lines as they are now (a copy)."""
        return self._catchments[catchment].counters()

    def add_agenda(self, catchment: int, row: Any) -> int:
        """Opens an agenda; its row number."""
        return self._catchments[catchment].add_agenda(row)

    def set_agenda(self, catchment: int, agenda: int, **columns: Any) -> None:
        """Changes columns of an agenda from today on."""
        self._catchments[catchment].set_agenda(agenda, columns)

    def depart(
        self,
        catchment: int,
        agenda: int,
        day: int,
        successor: int = -1,
        share: float = 0.0,
        same_doctor: bool = False,
    ) -> None:
        """The agenda ends today."""
        self._catchments[catchment].depart(agenda, day, successor, share, same_doctor)

    def add_counter(self, catchment: int, row: Any, travel: NDArray[np.int32]) -> int:
        """Opens a counter or line; its row number."""
        return self._catchments[catchment].add_counter(row, travel)

    def set_counter(self, catchment: int, counter: int, **columns: Any) -> None:
        """Changes columns of a counter from today on."""
        self._catchments[catchment].set_counter(counter, columns)

    def workload(self, catchment: int, month: int) -> Workload:
        """What the agendas did in a past month."""
        return self._catchments[catchment].workload(month)


def compile_ahead(world: World) -> None:
    """Compiles (or loads) every kernel by playing one day of a world."""
    patients = KernelPatients(world)
    patients.advance(0, 1)
    patients.finish()
