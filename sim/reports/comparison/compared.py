"""The comparison of runs, row by row: what differs, where, when, and how surely."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import pandas as pd

from sim.outcomes.catalogue.catalogue import CATALOGUE, THEMES, main_indicators
from sim.outcomes.counting.money import PAYER
from sim.outcomes.counting.source import ALL, WHOLE
from sim.reports.words import Words
from sim.reports.words.numbers import digits, finite, most_decimals, number, signed, unit_of_difference
from sim.vocabulary.vocabulary import said

MAIN: Final = main_indicators()
SHARED_COST: Final = "cost_others"  # who pays it is listed behind it
SHARE: Final = "%"
WHOLE_SHARE: Final = 100.0
LARGE: Final = 10_000.0  # euros from which they are shown in thousands


@dataclass(frozen=True)
class Row:
    """One indicator in one place and period.

    ``low`` … ``high``: 95 % interval of the difference by luck, NaN if there is none; ``pairs``: of how many
    replications; ``freedom``: its degrees of freedom. ``plausible_low`` … ``plausible_high``: range over the
    plausible ``worlds`` in which they live, NaN if there is none.
    """

    indicator: str
    unit: str
    baseline: float
    scenario: float
    difference: float
    low: float
    high: float
    pairs: int = 0
    freedom: int = 0
    plausible_low: float = math.nan
    plausible_high: float = math.nan
    worlds: int = 1

    @property
    def has_range(self) -> bool:
        """Whether there were several plausible worlds."""
        return finite(self.plausible_low) and finite(self.plausible_high)

    @property
    def holds(self) -> bool:
        """Whether the range over plausible worlds excludes 0."""
        return self.has_range and (self.plausible_low > 0 or self.plausible_high < 0)

    @property
    def has_interval(self) -> bool:
        """Whether there were at least two replications."""
        return finite(self.low) and finite(self.high)

    @property
    def possible(self) -> bool:
        """Whether the interval is there and within what is possible: shares differ by 100 points at most."""
        return self.has_interval and not (self.unit == SHARE and max(-self.low, self.high) > WHOLE_SHARE)

    @property
    def clear(self) -> bool:
        """Whether the interval excludes 0."""
        return not self.ratio and self.has_interval and (self.low > 0 or self.high < 0)

    def at(self, difference: float) -> "Row":
        """The same with another difference, as where an assumption is other."""
        return replace(self, difference=difference)

    @property
    def ratio(self) -> bool:
        """Whether it exists between two runs alone (a cost per GP retained): no difference, but a value."""
        return not finite(self.baseline) and not finite(self.scenario)

    @property
    def comparable(self) -> bool:
        """Whether there is a number to compare: not where only one of both has a value."""
        return finite(self.difference)

    @property
    def equal(self) -> bool:
        """Whether both are the same in every replication."""
        return self.difference == 0 and (not self.has_interval or self.low == self.high == 0)

    @property
    def decimals(self) -> int:
        """Decimals that all numbers of this row are shown with."""
        if self.ratio:
            return digits(self.difference)
        decimals = digits(self.baseline, self.scenario, difference=self.difference if self.clear else None)
        nearest = min(abs(self.low), abs(self.high)) if self.clear else math.inf
        if self.holds:
            nearest = min(nearest, abs(self.plausible_low), abs(self.plausible_high))
        return decimals + 1 if nearest < 0.5 * 10.0**-decimals else decimals

    @property
    def level_decimals(self) -> int:
        """Decimals of the levels: as many, but none that says more than is known."""
        return (
            min(self.decimals, most_decimals(self.baseline, self.scenario))
            if not self.ratio
            else self.decimals
        )


@dataclass(frozen=True)
class Shown:
    """A row as text: numbers without unit, and the unit of levels and of differences."""

    baseline: str
    scenario: str
    difference: str
    interval: str  # of the difference, by luck; a dash if there is none, or an impossible one
    range: str  # of the difference, over plausible worlds; a dash likewise
    size: str  # the difference without its sign
    unit: str
    unit_difference: str
    short_unit: str
    short_unit_difference: str


def show(row: Row, words: Words) -> Shown:
    """The numbers of a row, levels and differences each rounded alike; large sums in thousands of euros."""
    row = _in_thousands(row)
    level = partial(number, decimals=row.level_decimals, words=words)
    change = level if row.ratio else partial(signed, decimals=row.decimals, words=words)
    interval = words.say("to", low=change(row.low), high=change(row.high))
    allowed = words.say("to", low=change(row.plausible_low), high=change(row.plausible_high))
    unit, short = words.unit(row.unit), words.short_unit(row.unit)
    return Shown(
        baseline=level(row.baseline),
        scenario=level(row.scenario),
        difference=change(row.difference),
        interval=interval if row.possible else "–",
        range=allowed if row.has_range and row.possible else "–",
        size=number(abs(row.difference), row.decimals, words),
        unit=unit,
        unit_difference=unit_of_difference(row.unit, unit, words),
        short_unit=short,
        short_unit_difference=unit_of_difference(row.unit, short, words),
    )


def _in_thousands(row: Row) -> Row:
    """A row in € as one in k€, where its numbers are large."""
    if not row.unit.startswith("€") or not any(
        abs(value) >= LARGE for value in (row.baseline, row.scenario, row.difference)
    ):
        return row
    names = ("baseline", "scenario", "difference", "low", "high", "plausible_low", "plausible_high")
    return replace(row, unit=f"k{row.unit}", **{name: getattr(row, name) / 1000 for name in names})


def beyond(comparison: pd.DataFrame) -> bool:
    """Whether an interval is not shown because it goes beyond what a share can be."""
    wide = (comparison["low"] < -WHOLE_SHARE) | (comparison["high"] > WHOLE_SHARE)
    return bool((wide & (comparison["unit"] == SHARE)).any())


def totals(comparison: pd.DataFrame) -> pd.DataFrame:
    """The rows that are not split by kind, age or service."""
    return comparison[comparison["group"] == ALL]


def rows(comparison: pd.DataFrame, run_id: str, place: str, period: str) -> dict[str, Row]:
    """The undivided indicators of one run in one place and period, by indicator; and by ``payer:NAME`` what
    measures cost those who share an indicator of costs, where it is not 0.
    """
    chosen = comparison[(comparison["group"] == ALL) | comparison["group"].str.startswith(PAYER)]
    by_payer = chosen["group"] != ALL
    chosen = chosen.assign(indicator=chosen["indicator"].where(~by_payer, chosen["group"]))
    mine = (chosen["run_id"] == run_id) & (chosen["commune"] == place) & (chosen["period"] == period)
    columns = [
        "indicator", "unit", "baseline_mean", "scenario_mean", "difference", "low", "high", "replications",
        "freedom", "plausible_low", "plausible_high", "worlds",
    ]  # fmt: skip
    records = chosen.loc[mine, columns].fillna({"unit": ""}).itertuples(index=False)
    found = {indicator: Row(indicator, *values) for indicator, *values in records}
    return {
        name: row for name, row in found.items() if not name.startswith(PAYER) or row.scenario or row.baseline
    }


def paid(found: Mapping[str, Row]) -> dict[str, Row]:
    """What measures cost payers who have no indicator of their own."""
    return {name: row for name, row in found.items() if name.startswith(PAYER)}


def main(found: dict[str, Row]) -> dict[str, Row]:
    """The main indicators, and who else pays; all, if none of them is there."""
    chosen = {name: row for name, row in found.items() if name in MAIN}
    return {**chosen, **paid(found)} if chosen else found


def in_order(found: dict[str, Row], words: Words) -> list[tuple[str, list[Row]]]:
    """The rows by theme (titles), each in the order of its theme; those the catalogue does not know last."""
    grouped = []
    for theme in THEMES:
        there = []
        for each in theme.indicators:
            there += [found[each.id]] if each.id in found else []
            there += list(paid(found).values()) if each.id == SHARED_COST else []
        if theme is THEMES[-1]:
            there += [
                found[name] for name in sorted(found) if name not in CATALOGUE and name not in paid(found)
            ]
        if there:
            grouped.append((said(theme.title, words.lang), there))
    return grouped


def unique(frame: pd.DataFrame, column: str) -> list[str]:
    """The values of a column, in the order in which they appear."""
    return [str(value) for value in frame[column].unique()]


def places_of(comparison: pd.DataFrame, focus: Sequence[str]) -> list[str]:
    """Where the comparison is shown: the communes of ``focus`` that it holds, then the whole territory."""
    held = set(comparison["commune"].astype(str))
    return [place for place in (*focus, WHOLE) if place in held]
