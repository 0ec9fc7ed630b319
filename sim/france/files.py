"""Files as they are downloaded: .csv, .txt, .zip, .gz, .xlsx, .json, .geojson; UTF-8 (BOM or not) or Latin-1.

One looks at the header, then asks for the columns one needs (``sim.france.queries``): nothing large is ever
held whole.
"""

import codecs
import csv
import gzip
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

from python_calamine import CalamineError, CalamineWorkbook

from sim.france.errors import SourceError

Layout = Literal["table", "sheets", "json"]

TABLES: Final = (".csv", ".txt")
SHEETS: Final = (".xlsx", ".xlsm", ".xls", ".ods")
JSON: Final = (".json", ".geojson")
ARCHIVES: Final = (".zip", ".gz")
AGAIN: Final = "download it again"
DELIMITERS: Final = (";", ",", "|", "\t")
UNQUOTED: Final = ("|", "\t")  # where these part cells, a quote is a letter like others
PIECE: Final = 1 << 20  # bytes that are looked at in one go
PATTERN: Final = frozenset("*?[")  # letters of a path that stand for many paths
HEAD: Final = 4096  # characters of JSON that a reader may look at
WORKBOOK: Final = "xl/workbook.xml"  # what the archive has in it that is a workbook


@dataclass(frozen=True)
class OpenFile:
    """A file (or the member of an archive) whose first lines have been looked at.

    name       as it is told to the planner: the file's name below the folder, archive/member for a member
    path       what is read: the file itself, or its unpacked or transcoded copy in a temporary folder
    layout     a table of delimited text, the sheets of a workbook, or JSON
    columns    of a table: the cells of its first line, stripped
    delimiter, quoted  of a table
    encoding   of what lies at `path`: UTF-8, a BOM before it or not
    sheets     of a workbook: its sheets' names
    head       of JSON: its first characters
    """

    name: str
    path: Path
    layout: Layout
    columns: tuple[str, ...] = ()
    delimiter: str = ""
    encoding: str = "utf-8-sig"
    quoted: bool = True
    sheets: tuple[str, ...] = ()
    head: str = ""

    def has(self, *columns: str) -> bool:
        """Whether the header holds these columns, in whatever case."""
        return {column.casefold() for column in columns} <= {column.casefold() for column in self.columns}


@dataclass(frozen=True)
class Opened:
    """What lies in a folder: files that may be read, and the names of those that hold no table."""

    files: tuple[OpenFile, ...]
    others: tuple[str, ...]


class SupportsRead(Protocol):
    """What gives bytes: a file, a member of an archive."""

    def read(self, size: int = ..., /) -> bytes:
        """As many bytes at most."""


@contextmanager
def opened(folder: Path) -> Iterator[Opened]:
    """All files of a folder and the folders below it (or one file), in the order of their names.

    What had to be unpacked lies in a temporary folder and is gone at the end. Raises SourceError where a file
    is empty or damaged.
    """
    if not folder.exists():
        raise SourceError(f"{folder}: there is no such folder; name the one your downloaded files lie in")
    paths = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
    top = folder.parent if folder.is_file() else folder
    files: list[OpenFile] = []
    others: list[str] = []
    with tempfile.TemporaryDirectory(prefix="premier-recours-") as unpacked:
        opening = _Opening(Path(unpacked), files, others)
        for path in paths:
            name = path.relative_to(top)
            if not any(part.startswith(".") for part in name.parts):
                opening.open(name.as_posix(), path)
        yield Opened(tuple(files), tuple(others))


@dataclass
class _Opening:
    """Opens one file after the other; `folder` takes what is unpacked."""

    folder: Path
    files: list[OpenFile]
    others: list[str]
    copies: int = 0

    def open(self, name: str, path: Path) -> None:
        """Opens a file and what is packed in it."""
        suffix = Path(name).suffix.lower()
        if suffix not in (*TABLES, *SHEETS, *JSON, *ARCHIVES):
            self.others.append(name)
            return
        if not path.stat().st_size:
            raise SourceError(f"{name}: the file is empty; {AGAIN}")
        if suffix == ".zip":
            self._members(name, path)
        elif suffix == ".gz":
            with _damage(name, "gz"), gzip.open(path) as packed:
                copy = self._copy(packed)
            self.open(name[: -len(suffix)], copy)
        elif suffix in SHEETS:
            self.files.append(_workbook(name, path))
        else:
            self.files.append(_text(name, self._in_utf8(name, path), "json" if suffix in JSON else "table"))

    def _members(self, name: str, path: Path) -> None:
        """Opens what a zip archive holds."""
        with _damage(name, "zip"), zipfile.ZipFile(path) as archive:
            if WORKBOOK in archive.namelist():
                self.files.append(_workbook(name, path))
                return
            for member in sorted(archive.infolist(), key=lambda info: info.filename):
                inside = Path(member.filename)
                if member.is_dir() or inside.parts[0] == "__MACOSX" or inside.name.startswith("."):
                    continue
                with archive.open(member) as packed:
                    copy = self._copy(packed)
                self.open(f"{name}/{member.filename}", copy)

    def _copy(self, packed: SupportsRead) -> Path:
        """A file of the temporary folder with what is read from `packed`."""
        copy = self._new()
        with copy.open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked, PIECE)
        return copy

    def _new(self) -> Path:
        self.copies += 1
        return self.folder / str(self.copies)

    def _in_utf8(self, name: str, path: Path) -> Path:
        """The file; a copy in UTF-8 where its bytes are not, or where its path would be taken for many."""
        encoding = _encoding(name, path)
        if encoding == "utf-8" and not PATTERN & set(str(path)):
            return path
        copy = self._new()
        with (
            path.open(encoding=encoding, errors="replace", newline="") as old,
            copy.open("w", encoding="utf-8", newline="") as new,
        ):
            shutil.copyfileobj(old, new, PIECE)
        return copy


@contextmanager
def _damage(name: str, kind: str) -> Iterator[None]:
    """Turns what an archive says of damage into one message."""
    try:
        yield
    except (zipfile.BadZipFile, gzip.BadGzipFile, EOFError, zlib.error) as error:
        why = str(error) or "it ends too early"
        raise SourceError(
            f"{name}: the {kind} archive is damaged or half downloaded ({why}); {AGAIN}"
        ) from None
    except (RuntimeError, NotImplementedError) as error:
        raise SourceError(
            f"{name}: the {kind} archive cannot be unpacked ({error}); unpack it yourself"
        ) from None


def _encoding(name: str, path: Path) -> str:
    """Of the bytes of a text: UTF-8 where they are, UTF-16 where it says so, else Windows' Latin-1."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8 = True
    with path.open("rb") as text:
        first = text.read(PIECE)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        piece = first
        while piece:
            if b"\0" in piece:
                raise SourceError(f"{name}: the file is no text (it holds a byte 0); {AGAIN}")
            if utf8:
                try:
                    decoder.decode(piece)
                except UnicodeDecodeError:
                    utf8 = False
            piece = text.read(PIECE)
    if utf8 and decoder.getstate()[0]:
        raise SourceError(f"{name}: the file ends inside a letter, it is half downloaded; {AGAIN}")
    return "utf-8" if utf8 else "cp1252"


def _text(name: str, path: Path, layout: Layout) -> OpenFile:
    """A table or JSON, in UTF-8."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        head = text.read(HEAD)
        text.seek(0)
        first = text.readline()
    if not head.strip():
        raise SourceError(f"{name}: the file holds nothing but blanks; {AGAIN}")
    if head.lstrip().startswith("<"):
        raise SourceError(f"{name}: this is a web page or XML, not the file it is named after; {AGAIN}")
    if layout == "json":
        return OpenFile(name, path, layout, head=head)
    delimiter, columns = _header(first)
    return OpenFile(name, path, layout, columns, delimiter, quoted=delimiter not in UNQUOTED)


def _header(line: str) -> tuple[str, tuple[str, ...]]:
    """The delimiter that parts the line into most cells, and these."""
    cells = {delimiter: _cells(line, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: len(cells[delimiter]))
    return best, tuple(cell.strip() for cell in cells[best])


def _cells(line: str, delimiter: str) -> Sequence[str]:
    if delimiter in UNQUOTED:
        return line.rstrip("\r\n").split(delimiter)
    return next(csv.reader([line], delimiter=delimiter), [])


def _workbook(name: str, path: Path) -> OpenFile:
    """A workbook and the names of its sheets."""
    try:
        with CalamineWorkbook.from_path(path) as book:
            return OpenFile(name, path, "sheets", sheets=tuple(book.sheet_names))
    except (CalamineError, OSError) as error:
        raise SourceError(f"{name}: the workbook is damaged or half downloaded ({error}); {AGAIN}") from None
