"""Communes that are generated: French sizes, areas and numbers of doctors, laid out in catchments.

Sizes are the quantiles of the published distribution: which communes there are is not drawn, only where each
lies. A catchment is a town in the middle and villages around it; the largest communes are the towns.
"""

import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.draws import keyed, purposes
from sim.territory import settings as read
from sim.territory.communes import Communes
from sim.territory.rounding import largest_remainders
from sim.territory.travel import EARTH_RADIUS_KM

KEYS: Final = (
    "mean_residents", "sizes", "area_km2", "per_catchment", "gps_per_10000", "gps_from", "ehpad",
    "ehpad_from", "growth", "no_car", "shore", "lat", "lon",
)  # fmt: skip
MOST_RESIDENTS: Final = 100_000_000
GOLDEN_ANGLE: Final = math.pi * (3.0 - math.sqrt(5.0))  # of sunflower seeds: no two villages in one direction
KM_PER_DEGREE: Final = EARTH_RADIUS_KM * math.pi / 180.0
# Words of the draw of a commune (and of a catchment, of the same number)
_AREA, _AREA_ANGLE, _ORDER, _MANY = range(4)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Plan(NamedTuple):
    """The block `communes` of a territory whose communes are generated."""

    residents: int
    seed: int
    mean_residents: float
    parts: Floats  # (k,) of the communes, rising from 0 to 1 …
    sizes: Floats  # (k,) … and the residents of the commune that stands there
    mean_km2: float
    power: float  # of the number of residents, with which the area grows
    spread: float  # standard deviation of the logarithm of the area
    per_catchment: tuple[int, int]  # communes, from, to
    gps_per_10000: float
    gps_from: int  # smaller communes have no doctor
    ehpad: float  # share of residents
    ehpad_from: int
    growth: float
    no_car: float
    shore: str
    lat: float
    lon: float


def generate_communes(settings: Mapping[str, Any], year: int) -> Communes:
    """The communes of `residents` people in January of `year`, catchment by catchment, the town first.

    Raises TerritoryError.
    """
    plan = _plan(settings)
    people, catchment = _dealt(plan, _people(plan))
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
        growth=np.full(len(people), plan.growth),
        area=area,
        gps=_shared(plan.gps_per_10000 / 10_000, plan.gps_from, people, catchment),
        catchments=tuple(f"bassin_{c + 1}" for c in range(catchments)),
        catchment=catchment,
        shore=(plan.shore,) * len(people),
        ehpad=_shared(plan.ehpad, plan.ehpad_from, people, catchment),
        no_car=np.full(len(people), plan.no_car),
    )


def _plan(settings: Mapping[str, Any]) -> Plan:
    block = read.section(settings, "communes", KEYS)
    sizes = read.section(block, "communes.sizes", ("part", "residents"))
    parts = read.rising(sizes, "communes.sizes.part", 0, 1)
    people = read.rising(sizes, "communes.sizes.residents", 1, MOST_RESIDENTS)
    if (parts[0], parts[-1]) != (0, 1):
        raise read.fail("communes.sizes.part", "must run from 0 to 1")
    if len(people) != len(parts):
        raise read.fail("communes.sizes.residents", f"has {len(people)} numbers; `part` has {len(parts)}")
    area = read.section(block, "communes.area_km2", ("mean", "power", "spread"))
    many = read.section(block, "communes.per_catchment", ("from", "to"))
    least = read.whole(many, "communes.per_catchment.from", 1, 10_000)
    return Plan(
        residents=read.whole(settings, "residents", 1, MOST_RESIDENTS),
        seed=read.whole(settings, "seed", 0, 2**32 - 1),
        mean_residents=read.number(block, "communes.mean_residents", 1, MOST_RESIDENTS),
        parts=parts,
        sizes=people,
        mean_km2=read.number(area, "communes.area_km2.mean", 0.01, 10_000),
        power=read.number(area, "communes.area_km2.power", 0, 2),
        spread=read.number(area, "communes.area_km2.spread", 0, 3),
        per_catchment=(least, read.whole(many, "communes.per_catchment.to", least, 10_000)),
        gps_per_10000=read.number(block, "communes.gps_per_10000", 0, 1000),
        gps_from=read.whole(block, "communes.gps_from", 0, MOST_RESIDENTS),
        ehpad=read.number(block, "communes.ehpad", 0, 0.2),
        ehpad_from=read.whole(block, "communes.ehpad_from", 0, MOST_RESIDENTS),
        growth=read.number(block, "communes.growth", -0.2, 0.2),
        no_car=read.number(block, "communes.no_car", 0, 1),
        shore=read.text(block, "communes.shore"),
        lat=read.number(block, "communes.lat", -60, 60),
        lon=read.number(block, "communes.lon", -180, 180),
    )


def _people(plan: Plan) -> Ints:
    """(n,) residents of each commune, the largest first; they sum to what is asked for."""
    n = max(1, round(plan.residents / plan.mean_residents))
    part = (np.arange(n)[::-1] + 0.5) / n
    size = np.exp(np.interp(part, plan.parts, np.log(plan.sizes)))
    return np.maximum(1, largest_remainders(plan.residents - n, size) + 1)


def _dealt(plan: Plan, people: Ints) -> tuple[Ints, Ints]:
    """(n,) residents and catchment, catchment by catchment: a town each, the others dealt out as drawn."""
    n = len(people)
    catchments = max(1, round(n / (sum(plan.per_catchment) / 2)))
    uniform = _uniforms(plan, n)
    least, most = plan.per_catchment
    villages = largest_remainders(n - catchments, least + (most - least) * uniform[_MANY, :catchments])
    dealt = catchments + np.argsort(uniform[_ORDER, catchments:], kind="stable")
    commune = np.concatenate([np.arange(catchments), dealt])
    catchment = np.concatenate([np.arange(catchments), np.repeat(np.arange(catchments), villages)])
    order = np.argsort(catchment, kind="stable")
    return people[commune[order]], catchment[order].astype(np.int64)


def _areas(plan: Plan, people: Ints) -> Floats:
    """(n,) km²: a power of the residents with a lognormal spread, of the mean that is asked for."""
    uniform = _uniforms(plan, len(people))
    normal = np.sqrt(-2.0 * np.log(uniform[_AREA])) * np.cos(2.0 * math.pi * uniform[_AREA_ANGLE])
    area = people.astype(np.float64) ** plan.power * np.exp(plan.spread * normal)
    scaled: Floats = area * (plan.mean_km2 * len(people) / area.sum())
    return scaled


def _places(plan: Plan, area: Floats, catchment: Ints) -> tuple[Floats, Floats]:
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
    lat = plan.lat + north / KM_PER_DEGREE
    return lat, plan.lon + east / (KM_PER_DEGREE * np.cos(np.radians(lat)))


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


def _uniforms(plan: Plan, n: int) -> Floats:
    """(4, n) uniforms of SYNTHETIC, by number of the commune."""
    who = np.uint64(keyed.entity(purposes.COMMUNE, 0)) | np.arange(n, dtype=np.uint64)
    words = keyed.columns(plan.seed, 0, 0, who, purposes.SYNTHETIC, 0)
    return np.stack([keyed.uniforms(column) for column in words])
