"""What a page is made of: sections, each with figures and the same numbers as tables."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sim.reports.figures.style import Figure, Style
from sim.reports.words import Words
from sim.reports.words.numbers import number


@dataclass(frozen=True)
class Key:
    """One entry of a legend."""

    name: str
    color: str
    dash: str = "solid"
    shape: str = "line"  # or "box"


@dataclass(frozen=True)
class Panel:
    """One figure. ``alt`` says in words what it shows; ``wide``: takes the page's width."""

    name: str  # unique on the page
    title: str
    alt: str
    figure: Figure
    height: int = 340
    wide: bool = False


@dataclass(frozen=True)
class Table:
    """Numbers as text, for those who cannot or would not read a figure. The first column heads its row."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading, a paragraph on how to read it, figures, tables and notes on what is missing."""

    name: str
    title: str
    lead: str
    keys: tuple[Key, ...] = ()
    panels: tuple[Panel, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    columns: int = 2  # figures side by side on a wide screen


def line_keys(styles: Sequence[Style]) -> tuple[Key, ...]:
    """The legend of the scenarios."""
    return tuple(Key(style.name, style.color, style.dash) for style in styles)


def monthly_table(caption: str, series: dict[str, pd.DataFrame], decimals: int, said: Words) -> Table:
    """A row for each month; for each series (by name) its mean and interval, where there is one."""
    months = sorted(set().union(*(frame["month"] for frame in series.values())))
    told = [_told(frame, decimals, said) for frame in series.values()]
    lines = [(said.month(at.year, at.month), *(each.get(at, "–") for each in told)) for at in months]
    return Table(caption, (said.say("month"), *series), tuple(lines))


def _told(frame: pd.DataFrame, decimals: int, said: Words) -> dict[pd.Timestamp, str]:
    """By month the mean, with its interval in brackets where there is one."""
    told = {}
    for month, *values in frame[["month", "mean", "low", "high"]].itertuples(index=False):
        mean, low, high = (number(float(value), decimals, said) for value in values)
        told[month] = mean if math.isnan(values[1]) else f"{mean} ({said.say('to', low=low, high=high)})"
    return told
