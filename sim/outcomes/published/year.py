"""What a figure may be made of: indicators and tables over a period, of one run or of several together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.indicator import Rule
from sim.outcomes.counting.source import ALL, WHOLE, Array
from sim.outcomes.periods.months import Period, parse_period, within
from sim.outcomes.periods.period import Values, over
from sim.outcomes.storage.store import StoredRun, read_run

# Tables that figures are made of, beside indicators: when a row is
DATES: Final = {"daily": "date", "doctors": "month", "trace": "arose", "waits": "month"}


@dataclass(frozen=True, eq=False)
class Part:
    """One run over the period. ``weight``: how many places like it there are."""

    run: StoredRun
    values: Values
    weight: float


@dataclass(frozen=True, eq=False)
class Year:
    """Runs over a period, put together as if they were one territory: counts are added up, each times its
    weight, and ratios are made of the sums. Replications are paired by their place.
    """

    parts: tuple[Part, ...]
    period: Period
    most: int | None = None  # replications that are looked at; None: all

    @property
    def n(self) -> int:
        """How many replications there are in every run, and are looked at."""
        there = min(len(part.run.manifest.complete) for part in self.parts)
        return there if self.most is None else min(self.most, there)

    @cached_property
    def first_month(self) -> "Year":
        """The same runs over the first month of the period alone."""
        first = Period(self.period.first, self.period.first)
        parts = tuple(replace(part, values=over(part.run, first)) for part in self.parts)
        return Year(parts, first, self.most)

    @property
    def whole(self) -> bool:
        """Whether it is one run, with places of its own."""
        return len(self.parts) == 1

    def sum(self, indicator: str, group: str = ALL, commune: str = WHOLE) -> Array:
        """``[replication]``: an indicator over the period by its rule; NaN where it is undefined, not
        counted, or known of no several runs together. ``commune``: of whichever run has it.
        """
        about = CATALOGUE[indicator]
        if self.whole or commune != WHOLE:
            found = [part.values.of(indicator, group, commune)[: self.n] for part in self.parts]
            known = [values for values in found if not np.isnan(values).all()]
            return known[0] if len(known) == 1 else np.full(self.n, np.nan)
        if about.rule in (Rule.FLOW, Rule.STOCK):
            return self._added(indicator, group)
        if about.rule in (Rule.RATIO, Rule.YEARLY):
            *above, below = (self._over_months(part, group) for part in about.parts)
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.asarray(about.scale * np.sum(above, axis=0) / below)
        return np.full(self.n, np.nan)

    def _over_months(self, indicator: str, group: str) -> Array:
        """As the parts of a ratio are added up: what is there, in every month."""
        months = self.period.months if CATALOGUE[indicator].rule is Rule.STOCK else 1
        return np.asarray(months * self.sum(indicator, group))

    def _added(self, indicator: str, group: str) -> Array:
        found = [part.weight * part.values.of(indicator, group)[: self.n] for part in self.parts]
        values = np.stack(found)
        return np.where(np.isnan(values).all(axis=0), np.nan, np.nansum(values, axis=0))

    def places(self, *indicators: str) -> Iterator[tuple[Part, str, list[Array]]]:
        """Each reported commune of each run, with these indicators of it."""
        for part in self.parts:
            for code in part.run.manifest.communes:
                yield part, code, [part.values.of(each, ALL, code)[: self.n] for each in indicators]

    def table(self, name: str) -> list[pd.DataFrame]:
        """By replication: the rows of a table within the period, of all runs, with the columns ``run`` (its
        place among them) and ``weight``.
        """
        return self._tables[name]

    @cached_property
    def _tables(self) -> "_Tables":
        return _Tables(self)

    def days(self) -> int:
        """Of the period."""
        last = pd.Timestamp(self.period.last) + pd.offsets.MonthEnd(0)
        return int((last - pd.Timestamp(self.period.first)).days) + 1


class _Tables(dict[str, list[pd.DataFrame]]):
    """Tables that have been read."""

    def __init__(self, year: Year) -> None:
        super().__init__()
        self._year = year

    def __missing__(self, name: str) -> list[pd.DataFrame]:
        year = self._year
        made = [pd.concat([*self._read(name, i)], ignore_index=True) for i in range(year.n)]
        self[name] = made
        return made

    def _read(self, name: str, replication: int) -> Iterator[pd.DataFrame]:
        first = pd.Timestamp(self._year.period.first)
        end = pd.Timestamp(self._year.period.last) + pd.offsets.MonthBegin(1)
        for place, part in enumerate(self._year.parts):
            number = part.run.manifest.complete[replication]
            frame: pd.DataFrame = part.run.table(name, None, None, (number,)).to_pandas()
            day = pd.to_datetime(frame[DATES[name]])
            frame[DATES[name]] = day
            frame["run"], frame["weight"] = place, part.weight
            yield frame[(day >= first) & (day < end)]


def year_of(
    folders: Sequence[Path],
    period: str | int,
    weights: Sequence[float] | None = None,
    most: int | None = None,
) -> Year:
    """Runs in folders over a period, such as 2025, of ``most`` replications at most. Raises StoreError."""
    parts = []
    for folder, weight in zip(folders, weights or [1.0] * len(folders), strict=True):
        run = read_run(folder)
        asked = within(parse_period(str(period)), run.manifest.first_day, run.manifest.end)
        parts.append(Part(run, over(run, asked), weight))
    return Year(tuple(parts), asked, most)
