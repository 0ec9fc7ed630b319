"""INSEE's populations légales: municipal population by commune, in the layout of today and the one before."""

from typing import Final

from sim.france.facts import Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import one_a_commune, year_in
from sim.france.queries import count, query
from sim.schema.languages import Worded

ID: Final = "populations"
TODAY: Final = {"code": "COM", "name": "Commune", "dep": "DEP", "region": "REG", "population": "PMUN"}
LATEST: Final = "2023"  # those in force since January 2026
ASSUMED: Final[Worded] = {
    "en": f"the file does not tell its year; it is taken for that of {LATEST}. If it is another one, write "
    "the year into the file's name (ensemble_2022.zip)",
    "fr": f"le fichier ne dit pas son année ; il est pris pour celui de {LATEST}. Si c’en est un autre, "
    "écrivez l’année dans son nom (ensemble_2022.zip)",
}
BEFORE: Final = {"code": "DEPCOM", "name": "COM", "population": "PMUN"}  # COM is the name here


def _columns(file: OpenFile) -> dict[str, str]:
    """What is read of it; nothing where it is another file. Associated communes have a file of their own."""
    for columns in (BEFORE, TODAY):
        if file.has(*columns.values(), "PTOT"):
            known = {"COM", "COMMUNE", "CODCOM", "DEPCOM"}
            named = {column.upper() for column in file.columns if column.upper().startswith("COM")}
            return columns if named <= known else {}
    return {}


def _read(file: OpenFile) -> Reading:
    columns = _columns(file)
    lines = count(file)
    table, losses = one_a_commune(query(file, columns, numbers=("population",)))
    told = year_in(file.name)
    return Reading(
        ID,
        "communes",
        file.name,
        told or LATEST,
        lines,
        len(table),
        table,
        losses,
        assumed=() if told else (ASSUMED,),
    )


READER: Final = Reader(
    id=ID,
    shape="communes",
    gives=tuple(name for name in TODAY if name != "code"),
    title={"en": "INSEE, legal populations", "fr": "Insee, populations légales"},
    published={
        "en": "donnees_communes.csv of ensemble.zip: insee.fr, “Populations légales”, each December",
        "fr": "donnees_communes.csv dans ensemble.zip : insee.fr, « Populations légales », chaque décembre",
    },
    recognises=lambda file: bool(_columns(file)),
    read=_read,
)
