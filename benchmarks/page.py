"""`docs/benchmarks.md`: between two marks the figures of the history, the rest is written by hand."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from benchmarks.figures import PROMISED
from benchmarks.history import HERE, Line
from benchmarks.shown import MARKS, Row, bound, number, rows

PAGE: Final = HERE.parent / "docs" / "benchmarks.md"
BEGIN: Final = "<!-- figures: written by `premier-recours bench`, not by hand -->"
END: Final = "<!-- end of the figures -->"


def write(history: Sequence[Line], page: Path = PAGE) -> None:
    """Replaces what stands between the marks. Raises ValueError if they are not there."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page}: the marks “{BEGIN}” and “{END}” must stand in it, in this order")
    body = "\n".join(lines(history))
    page.write_text(f"{before}{BEGIN}\n\n{body}\n\n{END}{after}", encoding="utf-8")


def lines(history: Sequence[Line]) -> Iterator[str]:
    """The last run, every figure as last measured, and where the figures are drawn."""
    newest = history[-1]
    option = "" if newest.form == "usual" else f" --{newest.form}"
    versions = ", ".join(f"{name} {version}" for name, version in newest.versions.items())
    yield (
        f"Last run: `premier-recours bench{option}` at commit {newest.commit}, {newest.date}, on"
        f" {newest.cores} cores of {newest.cpu} (load {newest.load} when it began, all of others);"
        f" {versions}."
    )
    found = list(rows(history))
    yield "\n| id | figure | value | bound | | × bare loop | measured |"
    yield "|---|---|---|---|---|---|---|"
    yield from (_line(row, newest) for row in found[: len(PROMISED)])
    yield "\nWithout a bound:\n"
    yield "| id | figure | value | × bare loop | measured |"
    yield "|---|---|---|---|---|"
    for row in found[len(PROMISED) :]:
        cells = _cells(row, newest)
        yield "| " + " | ".join((cells[0], cells[1], cells[2], cells[5], cells[6])) + " |"
    yield "\n![Times over their bare loops, and advance, run by run](figures/speed.svg)"
    yield "\n![Cost of a need against residents](figures/size.svg)"


def _line(row: Row, newest: Line) -> str:
    return "| " + " | ".join(_cells(row, newest)) + " |"


def _cells(row: Row, newest: Line) -> list[str]:
    figure, value = row.figure, row.value
    shown = f"{number(value.value)} {figure.unit}" if value else "–"
    when = "never" if row.line is None else "this run"
    if row.line is not None and row.line is not newest:
        when = f"{row.line.date}, {row.line.commit}"
    over = number(value.over_bare) if value else ""
    limit = f"{bound(figure)} {figure.unit}" if figure.bound is not None else ""
    return [f"`{figure.id}`", figure.what, shown, limit, MARKS[row.met], over, when]
