"""The register of establishments (FINESS) until May 2026: a file without header, two kinds of lines.

`structureet` tells of an establishment, `geolocalisation` where it lies; a commune is a département and three
figures, beyond the sea in the register's own départements (9A … 9F). Older files are in Latin-1.
"""

import csv
from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from sim.france.boxes import lies_in
from sim.france.codes import commune_code, department
from sim.france.errors import SourceError
from sim.france.facts import COLUMNS, Reader, Reading
from sim.france.files import AGAIN, OpenFile
from sim.france.making import NO_CODE, lost
from sim.france.projections import degrees, epsg_of, not_located
from sim.schema.languages import Worded

ESTABLISHMENT, PLACE, ABOUT = "structureet", "geolocalisation", "finess"
CELLS: Final = {ESTABLISHMENT: 32, PLACE: 6, ABOUT: 4}  # of a line of each kind, at least
NUMBER, NAME, LONG_NAME, COMMUNE, DEPARTMENT, CATEGORY = 1, 3, 4, 12, 13, 18
X, Y, SOURCE = 2, 3, 4
SORTS: Final = {"124": "health_centre", "603": "msp", "620": "pharmacy", "500": "ehpad"}
OTHER: Final[Worded] = {"en": "another category of establishment", "fr": "autre catégorie d’établissement"}


def recognises(file: OpenFile) -> bool:
    """By the first word of its first line."""
    return file.layout == "table" and bool(file.columns) and file.columns[0] in CELLS


def lines_of(file: OpenFile) -> Iterator[tuple[int, list[str]]]:
    """The lines with their numbers. Raises SourceError where one is cut or of an unknown kind."""
    with file.path.open(encoding=file.encoding, newline="") as text:
        lines = csv.reader(text, delimiter=";")
        for cells in lines:
            if not cells:
                continue
            least, where = CELLS.get(cells[0]), f"{file.name}, line {lines.line_num}"
            if least is None:
                raise SourceError(
                    f"{where}, column 1: “{cells[0]}” is no kind of line;"
                    f" it should be {ESTABLISHMENT} or {PLACE}; {AGAIN}"
                )
            if len(cells) < least:
                raise SourceError(
                    f"{where}, column {len(cells)}: the line ends after {len(cells)} cells, a line {cells[0]}"
                    f" has {least}; the file is damaged or half downloaded, {AGAIN}"
                )
            yield lines.line_num, cells


def code_of(cells: list[str]) -> str:
    """The commune's code, from the register's département and three figures."""
    dep, figures = cells[DEPARTMENT].strip().upper(), cells[COMMUNE].strip().zfill(3)
    beyond = len(dep) == 2 and dep[0] == "9" and dep[1].isalpha()
    return commune_code(("97" if beyond else dep.zfill(2)) + figures)


def read(file: OpenFile) -> Reading:
    """Establishments, a line each, with their places in degrees. Raises SourceError."""
    rows: dict[str, dict[str, object]] = {}
    places: dict[str, tuple[float, float, str]] = {}
    other: list[str] = []
    nowhere: list[str] = []
    vintage = ""
    for line, cells in lines_of(file):
        if cells[0] == ABOUT:
            vintage = cells[3].strip()
        elif cells[0] == PLACE:
            places[cells[NUMBER]] = (
                metres(file, line, "X", cells[X]),
                metres(file, line, "Y", cells[Y]),
                cells[SOURCE],
            )
        elif cells[CATEGORY] not in SORTS:
            other.append(cells[CATEGORY])
        elif not (code := code_of(cells)):
            nowhere.append(cells[NAME])
        else:
            name = cells[LONG_NAME].strip() or cells[NAME].strip()
            rows[cells[NUMBER]] = {"sort": SORTS[cells[CATEGORY]], "name": name, "code": code}
    table = located(rows, places)
    losses = lost(OTHER, other) + lost(NO_CODE, nowhere)
    lines = len(rows) + len(other) + len(nowhere)
    return Reading(
        READER.id,
        READER.shape,
        file.name,
        vintage,
        lines,
        len(table),
        table,
        losses,
        lacking=not_located(table),
    )


def metres(file: OpenFile, line: int, column: str, cell: str) -> float:
    """A coordinate; NaN where there is none."""
    if not cell.strip():
        return float("nan")
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        raise SourceError(
            f"{file.name}, line {line}, column {column}: “{cell}” is no number of metres; {AGAIN}"
        ) from None


def located(rows: dict[str, dict[str, object]], places: dict[str, tuple[float, float, str]]) -> pd.DataFrame:
    """The table of facilities, each at its place in degrees."""
    table = pd.DataFrame(list(rows.values()), columns=["sort", "name", "code"], dtype=str)
    unknown = (float("nan"), float("nan"), "")
    of_each = [places.get(number, unknown) for number in rows]
    epsg = [epsg_of(said[2], department(code)) for said, code in zip(of_each, table["code"], strict=True)]
    x, y = (pd.Series([said[axis] for said in of_each], dtype="float64") for axis in (0, 1))
    lat, lon = degrees(x, y, pd.Series(epsg, dtype=str))
    points = zip(table["code"], lat, lon, strict=True)
    inside = [lies_in(department(code), north, east) for code, north, east in points]
    table["lat"], table["lon"] = np.where(inside, lat, np.nan), np.where(inside, lon, np.nan)
    table["number"], table["places"] = 1.0, np.nan
    return table[list(COLUMNS["facilities"])]


READER: Final = Reader(
    id="finess_old",
    shape="facilities",
    gives=("name", "code", "lat", "lon", "number"),
    title={
        "en": "Register of health and care establishments (FINESS), until May 2026",
        "fr": "Répertoire des établissements sanitaires et médico-sociaux (FINESS), jusqu’en mai 2026",
    },
    published={
        "en": "etalab-cs1100507-stock-….csv, “Extraction du Fichier des établissements”, data.gouv.fr",
        "fr": "etalab-cs1100507-stock-….csv, « Extraction du Fichier des établissements », data.gouv.fr",
    },
    recognises=recognises,
    read=read,
)
