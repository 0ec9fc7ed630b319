"""From the projections of French files to degrees."""

import re
from functools import cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import Transformer
from pyproj.exceptions import CRSError

from sim.france.facts import Loss
from sim.france.making import lost
from sim.schema.languages import Worded

NO_PLACE: Final[Worded] = {"en": "no usable coordinates", "fr": "sans coordonnées utilisables"}
LAMBERT_93: Final = "2154"
BEYOND_THE_SEA: Final = {"971": "5490", "972": "5490", "973": "2972", "974": "2975", "976": "4471"}
_EPSG: Final = re.compile(r"EPSG\s*:?\s*(\d{4,5})", re.IGNORECASE)


def projection_of(department: str) -> str:
    """The EPSG code of the projection that a département's coordinates are given in."""
    return BEYOND_THE_SEA.get(department, LAMBERT_93)


def epsg_of(words: str, department: str) -> str:
    """The same, where a file says more: “EPSG:5490 RGAF09/UTM Zone 20N”, 2154, LAMBERT_93."""
    bare = words.strip().removesuffix(".0")
    if re.fullmatch(r"\d{4,5}", bare):
        return bare
    found = _EPSG.search(words)
    return found[1] if found else projection_of(department)


@cache
def _transformer(epsg: str) -> Transformer | None:
    try:
        return Transformer.from_crs(f"EPSG:{epsg}", "EPSG:4326", always_xy=True)
    except CRSError:
        return None


def degrees(
    x: "pd.Series[float]", y: "pd.Series[float]", epsg: "pd.Series[str]"
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Latitudes and longitudes of points, each in its projection; NaN where they have none that is known."""
    lat, lon = np.full(len(x), np.nan), np.full(len(x), np.nan)
    for code in epsg.unique():
        here = (epsg == code).to_numpy() & x.notna().to_numpy() & y.notna().to_numpy()
        transformer = _transformer(code)
        if transformer is None or not here.any():
            continue
        east, north = transformer.transform(x.to_numpy()[here], y.to_numpy()[here])
        lat[here], lon[here] = (
            np.where(np.isfinite(north), north, np.nan),
            np.where(np.isfinite(east), east, np.nan),
        )
    return lat, lon


def to_degrees(east: float, north: float, department: str) -> tuple[float, float]:
    """Latitude and longitude of a point in its département's projection; NaN where it is none."""
    transformer = _transformer(projection_of(department))
    if transformer is None or not (np.isfinite(east) and np.isfinite(north)):
        return float("nan"), float("nan")
    lon, lat = transformer.transform(east, north)
    return (float(lat), float(lon)) if np.isfinite(lat) and np.isfinite(lon) else (float("nan"), float("nan"))


def not_located(facilities: pd.DataFrame) -> tuple[Loss, ...]:
    """Establishments whose commune is known and whose place in it is not."""
    lacking = facilities[facilities["lat"].isna()]
    names = lacking["name"].where(lacking["name"] != "", lacking["sort"])
    return lost(NO_PLACE, [f"{name} ({code})" for name, code in zip(names, lacking["code"], strict=True)])
