"""What files say came of a territory, by commune: for checks and validation, never for the engines."""

from pathlib import Path
from typing import Annotated, Final, NamedTuple

from sim.schema.nearest import nearest
from sim.schema.types import Amount, Whole, between
from sim.territory.table import read_table

COLUMNS: Final = ("commune", "indicator", "value", "year", "source")
EVERYWHERE: Final = "*"  # in the column commune: the whole territory that is reported

Year = Annotated[Whole, between(1990, 2199)]


class Observed(NamedTuple):
    """One figure. commune: its INSEE code, or EVERYWHERE."""

    commune: str
    indicator: str
    value: float
    year: int
    source: str


def read_observed(path: Path, codes: tuple[str, ...]) -> tuple[Observed, ...]:
    """The figures of a file. Raises TerritoryError, which names line and column."""
    table = read_table(path)
    table.only(COLUMNS)
    found = []
    for row in table.by("commune", "indicator", "year").values():
        commune = row.text("commune")
        if commune != EVERYWHERE and commune not in codes:
            offer = nearest(commune, codes)
            said = f"{commune} is no commune of this territory; {offer}, or write * for the whole of it"
            raise row.error("commune", said)
        value, year = row.number("value", Amount), row.number("year", Year)
        found.append(Observed(commune, row.text("indicator"), value, year, row.cells["source"]))
    return tuple(found)
