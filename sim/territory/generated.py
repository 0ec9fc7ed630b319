"""Communes that are generated: French sizes, areas and numbers of doctors, laid out in catchments.

Sizes are quantiles of the published distribution; only the place of each commune and its area are drawn. A
catchment is a town in the middle with villages around it; the towns are the largest communes.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.draws import keyed, purposes
from sim.territory.communes import Communes
from sim.territory.rounding import largest_remainders
from sim.territory.settings import GeneratedBlock
from sim.territory.travel import EARTH_RADIUS_KM

GOLDEN_ANGLE: Final = math.pi * (3.0 - math.sqrt(5.0))  # no two villages lie in the same direction
KM_PER_DEGREE: Final = EARTH_RADIUS_KM * math.pi / 180.0
# Words of the draw SYNTHETIC: of the commune, and the last of the catchment with the same number
_AREA, _AREA_ANGLE, _ORDER, _VILLAGES = range(4)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def generate_communes(plan: GeneratedBlock, year: int) -> Communes:
    """The communes of a territory in January of `year`, catchment by catchment, the town first."""
    block = plan.communes
    people, catchment = _assigned(plan, _people(plan))
    catchments = int(catchment[-1]) + 1
    area = _areas(plan, people)
    lat, lon = _places(plan, area, catchment)
    number = np.arange(len(people)) - np.searchsorted(catchment, catchment)  # 0: the town
    return Communes(
        codes=tuple(f"S{i + 1:05d}" for i in range(len(people))),
        names=tuple(
            f"Village {c + 1}-{k}" if k else f"Bourg {c + 1}"
            for c, k in zip(catchment.tolist(), number.tolist(), strict=True)
        ),
        lat=lat,
        lon=lon,
        census_year=year,
        census=people,
        growth=np.full(len(people), block.growth),
        area=area,
        gps=_shared(block.gps_per_10000 / 10_000, block.gps_from, people, catchment),
        catchments=tuple(f"bassin_{c + 1}" for c in range(catchments)),
        catchment=catchment,
        shore=(block.shore,) * len(people),
        ehpad=_shared(block.ehpad, block.ehpad_from, people, catchment),
        no_car=np.full(len(people), block.no_car),
        ring=np.zeros(len(people), dtype=np.bool_),
        gps_before=None,
        gps_before_year=0,
        poor=np.full(len(people), np.nan),
    )


def _people(plan: GeneratedBlock) -> Ints:
    """(n,) residents of each commune, the largest first; they sum to those of the plan."""
    n = max(1, round(plan.residents / plan.communes.mean_residents))
    part = (np.arange(n)[::-1] + 0.5) / n
    size = np.exp(np.interp(part, plan.communes.sizes.part, np.log(plan.communes.sizes.residents)))
    return np.maximum(1, largest_remainders(plan.residents - n, size) + 1)


def _assigned(plan: GeneratedBlock, people: Ints) -> tuple[Ints, Ints]:
    """(n,) residents and catchment, catchment by catchment, the town first, then villages as drawn."""
    n = len(people)
    least, most = plan.communes.per_catchment.least, plan.communes.per_catchment.most
    catchments = max(1, round(n / ((least + most) / 2)))
    uniform = _uniforms(plan, n)
    villages = largest_remainders(n - catchments, least + (most - least) * uniform[_VILLAGES, :catchments])
    dealt = catchments + np.argsort(uniform[_ORDER, catchments:], kind="stable")
    commune = np.concatenate([np.arange(catchments), dealt])
    catchment = np.concatenate([np.arange(catchments), np.repeat(np.arange(catchments), villages)])
    order = np.argsort(catchment, kind="stable")
    return people[commune[order]], catchment[order].astype(np.int64)


def _areas(plan: GeneratedBlock, people: Ints) -> Floats:
    """(n,) km²: a power of the residents with a lognormal spread, scaled to the mean of the plan."""
    uniform = _uniforms(plan, len(people))
    normal = np.sqrt(-2.0 * np.log(uniform[_AREA])) * np.cos(2.0 * math.pi * uniform[_AREA_ANGLE])
    asked = plan.communes.area_km2
    area = people.astype(np.float64) ** asked.power * np.exp(asked.spread * normal)
    scaled: Floats = area * (asked.mean * len(people) / area.sum())
    return scaled


def _places(plan: GeneratedBlock, area: Floats, catchment: Ints) -> tuple[Floats, Floats]:
    """Latitudes and longitudes: towns on a square lattice, villages around theirs on a spiral that fills
    a disc of the catchment's area.
    """
    catchments = int(catchment[-1]) + 1
    side = math.ceil(math.sqrt(catchments))
    cell = math.sqrt(float(area.sum()) / catchments)
    first = np.searchsorted(catchment, catchment)
    number = np.arange(len(area)) - first
    cumulated = np.cumsum(area)
    inside = cumulated - area / 2 - (cumulated - area)[first]  # km² nearer to the town
    radius = np.where(number > 0, np.sqrt(inside / math.pi), 0.0)
    east = radius * np.cos(GOLDEN_ANGLE * number) + cell * (catchment % side - (side - 1) / 2)
    north = radius * np.sin(GOLDEN_ANGLE * number) + cell * (catchment // side - (side - 1) / 2)
    lat = plan.communes.lat + north / KM_PER_DEGREE
    return lat, plan.communes.lon + east / (KM_PER_DEGREE * np.cos(np.radians(lat)))


def _shared(share: float, least: int, people: Ints, catchment: Ints) -> Ints:
    """(n,) heads: `share` of each catchment's people, over its communes from `least` on (else its town)."""
    catchments = int(catchment[-1]) + 1
    of_catchment = np.bincount(catchment, people, catchments).astype(np.float64)
    heads = largest_remainders(round(share * float(people.sum())), of_catchment)
    shared = np.zeros(len(people), dtype=np.int64)
    bounds = np.searchsorted(catchment, np.arange(catchments + 1))
    for first, last, total in zip(bounds[:-1], bounds[1:], heads, strict=True):
        weight = np.where(people[first:last] >= least, people[first:last], 0).astype(np.float64)
        weight[0] = people[first]
        shared[first:last] = largest_remainders(int(total), weight)
    return shared


def _uniforms(plan: GeneratedBlock, n: int) -> Floats:
    """(4, n) uniforms of SYNTHETIC, by number of the commune."""
    who = np.uint64(keyed.entity(purposes.COMMUNE, 0)) | np.arange(n, dtype=np.uint64)
    words = keyed.columns(plan.seed, 0, 0, who, purposes.SYNTHETIC, 0)
    return np.stack([keyed.uniforms(column) for column in words])
