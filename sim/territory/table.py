"""Reads small `;`-separated files; every error names the line and the column."""

import csv
import io
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
                raise TerritoryError(
                    f"{self.file}, line 1: the column {column} is missing ({nearest(column, self.columns)}); "
                    f"needed: {';'.join(columns)}"
                )

    def only(self, columns: Sequence[str]) -> None:
        """Refuses the table when a column is missing, or there is one that nobody reads."""
        self.require(columns)
        for column in self.columns:
            if column not in columns:
                raise TerritoryError(
                    f"{self.file}, line 1: the column {column} is unknown ({nearest(column, columns)})"
                )

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
    reader = csv.reader(io.StringIO(_text(path), newline=""), delimiter=";")
    header = next(reader, None)
    if header is None or not any(cell.strip() for cell in header):
        raise TerritoryError(f"{path.name}, line 1: the file is empty; its first line must name the columns")
    columns = tuple(cell.strip() for cell in header)
    _check_header(path.name, columns)
    try:
        rows = tuple(_rows(path.name, columns, reader))
    except csv.Error as problem:
        raise TerritoryError(
            f"{path.name}: {problem}; look for a quotation mark that is not closed"
        ) from None
    if not rows:
        raise TerritoryError(
            f"{path.name}: there is a header and no line below it; one line per entry is needed"
        )
    return Table(path.name, columns, rows)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise TerritoryError(
            f"{path}: there is no such file; its name stands in the territory's YAML"
        ) from None
    except OSError as problem:
        raise TerritoryError(f"{path}: cannot be read ({problem.strerror})") from None
    except UnicodeDecodeError as problem:
        raise TerritoryError(
            f"{path.name}: byte {problem.start} is not UTF-8; save the file as “CSV UTF-8”"
        ) from None


def _check_header(file: str, columns: tuple[str, ...]) -> None:
    if len(columns) == 1:
        for separator, name in ((",", "commas"), ("\t", "tabs"), ("|", "bars")):
            if separator in columns[0]:
                raise TerritoryError(
                    f"{file}, line 1: the columns are separated by {name}; separate them by semicolons (;)"
                )
    for column in columns:
        if columns.count(column) > 1:
            raise TerritoryError(f"{file}, line 1: the column “{column}” stands there twice; keep one")


def _rows(file: str, columns: tuple[str, ...], reader: Iterator[list[str]]) -> Iterator[Row]:
    line = 1
    for cells in reader:
        line += 1
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            raise TerritoryError(
                f"{file}, line {line}: {len(cells)} cells where the header has {len(columns)}; "
                "check the semicolons of that line"
            )
        yield Row(file, line, dict(zip(columns, (cell.strip() for cell in cells), strict=True)))


def _value(cell: str) -> float | str:
    try:
        return float(cell)
    except ValueError:
        return cell


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
