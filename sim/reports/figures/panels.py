"""What a page is made of: sections, each with figures and the same numbers as tables."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from sim.outcomes.counting.source import WHOLE
from sim.reports.figures.style import Figure, Style
from sim.reports.words import Words
from sim.reports.words.numbers import number


@dataclass(frozen=True)
class Panel:
    """One figure. ``alt`` says in words what it shows. The title may be a ``Term``, with its definition."""

    name: str  # unique on the page
    title: str
    alt: str
    figure: Figure
    height: int = 340


@dataclass(frozen=True)
class Table:
    """Numbers as text, for those who cannot or would not read a figure. The first column heads its row.
    Captions, heads and cells may be ``Term``s.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    unfolded: bool = False  # stands among the figures, not behind a click


Part = Panel | Table | str


@dataclass(frozen=True)
class Section:
    """A heading, a paragraph on how to read it, and what stands beneath."""

    name: str
    title: str
    lead: str
    parts: Sequence[Part]  # figures and tables, and notes on what is missing
    keys: Sequence[Style] = ()
    columns: int = 2  # figures side by side on a wide screen
    says: Sequence[str] = ()  # what is to be taken away, above all
    choice: bool = False  # figures stand in one place, one of them shown: the reader chooses

    @property
    def panels(self) -> list[Panel]:
        """The figures."""
        return [part for part in self.parts if isinstance(part, Panel)]

    @property
    def tables(self) -> list[Table]:
        """The numbers."""
        return [part for part in self.parts if isinstance(part, Table)]

    @property
    def notes(self) -> list[str]:
        """What is said beneath the figures."""
        return [part for part in self.parts if isinstance(part, str)]


def slug(place: str) -> str:
    """A place in the name of a panel."""
    return "all" if place == WHOLE else place


def monthly_table(caption: str, series: dict[str, pd.DataFrame], decimals: int, said: Words) -> Table:
    """A row for each month; for each series (by name) its mean and interval, where there is one."""
    told = pd.DataFrame({name: _told(frame, decimals, said) for name, frame in series.items()})
    lines = told.sort_index().fillna("–").itertuples()
    rows = [(said.month(month.year, month.month), *cells) for month, *cells in lines]
    return Table(caption, (said.say("month"), *series), rows)


def _told(frame: pd.DataFrame, decimals: int, said: Words) -> dict[pd.Timestamp, str]:
    """By month the mean, with its interval in brackets where there is one."""
    told = {}
    for month, *values in frame[["month", "mean", "low", "high"]].itertuples(index=False):
        mean, low, high = (number(float(value), decimals, said) for value in values)
        told[month] = mean if math.isnan(values[1]) else f"{mean} ({said.say('to', low=low, high=high)})"
    return told
