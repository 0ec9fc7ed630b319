"""Whether the world stands still while it warms up: trends per resident and year, seasons removed.

Two answers, since neither is enough alone:

* ``slope``: the trend inside the warm-up year. The logarithm of each month's value per resident (flows: per
  day) is explained by the month of the year, the share of working days in it, and a broken line that bends on
  each 1 January of the run, of which the first piece is the answer: seasons repeat and the line does not.
* ``change``: the twelve months after the warm-up against its last twelve; it holds what really changed in
  that first year too (a doctor who retired), and needs no model.

A warm-up shorter than a year, or a run shorter than three, has no slope. Intervals are Student's.
"""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.indicator import Rule
from sim.outcomes.counting.source import ALL, WHOLE
from sim.outcomes.errors import StoreError
from sim.outcomes.periods.intervals import mean_with_interval
from sim.outcomes.periods.months import months_between
from sim.outcomes.storage.replication_result import later
from sim.outcomes.storage.store import StoredRun, read_run
from sim.territory.calendar import make_calendar
from sim.vocabulary.time import MONTHS_A_YEAR

KEYS: Final = tuple(each.id for each in CATALOGUE.values() if each.in_drift)
LEAST_YEARS: Final = 3

Array = NDArray[np.float64]


def drift(folder: Path, indicators: Sequence[str] = KEYS) -> pd.DataFrame:
    """(indicator, slope, slope_low, slope_high, change, change_low, change_high) in % a year, over the whole
    territory.

    Counts are taken per resident, ratios as they are. Raises StoreError.
    """
    run = read_run(folder)
    months, series = monthly(run, (*indicators, "residents"))
    rows = []
    for name in indicators:
        per_head = CATALOGUE[name].rule in (Rule.FLOW, Rule.STOCK)
        values = series[name] / series["residents"] if per_head else series[name]
        slopes = slope(values, months, run, flow=CATALOGUE[name].rule is Rule.FLOW)
        changes = change(values, months, run)
        rows.append((name, *mean_with_interval(slopes), *mean_with_interval(changes)))
    columns = ["indicator", "slope", "slope_low", "slope_high", "change", "change_low", "change_high"]
    return pd.DataFrame(rows, columns=columns)


def monthly(run: StoredRun, indicators: Sequence[str]) -> tuple[list[date], dict[str, Array]]:
    """The first of each month, and ``[replication, month]`` of the whole territory; NaN where undefined."""
    first = run.manifest.first_day
    months = [later(first, i) for i in range(months_between(first, run.manifest.end) + 1)]
    wanted = [("commune", "=", WHOLE), ("group", "=", ALL), ("indicator", "in", list(indicators))]
    rows = run.table("indicators", ("replication", "month", "indicator", "value"), wanted).to_pandas()
    wide = rows.pivot(index="replication", columns=["indicator", "month"], values="value")
    columns = pd.MultiIndex.from_product([indicators, months])
    series = wide.reindex(index=list(run.manifest.complete), columns=columns)
    return months, {name: series[name].to_numpy() for name in indicators}


def slope(values: Array, months: Sequence[date], run: StoredRun, *, flow: bool) -> Array:
    """``[replication]`` % a year inside the warm-up; NaN where it cannot be told."""
    years = len(months) / MONTHS_A_YEAR
    warmup = months_between(run.manifest.first_day, run.manifest.start)
    if warmup < MONTHS_A_YEAR or years < LEAST_YEARS or not np.all(values > 0):
        return np.full(len(values), np.nan)
    explained = _design(months, run, flow=flow)
    days = pd.DatetimeIndex(list(months)).days_in_month.to_numpy()[:, None]
    found, *_ = np.linalg.lstsq(explained, np.log(values.T / days if flow else values.T), rcond=None)
    return np.asarray(100.0 * np.expm1(found[0]))


def _design(months: Sequence[date], run: StoredRun, *, flow: bool) -> Array:
    """``[month, column]``: time (its coefficient is the slope of the first piece), bends, seasons, working
    days.
    """
    time = np.arange(len(months)) / MONTHS_A_YEAR
    bends = [
        np.maximum(0.0, time - i / MONTHS_A_YEAR) for i, month in enumerate(months) if i and month.month == 1
    ]
    seasons = [[float(month.month == m) for month in months] for m in range(1, MONTHS_A_YEAR + 1)]
    columns = [time, *bends, *seasons, *([_working_days(months, run)] if flow else [])]
    return np.column_stack([np.asarray(column, dtype=np.float64) for column in columns])


def _working_days(months: Sequence[date], run: StoredRun) -> list[float]:
    """Share of each month's days that are Monday to Friday and no public holiday."""
    calendar = make_calendar(months[0], date.fromordinal(later(months[-1], 1).toordinal() - 1))
    working = (calendar.weekday < 5) & ~calendar.holiday
    return [float(working[calendar.month == i].mean()) for i in range(len(months))]


def change(values: Array, months: Sequence[date], run: StoredRun) -> Array:
    """``[replication]`` % from the last twelve months of the warm-up to the twelve that follow."""
    start = months_between(run.manifest.first_day, run.manifest.start)
    if start < MONTHS_A_YEAR or len(months) < start + MONTHS_A_YEAR:
        return np.full(len(values), np.nan)
    before = values[:, start - MONTHS_A_YEAR : start].sum(axis=1)
    after = values[:, start : start + MONTHS_A_YEAR].sum(axis=1)
    gone = np.full(len(values), np.nan)
    return np.asarray(np.divide(100.0 * (after - before), before, out=gone, where=before > 0))


def main(arguments: Sequence[str]) -> int:
    """``python -m sim.outcomes.periods.drift RUN_FOLDER``: prints it; 2 for bad input."""
    if len(arguments) != 1:
        print("usage: python -m sim.outcomes.periods.drift RUN_FOLDER", file=sys.stderr)
        return 2
    try:
        table = drift(Path(arguments[0]))
    except StoreError as error:
        print(error, file=sys.stderr)
        return 2
    print(table.to_string(index=False, float_format="%.3g"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
