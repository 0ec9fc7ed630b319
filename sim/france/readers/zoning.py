"""Where help to settle is given: the zoning of general practice, a workbook annexed to the decrees of the
regions.

A commune may have several lines (parts of it that are zoned apart): the first counts.
"""

from typing import Final

import pandas as pd

from sim.france.errors import SourceError
from sim.france.facts import Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import day_in, lost, one_a_commune, year_in
from sim.france.queries import sheet, sheet_lines
from sim.schema.languages import Worded

COMMUNES, TERRITORIES = "Zonage_communes", "Zonage_TVS"
CODE, TERRITORY = "Code de la commune", "Code du territoire de vie-santé"
ZONE: Final = "Qualification attribuée par l'arrêté régional"
ZONES: Final = {  # by what a qualification holds, in any case
    "ZIP": ("ZIP", "INTERVENTION PRIORITAIRE"),
    "ZAC": ("ZAC", "ACTION COMPL"),
    "ZV": ("ZV", "VIGILANCE"),
    "HV": ("HV", "HORS"),
}
NO_ZONE: Final[Worded] = {"en": "no qualification given", "fr": "qualification non renseignée"}


def recognises(file: OpenFile) -> bool:
    """Whether it is one, by the header of its sheet of communes."""
    if file.layout != "sheets" or COMMUNES not in file.sheets:
        return False
    return any(cell.startswith(CODE) for line in sheet_lines(file, COMMUNES) for cell in line)


def read(file: OpenFile) -> Reading:
    """The zone of communes. Raises SourceError."""
    lines = qualified(file)
    table, losses = one_a_commune(lines)
    unsaid = table["zoning"] == ""
    losses += lost(NO_ZONE, table.loc[unsaid, "code"].tolist())
    table = table.loc[~unsaid, ["code", "zoning"]].reset_index(drop=True)
    vintage = day_in(file.name) or year_in(file.name)
    return Reading(READER.id, READER.shape, file.name, vintage, len(lines), len(table), table, losses)


def qualified(file: OpenFile) -> pd.DataFrame:
    """Communes with their zones, which stand in their own sheet or in that of their territories."""
    if any(cell.startswith(ZONE) for line in sheet_lines(file, COMMUNES) for cell in line):
        return zoned(file, COMMUNES, {"code": CODE, "zoning": ZONE})
    communes = sheet(file, COMMUNES, {"code": CODE, "territory": TERRITORY})
    territories = zoned(file, TERRITORIES, {"territory": TERRITORY, "zoning": ZONE})
    zones = territories.drop_duplicates("territory").set_index("territory")["zoning"]
    return communes.assign(zoning=communes["territory"].map(zones).fillna(""))


def zoned(file: OpenFile, name: str, columns: dict[str, str]) -> pd.DataFrame:
    """A sheet whose qualifications, in short or in full, are ZIP, ZAC, ZV or HV; "" where none is given."""
    lines = sheet(file, name, columns)
    short = {said: zone(said) for said in lines["zoning"].unique()}
    for line, said in lines["zoning"].items():
        if said and not short[said]:
            raise SourceError(
                f"{file.name}, sheet {name}, line {line}, column {ZONE}: “{said}” is no qualification;"
                f" it should be {', '.join(ZONES)}"
            )
    return lines.assign(zoning=lines["zoning"].map(short))


def zone(said: str) -> str:
    """The zone that a qualification says; "" where it says none."""
    upper = said.upper()
    return next((short for short, signs in ZONES.items() if any(sign in upper for sign in signs)), "")


READER: Final = Reader(
    id="zoning",
    shape="communes",
    gives=("zoning",),
    title={
        "en": "Zoning of general practice (ZIP, ZAC), decrees of the regions",
        "fr": "Zonage médecin (ZIP, ZAC), arrêtés régionaux",
    },
    published={
        "en": "Zonage_medecin_….xlsx, “Zonage médecin”, data.drees.solidarites-sante.gouv.fr, or your ARS",
        "fr": "Zonage_medecin_….xlsx, « Zonage médecin », data.drees.solidarites-sante.gouv.fr, ou votre ARS",
    },
    recognises=recognises,
    read=read,
)
