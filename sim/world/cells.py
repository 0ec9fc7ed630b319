"""Of what counts are kept: a cell for each commune, or coarser (docs/model.md, section 11; ``run.grain``)."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario.run import Grain
from sim.world.world import Catchment

WHOLE: Final = "*"  # the whole territory


class Cells(NamedTuple):
    """The cells of one catchment."""

    names: tuple[str, ...]  # by row: INSEE codes, the catchment's name, or ``*``
    of: NDArray[np.int32]  # [commune] the row of its cell


def cells_of(grain: Grain, catchment: Catchment) -> Cells:
    """The cells in which a catchment is counted; all have one name at grain ``territory``."""
    if grain == "commune":
        return Cells(catchment.communes, np.arange(len(catchment.communes), dtype=np.int32))
    name = WHOLE if grain == "territory" else catchment.name
    return Cells((name,), np.zeros(len(catchment.communes), dtype=np.int32))
