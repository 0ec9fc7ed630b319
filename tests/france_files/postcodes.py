"""La Poste's base of postcodes, in the headers it has had."""

from pathlib import Path
from typing import Final

import pandas as pd

HEADERS: Final = {  # by year, and the delimiter and encoding of each
    2016: (
        "Code_commune_INSEE;Nom_commune;Code_postal;Ligne_5;Libellé_d_acheminement;coordonnees_gps",
        "utf-8",
    ),
    2023: ("#Code_commune_INSEE;Nom_de_la_commune;Code_postal;Libellé_d_acheminement;Ligne_5", "cp1252"),
    2026: (
        "code_commune_insee,nom_de_la_commune,code_postal,libelle_d_acheminement,ligne_5,_geopoint",
        "utf-8-sig",
    ),
}


def postcodes(folder: Path, communes: pd.DataFrame, year: int = 2023) -> Path:
    """Communes (code, name, postcode) as the post writes them; the first has a second line for a hamlet, and
    Monaco is there, which is no commune of France. 2016: leading zeros are lost.
    """
    header, encoding = HEADERS[year]
    delimiter = "," if year == 2026 else ";"
    places = [cell.strip("#").casefold() for cell in header.split(delimiter)]
    rows = [(row.code, row.name, row.postcode, "") for row in communes.itertuples(index=False)]
    rows = [rows[0], (*rows[0][:3], "LIEU DIT L ÉGLISE"), *rows[1:], ("99138", "MONACO", "98000", "")]
    lines = [header]
    for code, name, postcode, hamlet in rows:
        said = {"code_commune_insee": code, "code_postal": postcode, "ligne_5": hamlet}
        if year == 2016:
            said = {key: cell.lstrip("0") for key, cell in said.items()}
        cells = [
            said.get(place, name.upper() if place.startswith(("nom", "lib")) else "") for place in places
        ]
        lines.append(delimiter.join(cells))
    path = folder / "019HexaSmal.csv"
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path
