"""Visitors by day of the year: a peak, and the share of it that is there on each day."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.schema.nearest import nearest
from sim.territory.calendar import DAYS_OF_YEAR, day_of_year
from sim.territory.errors import fail
from sim.territory.settings import VisitorsBlock


def visitors_of(
    blocks: Mapping[str, VisitorsBlock], shore: tuple[str, ...]
) -> dict[str, NDArray[np.float64]]:
    """Visitors per resident, (366,) by day of the leap year, for each kind of shore. Raises TerritoryError
    for a kind that a commune has (`shore`) and no block describes.
    """
    for kind in shore:
        if kind not in blocks:
            raise fail(
                "visitors", f"the shore {kind} of communes.csv has no block here; {nearest(kind, blocks)}"
            )
    return {kind: _curve(block) for kind, block in blocks.items()}


def _curve(block: VisitorsBlock) -> NDArray[np.float64]:
    """(366,) straight lines from one day that is given to the next, round the year."""
    days = {day_of_year(day): share for day, share in block.shape.items()}
    known = sorted(days)
    curve: NDArray[np.float64] = np.interp(
        np.arange(DAYS_OF_YEAR), known, [days[day] for day in known], period=DAYS_OF_YEAR
    )
    return block.peak * curve
