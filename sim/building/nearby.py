"""Which communes lie within some minutes of others, estimated as in ``sim.territory.travel``."""

from collections.abc import Iterable
from functools import cache, cached_property
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.territory.travel import EARTH_RADIUS_KM, Roads

Floats = NDArray[np.float64]
SLACK_KM: Final = 0.001  # of what the tree finds, before minutes are computed


@cache
def usual_roads() -> Roads:
    """The roads of a territory that says nothing of its own: those of conf/territory/synthetic.yaml."""
    return Roads.model_validate(read(data_root() / "conf" / "territory" / "synthetic.yaml").data["roads"])


def crow_kms(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Floats:
    """Kilometres on the great circle, of arrays that fit one another (``sim.territory.travel.crow_km``)."""
    lat_a, lon_a, lat_b, lon_b = (np.radians(each) for each in (lat_a, lon_a, lat_b, lon_b))
    half_lat = np.sin((lat_b - lat_a) / 2) ** 2
    half_lon = np.sin((lon_b - lon_a) / 2) ** 2
    kms: Floats = (
        2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half_lat + np.cos(lat_a) * np.cos(lat_b) * half_lon))
    )
    return kms


def minutes_of(crow_kms: Floats, roads: Roads) -> Floats:
    """Minutes of driving for kilometres as the crow flies (``Roads.minutes``)."""
    road = crow_kms * roads.detour
    speeds = (roads.short_kmh, roads.medium_kmh, roads.long_kmh)
    speed = np.select([road < roads.short_km, road < roads.medium_km], speeds[:2], speeds[2])
    return np.asarray(roads.fixed_minutes + 60.0 * road / speed)


class Nearby:
    """Travel among communes: a table with lat and lon, by code. Those without a place are nowhere near."""

    def __init__(self, communes: pd.DataFrame, roads: Roads | None = None) -> None:
        placed = communes.loc[communes["lat"].notna() & communes["lon"].notna(), ["lat", "lon"]]
        self.roads = roads or usual_roads()
        self.codes = pd.Index(placed.index)
        self.lat = placed["lat"].to_numpy(dtype=np.float64)
        self.lon = placed["lon"].to_numpy(dtype=np.float64)

    def within(self, minutes: float, of: Iterable[str]) -> pd.Series:
        """Minutes from the nearest of the communes `of`, by code, of all communes within so many of it, from
        the nearest on; those of `of` among them, at 0.
        """
        ranks = self.codes.get_indexer(pd.Index(list(of)))
        ranks = ranks[ranks >= 0]
        reach = self._reach_km(minutes)
        best = np.full(len(self.codes), np.inf)
        for rank in ranks:
            near = np.array(self._tree.query_ball_point(self._points[rank], _chord(reach)), dtype=np.int64)
            kms = crow_kms(self.lat[rank], self.lon[rank], self.lat[near], self.lon[near])
            best[near] = np.minimum(best[near], minutes_of(kms, self.roads))
        best[ranks] = 0.0
        found = pd.Series(best, index=self.codes)
        return found[found <= minutes].sort_values(kind="stable")

    def minutes(self, lat: float, lon: float) -> pd.Series:
        """Minutes from a point to every commune, by code."""
        kms = crow_kms(np.float64(lat), np.float64(lon), self.lat, self.lon)  # type: ignore[arg-type]
        return pd.Series(minutes_of(kms, self.roads), index=self.codes)

    def _reach_km(self, minutes: float) -> float:
        """As the crow flies, what no journey of so many minutes goes beyond: at the highest speed."""
        speed = max(self.roads.short_kmh, self.roads.medium_kmh, self.roads.long_kmh)
        return max(0.0, minutes - self.roads.fixed_minutes) * speed / 60 / self.roads.detour + SLACK_KM

    @cached_property
    def _points(self) -> Floats:
        """(n, 3) on the unit sphere."""
        lat, lon = np.radians(self.lat), np.radians(self.lon)
        return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))

    @cached_property
    def _tree(self) -> cKDTree:
        return cKDTree(self._points)


def _chord(kms: float) -> float:
    """Of an arc on the earth, the straight line on the unit sphere."""
    return float(2 * np.sin(kms / EARTH_RADIUS_KM / 2))
