"""INSEE's table of the intercommunalités: which communes each is made of."""

from typing import Final

from sim.france.facts import Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import one_a_commune, year_in
from sim.france.queries import count, query, sheet, sheet_lines

ID: Final = "epci"
SHEET: Final = "Composition_communale"
COLUMNS: Final = {
    "code": "CODGEO",
    "name": "LIBGEO",
    "dep": "DEP",
    "region": "REG",
    "epci": "EPCI",
    "epci_name": "LIBEPCI",
}


def _recognises(file: OpenFile) -> bool:
    if file.layout != "sheets":
        return file.has(*COLUMNS.values())
    if SHEET not in file.sheets:
        return False
    return any(set(COLUMNS.values()) <= {cell.upper() for cell in line} for line in sheet_lines(file, SHEET))


def _read(file: OpenFile) -> Reading:
    communes = sheet(file, SHEET, COLUMNS) if file.layout == "sheets" else query(file, COLUMNS)
    lines = len(communes) if file.layout == "sheets" else count(file)
    table, losses = one_a_commune(communes)
    return Reading(ID, "communes", file.name, year_in(file.name), lines, len(table), table, losses)


READER: Final = Reader(
    id=ID,
    shape="communes",
    gives=tuple(name for name in COLUMNS if name != "code"),
    title={
        "en": "INSEE, communes of the intercommunalités",
        "fr": "Insee, composition communale des intercommunalités",
    },
    published={
        "en": "epci_au_01-01-2025.zip: insee.fr, “Base des EPCI à fiscalité propre”",
        "fr": "epci_au_01-01-2025.zip : insee.fr, « Base des EPCI à fiscalité propre »",
    },
    recognises=_recognises,
    read=_read,
)
