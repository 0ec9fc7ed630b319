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


class Score(NamedTuple):
    """How well values tell places apart: the weighted R² of the values themselves, the R² after a straight
    line through them, the weighted mean error in the unit of what is observed (after the line if ``fitted``).
    """

    r2: float
    r2_fitted: float
    error: float
    places: int


def score(observed: Floats, said: Floats, weights: Floats) -> Score:
    """Of values said of places against those observed; what is not known on either side is left out."""
    known = np.isfinite(observed) & np.isfinite(said) & (weights > 0)
    y, x, w = observed[known], said[known], weights[known]
    nan = float("nan")
    if len(y) < 3 or np.ptp(x) == 0:
        return Score(nan, nan, nan, len(y))
    spread = float(w @ (y - np.average(y, weights=w)) ** 2)
    line = through(x[:, None], y, w)
    direct, by_line = (1.0 - float(w @ (y - each) ** 2) / spread for each in (x, line))
    return Score(direct, by_line, float(np.average(np.abs(y - x), weights=w)), len(y))


def through(columns: Floats, observed: Floats, weights: Floats, of: Floats | None = None) -> Floats:
    """What the weighted straight line through columns ``[place, column]`` says of each place; or of others,
    whose columns are ``of``.
    """
    full = _with_ones(columns)
    root = np.sqrt(weights)
    slopes, *_ = np.linalg.lstsq(full * root[:, None], observed * root, rcond=None)
    return np.asarray((full if of is None else _with_ones(of)) @ slopes)


def _with_ones(columns: Floats) -> Floats:
    return np.column_stack([np.ones(len(columns)), columns])


def unserved(communes: pd.DataFrame) -> pd.Series:
    """By commune, the share of adults (16 and over) whom a crude allocation leaves without a GP: 1,000 to
    each liberal GP, who attract by distance, in rounds.
    """
    adults = _adults(communes)
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


def _adults(communes: pd.DataFrame) -> Floats:
    known = communes["adults"].fillna(0.0).to_numpy(float)
    return np.where(known > 0, known, 0.8 * communes["population"].to_numpy(float))


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
