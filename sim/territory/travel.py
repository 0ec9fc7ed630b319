"""Minutes of travel between points: given in a file, or estimated from coordinates."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, model_validator

from sim.schema.nearest import nearest
from sim.schema.types import Number, Plain, Share, between
from sim.territory.errors import rank
from sim.territory.table import read_table

EARTH_RADIUS_KM = 6371.0088  # mean radius (IUGG)


def _code(value: Any) -> Any:
    """An INSEE code is a text: YAML would read 33284 as a number."""
    if not isinstance(value, str):
        raise ValueError(f'an INSEE code stands between quotation marks, such as "33284", not {value}')
    return value


Code = Annotated[str, BeforeValidator(_code)]
RoadNumber = Annotated[Number, between(1, 1000)]
Minutes = Annotated[Number, between(0, 1440)]  # a journey within a day


class AroundWater(Plain):
    """From a commune of one shore to one of the other, one drives through `via`: INSEE codes."""

    via: Code
    one_shore: tuple[Code, ...]
    other_shore: tuple[Code, ...]

    @model_validator(mode="after")
    def _two_shores(self) -> "AroundWater":
        for code in self.other_shore:
            if code in self.one_shore:
                raise ValueError(f"other_shore: {code} stands on one_shore too; keep it on one of them")
        return self

    def lies_between(self, a: str | None, b: str | None) -> bool:
        """Whether water lies between two communes; None: a point of no commune."""
        return (a in self.one_shore and b in self.other_shore) or (
            b in self.one_shore and a in self.other_shore
        )

    def check(self, codes: tuple[str, ...]) -> None:
        """Raises TerritoryError where a commune is none of the territory's `codes`."""
        for key, named in (
            ("via", (self.via,)),
            ("one_shore", self.one_shore),
            ("other_shore", self.other_shore),
        ):
            for code in named:
                rank(code, f"roads.around_water.{key}", codes)


class Roads(Plain):
    """What turns kilometres as the crow flies into minutes of driving."""

    detour: Annotated[Number, between(1, 5)]
    fixed_minutes: Annotated[Number, between(0, 60)]
    short_km: RoadNumber
    medium_km: RoadNumber
    short_kmh: RoadNumber
    medium_kmh: RoadNumber
    long_kmh: RoadNumber
    own_commune: Share
    around_water: AroundWater | None

    @model_validator(mode="after")
    def _medium_is_longer(self) -> "Roads":
        if self.short_km > self.medium_km:
            raise ValueError(f"medium_km: must be at least roads.short_km ({self.short_km:g})")
        return self

    def minutes(self, crow_km: float) -> float:
        """Minutes for a distance as the crow flies.

        The speed is chosen by the whole length of the road, so that the estimate falls by a few minutes
        where it passes short_km or medium_km: the price of having three speeds and no road map.
        """
        road = crow_km * self.detour
        if road < self.short_km:
            speed = self.short_kmh
        elif road < self.medium_km:
            speed = self.medium_kmh
        else:
            speed = self.long_kmh
        return self.fixed_minutes + 60.0 * road / speed

    def minutes_within(self, area_km2: float) -> float:
        """Minutes from home to a service of one's own commune, about 3 to 6."""
        return self.minutes(self.own_commune * math.sqrt(area_km2 / math.pi))


class Point(NamedTuple):
    """A point on the map and the code of the commune it lies in, None for none."""

    lat: float
    lon: float
    commune: str | None


def crow_km(a: Point, b: Point) -> float:
    """Kilometres on the great circle (haversine)."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat = math.sin((lat_b - lat_a) / 2) ** 2
    half_lon = math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half_lat + math.cos(lat_a) * math.cos(lat_b) * half_lon))


def driven(a: Point, b: Point, roads: Roads, communes: Sequence[Point]) -> float:
    """Minutes from one point to another, around the water if some lies between them."""
    water = roads.around_water
    if water is not None and water.lies_between(a.commune, b.commune):
        via = next(point for point in communes if point.commune == water.via)
        return roads.minutes(crow_km(a, via) + crow_km(via, b))
    return roads.minutes(crow_km(a, b))


@dataclass(frozen=True, eq=False)
class Travel:
    """Minutes between the communes of a territory, computed when asked for: a country has too many pairs.

    points (n,); area (n,) km²; given: minutes of pairs of ranks that replace the estimates.
    """

    points: Sequence[Point]
    area: NDArray[np.float64]
    roads: Roads
    given: Mapping[tuple[int, int], int]

    def within(self, here: NDArray[np.int64]) -> NDArray[np.int16]:
        """(len(here), len(here)) whole minutes between some communes, by rank; diagonal: within each."""
        ranks = here.tolist()
        minutes = np.empty((len(ranks), len(ranks)), dtype=np.int16)
        for row, a in enumerate(ranks):  # an estimate is the same both ways
            minutes[row, : row + 1] = minutes[: row + 1, row] = [
                self._minutes(a, b) for b in ranks[: row + 1]
            ]
        if self.given:
            place = {rank: row for row, rank in enumerate(ranks)}
            for (a, b), said in self.given.items():
                if a in place and b in place:
                    minutes[place[a], place[b]] = said
        minutes.setflags(write=False)
        return minutes

    def to(self, commune: int) -> NDArray[np.int16]:
        """(n,) whole minutes from every commune to one of them."""
        return np.array([self._minutes(rank, commune) for rank in range(len(self.points))], dtype=np.int16)

    def _minutes(self, a: int, b: int) -> int:
        if (a, b) in self.given:
            return self.given[a, b]
        if a == b:
            return round(self.roads.minutes_within(float(self.area[a])))
        return round(driven(self.points[max(a, b)], self.points[min(a, b)], self.roads, self.points))


def read_given(path: Path, codes: tuple[str, ...]) -> dict[tuple[int, int], int]:
    """What the file `a;b;minutes` gives, by pairs of ranks; the way back is the same unless given."""
    table = read_table(path)
    table.only(("a", "b", "minutes"))
    ranks = {code: i for i, code in enumerate(codes)}
    given: dict[tuple[int, int], int] = {}
    for row in table.by("a", "b").values():
        for column in ("a", "b"):
            code = row.text(column)
            if code not in ranks:
                raise row.error(column, f"{code} is no commune of this territory; {nearest(code, codes)}")
        given[ranks[row.text("a")], ranks[row.text("b")]] = round(row.number("minutes", Minutes))
    back = {(b, a): value for (a, b), value in given.items() if (b, a) not in given}
    return given | back
