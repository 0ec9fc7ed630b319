"""Contours of the communes (GeoJSON of contours-administratifs): middle, area, and the outlines themselves.

The files are of up to 200 MB: features are read one after the other. Paris, Lyon and Marseille stand in them
twice, whole and by arrondissement: the whole is taken; where it is absent the arrondissements are (they are
joined later).
"""

from collections.abc import Collection, Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Geod

from sim.france.codes import commune_code, parent
from sim.france.errors import SourceError
from sim.france.facts import Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import lost, one_a_commune
from sim.france.objects import first, objects
from sim.schema.languages import Worded

EARTH: Final = Geod(ellps="GRS80")  # of RGF93, the French system
ROUNDED: Final = 5  # decimals of a degree: a metre
NO_OUTLINE: Final[Worded] = {"en": "has no outline", "fr": "sans contour"}


def features(file: OpenFile) -> Iterator[tuple[str, dict[str, Any]]]:
    """The features of the file with their communes' codes, one after the other."""
    for number, feature in objects(file, "features.item", "feature"):
        written = str((feature.get("properties") or {}).get("code") or "")
        code = commune_code(written)
        if not code:
            raise SourceError(
                f"{file.name}, feature {number}, property code: “{written}” is no code of a commune;"
                " such a code has five characters, like 33284 or 2A004"
            )
        yield code, feature


def rings(file: OpenFile, code: str, geometry: dict[str, Any]) -> list[tuple[int, NDArray[np.float64]]]:
    """The rings of an outline, with +1 for what is inside and −1 for a hole."""
    try:
        parts = geometry["coordinates"]
        polygons = {"Polygon": [parts], "MultiPolygon": parts}[geometry["type"]]
        found = [
            (1 if number == 0 else -1, np.asarray(ring, dtype=np.float64)[:, :2])
            for polygon in polygons
            for number, ring in enumerate(polygon)
        ]
    except (KeyError, TypeError, ValueError, IndexError):
        raise SourceError(
            f"{file.name}, {code}, geometry: is no outline; it should be a Polygon or a MultiPolygon"
            " of [longitude, latitude]"
        ) from None
    for _, ring in found:
        if not (np.abs(ring[:, 0]) <= 180).all() or not (np.abs(ring[:, 1]) <= 90).all():
            raise SourceError(
                f"{file.name}, {code}, geometry: {ring[0, 0]:g}, {ring[0, 1]:g} is no longitude and latitude"
                " in degrees; take the GeoJSON of contours-administratifs, which is in WGS 84"
            )
    return found


def middle(outline: list[tuple[int, NDArray[np.float64]]]) -> tuple[float, float, float]:
    """Latitude and longitude of the centre of gravity, and the area in km² (on the ellipsoid)."""
    area = weight = lat = lon = 0.0
    for sign, ring in outline:
        square, _ = EARTH.polygon_area_perimeter(ring[:, 0], ring[:, 1])
        area += sign * abs(square) / 1e6
        here = ring[0]  # near numbers keep their decimals
        x, y = (ring - here).T
        cross = x[:-1] * y[1:] - x[1:] * y[:-1]
        flat = cross.sum() / 2
        if flat == 0:
            continue
        weight += sign * abs(flat)
        lon += sign * abs(flat) * (here[0] + ((x[:-1] + x[1:]) * cross).sum() / (6 * flat))
        lat += sign * abs(flat) * (here[1] + ((y[:-1] + y[1:]) * cross).sum() / (6 * flat))
    return (lat / weight, lon / weight, area) if weight > 0 else (float("nan"), float("nan"), float("nan"))


def recognises(file: OpenFile) -> bool:
    """By its first feature: an outline with the code of a commune."""
    if file.layout != "json" or '"FeatureCollection"' not in file.head:
        return False
    properties = first(file, "features.item.properties")
    if properties is None:  # it breaks off in the first outline
        return '"code"' in file.head and '"departement"' in file.head
    return isinstance(properties, dict) and bool(commune_code(str(properties.get("code"))))


def read(file: OpenFile) -> Reading:
    """The middle (degrees) and the area (km²) of communes. Raises SourceError."""
    rows: list[dict[str, Any]] = []
    bare: list[str] = []
    lines = 0
    for code, feature in features(file):
        lines += 1
        properties = feature["properties"]
        if not feature.get("geometry"):
            bare.append(code)
            continue
        lat, lon, area = middle(rings(file, code, feature["geometry"]))
        rows.append(
            {
                "code": code,
                "name": str(properties.get("nom") or ""),
                "dep": str(properties.get("departement") or ""),
                "region": str(properties.get("region") or ""),
                "epci": str(properties.get("epci") or ""),
                "lat": lat,
                "lon": lon,
                "area_km2": area,
            }
        )
    table, losses = one_a_commune(pd.DataFrame(rows, columns=["code", *READER.gives]))
    losses += lost(NO_OUTLINE, bare)
    return Reading(READER.id, READER.shape, file.name, "", lines, len(table), table, losses)


def polygons(file: OpenFile, codes: Collection[str]) -> dict[str, Any]:
    """A GeoJSON of the outlines of some communes, to travel with their territory: properties code and name,
    coordinates to the metre.
    """
    asked, found = set(codes), {}
    for code, feature in features(file):
        if (code in asked or parent(code) in asked) and feature.get("geometry"):
            found[code] = {
                "type": "Feature",
                "properties": {"code": code, "name": str(feature["properties"].get("nom") or "")},
                "geometry": {
                    "type": feature["geometry"]["type"],
                    "coordinates": rounded(feature["geometry"]["coordinates"]),
                },
            }
    kept = [
        feature
        for code, feature in sorted(found.items())
        if parent(code) == code or parent(code) not in found
    ]
    return {"type": "FeatureCollection", "features": kept}


def rounded(coordinates: Any) -> Any:
    """Nested lists of coordinates, rounded."""
    if isinstance(coordinates, list):
        return [rounded(inner) for inner in coordinates]
    return round(coordinates, ROUNDED)


READER: Final = Reader(
    id="contours",
    shape="communes",
    gives=("name", "dep", "region", "epci", "lat", "lon", "area_km2"),
    title={
        "en": "Outlines of the communes (IGN Admin Express, generalised by Etalab)",
        "fr": "Contours des communes (Admin Express de l’IGN, généralisés par Etalab)",
    },
    published={
        "en": "communes-100m.geojson.gz (or -5m, -1000m), “Contours administratifs” on data.gouv.fr",
        "fr": "communes-100m.geojson.gz (ou -5m, -1000m), « Contours administratifs » sur data.gouv.fr",
    },
    recognises=recognises,
    read=read,
)
