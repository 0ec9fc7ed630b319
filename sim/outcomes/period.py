"""Indicators over a period, by replication.

Put together from the stored months by the rules of the catalogue.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sim.outcomes.catalogue import CATALOGUE, COSTS, INEQUALITY_OF
from sim.outcomes.delays import gini, quantile
from sim.outcomes.indicators import divide
from sim.outcomes.months import Period
from sim.outcomes.rules import ALL, WHOLE, Rule
from sim.outcomes.store import Run
from sim.outcomes.tallies import Array, Key, Tallies
from sim.world.records import MOST_DAYS

YEARLY_PARTS: Final = frozenset(
    part
    for line in CATALOGUE.values()
    if line.rule is Rule.YEARLY
    for part in (line.numerator, line.denominator)
) | {"contacts"}


@dataclass(frozen=True)
class Values:
    """``values[indicator, group]`` is ``[replication, commune]``.

    ``communes`` ends with ``*``. NaN is undefined.
    """

    period: Period
    replications: tuple[int, ...]
    communes: tuple[str, ...]
    values: Tallies

    def of(self, indicator: str, group: str = ALL, commune: str = WHOLE) -> Array:
        """``[replication]``; NaN where it is undefined or not counted."""
        if (indicator, group) not in self.values:
            return np.full(len(self.replications), np.nan)
        return self.values[indicator, group][:, self.communes.index(commune)]

    def frame(self) -> pd.DataFrame:
        """(replication, commune, indicator, group, value, unit), sorted; undefined values left out."""
        keys = sorted(self.values)
        cube = np.stack([self.values[key] for key in keys])
        key, replication, commune = np.nonzero(~np.isnan(cube))
        return pd.DataFrame(
            {
                "replication": np.array(self.replications)[replication],
                "commune": np.array(self.communes)[commune],
                "indicator": np.array([name for name, _ in keys])[key],
                "group": np.array([group for _, group in keys])[key],
                "value": cube[key, replication, commune],
                "unit": np.array([CATALOGUE[name].unit for name, _ in keys])[key],
            }
        )


def over(run: Run, period: Period, replications: Sequence[int] | None = None) -> Values:
    """Every indicator of the catalogue over the period, for each complete replication (or for some of
    them).
    """
    numbers = run.manifest.complete if replications is None else tuple(replications)
    tables = [_stored(run, period, number) for number in numbers]
    communes = _communes(tables)
    sums = _sums(tables, communes)
    values = _of_a_month(sums, period.months) | _made_of_parts(sums)
    values |= _quantiles(run, period, numbers, communes)
    if (INEQUALITY_OF, ALL) in values:
        values["inequality", ALL] = _inequality(values)
    return Values(period, numbers, communes, values)


def _stored(run: Run, period: Period, replication: int) -> pa.Table:
    """Sums over the period's months: (indicator, group, commune, value_sum)."""
    within = (pc.field("month") >= period.first) & (pc.field("month") <= period.last)
    januaries = pa.array([date(year, 1, 1) for year in period.whole_years], type=pa.date32())
    parts = [n for n, line in CATALOGUE.items() if line.rule in (Rule.FLOW, Rule.STOCK)]
    monthly = pc.field("indicator").isin([name for name in parts if name not in YEARLY_PARTS])
    yearly = pc.field("indicator").isin(sorted(YEARLY_PARTS)) & pc.field("month").isin(januaries)
    wanted = within & (monthly | yearly)
    rows = run.table("indicators", ("indicator", "group", "commune", "value"), wanted, (replication,))
    grouped = rows.group_by(["indicator", "group", "commune"], use_threads=False)
    return grouped.aggregate([("value", "sum")])


def _communes(tables: Sequence[pa.Table]) -> tuple[str, ...]:
    codes = {code for table in tables for code in table["commune"].unique().to_pylist()} - {WHOLE}
    return (*sorted(codes), WHOLE)


def _sums(tables: Sequence[pa.Table], communes: Sequence[str]) -> Tallies:
    """Sums over the months, of flows and of stocks."""
    place = {commune: column for column, commune in enumerate(communes)}
    sums: Tallies = {}
    for row, table in enumerate(tables):
        columns = (table[name].to_pylist() for name in ("indicator", "group", "commune", "value_sum"))
        for indicator, group, commune, total in zip(*columns, strict=True):
            if (indicator, group) not in sums:
                sums[indicator, group] = np.full((len(tables), len(communes)), np.nan)
            sums[indicator, group][row, place[commune]] = total
    return sums


def _of_a_month(sums: Tallies, months: int) -> Tallies:
    """Stocks as means over the months; flows as they are."""
    return {
        (name, group): total / months if CATALOGUE[name].rule is Rule.STOCK else total
        for (name, group), total in sums.items()
    }


def _made_of_parts(sums: Tallies) -> Tallies:
    """RATIO and YEARLY, for every group of which both parts are known, from sums over the months."""
    made: Tallies = {}
    for line in CATALOGUE.values():
        if line.rule not in (Rule.RATIO, Rule.YEARLY):
            continue
        for group in _groups(sums, line.numerator):
            if (line.denominator, group) in sums:
                above, below = sums[line.numerator, group], sums[line.denominator, group]
                made[line.id, group] = divide(line.scale * above, below)
    return made


def _groups(values: Tallies, indicator: str) -> Iterator[str]:
    return (group for name, group in list(values) if name == indicator)


def _quantiles(run: Run, period: Period, numbers: Sequence[int], communes: Sequence[str]) -> Tallies:
    """QUANTILE, for all needs and each kind."""
    within = (pc.field("month") >= period.first) & (pc.field("month") <= period.last)
    place = {commune: column for column, commune in enumerate(communes)}
    counts: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.int64]]] = {}
    for row, number in enumerate(numbers):
        waits = run.table("waits", ("commune", "kind", "days", "n"), within, (number,))
        columns = [waits[name].to_pylist() for name in ("commune", "kind", "days", "n")]
        for commune, kind, days, n in zip(*columns, strict=True):
            for group in (ALL, f"kind:{kind}"):
                if group not in counts:
                    counts[group] = np.zeros((len(numbers), len(communes), MOST_DAYS), dtype=np.int64)
                counts[group][row, place[commune], days] += n
                counts[group][row, -1, days] += n
    lines = [line for line in CATALOGUE.values() if line.rule is Rule.QUANTILE]
    return {(line.id, group): quantile(n, line.scale) for group, n in counts.items() for line in lines}


def _inequality(values: Tallies) -> Array:
    of, weights = values[INEQUALITY_OF, ALL], values["residents", ALL]
    spread = np.full(of.shape, np.nan)
    spread[:, -1] = [gini(of[row, :-1], weights[row, :-1]) for row in range(len(of))]
    return spread


def is_cost(key: Key) -> bool:
    """Whether the comparison shows this cumulated from the start."""
    return key[0] in COSTS
