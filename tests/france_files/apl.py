"""The workbook of the DREES on accessibility to general practitioners."""

from pathlib import Path

import openpyxl
import pandas as pd

UNITS = "En nombre de consultations/visites accessibles par habitant standardisé"
PARTS = ("75101", "75102")  # Paris stands by arrondissement


def apl(folder: Path, communes: pd.DataFrame, years: tuple[str, ...] = ("2022", "2023", "2024")) -> Path:
    """One sheet a year, the last with the values (those before are higher by 1 a year); titles, header in
    line 9, units, blanks behind headers, a total at the end, a commune without value; no Mayotte.
    """
    book = openpyxl.Workbook()
    book.active.title = "Paramètres"
    book.active.append(["Indicateur d'accessibilité potentielle localisée"])
    for before, year in enumerate(reversed(years)):
        page = book.create_sheet(f"APL {year}")
        for line in ("Indicateur d'accessibilité potentielle localisée (APL)", "", f"Millésime : {year}"):
            page.append([line])
        for _ in range(5):
            page.append([None])
        older = "et moins " if before else "ou moins"
        page.append(
            [
                "Code commune INSEE",
                "Commune",
                "APL aux médecins généralistes ",
                *(f"APL aux médecins généralistes de {age} ans {older}" for age in (65, 62, 60)),
                f"Population standardisée {int(year) - 2} pour la médecine générale ",
                f"Population totale {int(year) - 2}",
            ]
        )
        page.append([None, None, UNITS, UNITS, UNITS, UNITS, "En nombre d'habitants", None])
        for code, row in communes.iterrows():
            parts = PARTS if code == "75056" else (code,)
            for part in parts:
                apl_all, apl_65 = row["apl"] + before, row["apl_65"] + before
                people = row["apl_population"] / len(parts)
                page.append(
                    [part, row["name"], apl_all, apl_65, apl_65 - 0.5, apl_65 - 0.7, people, people * 0.9]
                )
        page.append(["55039", "Beaumont-en-Verdunois", None, None, None, None, 0, 0])
        page.append(["Total", None, 3.3, 2.8, 2.5, 2.3, 1e6, 1e6])
    path = folder / "Indicateur d'accessibilité potentielle localisée (APL) aux médecins généralistes.xlsx"
    book.save(path)
    return path
