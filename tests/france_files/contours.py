"""Outlines of communes in GeoJSON, as contours-administratifs publishes them."""

import gzip
import json
import math
from pathlib import Path
from typing import Any

import pandas as pd

DEGREE = 111.2  # km of a degree of latitude


def square(lat: float, lon: float, area_km2: float) -> list[list[float]]:
    """A closed square about a point."""
    half = math.sqrt(area_km2) / 2 / DEGREE
    wide = half / math.cos(math.radians(lat))
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    return [[lon + x * wide, lat + y * half] for x, y in corners]


def contours(folder: Path, communes: pd.DataFrame, packed: bool = True) -> Path:
    """A square for each commune, that of the first with a hole and an island that make up for each other;
    Paris whole and by arrondissement; a place beyond the sea without outline.
    """
    features: list[dict[str, Any]] = []
    for place, (code, row) in enumerate(communes.iterrows()):
        lat, lon, area = float(row["lat"]), float(row["lon"]), float(row["area_km2"])
        geometry: dict[str, Any] = {"type": "Polygon", "coordinates": [square(lat, lon, area)]}
        if place == 0:
            hole, island = square(lat, lon, 1.0), square(lat, lon, 1.0)
            geometry = {"type": "MultiPolygon", "coordinates": [[square(lat, lon, area), hole], [island]]}
        properties = {"code": code, "nom": row["name"], "departement": row["dep"], "region": row["region"]}
        if row["epci"]:
            properties["epci"] = row["epci"]
        if code == "75056":
            properties["plm"] = True
            part = {**properties, "code": "75101", "nom": "Paris 1er Arrondissement", "commune": "75056"}
            part.pop("plm")
            inner = {"type": "Polygon", "coordinates": [square(lat, lon, area / 20)]}
            features.append({"type": "Feature", "properties": part, "geometry": inner})
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    features.append({"type": "Feature", "properties": {"code": "98612", "nom": "Sigave"}, "geometry": None})
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    path = folder / ("communes-100m.geojson" + (".gz" if packed else ""))
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    return path
