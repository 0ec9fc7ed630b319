"""Files as they are downloaded: .csv, .txt, .zip, .gz, .xlsx, .json, .geojson; UTF-8 (BOM or not) or Latin-1.

One looks at the header, then asks for the columns one needs: nothing large is ever held whole.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Layout = Literal["table", "sheets", "json"]


@dataclass(frozen=True)
class OpenFile:
    """A file (or the member of an archive) whose first lines have been looked at.

    name       as it is told to the planner: the file's name, archive/member for a member
    path       what is read: the file itself, or the unpacked member in a temporary folder
    layout     a table of delimited text, the sheets of a workbook, or JSON
    columns    of a table: the cells of its header, stripped; () where it has none
    delimiter, encoding, quoted  of a table
    sheets     of a workbook: its sheets' names
    """

    name: str
    path: Path
    layout: Layout
    columns: tuple[str, ...] = ()
    delimiter: str = ""
    encoding: str = "utf-8"
    quoted: bool = True
    sheets: tuple[str, ...] = ()
