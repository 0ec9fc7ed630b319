"""Whether the communes of a territory lie where they should: coordinates and minutes of travel."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from sim.building.check.known import Floats, Known
from sim.building.check.record import Check, Figure, judged, made, ranges

FEW: Final = 3  # communes, or points of several, that are named


def coordinates(known: Known) -> Iterator[Check]:
    """Communes at one and the same point, and those that lie far from all others of their département."""
    territory = known.territory
    points = [(round(lat, 4), round(lon, 4)) for lat, lon in zip(territory.lat, territory.lon, strict=True)]
    named: dict[tuple[float, float], list[str]] = {}
    for name, point in zip(territory.names, points, strict=True):
        named.setdefault(point, []).append(name)
    twice = [" = ".join(names) for names in named.values() if len(names) > 1]
    lost = [territory.names[rank] for rank in _lost(known)]
    if twice:
        yield made("coordinates", "look", text="coordinates_twice", communes="; ".join(twice[:FEW]))
    elif lost:
        yield made("coordinates", "wrong", text="coordinates_lost", communes=", ".join(lost[:FEW]))
    else:
        yield made("coordinates", "ok", n=Figure(len(points)))


def _lost(known: Known) -> list[int]:
    """Communes that lie beyond what may be between neighbours from all the others."""
    if len(known.territory) < 2:
        return []
    most = ranges()["nearest_minutes"].most
    return np.flatnonzero(_nearest(known) > most).tolist()


def _nearest(known: Known) -> Floats:
    """(n,) minutes to the nearest other commune."""
    others = known.minutes + np.where(np.eye(len(known.minutes), dtype=bool), np.inf, 0.0)
    return np.asarray(others.min(axis=1))


def distances(known: Known) -> Iterator[Check]:
    """Minutes to the nearest other commune, and between the two farthest of one catchment, beyond which
    nobody goes.
    """
    if len(known.territory) < 2:
        yield made("nearest", "ok", text="nearest_one")
        return
    nearest, names = _nearest(known), known.territory.names
    far = int(np.argmax(nearest))
    yield judged(
        "nearest",
        "nearest_minutes",
        float(nearest[far]),
        Figure(float(nearest[far])),
        commune=names[far],
        median=Figure(float(np.median(nearest))),
    )
    catchment = known.territory.catchment[known.reported]
    together = catchment[:, None] == catchment[None, :]
    inside = np.where(together, known.minutes[np.ix_(known.reported, known.reported)], 0.0)
    a, b = np.unravel_index(int(np.argmax(inside)), inside.shape)
    ranks = np.flatnonzero(known.reported)
    most = float(inside.max())
    yield judged("extent", "extent_minutes", most, Figure(most), a=names[ranks[a]], b=names[ranks[b]])
