"""The register of establishments, as it was until May 2026 and as it is since July."""

import gzip
import json
from pathlib import Path
from typing import Any

import pandas as pd

from tests.france_files.bpe import to_metres

CATEGORIES = {"ehpad": "500", "msp": "603", "pharmacy": "620", "health_centre": "124"}
DEPARTMENTS = {"971": "9A", "972": "9B", "973": "9C", "974": "9D", "976": "9F"}
PROJECTIONS = {
    "971": "EPSG:5490 RGAF09/UTM Zone 20N (Antilles)",
    "974": "EPSG:2975 RGR92/UTM zone 40S (La Réunion)",
}
MAINLAND = "EPSG:2154 RGF93 / Lambert-93 (Métropole)"


def _metres(code: str, lat: float, lon: float) -> tuple[float, float, str]:
    said = PROJECTIONS.get(code[:3], MAINLAND)
    x, y = to_metres(said.split(" ")[0]).transform(lon, lat)
    return round(x, 1), round(y, 1), said


def finess(folder: Path, facilities: pd.DataFrame, encoding: str = "utf-8", old: bool = False) -> Path:
    """Establishments (sort, name, code, lat, lon), a hospital beside each; no header. One without coordinates
    has no second line. old: projections as they were named, LAMBERT_93.
    """
    lines = ["finess;etalab;111;2026-05-12"]
    places = []
    for number, row in enumerate(facilities.itertuples()):
        finess_number = f"{row.code[:2]}{number:07d}"
        dep = DEPARTMENTS.get(row.code[:3], row.code[:2])
        for kind, category in (("1", CATEGORIES[row.sort]), ("2", "355")):
            cells = [""] * 32
            cells[:5] = ["structureet", kind + finess_number[1:], "330000000", row.name[:38], row.name]
            cells[12], cells[13], cells[14], cells[18] = row.code[2:], dep, "DÉPARTEMENT", category
            quoted = ['"' + cell.replace('"', '""') + '"' if '"' in cell else cell for cell in cells]
            lines.append(";".join(quoted))
        if pd.notna(row.lat):
            x, y, said = _metres(row.code, row.lat, row.lon)
            said = "1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,LAMBERT_93" if old else f"1,ATLASANTE,96,BAN,{said}"
            places.append(f"geolocalisation;1{finess_number[1:]};{x};{y};{said};2026-05-04")
    path = folder / "etalab-cs1100507-stock-20260512-0339.csv"
    path.write_bytes(("\n".join(lines + places) + "\n").encode(encoding))
    return path


def finess_plus(folder: Path, facilities: pd.DataFrame, packed: bool = True) -> Path:
    """The same as one JSON: pairs of coordinates and their orders change from one to the next, the address
    where people are received stands behind another; beside each a closed one and a hospital.
    """
    bodies = []
    for number, row in enumerate(facilities.itertuples()):
        here: dict[str, Any] = {}
        if pd.notna(row.lat):
            x, y, _ = _metres(row.code, row.lat, row.lon)
            first, second = ((row.lon, row.lat), (x, y)) if number % 2 else ((x, y), (row.lon, row.lat))
            if number % 3 == 2:
                first, second = first[::-1], second[::-1]
            if number % 4 == 3:  # only metres
                first, second = (x, y), (x, y)
            here = {
                "coordonneeX": str(first[0]),
                "coordonneeY": str(first[1]),
                "directionLongitude": str(second[0]),
                "directionLatitude": str(second[1]),
            }
        elsewhere = {"usageAdresse": "06", "cogCommune": "75056", "coordonneesGeographique": None}
        address = {"usageAdresse": "03", "cogCommune": row.code, "coordonneesGeographique": here}

        def made(category: str, state: str = "A", *, row: Any = row, adr: Any = (elsewhere, address)) -> Any:
            return {
                "informationsGeneralesEGE": {
                    "numFinessEge": "330000001",
                    "nomEgeLong": row.name,
                    "dateFermeture": None,
                },
                "categorieentiteGeographiqueExercice": category,
                "etatObjet": state,
                "adresse": list(adr),
            }

        bodies.append({"ege": [made(CATEGORIES[row.sort]), made("355"), made(CATEGORIES[row.sort], "F")]})
    bodies.append({"numero": "a body without establishments"})
    text = json.dumps(
        {
            "generatedAt": "2026-10-05T02:19:26Z",
            "schemaVersion": "1.0.0",
            "pmej": bodies,
            "gco": [],
            "gcc": [],
        },
        ensure_ascii=False,
    ).encode()
    path = folder / ("finess-structures-journalier-20261005.json" + (".gz" if packed else ""))
    path.write_bytes(gzip.compress(text) if packed else text)
    return path
