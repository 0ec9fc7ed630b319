"""Minutes of travel from commune to commune: a matrix of your own, `a;b;minutes`.

A pair that is given in one direction only is as long in the other.
"""

from typing import Final

from sim.france.errors import SourceError
from sim.france.facts import Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import lost, placed
from sim.france.queries import count, query
from sim.schema.languages import Worded

HEADER: Final = ("a", "b", "minutes")
LONGEST: Final = 24 * 60.0
NO_MINUTES: Final[Worded] = {"en": "no minutes given", "fr": "minutes non renseignées"}
AGAIN: Final[Worded] = {
    "en": "a pair that already has a line (the first one is kept)",
    "fr": "couple de communes déjà lu (la première ligne est gardée)",
}


def recognises(file: OpenFile) -> bool:
    """Whether it is one, by its columns."""
    return file.layout == "table" and file.has(*HEADER)


def read(file: OpenFile) -> Reading:
    """Minutes from commune to commune. Raises SourceError, too, for a time that is none."""
    lines = count(file)
    pairs = query(file, HEADER, numbers=("minutes",))
    for line, minutes in enumerate(pairs["minutes"], 2):
        if minutes < 0 or minutes > LONGEST:
            raise SourceError(
                f"{file.name}, line {line}, column minutes: {minutes:g} is no time of travel;"
                f" it should be between 0 and {LONGEST:g}"
            )
    table, losses = placed(pairs, "a")
    table, more = placed(table, "b")
    unsaid = table["minutes"].isna()
    losses += more + lost(NO_MINUTES, (table["a"] + " – " + table["b"])[unsaid].tolist())
    table = table[~unsaid]
    again = table.duplicated(["a", "b"])
    losses += lost(AGAIN, (table["a"] + " – " + table["b"])[again].tolist())
    kept = table[~again].reset_index(drop=True)
    return Reading(READER.id, READER.shape, file.name, "", lines, len(kept), kept, losses)


READER: Final = Reader(
    id="travel",
    shape="pairs",
    gives=("minutes",),
    title={
        "en": "Minutes of travel between communes, your own matrix",
        "fr": "Temps de trajet entre communes, votre propre matrice",
    },
    published={
        "en": "a CSV of your own, columns a;b;minutes (codes of communes), from a route planner such as OSRM",
        "fr": "un CSV à vous, colonnes a;b;minutes (codes de communes), d’un calculateur tel qu’OSRM",
    },
    recognises=recognises,
    read=read,
)
