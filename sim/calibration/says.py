"""What runs of several territories say together of published figures."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.published.made import Context
from sim.outcomes.published.rows import Published
from sim.outcomes.published.shown import shown
from sim.outcomes.published.year import year_of

Array = NDArray[np.float64]


def said(folders: Sequence[Path], weights: Sequence[float], year: int, figures: Sequence[Published]) -> Array:
    """``[replication, figure]``; NaN where the runs cannot show one. Raises StoreError."""
    together = year_of(folders, year, weights)
    found = [shown(row).made(Context(together, together)) for row in figures]
    values = np.stack(found, axis=1).astype(np.float64)
    return np.where(np.isfinite(values), values, np.nan)
