"""INSEE's base “évolution et structure de la population”, until the census of 2022: people by seven bands."""

import re
from typing import Final

from sim.france.errors import SourceError
from sim.france.facts import AGES, Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import one_a_commune
from sim.france.queries import count, query, sheet, sheet_lines

ID: Final = "ages_base_cc"
CODE: Final = "CODGEO"
BANDS: Final = ("POP0014", "POP1529", "POP3044", "POP4559", "POP6074", "POP7589", "POP90P")
_FIRST: Final = re.compile(r"P(\d{2})_" + BANDS[0])


def _years(columns: list[str] | tuple[str, ...]) -> list[str]:
    """The years, in two digits, that a header speaks of by all bands."""
    names = {column.strip().upper() for column in columns}
    found = [match[1] for name in names if (match := _FIRST.fullmatch(name))]
    return sorted(year for year in found if {CODE, *_columns(year).values()} <= names)


def _columns(year: str) -> dict[str, str]:
    bands = {age: f"P{year}_{band}" for age, band in zip(AGES, BANDS, strict=True)}
    return {"code": CODE, "population": f"P{year}_POP", **bands}


def _sheet(file: OpenFile) -> tuple[str, str]:
    """The sheet of the communes and its last year; "" where there is none."""
    for name in file.sheets:
        if name.upper().startswith("COM"):
            for line in sheet_lines(file, name):
                if years := _years(line):
                    return name, years[-1]
    return "", ""


def _recognises(file: OpenFile) -> bool:
    return bool(_sheet(file)[0]) if file.layout == "sheets" else bool(_years(file.columns))


def _read(file: OpenFile) -> Reading:
    if file.layout == "sheets":
        name, year = _sheet(file)
        columns = _columns(year)
        table = sheet(file, name, columns, numbers=[key for key in columns if key != "code"])
        lines = len(table)
    else:
        year = _years(file.columns)[-1]
        columns = _columns(year)
        lines = count(file)
        table = query(file, columns, numbers=[key for key in columns if key != "code"])
    table, losses = one_a_commune(table)
    if table.empty:
        raise SourceError(f"{file.name}, column {CODE}: no line has a commune's code (such as 33284)")
    return Reading(ID, "communes", file.name, f"20{year}", lines, len(table), table, losses)


READER: Final = Reader(
    id=ID,
    shape="communes",
    gives=("population", *AGES),
    title={
        "en": "INSEE, people by age (evolution and structure of the population)",
        "fr": "Insee, population par âge (évolution et structure de la population)",
    },
    published={
        "en": "base-cc-evol-struct-pop-2022_csv.zip or .xlsx: insee.fr, “Évolution et structure de la "
        "population en 2022”",
        "fr": "base-cc-evol-struct-pop-2022_csv.zip ou .xlsx : insee.fr, « Évolution et structure de la "
        "population en 2022 »",
    },
    recognises=_recognises,
    read=_read,
)
