"""The communes of a territory: names, places, residents and their growth, doctors."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.schema.types import Latitude, Longitude, Number, Positive, Share, Whole, between
from sim.territory.errors import TerritoryError
from sim.territory.table import Row, Table, read_table

CODE = re.compile(r"([0-9]{5}|2[AB][0-9]{3})")
YEAR_COLUMN = re.compile(r"population_([0-9]{4})")
COLUMNS = ("code", "name", "lat", "lon", "growth", "area_km2", "gps", "catchment", "shore", "ehpad", "no_car")
RING: Final = "ring"  # columns that need not be there
POOR: Final = "poor"
BEFORE_COLUMN = re.compile(r"gps_([0-9]{4})")  # nor that
# South, north, west, east: the mainland with Corsica, Saint-Pierre-et-Miquelon, the Antilles, Guyane, Réunion
# with Mayotte, Polynesia, Wallis-et-Futuna, New Caledonia
FRANCE: Final = (
    (41, 51.5, -5.5, 10),
    (46.5, 47.5, -57, -56),
    (14, 18.5, -63.5, -60.5),
    (2, 6, -55, -51),
    (-21.6, -12, 44.8, 56),
    (-28, -7, -155, -134),
    (-15, -13, -179, -176),
    (-23.5, -17, 158, 172),
)

MOST_RESIDENTS: Final = 10_000_000  # of a commune
YEARS: Final = range(1900, 2101)  # of a count
Residents = Annotated[Whole, between(0, MOST_RESIDENTS)]  # nobody has come back to six of the Meuse
Heads = Annotated[Whole, between(0, 100_000)]
EarlierHeads = Annotated[Number, between(0, 100_000)]
Flag = Annotated[Whole, between(0, 1)]
Growth = Annotated[Number, between(-0.2, 0.2)]
Area = Annotated[Positive, between(0, 20_000)]


@dataclass(frozen=True, eq=False)
class Communes:
    """What `communes.csv` says, in its order: n communes.

    codes, names  INSEE code, name
    lat, lon      (n,) degrees, of the village
    census        (n,) people counted in January of census_year
    growth        (n,) per year
    area          (n,) km²
    gps           (n,) GP heads
    gps_before    (n,) GPs in January of gps_before_year, counted like gps; None: not known
    catchments    names; catchment (n,) rank of each commune's in it
    shore         kind of shore, a key of `visitors`
    ehpad         (n,) residents of an EHPAD
    no_car        (n,) share of residents with no car in the household
    poor          (n,) share of poor people; NaN where it is not known
    ring          (n,) whether it lies in the ring around the territory: simulated, not reported
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    census_year: int
    census: NDArray[np.int64]
    growth: NDArray[np.float64]
    area: NDArray[np.float64]
    gps: NDArray[np.int64]
    catchments: tuple[str, ...]
    catchment: NDArray[np.int64]
    shore: tuple[str, ...]
    ehpad: NDArray[np.int64]
    no_car: NDArray[np.float64]
    ring: NDArray[np.bool_]
    gps_before: NDArray[np.float64] | None
    gps_before_year: int  # 0 where not known
    poor: NDArray[np.float64]
    lines: tuple[int, ...] = field(default=(), kw_only=True)  # of the file, for messages

    def population_in(self, year: int) -> NDArray[np.int64]:
        """(n,) people in January of `year`, if each commune goes on growing as it did; rounded."""
        return np.rint(self.grown(year)).astype(np.int64)

    def grown(self, year: int) -> NDArray[np.float64]:
        """(n,) the same, not rounded."""
        return np.asarray(self.census * (1.0 + self.growth) ** (year - self.census_year), dtype=np.float64)


def read_communes(path: Path) -> Communes:
    """Reads `communes.csv`; the year of the count is that of its column `population_YYYY`."""
    table = read_table(path)
    people, year = _population_column(table)
    before, before_year = _before_column(table)
    given = tuple(column for column in (before, POOR, RING) if column in table.columns)
    table.only((*COLUMNS[:4], people, *COLUMNS[4:], *given))
    table.by("code")

    def texts(column: str) -> tuple[str, ...]:
        return tuple(row.text(column) for row in table.rows)

    def numbers(column: str, kind: Any) -> NDArray[Any]:
        return np.array([row.number(column, kind) for row in table.rows])

    no_ring = np.zeros(len(table.rows), dtype=np.bool_)
    of_each = texts("catchment")
    catchments = tuple(dict.fromkeys(of_each))
    communes = Communes(
        codes=tuple(_code(row) for row in table.rows),
        names=texts("name"),
        lat=numbers("lat", Latitude),
        lon=numbers("lon", Longitude),
        census_year=year,
        census=numbers(people, Residents),
        growth=numbers("growth", Growth),
        area=numbers("area_km2", Area),
        gps=numbers("gps", Heads),
        catchments=catchments,
        catchment=np.array([catchments.index(name) for name in of_each]),
        shore=texts("shore"),
        ehpad=numbers("ehpad", Heads),
        no_car=numbers("no_car", Share),
        ring=numbers(RING, Flag).astype(np.bool_) if RING in given else no_ring,
        poor=numbers(POOR, Share) if POOR in given else np.full(len(table.rows), np.nan),
        gps_before=numbers(before, EarlierHeads) if before else None,
        gps_before_year=before_year,
        lines=tuple(row.line for row in table.rows),
    )
    if communes.ring.all():
        raise table.rows[0].error(RING, "every commune is in the ring; write 0 for those that are reported")
    for row, point in zip(table.rows, zip(communes.lat, communes.lon, strict=True), strict=True):
        _check_place(row, *point)
    for row, living, residents in zip(table.rows, communes.ehpad, communes.census, strict=True):
        if living > residents:
            raise row.error("ehpad", f"{living} residents of an EHPAD are more than the whole commune")
    return communes


def _check_place(row: Row, lat: float, lon: float) -> None:
    """Refuses a commune that lies nowhere in France."""
    if not _in_france(lat, lon):
        swapped = f"; write {lon:g} as lat, {lat:g} as lon" if _in_france(lon, lat) else ""
        raise row.error("lat", f"lat {lat:g}, lon {lon:g} is nowhere in France{swapped}")


def _in_france(lat: float, lon: float) -> bool:
    return any(south <= lat <= north and west <= lon <= east for south, north, west, east in FRANCE)


def _population_column(table: Table) -> tuple[str, int]:
    found = [match for column in table.columns if (match := YEAR_COLUMN.fullmatch(column))]
    if len(found) != 1:
        raise TerritoryError(
            f"{table.file}, line 1: {len(found)} columns named population_YYYY (such as population_2023); "
            "exactly one is needed, with the year of the count"
        )
    year = int(found[0].group(1))
    if year not in YEARS:
        said = f"{found[0].group(0)}: {year} is no year of a count; write one from {YEARS[0]} to {YEARS[-1]}"
        raise TerritoryError(f"{table.file}, line 1: {said}")
    return found[0].group(0), year


def _before_column(table: Table) -> tuple[str | None, int]:
    """The column of GPs some years before and its year, if there is one."""
    found = [match for column in table.columns if (match := BEFORE_COLUMN.fullmatch(column))]
    if len(found) > 1:
        raise TerritoryError(
            f"{table.file}, line 1: {len(found)} columns named gps_YYYY (such as gps_2018); one at most is "
            "read, with the year of the count"
        )
    return (found[0].group(0), int(found[0].group(1))) if found else (None, 0)


def _code(row: Row) -> str:
    code = row.text("code")
    if not CODE.fullmatch(code):
        hint = f" (a spreadsheet ate the zero: write 0{code})" if re.fullmatch(r"\d{4}", code) else ""
        raise row.error("code", f"{code} is no INSEE code of five characters, such as 33284{hint}")
    return code
