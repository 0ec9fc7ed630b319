"""Places other than communes: emergency departments, and where people go outside the territory."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.territory.communes import Communes
from sim.territory.settings import PlaceBlock, rank
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


def places_of(
    blocks: Mapping[str, PlaceBlock], name: str, communes: Communes, points: list[Point], roads: Roads
) -> tuple[Place, ...]:
    """The places of the block `name`, such as `outside`, in the order of the file. `points`: the communes."""
    return tuple(_place(key, block, name, communes, points, roads) for key, block in blocks.items())


def _place(
    key: str, block: PlaceBlock, name: str, communes: Communes, points: list[Point], roads: Roads
) -> Place:
    commune = -1
    if block.commune is not None:
        commune = rank(block.commune, f"{name}.{key}.commune", communes.codes)
    here = Point(block.lat, block.lon, commune)
    minutes = np.array([round(between(there, here, roads, points)) for there in points], dtype=np.int16)
    if commune >= 0:  # people do not all live at the village point, on which the place may well stand
        minutes[commune] = max(
            int(minutes[commune]), round(roads.minutes_within(float(communes.area[commune])))
        )
    minutes.setflags(write=False)
    return Place(key, block.title, commune, block.lat, block.lon, minutes)
