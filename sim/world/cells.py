"""Of what counts are kept: a cell for each commune, or coarser (docs/model.md, section 11; ``run.grain``).

All communes of the ring are counted together, in a cell of their own that nobody is told of.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario.run import Grain
from sim.world.world import Catchment

WHOLE: Final = "*"  # the whole territory


class Cells(NamedTuple):
    """The cells of one catchment."""

    names: tuple[str, ...]  # by row, those that are reported: INSEE codes, the catchment's name, or ``*``
    of: NDArray[np.int32]  # [commune] the row of its cell; behind the names, that of the ring

    @property
    def counted(self) -> int:
        """The cells that engines count in: those that are reported, and that of the ring, if there is one."""
        return max(len(self.names), int(self.of.max()) + 1)

    @property
    def reported(self) -> NDArray[np.bool_]:
        """``[commune]``: whether it is reported."""
        return np.asarray(self.of < len(self.names))


def cells_of(grain: Grain, catchment: Catchment) -> Cells:
    """The cells in which a catchment is counted; all have one name at grain ``territory``."""
    ring = catchment.in_ring
    reported = np.flatnonzero(~ring)
    if grain == "commune":
        names = tuple(catchment.communes[row] for row in reported)
    else:
        names = (WHOLE if grain == "territory" else catchment.name,) * min(1, len(reported))
    of = np.full(len(ring), len(names), dtype=np.int32)
    of[reported] = np.arange(len(reported)) if grain == "commune" else 0
    return Cells(names, of)
