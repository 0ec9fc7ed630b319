"""Visitors by day of the year: a peak, and what part of it is there on which day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.territory import settings as read
from sim.territory.calendar import DAYS_OF_YEAR, day_of_year
from sim.territory.errors import nearest

LEAP_YEAR = 2024  # any leap year: only its days are used


def read_visitors(settings: Mapping[str, Any], shore: tuple[str, ...]) -> dict[str, NDArray[np.float64]]:
    """Visitors per resident, (366,) by day of the leap year, for each kind of shore that a commune has."""
    block = read.mapping(settings, "visitors")
    for kind in shore:
        if kind not in block:
            raise read.fail(
                "visitors",
                f"the shore {kind} of communes.csv has no block here; {nearest(kind, map(str, block))}",
            )
    return {str(kind): _curve(block, f"visitors.{kind}") for kind in block}


def _curve(block: Mapping[str, Any], path: str) -> NDArray[np.float64]:
    values = read.section(block, path, ("peak", "shape"))
    peak = read.number(values, f"{path}.peak", 0.0, 100.0)
    shape = read.mapping(values, f"{path}.shape")
    if not shape:
        raise read.fail(f"{path}.shape", 'is empty; write at least one day, such as "08-15": 1.0')
    days = {
        _day(str(key), f"{path}.shape"): read.number(shape, f"{path}.shape.{key}", 0.0, 1.0) for key in shape
    }
    known = sorted(days)
    curve: NDArray[np.float64] = np.interp(
        np.arange(DAYS_OF_YEAR), known, [days[day] for day in known], period=DAYS_OF_YEAR
    )
    return peak * curve


def _day(key: str, path: str) -> int:
    try:
        return day_of_year(date.fromisoformat(f"{LEAP_YEAR}-{key}"))
    except ValueError:
        raise read.fail(path, f'“{key}” is no day of the year; write month-day, such as "08-15"') from None
