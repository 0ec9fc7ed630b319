"""Accessibility to general practitioners (APL): two-step floating catchment areas, as made by DREES.

The formula alone: weights by minutes and by age stand in ``conf/costs``; what a run says of accessibility and
what is said of a whole country before any run go through the same functions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Steps = Sequence[tuple[float, float]]  # (below so many minutes, weight), from the nearest on; nothing beyond

EARTH_RADIUS_KM = 6371.0088  # as in sim.territory.travel


def step_weights(minutes: NDArray[Any], steps: Steps) -> Floats:
    """Of minutes of travel, in their shape."""
    weights = np.zeros(minutes.shape)
    for below, weight in reversed(steps):
        weights[minutes < below] = weight
    return weights


def apl_of(activity: Floats, residents: Floats, weights: Any) -> Floats:
    """``[…, commune]``: A_i = Σ_j w_ij m_j / Σ_k w_kj p_k (IRDES, DT 70): consultations a year and resident.

    activity   ``[…, commune]`` consultations a year of the doctors there
    residents  ``[…, commune]`` residents weighted by age
    weights    ``[commune, commune]`` dense or sparse: of supply there (second) for residents here (first)
    """
    demand = residents @ weights
    ratio = np.divide(activity, demand, out=np.zeros_like(activity), where=demand > 0)
    return np.asarray(ratio @ weights.T)


class Pairs(NamedTuple):
    """Communes near each other: their places in the table, each pair once; km as the crow flies."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    kms: Floats


def pairs_within(lat: Floats, lon: Floats, kms: float) -> Pairs:
    """All pairs of communes within so many kilometres of each other."""
    lat, lon = np.radians(lat), np.radians(lon)
    sphere = np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))
    points = EARTH_RADIUS_KM * sphere
    a, b = cKDTree(points).query_pairs(kms, output_type="ndarray").T
    chord = np.linalg.norm(points[a] - points[b], axis=1)
    return Pairs(a, b, 2 * EARTH_RADIUS_KM * np.arcsin(chord / EARTH_RADIUS_KM / 2))


def weights_of(pairs: Pairs, between: Floats, within: Floats, steps: Steps) -> csr_matrix:
    """``[commune, commune]`` of minutes between the communes of each pair and within each; whole minutes
    count, as in a run.
    """
    own = np.arange(len(within))
    here, there = np.concatenate((pairs.a, pairs.b, own)), np.concatenate((pairs.b, pairs.a, own))
    weights = step_weights(np.rint(np.concatenate((between, between, within))), steps)
    kept = weights > 0
    return csr_matrix((weights[kept], (here[kept], there[kept])), shape=(len(own), len(own)))


def weights_between(
    lat: Floats, lon: Floats, within: Floats, minutes: Callable[[Floats], Floats], steps: Steps
) -> csr_matrix:
    """``[commune, commune]`` for the communes of a whole country.

    lat, lon  degrees; within: minutes inside each commune
    minutes   of kilometres as the crow flies
    """
    pairs = pairs_within(lat, lon, reach_km(minutes, steps))
    return weights_of(pairs, minutes(pairs.kms), within, steps)


def reach_km(minutes: Callable[[Floats], Floats], steps: Steps) -> float:
    """Kilometres beyond which nothing has a weight (a longer road may take a little less: it is faster)."""
    most = steps[-1][0]
    kms = np.arange(0.0, 10 * most, 0.1)
    return float(kms[np.flatnonzero(np.rint(minutes(kms)) < most)[-1]] + 0.1)


@dataclass(frozen=True)
class Agreement:
    """How one figure of communes agrees with another: both weighted by people.

    r2      share of the variance of theirs that a straight line on ours explains
    slope, offset  of that line: theirs = offset + slope × ours
    ours, theirs   the two means
    communes, people  that have both
    """

    communes: int
    people: float
    ours: float
    theirs: float
    r2: float
    slope: float
    offset: float


def agreement(ours: Floats, theirs: Floats, people: Floats) -> Agreement:
    """Over the communes that have people and both figures (NaN: none). NaN where nothing varies."""
    there = np.isfinite(ours) & np.isfinite(theirs) & (people > 0)
    ours, theirs, people = ours[there], theirs[there], people[there]
    if not len(ours):
        return Agreement(0, 0.0, *[float("nan")] * 5)
    x, y = np.average(ours, weights=people), np.average(theirs, weights=people)
    both = np.average((ours - x) * (theirs - y), weights=people)
    of_x, of_y = (np.average((v - m) ** 2, weights=people) for v, m in ((ours, x), (theirs, y)))
    slope = both / of_x if of_x > 0 else float("nan")
    r2 = both**2 / of_x / of_y if of_x > 0 and of_y > 0 else float("nan")
    return Agreement(
        len(ours), float(people.sum()), float(x), float(y), float(r2), float(slope), float(y - slope * x)
    )
