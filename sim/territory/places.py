"""Places other than communes: where services stand and what else is on the map, inside and beyond."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.territory.communes import Communes
from sim.territory.errors import fail, rank
from sim.territory.settings import PlaceBlock
from sim.territory.travel import Point, Roads, crow_km, driven

MOST_KM: Final = 300  # from a place to the nearest commune


class Place(NamedTuple):
    """A named point. commune: rank of the one it stands in, -1 outside; minutes (n,): from each commune;
    block: what the file says of it.
    """

    key: str
    commune: int
    minutes: NDArray[np.int16]
    block: PlaceBlock


def places_of(
    blocks: Mapping[str, PlaceBlock], communes: Communes, points: Sequence[Point], roads: Roads
) -> tuple[Place, ...]:
    """The places in the order of the file. `points`: the communes."""
    places = []
    for key, block in blocks.items():
        here = Point(block.lat, block.lon, block.commune)
        away = min(crow_km(there, here) for there in points)
        if away > MOST_KM:
            said = f"{block.lat:g}, {block.lon:g} is {away:.0f} km from the nearest commune"
            raise fail(f"places.{key}.lat", f"{said}; check lat and lon, which may be swapped")
        minutes = np.array([round(driven(there, here, roads, points)) for there in points], dtype=np.int16)
        commune = -1
        if block.commune is not None:
            commune = rank(block.commune, f"places.{key}.commune", communes.codes)
            own = round(roads.minutes_within(float(communes.area[commune])))
            minutes[commune] = max(minutes[commune], own)  # the place may stand on the village point itself
        minutes.setflags(write=False)
        places.append(Place(key, commune, minutes, block))
    return tuple(places)
