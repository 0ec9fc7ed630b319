"""The communes of a territory: names, places, residents and their growth, doctors."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.territory.errors import TerritoryError
from sim.territory.table import Row, Table, read_table

CODE = re.compile(r"(\d{5}|2[AB]\d{3})")
YEAR_COLUMN = re.compile(r"population_(\d{4})")
COLUMNS = ("code", "name", "lat", "lon", "growth", "area_km2", "gps", "catchment", "shore", "ehpad", "no_car")


@dataclass(frozen=True)
class Communes:
    """What `communes.csv` says, in its order: n communes.

    codes INSEE codes; lat, lon degrees; census people counted in January of census_year; growth per year;
    area km²; gps heads; catchment rank in catchments; shore kind of shore, a key of `visitors`;
    ehpad residents of an EHPAD; no_car share of residents with no car in the household.
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


def grown(census: NDArray[np.int64], growth: NDArray[np.float64], years: int) -> NDArray[np.int64]:
    """(n,) people after `years` whole years at each commune's yearly growth, rounded to the nearest."""
    return np.rint(census * (1.0 + growth) ** years).astype(np.int64)


def read_communes(path: Path) -> Communes:
    """Reads `communes.csv`; the year of the count is that of its column `population_YYYY`."""
    table = read_table(path)
    people, year = _population_column(table)
    table.only((*COLUMNS[:4], people, *COLUMNS[4:]))
    rows = table.rows
    _no_duplicate(rows, "code")
    _no_duplicate(rows, "name")
    catchments = tuple(dict.fromkeys(row.text("catchment") for row in rows))
    return Communes(
        codes=tuple(_code(row) for row in rows),
        names=tuple(row.text("name") for row in rows),
        lat=np.array([row.number("lat", -90, 90) for row in rows]),
        lon=np.array([row.number("lon", -180, 180) for row in rows]),
        census_year=year,
        census=np.array([row.whole(people, 1, 10_000_000) for row in rows], dtype=np.int64),
        growth=np.array([row.number("growth", -0.2, 0.2) for row in rows]),
        area=np.array([_area(row) for row in rows]),
        gps=np.array([row.whole("gps", 0, 100_000) for row in rows], dtype=np.int64),
        catchments=catchments,
        catchment=np.array([catchments.index(row.text("catchment")) for row in rows], dtype=np.int64),
        shore=tuple(row.text("shore") for row in rows),
        ehpad=np.array([_ehpad(row, people) for row in rows], dtype=np.int64),
        no_car=np.array([row.share("no_car") for row in rows]),
    )


def _population_column(table: Table) -> tuple[str, int]:
    found = [match for column in table.columns if (match := YEAR_COLUMN.fullmatch(column))]
    if len(found) != 1:
        raise TerritoryError(
            f"{table.file}, line 1: {len(found)} columns named population_YYYY (such as population_2023); "
            "exactly one is needed, with the year of the count"
        )
    return found[0].group(0), int(found[0].group(1))


def _no_duplicate(rows: tuple[Row, ...], column: str) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        value = row.text(column)
        if value in seen:
            raise row.error(
                column, f"{value} already stands in line {seen[value]}; keep one line per commune"
            )
        seen[value] = row.line


def _code(row: Row) -> str:
    code = row.text("code")
    if not CODE.fullmatch(code):
        hint = f" (a spreadsheet ate the zero: write 0{code})" if re.fullmatch(r"\d{4}", code) else ""
        raise row.error("code", f"{code} is no INSEE code of five characters, such as 33284{hint}")
    return code


def _area(row: Row) -> float:
    area = row.number("area_km2", 0, 20_000)
    if area == 0:
        raise row.error("area_km2", "the area must be more than 0 km²")
    return area


def _ehpad(row: Row, people: str) -> int:
    living = row.whole("ehpad", 0, 100_000)
    if living > row.whole(people, 1, 10_000_000):
        raise row.error("ehpad", f"{living} residents of an EHPAD are more than the whole commune")
    return living
