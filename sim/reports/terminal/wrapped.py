"""Texts and tables at the width of a terminal: lines end at plain spaces, never at those that must not break
(100 000, 95 %), and no word is cut where there is room for it. Only Rich is imported.
"""

from collections.abc import Collection, Sequence
from textwrap import wrap
from typing import Any, Final

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions
from rich.containers import Lines
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

# Rich ends lines at every space: meanwhile others, as wide, stand for those that must not break.
HIDDEN: Final = str.maketrans({"\u00a0": "\ue000", "\u202f": "\ue001"})
SHOWN: Final = str.maketrans({"\ue000": "\u00a0", "\ue001": "\u202f"})
BETWEEN: Final = 3  # columns between two of a table
INDENT: Final = "  "


class Unbroken(Text):
    """A text whose lines end at plain spaces alone."""

    def wrap(self, console: Console, width: int, **how: Any) -> Lines:
        """Its lines."""
        lines = _translated(self, HIDDEN).wrap(console, width, **how)
        return Lines(_translated(line, SHOWN) for line in lines)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """From its longest word to its longest line."""
        return _translated(self, HIDDEN).__rich_measure__(console, options)


def _translated(text: Text, letters: dict[int, str]) -> Text:
    made = text.copy()
    made.plain = made.plain.translate(letters)
    return made


def print_text(to: Console, text: str, style: str = "") -> None:
    """Prints a text at the width of the console."""
    for line in text.split("\n"):
        for part in _lines(line, to.width):
            to.print(Text(part, style), soft_wrap=True)


def _lines(text: str, width: int, indent: str = "") -> list[str]:
    made = wrap(text, max(width, 1), subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return made or [""]


def print_table(
    to: Console,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Collection[int] = (),
    whole: Collection[int] = (),
) -> None:
    """Prints rows as a table; where the longest words of its columns are too wide for a terminal, row by row,
    a line for each column. A console that is no terminal is made wide enough. ``right``: columns of numbers;
    ``whole``: columns that are not wrapped.
    """
    columns = list(zip(heads, *rows, strict=True))
    full = [max(cell_len(line) for cell in column for line in cell.split("\n")) for column in columns]
    least = [
        full[n]
        if n in whole
        else max(cell_len(word) for cell in column for word in cell.replace("\n", " ").split(" "))
        for n, column in enumerate(columns)
    ]
    between = BETWEEN * (len(heads) - 1) + 2  # a table of Rich has a margin
    if to.width < sum(least) + between:
        if to.is_terminal:
            _print_one_by_one(to, heads, rows)
            return
        to.width = sum(least) + between
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    widths = _widths(full, least, to.width - between)
    for n, (head, width) in enumerate(zip(heads, widths, strict=True)):
        table.add_column(
            Unbroken(head), justify="right" if n in right else "left", overflow="fold", width=width
        )
    for row in rows:
        table.add_row(*map(Unbroken, row))
    to.print(table)


def _widths(full: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """As wide as the room allows, none below its least: the widest give way first."""
    most = max(full)
    while most > 0 and sum(max(low, min(high, most)) for low, high in zip(least, full, strict=True)) > room:
        most -= 1
    widths = [max(low, min(high, most)) for low, high in zip(least, full, strict=True)]
    spare = room - sum(widths)
    for n in sorted(range(len(full)), key=lambda n: widths[n] - full[n]):
        more = min(spare, full[n] - widths[n])
        widths[n] += more
        spare -= more
    return widths


def _print_one_by_one(to: Console, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    to.print()
    for row in rows:
        to.print(Text(row[0], "bold"), soft_wrap=True)
        for head, cell in zip(heads[1:], row[1:], strict=True):
            for line in _lines(f"{INDENT}{head} · {cell}", to.width, INDENT * 2) if cell else ():
                to.print(Text(line), soft_wrap=True)
    to.print()
