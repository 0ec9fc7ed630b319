"""Communes whose coordinates cannot be meant: they lie far from all the communes they belong with."""

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.building.nearby import crow_kms
from sim.france.joined import Facts

Floats = NDArray[np.float64]
LEAST_MEMBERS: Final = 4  # of an intercommunalité, for its middle to mean something
FAR_KM: Final = 40.0  # from the middle …
FAR_TIMES: Final = 3.5  # … and so many times the middling distance of its communes


class Placed(NamedTuple):
    """communes: all, with lat and lon; moved: codes of those whose coordinates were not believed, or were
    not there.
    """

    communes: pd.DataFrame
    moved: tuple[str, ...]


def believed(facts: Facts) -> tuple[Facts, tuple[str, ...]]:
    """Facts whose communes lie where they can, and the codes of those that were moved. What stands at the
    town hall of one that was moved goes with it.
    """
    better = placed(facts.communes)
    if not better.moved:
        return facts, ()
    places = facts.facilities.copy()
    hall = facts.communes[["lat", "lon"]].reindex(places["code"]).to_numpy()
    at_hall = (places[["lat", "lon"]].to_numpy() == hall).all(axis=1)
    there = places["code"].isin(better.moved).to_numpy() & at_hall
    places.loc[there, ["lat", "lon"]] = np.nan
    return replace(facts, communes=better.communes, facilities=places), better.moved


def placed(communes: pd.DataFrame) -> Placed:
    """Communes with a place each, as far as their intercommunalité tells.

    One that lies farther from the middle (median) of its intercommunalité than 40 km and three and a half
    times the middling distance of its communes was located wrongly: where the other sign of its longitude, or
    latitude and longitude exchanged, lies within that distance, this was meant; otherwise, and where there
    are no coordinates, it is placed in the middle. A commune of no intercommunalité stays where it is.
    """
    lat, lon = (communes[name].to_numpy(dtype=np.float64).copy() for name in ("lat", "lon"))
    groups = communes.groupby("epci")
    middle = groups[["lat", "lon"]].transform("median").to_numpy(dtype=np.float64)
    members = groups["lat"].transform("count").to_numpy()
    known = (communes["epci"] != "").to_numpy() & (members >= LEAST_MEMBERS)
    away = _from(middle, lat, lon)
    usual = pd.Series(away, index=communes.index).groupby(communes["epci"]).transform("median").to_numpy()
    most = np.maximum(FAR_KM, FAR_TIMES * usual)
    wrong = known & ~(away <= most)
    for other_lat, other_lon in ((lat, -lon), (lon, lat), (middle[:, 0], middle[:, 1])):
        meant = wrong & (_from(middle, other_lat, other_lon) <= most)
        lat, lon = np.where(meant, other_lat, lat), np.where(meant, other_lon, lon)
        wrong &= ~meant
    changed = communes.assign(lat=lat, lon=lon)
    same = (changed["lat"] == communes["lat"]) & (changed["lon"] == communes["lon"])
    moved = changed["lat"].notna() & ~same
    return Placed(changed, tuple(communes.index[moved]))


def _from(middle: Floats, lat: Floats, lon: Floats) -> Floats:
    """Kilometres from the middles; NaN where something is not known."""
    return crow_kms(middle[:, 0], middle[:, 1], lat, lon)
