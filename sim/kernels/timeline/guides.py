"""Guide tables: where a search in a rising row of numbers may begin, so that it ends after a step or two.

The range of the row is cut into equal cells; for each stands the last place of the row that lies in a cell
before it (Chen and Asau 1974). O(1) on average, where halving costs a step that waits for the one before at
every level. The cell of a number is found by one multiplication in both, so that what is found is exact.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

HOUR_CELLS: Final = 256  # of the share of a day's intensity


def beginnings(rising: NDArray[np.float64], cells_per_unit: float, cells: int) -> NDArray[np.int16]:
    """For each cell (and the end of the last) the last place whose value lies in an earlier cell, or 0."""
    cell_of = (rising * cells_per_unit).astype(np.int64)
    return np.maximum(np.searchsorted(cell_of, np.arange(cells + 1)) - 1, 0).astype(np.int16)


def guided_intensity(cumulative: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int16]]:
    """``cumulative`` with two columns behind it: cells per unit of each group (0: nothing arises), and the
    level at which they begin; and ``[group, cell]`` the days to begin at, as many cells as days.
    """
    days = cumulative.shape[1] - 1
    before = cumulative[:, 0]
    arises = cumulative[:, -1] - before
    with np.errstate(divide="ignore"):
        per_unit = np.where(arises > 0, days / arises, 0.0)
    rising = cumulative - before[:, None]
    begin = np.stack([beginnings(row, unit, days) for row, unit in zip(rising, per_unit, strict=True)])
    return np.ascontiguousarray(np.column_stack([cumulative, per_unit, before])), begin


def guided_hours(hours: NDArray[np.float64]) -> NDArray[np.int16]:
    """``[profile, cell]``: the hours to begin at; the last hour is 23."""
    return np.stack([np.minimum(beginnings(row, HOUR_CELLS, HOUR_CELLS), 23) for row in hours])
