"""The permanent base of establishments, counted and located, as INSEE publishes it."""

from functools import cache
from pathlib import Path

import pandas as pd
from pyproj import Transformer

TYPES = {
    "gps": "D265",
    "emergency_departments": "D106",
    "health_centres": "D108",
    "msp": "D113",
    "pharmacies": "D307",
    "nurses": "D281",
    "physiotherapists": "D279",
}
TYPES_UNTIL_2023 = TYPES | {"gps": "D201", "pharmacies": "D301", "nurses": "D232", "physiotherapists": "D233"}
PROJECTIONS = {"971": "5490", "972": "5490", "973": "2972", "974": "2975", "976": "4471"}
LOCATED = {"ed": "D106", "health_centre": "D108", "msp": "D113", "pharmacy": "D307"}
HEADER = "GEO;GEO_OBJECT;FACILITY_DOM;FACILITY_SDOM;FACILITY_TYPE;BPE_MEASURE;TIME_PERIOD;OBS_VALUE"


@cache
def to_metres(projection: str) -> Transformer:
    """From degrees: longitude and latitude, in this order."""
    return Transformer.from_crs("EPSG:4326", projection, always_xy=True)


def counts(folder: Path, communes: pd.DataFrame, year: str = "2024", types: dict[str, str] = TYPES) -> Path:
    """Counts by commune. No line where there are none; beside them lines of départements, of other types, of
    the year before; a commune that has only a shop; one code in Melodi's long form.
    """
    lines = [";".join(f'"{cell}"' for cell in HEADER.split(";"))]

    def line(geo: str, level: str, kind: str, period: str, value: float) -> None:
        lines.append(f'"{geo}";"{level}";"{kind[0]}";"{kind[:2]}";"{kind}";"FACILITIES";{period};{value:g}')

    for place, (code, row) in enumerate(communes.iterrows()):
        geo = f"{year}-COM-{code}" if place == 1 else str(code)
        line(geo, "COM", "B207", year, 2)
        for column, kind in types.items():
            if column in row and row[column] > 0:
                line(geo, "COM", kind, year, row[column])
                line(geo, "COM", kind, str(int(year) - 1), row[column] + 7)
    line("33", "DEP", types["gps"], year, 999)
    line("75101", "ARM", types["gps"], year, 12)
    line("01004", "BV2022", types["gps"], year, 55)  # a bassin de vie, its code like a commune's
    path = folder / f"DS_BPE_{int(year) + 1}_data.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def located(folder: Path, facilities: pd.DataFrame, year: str = "2024") -> Path:
    """Establishments one by one, of other types too; those of the first line are not located."""
    lines = ["AN;NOMRS;DEP;DEPCOM;DOM;TYPEQU;CAPACITE_D_ACCUEIL;LAMBERT_X;LAMBERT_Y;EPSG;QUALITE_XY"]
    for row in facilities.itertuples():
        dep = row.code[:3] if row.code.startswith("97") else row.code[:2]
        epsg = PROJECTIONS.get(dep, "2154")
        x = y = "_U"
        if pd.notna(row.lat):
            x, y = (f"{metres:.2f}" for metres in to_metres(f"EPSG:{epsg}").transform(row.lon, row.lat))
        lines.append(f"{year};{row.name or '_Z'};{dep};{row.code};D;{LOCATED[row.sort]};_Z;{x};{y};{epsg};A")
        lines.append(f"{year};BOULANGERIE;{dep};{row.code};B;B207;_Z;{x};{y};{epsg};A")
    path = folder / f"BPE{year[2:]}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
