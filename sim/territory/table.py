"""Reads small `;`-separated files; every error names the line and the column."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sim.schema.nearest import nearest
from sim.territory.errors import TerritoryError


@dataclass(frozen=True)
class Row:
    """One line of a table: its number in the file (the header is line 1) and its cells by column."""

    file: str
    line: int
    cells: dict[str, str]

    def error(self, column: str, what: str) -> TerritoryError:
        """An error that names this line and `column`."""
        return TerritoryError(f"{self.file}, line {self.line}, column {column}: {what}")

    def text(self, column: str) -> str:
        """The cell, which may not be empty."""
        cell = self.cells[column]
        if not cell:
            raise self.error(column, "the cell is empty; every commune needs a value")
        return cell

    def number(self, column: str, kind: Any) -> Any:
        """The cell as a number of that kind, one of those in which YAML is read (`sim.schema.types`)."""
        cell = self.text(column)
        try:
            return _adapter(kind).validate_python(_value(cell))
        except ValidationError as error:
            raise self.error(column, error.errors()[0]["msg"].removeprefix("Value error, ")) from None


@dataclass(frozen=True)
class Table:
    """A file's columns and lines, kept as text."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    def require(self, columns: Sequence[str]) -> None:
        """Refuses the table when one of `columns` is missing."""
        for column in columns:
            if column not in self.columns:
                offered = nearest(column, self.columns)
                said = f"the column {column} is missing ({offered}); needed: {';'.join(columns)}"
                raise _fault(self.file, 1, said)

    def only(self, columns: Sequence[str]) -> None:
        """Refuses the table when a column is missing, or there is one that nobody reads."""
        self.require(columns)
        for column in self.columns:
            if column not in columns:
                raise _fault(self.file, 1, f"the column {column} is unknown ({nearest(column, columns)})")

    def by(self, *columns: str) -> dict[tuple[str, ...], Row]:
        """The lines by what stands in `columns`; refuses a line that says the same there as another."""
        found: dict[tuple[str, ...], Row] = {}
        for row in self.rows:
            key = tuple(row.cells[column] for column in columns)
            if key in found:
                said = f"{';'.join(key)} already stands in line {found[key].line}; keep one of them"
                raise row.error(columns[0], said)
            found[key] = row
        return found


def read_table(path: Path) -> Table:
    """Reads a `;`-separated UTF-8 file (byte-order mark or not) whose first line names the columns."""
    file, text = path.name, _text(path)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    columns = tuple(cell.strip() for cell in next(lines, ()))
    _check_quotes(file, text)
    if not any(columns):
        raise _fault(file, 1, "the file is empty; its first line must name the columns")
    for separator, name in ((",", "commas"), ("\t", "tabs"), ("|", "bars")):
        if len(columns) == 1 and separator in columns[0]:
            raise _fault(file, 1, f"the columns are separated by {name}; separate them by semicolons (;)")
    if not columns[-1]:
        said = "the line ends with a semicolon, so that there is one more column, without a name"
        raise _fault(file, 1, f"{said}; remove it, and in the lines below")
    for column in columns:
        if columns.count(column) > 1:
            raise _fault(file, 1, f"the column “{column}” stands there twice; keep one")
    try:
        rows = tuple(_rows(file, columns, lines))
    except csv.Error as problem:
        raise TerritoryError(f"{file}: {problem}; look for a quotation mark that is not closed") from None
    if not rows:
        raise TerritoryError(f"{file}: there is a header and no line below it; one line per entry is needed")
    return Table(file, columns, rows)


def _check_quotes(file: str, text: str) -> None:
    """Refuses a quotation mark that opens a cell and does not close: all below it would be one cell."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    first = 1
    try:
        for _ in lines:
            first = lines.line_num + 1
    except csv.Error as problem:
        if lines.line_num > first or "end of data" in str(problem):
            said = "a quotation mark opens in this line and does not close"
            raise _fault(file, first, f"{said}; write another where the cell ends, or remove it") from None


def _text(path: Path) -> str:
    try:
        return unicodedata.normalize("NFC", path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        said = f"{path}: there is no such file; its name stands in the territory's YAML"
    except OSError as problem:
        said = f"{path}: cannot be read ({problem.strerror})"
    except UnicodeDecodeError as problem:
        said = f"{path.name}: byte {problem.start} is not UTF-8; save the file as “CSV UTF-8”"
    raise TerritoryError(said)


def _rows(file: str, columns: tuple[str, ...], lines: Iterator[list[str]]) -> Iterator[Row]:
    for line, cells in enumerate(lines, 2):
        if any(cell.strip() for cell in cells):
            if len(cells) != len(columns):
                said = f"{len(cells)} cells where the header has {len(columns)}"
                raise _fault(file, line, f"{said}; check the semicolons of that line")
            yield Row(file, line, dict(zip(columns, (cell.strip() for cell in cells), strict=True)))


def _fault(file: str, line: int, what: str) -> TerritoryError:
    return TerritoryError(f"{file}, line {line}: {what}")


def _value(cell: str) -> float | str:
    try:
        return float(cell) if cell.isascii() and "_" not in cell else cell
    except ValueError:
        return cell


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
