"""What a planner can do without a simulation, straight lines and a crude allocation; and how well any of
them tells places apart.
"""

from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
ADULTS_A_GP: Final = 1000.0
FALLS_OVER: Final = 4.0  # km of road over which attraction falls by e
FARTHEST: Final = 25.0  # km of road
ROUNDS: Final = 40
DETOUR: Final = 1.3  # km of road over km as the crow flies
EARTH: Final = 6371.0  # km
NAN: Final = float("nan")


class Score(NamedTuple):
    """How well values tell places apart, weighted: R² and mean error, in the unit of what is observed, of the
    values themselves and of a straight line through them. NaN where it is not asked.
    """

    r2: float
    r2_fitted: float
    error: float
    error_fitted: float
    places: int


def score(observed: Floats, said: Floats, weights: Floats) -> Score:
    """Of values said of places against those observed; what is not known on either side is left out."""
    line = fitted(observed, said[:, None], weights)
    known = np.isfinite(observed) & np.isfinite(said) & (weights > 0)
    r2, error = _agreement(observed[known], said[known], weights[known])
    return line._replace(r2=r2, error=error)


def fitted(observed: Floats, columns: Floats, weights: Floats) -> Score:
    """Of the straight line through columns ``[place, column]`` that fits what is observed best, as a planner
    would draw it; nothing is said of the columns themselves.
    """
    known = np.isfinite(observed) & np.isfinite(columns).all(axis=1) & (weights > 0)
    y, x, w = observed[known], columns[known], weights[known]
    if len(y) < x.shape[1] + 2 or (np.ptp(x, axis=0) == 0).all():
        return Score(NAN, NAN, NAN, NAN, len(y))
    r2, error = _agreement(y, through(x, y, w), w)
    return Score(NAN, r2, NAN, error, len(y))


def _agreement(observed: Floats, said: Floats, weights: Floats) -> tuple[float, float]:
    """R² and mean error."""
    if not len(observed):
        return NAN, NAN
    spread = float(weights @ (observed - np.average(observed, weights=weights)) ** 2)
    r2 = 1.0 - float(weights @ (observed - said) ** 2) / spread if spread > 0 else NAN
    return r2, float(np.average(np.abs(observed - said), weights=weights))


def through(columns: Floats, observed: Floats, weights: Floats) -> Floats:
    """What the weighted straight line through columns ``[place, column]`` says of each place."""
    full = np.column_stack([np.ones(len(columns)), columns])
    root = np.sqrt(weights)
    slopes, *_ = np.linalg.lstsq(full * root[:, None], observed * root, rcond=None)
    return np.asarray(full @ slopes)


def unserved(communes: pd.DataFrame, adults: Floats) -> pd.Series:
    """By commune, the share of its ``adults`` whom a crude allocation leaves without a GP: 1,000 to each
    liberal GP, who attract by distance, in rounds.
    """
    free = ADULTS_A_GP * communes["gps"].fillna(0).to_numpy(float)
    pull = _attraction(communes)
    left = adults.copy()
    for _ in range(ROUNDS):
        reach = pull @ free
        asked = np.where(reach > 0, left / np.maximum(reach, 1e-12), 0.0)
        demand = free * (pull.T @ asked)  # at each commune with GPs
        taken = np.divide(np.minimum(demand, free), demand, out=np.zeros_like(free), where=demand > 0)
        served = asked * (pull @ (free * taken))
        left = np.maximum(left - served, 0.0)
        free = np.maximum(free - demand * taken, 0.0)
    share = np.divide(left, adults, out=np.zeros_like(left), where=adults > 0)
    return pd.Series(share, index=communes.index)


def _attraction(communes: pd.DataFrame) -> csr_array:
    """``[commune, commune]`` of those within reach."""
    lat, lon = (np.radians(communes[each].fillna(0.0).to_numpy(float)) for each in ("lat", "lon"))
    at = EARTH * np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    tree = cKDTree(at)
    pairs = tree.sparse_distance_matrix(tree, FARTHEST / DETOUR, output_type="coo_matrix")
    values = np.exp(-DETOUR * pairs.data / FALLS_OVER)
    whole = csr_array((values, (pairs.row, pairs.col)), shape=pairs.shape)
    own = csr_array((np.ones(len(at)), (np.arange(len(at)), np.arange(len(at)))), shape=pairs.shape)
    return csr_array(whole.maximum(own))
