"""What the tables of a terminal share: texts as they were written, widths, heads.

Terminals have 60 columns or more; a file is as wide as it likes. Colour is not needed. No number and no star
is ever cut: names fold, and where that is not enough numbers stand in two lines, or a sweep in several
tables. What users wrote is text, never Rich's markup nor a control code.
"""

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from sim.reports.comparison.compared import beyond
from sim.reports.comparison.study import Study, make_study
from sim.reports.comparison.sure import ENOUGH
from sim.reports.reading.runs import read_runs
from sim.reports.terminal.wrapped import Unbroken
from sim.reports.words import Words, words

WIDTH: Final = 100  # of a table that is not written to a terminal …
RANGE: Final = 20  # … and more where it has a range over plausible worlds, too
ENDLESS: Final = 10_000


def begin(comparison: pd.DataFrame, console: Console, folders: Sequence[Path], lang: str) -> Study:
    """Widens a console that is no terminal, and says what is to be said before the tables."""
    if not console.is_terminal:
        ranged = not comparison.empty and bool(comparison["plausible_low"].notna().any())
        console.width = max(console.width, WIDTH + RANGE * ranged)
    runs = read_runs(folders, {})
    head = runs[0].manifest
    said = words(lang, head.vocabulary)
    if comparison.empty:
        console.print(said.say("nothing_to_compare"), markup=False)
    elif head.grain != "commune":
        console.print()
        console.print(said.coarse(head.grain), style="dim", highlight=False, markup=False, soft_wrap=True)
    return make_study(runs, comparison, said)


def few(comparison: pd.DataFrame, said: Words) -> list[str]:
    """What is to be said of intervals where there are few replications."""
    n = int(comparison["replications"].max())
    told = [said.say("few_replications", n=n, enough=ENOUGH)] if 1 < n < ENOUGH else []
    if n > 1 and comparison["worlds"].max() > 1 and n < ENOUGH:
        told.append(said.say("few_worlds_range"))
    return [*told, said.say("beyond")] if beyond(comparison) else told


def plain(said: object, style: str = "") -> Text:
    """A text as it was written: brackets are no markup; control characters are left out, but line ends. In a
    table its lines end at plain spaces alone.
    """
    return Unbroken(
        "".join(c for c in str(said) if c == "\n" or unicodedata.category(c) != "Cc"), style=style
    )


def print_head(console: Console, study: Study, place: str, period: str) -> None:
    """Of what place and period a table is."""
    console.print()
    console.print(plain(f"{study.place(place)} · {study.period(period)}", "bold"), soft_wrap=True)


def natural(console: Console, table: Table) -> int:
    """The width at which no cell of a table is cut."""
    return console.measure(table, options=console.options.update(width=ENDLESS)).maximum


def print_at_least(console: Console, table: Table, least: int) -> None:
    """Prints a table at the width of the terminal, or at ``least``: lines too long for it are whole."""
    width = console.width
    console.width = max(width, least)
    console.print(table)
    console.width = width


def empty(*columns: Column) -> Table:
    """A table without lines yet."""
    return Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 1))
