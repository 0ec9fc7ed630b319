"""Monthly series out of the Parquet tables:

the mean over replications, with its 95 % interval (Student's t).
"""

from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from sim.outcomes.catalogue import WHOLE

CONFIDENCE: Final = 0.95


def half_width(deviation: np.ndarray | float, n: int) -> np.ndarray | float:
    """Half of the 95 % interval of a mean of n values with that standard deviation; NaN below two values."""
    if n < 2:
        return deviation * float("nan")
    return deviation * float(stats.t.ppf((1 + CONFIDENCE) / 2, n - 1)) / float(np.sqrt(n))


def band(values: pd.DataFrame) -> pd.DataFrame:
    """(month, replication) table of values → month, mean, low, high; low and high are NaN for one
    replication.
    """
    means = values.mean(axis=1)
    n = values.count(axis=1)
    deviation = values.std(axis=1, ddof=1)
    half = np.array([half_width(d, int(k)) for d, k in zip(deviation, n, strict=True)], dtype=float)
    return pd.DataFrame(
        {
            "month": values.index,
            "mean": means.to_numpy(),
            "low": means.to_numpy() - half,
            "high": means.to_numpy() + half,
        }
    )


def here(place: str) -> tuple[str, list[object]]:
    """A condition on ``commune`` with its parameters: that commune, or all of them."""
    return ("TRUE", []) if place == WHOLE else ("commune = ?", [place])
