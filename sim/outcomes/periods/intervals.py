"""Student's interval of a mean over replications."""

from functools import cache
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

CONFIDENCE: Final = 0.95
Mean = TypeVar("Mean", float, NDArray[np.float64])


def interval(mean: Mean, deviation: Mean, n: int, freedom: int | None = None) -> tuple[Mean, Mean]:
    """Of a mean (or of several) of ``n`` values of that standard deviation; NaN for fewer than two values.
    ``freedom``: degrees of freedom on which the deviation rests; None: n - 1.
    """
    if n < 2:
        unknown = mean * float("nan")
        return unknown, unknown
    half = _student(n - 1 if freedom is None else freedom) * deviation / n**0.5
    return mean - half, mean + half


@cache
def _student(freedom: int) -> float:
    return float(stdtrit(freedom, 0.5 + CONFIDENCE / 2))  # what scipy.stats.t.ppf calls, without its import


def mean_with_interval(values: NDArray[np.float64]) -> tuple[float, float, float]:
    """Mean, low, high of what is known (not NaN)."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        nan = float("nan")
        return nan, nan, nan
    mean = float(known.mean())
    deviation = float(known.std(ddof=1)) if len(known) > 1 else float("nan")
    return (mean, *interval(mean, deviation, len(known)))
