"""A run of the benchmarks as rows and as a table on the terminal, against the run before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.figures import FIGURES, PROMISED, Figure
from benchmarks.history import Line, Value, last

MARKS = {True: "met", False: "not met", None: ""}


@dataclass(frozen=True)
class Row:
    """A figure as last measured, by ``line`` (None: never), and before that."""

    figure: Figure
    line: Line | None
    value: Value | None
    before: Value | None

    @property
    def met(self) -> bool | None:
        return self.figure.met(self.value.value if self.value else None)


def rows(history: Sequence[Line]) -> Iterator[Row]:
    """Every figure: its last value and the one before."""
    for name, figure in FIGURES.items():
        having = [line for line in history if name in line.figures]
        if not having:
            yield Row(figure, None, None, None)
            continue
        earlier = last(having[:-1], name, having[-1].cpu)
        yield Row(figure, having[-1], having[-1].figures[name], earlier[1] if earlier else None)


def as_json(history: Sequence[Line]) -> list[dict[str, Any]]:
    """Every figure with its bound; a value is the last there is, null if it was never measured."""
    return [
        {
            "id": row.figure.id,
            "figure": row.figure.what,
            "value": row.value.value if row.value else None,
            "unit": row.figure.unit,
            "bound": row.figure.bound,
            "met": row.met,
        }
        for row in rows(history)
    ]


def number(value: float | None) -> str:
    """Three digits, or all before the point."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def bound(figure: Figure) -> str:
    """`≤ 350`, `≥ 200`, or nothing."""
    return "" if figure.bound is None else f"{'≤' if figure.side == 'most' else '≥'} {number(figure.bound)}"


def change(row: Row) -> str:
    """Against the run before: of the value over its bare loop where there is one, else of the value."""
    if row.value is None or row.before is None:
        return ""
    now, then = row.value.value, row.before.value
    if row.value.over_bare is not None and row.before.over_bare is not None:
        now, then = row.value.over_bare, row.before.over_bare
    return f"{now / then - 1.0:+.0%}" if then else ""


def print_table(history: Sequence[Line]) -> None:
    """Prints what was promised, then the rest."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, 150)
    found = list(rows(history))
    for title, part in (("Promised", found[: len(PROMISED)]), ("Also measured", found[len(PROMISED) :])):
        table = Table(title=title, box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left")
        table.add_column("id", no_wrap=True)
        table.add_column("figure", overflow="fold")
        for column in ("value", "unit", "bound", "", "× bare", "before", "change"):
            table.add_column(column, no_wrap=True, justify="right" if column != "unit" else "left")
        table.add_column("measured", no_wrap=True)
        for row in part:
            table.add_row(*(Text(cell) for cell in _cells(row, history[-1])))
        console.print(table)
    console.print(
        "× bare: over the bare loop measured beside it. change: of that (or of the value) against the run"
        " before.",
        soft_wrap=True,
    )


def _cells(row: Row, newest: Line) -> list[str]:
    figure, value = row.figure, row.value
    when = (
        "never" if row.line is None else "now" if row.line is newest else f"{row.line.date} {row.line.commit}"
    )
    return [
        figure.id,
        figure.what,
        number(value.value if value else None),
        figure.unit,
        bound(figure),
        MARKS[row.met],
        number(value.over_bare if value else None),
        number(row.before.value if row.before else None),
        change(row),
        when,
    ]
