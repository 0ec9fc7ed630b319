"""Where a service stands: a place of the territory, or one of its communes."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.schema.nearest import nearest
from sim.territory import Territory, TerritoryError
from sim.world.errors import WorldError


class Spot(NamedTuple):
    """``commune``: rank in the territory, -1 outside; ``minutes``: travel from each commune."""

    commune: int
    minutes: NDArray[np.int32]


def spot(territory: Territory, at: str, key: str) -> Spot:
    """A place by its key, or a commune by code or name. ``key`` is where that stands. Raises WorldError."""
    places = {place.key: place for place in territory.places}
    if at in places:
        return Spot(places[at].commune, places[at].minutes.astype(np.int32))
    try:
        commune = territory.find(at)
    except TerritoryError as error:
        if at.strip().casefold() in map(str.casefold, territory.names):  # of several
            raise WorldError(f"{key}: {error}") from None
        known = (*places, *territory.names, *territory.codes)
        raise WorldError(
            f"{key}: “{at}” is no place or commune of the territory {territory.name}; {nearest(at, known)}"
        ) from None
    return Spot(commune, territory.roads.to(commune).astype(np.int32))
