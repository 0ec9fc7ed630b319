"""Buffers that hold nothing from one day to the next: one set a thread, whatever catchment it plays."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.kernels.timeline.event_queue import BUCKETS
from sim.world.records import TRACE

# By the length they have: of the events of a day, of the rows of needs, of the lines of the trace.
OF_EVENTS: Final = {"today": "u8", "todays": "i4", "sorted_keys": "u8", "sorted_of": "i4"}
OF_NEEDS: Final = {"scratch_keys": "u8", "scratch_of": "i4", "walkers": "i4"}
LEAST_TRACE: Final = 4096


class Scratch:
    """``arrays`` by their name in ``Tables``; they grow, and keep no content when they do."""

    def __init__(self) -> None:
        self.arrays: dict[str, NDArray[Any]] = {"places": np.zeros(BUCKETS + 1, dtype=np.int32)}
        self.fit(0, 0, 0)

    def fit(self, events: int, needs: int, trace: int) -> None:
        """Makes them at least so long."""
        for names, length in ((OF_EVENTS, events), (OF_NEEDS, needs)):
            for name, dtype in names.items():
                self._longer(name, length, np.dtype(dtype))
        self._longer("trace", trace, TRACE)

    def _longer(self, name: str, length: int, dtype: np.dtype[Any]) -> None:
        if name not in self.arrays or len(self.arrays[name]) < length:
            self.arrays[name] = np.zeros(length, dtype=dtype)
