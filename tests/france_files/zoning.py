"""The zoning of general practice, and a matrix of travel times."""

from pathlib import Path

import openpyxl
import pandas as pd

FULL = {
    "ZIP": "Zone d'intervention prioritaire (ZIP)",
    "ZAC": "Zone d'action complémentaire (ZAC)",
    "ZV": "Zone de vigilance (ZV)",
    "HV": "Hors vivier",
}
ZONE = "Qualification attribuée par l'arrêté régional"


def zoning(folder: Path, communes: pd.DataFrame, by_territory: bool = False) -> Path:
    """Each commune in a territory of its own; one twice (a part of it), one without qualification.
    by_territory: the qualification stands in the sheet of the territories only.
    """
    book = openpyxl.Workbook()
    territories = book.active
    territories.title = "Zonage_TVS"
    territories.append(["Code de la région", "Code du territoire de vie-santé", ZONE])
    page = book.create_sheet("Zonage_communes")
    header = ["Code du territoire de vie-santé", "Code de la commune ", "Libellé de la commune"]
    page.append(header if by_territory else [*header, ZONE])
    rows = [(code, row["name"], FULL[row["zoning"]]) for code, row in communes.iterrows()]
    rows += [(rows[0][0], "la même, un quartier", FULL["ZIP"]), ("33529", "La Teste-de-Buch", None)]
    for code, name, zone in rows:
        page.append([code, code, name] if by_territory else [code, code, name, zone])
        territories.append([75, code, zone])
    path = folder / "Zonage_medecin_20241231.xlsx"
    book.save(path)
    return path


def travel(folder: Path, pairs: pd.DataFrame) -> Path:
    """Minutes with a decimal comma; a pair twice, one without minutes; a code without its zero."""
    lines = ["a;b;minutes"]
    for row in pairs.itertuples():
        lines.append(f"{row.a.lstrip('0')};{row.b};{row.minutes:.1f}".replace(".", ","))
    lines += [lines[1], "33284;33529;"]
    path = folder / "minutes.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
