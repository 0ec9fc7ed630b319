"""INSEE's Code officiel géographique: the communes of today."""

from typing import Final

from sim.france.facts import Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import one_a_commune, others, year_in
from sim.france.queries import count, query

ID: Final = "cog_communes"
COLUMNS: Final = {"code": "COM", "name": "LIBELLE", "dep": "DEP", "region": "REG"}


def _read(file: OpenFile) -> Reading:
    lines = count(file)
    communes = query(file, COLUMNS, "\"TYPECOM\" = 'COM'")
    table, losses = one_a_commune(communes)
    losses += others(lines - len(communes))
    return Reading(ID, "communes", file.name, year_in(file.name), lines, len(table), table, losses)


READER: Final = Reader(
    id=ID,
    shape="communes",
    gives=tuple(name for name in COLUMNS if name != "code"),
    title={
        "en": "INSEE, communes of today (Code officiel géographique)",
        "fr": "Insee, communes actuelles (Code officiel géographique)",
    },
    published={
        "en": "v_commune_2026.csv: insee.fr, “Code officiel géographique”",
        "fr": "v_commune_2026.csv : insee.fr, « Code officiel géographique »",
    },
    recognises=lambda file: file.has("TYPECOM", *COLUMNS.values()),
    read=_read,
)
