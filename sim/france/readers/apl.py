"""Accessibility to general practitioners (APL) by commune: the workbook of the DREES, its latest year.

Its sheets are called APL 2022, APL 2023 …; those on other professions have the same names. The header stands
in line 9, units below it, and headers end in blanks; until 2023 they say “65 ans et moins”.
"""

import re
from typing import Final

from sim.france.codes import commune_code
from sim.france.facts import Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import lost, one_a_commune
from sim.france.queries import sheet, sheet_lines
from sim.schema.languages import Worded

SHEET: Final = re.compile(r"APL (20\d\d)")
HEADER: Final = {
    "code": "Code commune INSEE",
    "apl": "APL aux médecins généralistes",
    "apl_65": "APL aux médecins généralistes de 65 ans",
    "apl_population": "Population standardisée",
}
NO_VALUE: Final[Worded] = {"en": "no accessibility given", "fr": "accessibilité non renseignée"}


def years(file: OpenFile) -> dict[str, str]:
    """The sheet of each year."""
    return {found[1]: name for name in file.sheets if (found := SHEET.fullmatch(name.strip()))}


def recognises(file: OpenFile) -> bool:
    """Whether it is one, by the header of its latest sheet."""
    if not years(file):
        return False
    lines = sheet_lines(file, years(file)[max(years(file))])
    return any(cell.startswith(HEADER["apl"]) for line in lines for cell in line)


def units(file: OpenFile, name: str) -> int:
    """Lines of units below the header: one, unless a commune stands there."""
    lines = iter(sheet_lines(file, name))
    for line in lines:
        if any(cell.startswith(HEADER["code"]) for cell in line):
            return 0 if any(commune_code(cell) for cell in next(lines, [])) else 1
    return 1


def read(file: OpenFile) -> Reading:
    """The APL of communes, of the latest year. Raises SourceError."""
    year = max(years(file))
    name = years(file)[year]
    lines = sheet(file, name, HEADER, [key for key in HEADER if key != "code"], skip=units(file, name))
    table, losses = one_a_commune(lines)
    no_value = table["apl"].isna()
    losses += lost(NO_VALUE, table.loc[no_value, "code"].tolist())
    table = table[~no_value].reset_index(drop=True)
    return Reading(READER.id, READER.shape, file.name, year, len(lines), len(table), table, losses)


READER: Final = Reader(
    id="apl",
    shape="communes",
    gives=("apl", "apl_65", "apl_population"),
    title={
        "en": "Accessibility to general practitioners (APL) by commune, DREES",
        "fr": "Accessibilité potentielle localisée (APL) aux médecins généralistes par commune, DREES",
    },
    published={
        "en": "“Indicateur d'accessibilité potentielle localisée (APL) aux médecins généralistes.xlsx”, "
        "data.drees.solidarites-sante.gouv.fr",
        "fr": "« Indicateur d'accessibilité potentielle localisée (APL) aux médecins généralistes.xlsx », "
        "data.drees.solidarites-sante.gouv.fr",
    },
    recognises=recognises,
    read=read,
)
