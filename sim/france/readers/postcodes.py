"""La Poste's official base of postcodes (hexasmal): a line a commune, postcode and place in it.

Its header has changed more than once: a # before the first name or none, ``Nom_commune`` or
``Nom_de_la_commune``, the last columns in any order, coordinates or none. The two columns that are read have
kept their names.
"""

import re
from typing import Final

from sim.france.facts import Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import day_in, lost, placed, year_in
from sim.france.queries import count, query
from sim.schema.languages import Worded

CODES: Final = ("#Code_commune_INSEE", "Code_commune_INSEE")
POSTCODE: Final = "Code_postal"
NAMES: Final = ("Nom_de_la_commune", "Nom_commune", "Nom_commune_postal")
NO_POSTCODE: Final[Worded] = {"en": "no postcode of five digits", "fr": "pas de code postal à cinq chiffres"}
AGAIN: Final[Worded] = {
    "en": "another place in a commune and postcode that have a line",
    "fr": "autre lieu-dit d’une commune et d’un code postal déjà lus",
}


def recognises(file: OpenFile) -> bool:
    """Whether it is one, by its columns, whichever their names of that year."""
    return (
        file.layout == "table"
        and file.has(POSTCODE)
        and any(map(file.has, CODES))
        and any(map(file.has, NAMES))
    )


def read(file: OpenFile) -> Reading:
    """Communes and their postcodes, a line a pair. Raises SourceError."""
    lines = count(file)
    code = next(name for name in CODES if file.has(name))
    table, losses = placed(query(file, {"code": code, "postcode": POSTCODE}))
    postcode = table["postcode"].str.zfill(5)
    said = postcode.map(lambda cell: bool(re.fullmatch(r"\d{5}", cell)) and cell != "00000").astype(bool)
    losses += lost(NO_POSTCODE, table.loc[~said, "code"].tolist())
    table = table.assign(postcode=postcode)[said]
    again = table.duplicated()
    losses += lost(AGAIN, (table["postcode"] + " " + table["code"])[again].tolist())
    kept = table[~again].reset_index(drop=True)
    vintage = day_in(file.name) or year_in(file.name)
    return Reading(READER.id, READER.shape, file.name, vintage, lines, len(kept), kept, losses)


READER: Final = Reader(
    id="postcodes",
    shape="postcodes",
    gives=("postcode",),
    title={
        "en": "La Poste, official base of postcodes",
        "fr": "La Poste, base officielle des codes postaux",
    },
    published={
        "en": "019HexaSmal.csv, “Base officielle des codes postaux” on data.gouv.fr",
        "fr": "019HexaSmal.csv, « Base officielle des codes postaux » sur data.gouv.fr",
    },
    recognises=recognises,
    read=read,
)
