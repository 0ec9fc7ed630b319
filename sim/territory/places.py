"""Places that matter beside the communes themselves: emergency departments, and where people go outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.territory import settings as read
from sim.territory.communes import Communes
from sim.territory.travel import Point, Roads, between


@dataclass(frozen=True)
class Place:
    """A named point. commune: rank of the one it stands in, -1 outside; minutes (n,): from each commune."""

    key: str
    title: str
    commune: int
    lat: float
    lon: float
    minutes: NDArray[np.int16]


def read_places(
    settings: Mapping[str, Any], block: str, communes: Communes, points: list[Point], roads: Roads
) -> tuple[Place, ...]:
    """Reads a block of places, such as `outside`, in the order of the file."""
    places = read.mapping(settings, block)
    return tuple(_place(places, f"{block}.{key}", communes, points, roads) for key in places)


def _place(
    places: Mapping[str, Any], path: str, communes: Communes, points: list[Point], roads: Roads
) -> Place:
    values = read.section(places, path, ("title", "commune", "lat", "lon"))
    inside = read.code_or_none(values, f"{path}.commune", communes.codes)
    commune = -1 if inside is None else inside
    lat = read.number(values, f"{path}.lat", -90, 90)
    lon = read.number(values, f"{path}.lon", -180, 180)
    here = Point(lat, lon, commune)
    minutes = np.array([round(between(there, here, roads, points)) for there in points], dtype=np.int16)
    if commune >= 0:  # people do not all live at the village point, on which the place may well stand
        minutes[commune] = max(
            int(minutes[commune]), round(roads.minutes_within(float(communes.area[commune])))
        )
    minutes.setflags(write=False)
    return Place(path.rpartition(".")[2], read.text(values, f"{path}.title"), commune, lat, lon, minutes)
