"""Columns of an opened file, their faults told by line and column.

DuckDB reads delimited text, calamine the sheets of a workbook.
"""

import csv
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from typing import Final, NoReturn

import duckdb
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from sim.france.errors import SourceError
from sim.france.files import AGAIN, OpenFile
from sim.schema.nearest import nearest

BLANKS: Final = (
    "",
    "NA",
    "N/A",
    "ND",
    "NS",
    "NR",
    "S",
    "C",
    "-",
    ".",
    "_U",
    "_Z",
)  # of a number that is not given or secret
MEMORY: Final = "300MB"  # of DuckDB: what a planner's machine always has
FIRST_LINES: Final = 30  # of a sheet: its header is among them
SHOWN: Final = 40  # characters of a cell that are shown

Columns = Sequence[str] | Mapping[str, str]


def query(
    file: OpenFile, columns: Columns, where: str | None = None, numbers: Collection[str] = ()
) -> pd.DataFrame:
    """Lines of a table: `columns` as text, "" where empty; `numbers` as float64, NaN where not given.

    columns  names of the header (in whatever case), or what each shall be called: {"code": "CODGEO"}
    where    SQL on the columns of the header, all of them text: ``"GEO_OBJECT" = 'COM'``
    numbers  names of the result

    Raises SourceError where a column is missing, a line has another number of cells, or a text stands where a
    number should be.
    """
    wanted = _wanted(file, columns)
    cells = ", ".join(
        f"{(number_sql if name in numbers else text_sql)(column)} AS {_quoted(name)}"
        for name, column in wanted.items()
    )
    condition = f" WHERE {where}" if where else ""
    return run(
        file,
        f"SELECT {cells} FROM {table_sql(file)}{condition}",
        numbers=[column for name, column in wanted.items() if name in numbers],
    )


def count(file: OpenFile) -> int:
    """How many lines of data a table has. Raises SourceError where it has none."""
    if file.quoted:
        lines = int(run(file, f"SELECT count(*) AS lines FROM {table_sql(file)}")["lines"][0])
    else:  # no line end stands inside a cell
        with file.path.open("rb") as text:
            lines = sum(1 for line in text if not line.isspace()) - 1
    if not lines:
        raise SourceError(f"{file.name}: the file holds a header and no line; {AGAIN}")
    return lines


def run(file: OpenFile, sql: str, numbers: Collection[str] = (), memory: str = MEMORY) -> pd.DataFrame:
    """The table that DuckDB makes of any SQL over ``table_sql(file)``.

    numbers  columns of the header that it casts by ``number_sql``: errors are looked for there
    memory   that DuckDB may take; what only filters a large file needs less
    """
    with duckdb.connect() as database, tempfile.TemporaryDirectory(prefix="premier-recours-") as folder:
        database.execute(f"SET memory_limit = '{memory}'")
        database.execute(f"SET temp_directory = {_text(folder)}")
        database.execute("SET autoinstall_known_extensions = false")
        database.execute("SET enable_progress_bar = false")
        try:
            return database.execute(sql).df()
        except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
            _refuse(file, numbers, error)


def table_sql(file: OpenFile) -> str:
    """What stands behind FROM: the lines of the table, the header's names as columns, all text."""
    columns = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in _names(file))
    quote = '"' if file.quoted else ""
    return (
        f"read_csv({_text(str(file.path))}, delim = {_text(file.delimiter)}, quote = {_text(quote)}, "
        f"escape = {_text(quote)}, header = true, auto_detect = false, columns = {{{columns}}})"
    )


def text_sql(column: str) -> str:
    """SQL of a cell as text, "" where it is empty."""
    return f"coalesce(trim({_quoted(column)}), '')"


def number_sql(column: str) -> str:
    """SQL of a cell as a number: decimal comma or point, blanks between thousands; NULL: there is none."""
    blanks = ", ".join(_text(blank) for blank in BLANKS)
    bare = f"replace(replace(replace({_quoted(column)}, ' ', ''), '\u00a0', ''), '\u202f', '')"
    return (
        f"coalesce(TRY_CAST({_quoted(column)} AS DOUBLE), "  # most are plain, and this is quick
        f"CASE WHEN upper(coalesce({bare}, '')) IN ({blanks}) THEN NULL "
        f"ELSE CAST(replace({bare}, ',', '.') AS DOUBLE) END)"
    )


def column_of(file: OpenFile, column: str) -> str:
    """The column as the header spells it. Raises SourceError where it is missing."""
    for name in _names(file):
        if name.casefold() == column.casefold():
            return name
    raise SourceError(
        f"{file.name}, line 1: the column {column} is missing ({nearest(column, file.columns)})"
    )


def sheet(
    file: OpenFile, name: str, columns: Columns, numbers: Collection[str] = (), skip: int = 0
) -> pd.DataFrame:
    """Lines of a sheet, as ``query`` gives those of a table; the index holds their numbers in the sheet.

    The header is the first line that holds all `columns`, each by the start of a cell (headers of workbooks
    carry notes and blanks behind the name). skip: lines below it that are none of data (units).
    """
    wanted = dict(columns) if isinstance(columns, Mapping) else {column: column for column in columns}
    with _workbook(file) as book:
        rows = book.get_sheet_by_name(name).iter_rows()
        head = [[_cell(cell) for cell in row] for row in islice(rows, FIRST_LINES)]
        header, places = _header_of(file, name, head, wanted)
        lines = [[row[place] for place in places.values()] for row in head[header + skip :]]
        lines += [[_cell(row[place]) for place in places.values()] for row in rows]
    index = pd.RangeIndex(header + skip + 1, header + skip + 1 + len(lines))
    frame = pd.DataFrame(lines, index=index, columns=list(places), dtype=str)
    frame = frame[(frame != "").any(axis=1)]
    if frame.empty:
        raise SourceError(f"{file.name}, sheet {name}: there is a header and no line; {AGAIN}")
    for key in wanted:
        if key in numbers:
            frame[key] = _numbers(file, name, wanted[key], frame[key])
    return frame


def sheet_lines(file: OpenFile, name: str) -> list[list[str]]:
    """The first lines of a sheet, cells as text: what a reader recognises it by."""
    return _first_lines(file, name, file.path.stat().st_mtime_ns)


@lru_cache(maxsize=16)  # a workbook is unpacked whole, whatever one reads of it
def _first_lines(file: OpenFile, name: str, _changed: int) -> list[list[str]]:
    with _workbook(file) as book:
        rows = islice(book.get_sheet_by_name(name).iter_rows(), FIRST_LINES)
        return [[_cell(cell) for cell in row] for row in rows]


def _wanted(file: OpenFile, columns: Columns) -> dict[str, str]:
    named = columns.items() if isinstance(columns, Mapping) else [(column, column) for column in columns]
    return {name: column_of(file, column) for name, column in named}


def _names(file: OpenFile) -> list[str]:
    """The header's cells, each with a name of its own."""
    names: list[str] = []
    taken: set[str] = set()
    for number, cell in enumerate(file.columns, 1):
        name = cell or f"column {number}"
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        names.append(name)
    return names


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _refuse(file: OpenFile, numbers: Collection[str], error: duckdb.Error) -> NoReturn:
    """Says which line and column of the file is wrong, which DuckDB says for programmers."""
    columns = _names(file)
    checked = [(columns.index(column), column) for column in numbers]
    with file.path.open(encoding=file.encoding, newline="") as text:
        lines = csv.reader(
            text, delimiter=file.delimiter, quoting=csv.QUOTE_MINIMAL if file.quoted else csv.QUOTE_NONE
        )
        next(lines)
        for cells in lines:
            where = f"{file.name}, line {lines.line_num}"
            if cells and len(cells) != len(columns):
                column = columns[min(len(cells), len(columns)) - 1]
                raise SourceError(
                    f"{where}, column {column}: the line ends after {len(cells)} cells, the header has "
                    f"{len(columns)}; the file is damaged or half downloaded, {AGAIN}"
                ) from None
            for place, column in checked:
                if cells and not _is_number(cells[place]):
                    raise SourceError(f"{where}, column {column}: {_no_number(cells[place])}") from None
    said = str(error).splitlines()[0]
    raise SourceError(f"{file.name}: the table cannot be read ({said}); {AGAIN}") from None


def _no_number(cell: str) -> str:
    shown = cell if len(cell) <= SHOWN else cell[:SHOWN] + "…"
    return f"“{shown}” is no number; {AGAIN}, or write the number as 1234.5"


def _bare(cell: str) -> str:
    return cell.replace(" ", "").replace("\u00a0", "").replace("\u202f", "").replace(",", ".")


def _is_number(cell: str) -> bool:
    bare = _bare(cell)
    if bare.upper() in BLANKS:
        return True
    try:
        float(bare)
    except ValueError:
        return False
    return True


def _numbers(file: OpenFile, name: str, column: str, cells: "pd.Series[str]") -> "pd.Series[float]":
    """Cells of a sheet as numbers."""
    plain = pd.to_numeric(cells, errors="coerce")
    if plain.notna().all():
        return plain.astype("float64")
    for line, cell in cells.items():
        if not _is_number(cell):
            raise SourceError(f"{file.name}, sheet {name}, line {line}, column {column}: {_no_number(cell)}")
    bare = cells.map(_bare)
    return bare.where(~bare.str.upper().isin(BLANKS)).astype("float64")


@contextmanager
def _workbook(file: OpenFile) -> Iterator[CalamineWorkbook]:
    try:
        with CalamineWorkbook.from_path(file.path) as book:
            yield book
    except (CalamineError, OSError) as error:
        raise SourceError(f"{file.name}: the workbook is damaged ({error}); {AGAIN}") from None


def _cell(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _header_of(
    file: OpenFile, name: str, lines: Sequence[Sequence[str]], wanted: Mapping[str, str]
) -> tuple[int, dict[str, int]]:
    """The number of the header's line, and where each column stands."""
    best: list[str] = list(wanted.values())
    for number, line in enumerate(lines[:FIRST_LINES], 1):
        places = {key: _place(line, column) for key, column in wanted.items()}
        missing = [wanted[key] for key, place in places.items() if place is None]
        if not missing:
            return number, {key: place for key, place in places.items() if place is not None}
        best = min(best, missing, key=len)
    raise SourceError(
        f"{file.name}, sheet {name}: the column {best[0]} is missing in the first {FIRST_LINES} lines; "
        f"the header should hold {', '.join(wanted.values())}"
    )


def _place(line: Sequence[str], column: str) -> int | None:
    """Where a line holds the column: the very name, else a cell that starts with it."""
    folded = [cell.casefold() for cell in line]
    sought = column.casefold()
    if sought in folded:
        return folded.index(sought)
    return next((place for place, cell in enumerate(folded) if cell.startswith(sought)), None)
