"""What places and posts are worth, as formulas of numbers or of arrays of them; nothing is drawn here
(docs/model.md, section 18). What the market plays and what is expected of it (``sim.calibration.market``) are
both reckoned by them.
"""

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.scenario.market import Home, Market, Region, Search, Typical, Utilities

KM_A_DEGREE: Final = 111.195  # of latitude

Vector = NDArray[np.float64]


class Part(NamedTuple):
    """The part of the region that each candidate looks at: ``reach`` times the territory, ``looked_at`` GPs,
    ``share`` of the region (and of its candidates).
    """

    reach: float
    looked_at: float
    share: float


def part(region: Region, gps: float) -> Part:
    """Of a territory of so many ``gps``."""
    reach = min(region.reach, region.gps / gps)
    return Part(reach, reach * gps, reach * gps / region.gps)


def of_place(
    utility: Utilities, typical: Typical, colleagues: float | Vector, load: float | Vector
) -> Vector:
    """Of a post among so many colleagues, where GPs have such a load (1: the usual one)."""
    company = np.log1p(np.minimum(colleagues, utility.most_colleagues)) - math.log1p(typical.colleagues)
    return np.asarray(utility.colleagues * company + utility.load * np.log(load))


def of_own_practice(utility: Utilities, room_for: float | Vector) -> Vector:
    """Beside the place, where there are residents for so many GPs."""
    return np.asarray(utility.own_practice + np.log(room_for))


def of_distance(market: Market, trained_km: Vector, home_km: Vector) -> Vector:
    """Of a place so far from where one trained, and from where one comes."""
    typical, utility = market.typical, market.utility
    trained = -utility.train * np.log((trained_km + typical.near_km) / (typical.train_km + typical.near_km))
    home = np.log((home_km + typical.near_km) / (typical.home_km + typical.near_km))
    return np.asarray(trained - utility.home * home)


def homes(home: Home, lat: Vector, lon: Vector, z: Vector, turn: Vector) -> tuple[Vector, Vector]:
    """Latitudes and longitudes of where those come from who trained at a point, by a standard normal number
    and a direction (of the full turn, north is 0).
    """
    away = home.km * np.exp(home.spread * z) / KM_A_DEGREE
    north, east = away * np.cos(math.tau * turn), away * np.sin(math.tau * turn)
    return lat + north, lon + east / np.cos(np.radians(lat))


def km(lat: Vector, lon: Vector, to_lat: Vector, to_lon: Vector) -> Vector:
    """``[point, place]`` kilometres, on a plane."""
    east = (to_lon - lon[:, None]) * np.cos(np.radians(lat))[:, None]
    return np.asarray(KM_A_DEGREE * np.hypot(to_lat - lat[:, None], east))


def still_looks(search: Search) -> float:
    """The probability that who looks still does a month later, among typical posts alone."""
    none, beyond = math.exp(search.none), math.exp(search.beyond)
    return none / (1.0 + none + beyond)
