"""A region as the labour market sees it: places, their GPs and residents."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from sim.measures.labour.worth import KM_A_DEGREE
from sim.scenario.doctors import AgeGroup, Leaving

Vector = NDArray[np.float64]

OLDEST: Final = 100  # age up to which doctors are followed
FAR: Final = 25.0  # km beyond which nobody is counted among a doctor's residents
NEAR: Final = 5.0  # km, by which their number falls to 1/e


@dataclass(frozen=True, eq=False)
class Land:
    """``codes``, ``lat``, ``lon``, ``residents``, ``gps`` [place]: those with GPs or with residents enough;
    ``pull`` [commune, place]: how much a commune's residents (``people``) go to the GPs of a place; None:
    load is the usual one everywhere.
    """

    codes: tuple[str, ...]
    lat: Vector
    lon: Vector
    residents: Vector
    gps: Vector  # on the first day, in general care
    people: Vector | None = None
    pull: csr_matrix | None = None

    def load(self, gps: Vector) -> Vector:
        """``[place]``: residents there are for each GP around it, over their mean for all GPs."""
        if self.pull is None or self.people is None:
            return np.ones(len(gps))
        offered = self.pull @ gps
        asked = np.divide(self.people, offered, out=np.zeros_like(self.people), where=offered > 0)
        each = np.asarray(self.pull.T @ asked)
        mean = float(each @ gps) / float(gps.sum())
        known = np.where(each > 0, each, mean)
        return np.asarray(known / mean)


@dataclass(frozen=True)
class First:
    """Of doctors of the first day: ``ages`` [age] shares; ``leaving``: how load makes them leave."""

    ages: Vector
    leaving: Leaving | None = None


def ages_of(groups: list[AgeGroup]) -> Vector:
    """``[age]`` shares, even within each group."""
    made = np.zeros(OLDEST + 1)
    for group in groups:
        made[group.first : group.last + 1] += group.share / (group.last + 1 - group.first)
    return np.asarray(made / made.sum())


def pull_of(lat: Vector, lon: Vector, to_lat: Vector, to_lon: Vector) -> csr_matrix:
    """``[commune, place]`` exp(−km / NEAR), up to FAR."""
    shrink = np.cos(np.radians(lat.mean()))
    here = np.column_stack([lat, lon * shrink]) * KM_A_DEGREE
    there = np.column_stack([to_lat, to_lon * shrink]) * KM_A_DEGREE
    found = cKDTree(here).sparse_distance_matrix(cKDTree(there), FAR, output_type="coo_matrix")
    weights = np.exp(-found.data / NEAR)
    # Places at distance 0 are not among those found.
    same = cKDTree(there).query(here, distance_upper_bound=1e-6)
    rows = np.flatnonzero(np.isfinite(same[0]))
    row = np.concatenate([found.row, rows])
    col = np.concatenate([found.col, same[1][rows]])
    data = np.concatenate([weights, np.ones(len(rows))])
    made = csr_matrix((data, (row, col)), shape=(len(lat), len(to_lat)))
    made.data = np.minimum(made.data, 1.0)
    return made
