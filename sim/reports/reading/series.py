"""Monthly series out of the Parquet tables: means over replications with their 95 % intervals."""

import pandas as pd

from sim.outcomes.periods.intervals import interval


def band(values: pd.DataFrame) -> pd.DataFrame:
    """(month, replication) table of values → month, mean, low, high.

    low and high are NaN for one replication.
    """
    means, deviations, counts = values.mean(axis=1), values.std(axis=1, ddof=1), values.count(axis=1)
    ends = [interval(mean, s, n) for mean, s, n in zip(means, deviations, counts, strict=True)]
    low, high = zip(*ends, strict=True) if ends else ((), ())
    return pd.DataFrame({"month": values.index, "mean": means.to_numpy(), "low": low, "high": high})
