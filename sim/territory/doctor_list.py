"""The GPs of the first day one by one, as far as a file of the territory knows them.

A doctor has a line or none; the column `gps` of `communes.csv` says how many there are.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, NamedTuple

from sim.schema.nearest import nearest
from sim.schema.types import CountFrom1, Number, between
from sim.territory.communes import Communes
from sim.territory.table import Row, read_table

COLUMNS: Final = ("commune", "number", "age", "sessions", "site", "mode", "source")
YOUNGEST: Final = 20
OLDEST: Final = 100
AGE: Final = re.compile(r"([0-9]{2,3})|([0-9]{2,3})\+|<([0-9]{2,3})|([0-9]{2,3})-([0-9]{2,3})")
MODES: Final = {"": None, "mt": False, "particular": True}

Sessions = Annotated[Number, between(0.1, 14)]


class ListedDoctor(NamedTuple):
    """What is known of one of them.

    ages        the first and the last that it may be on the first day; None: not known
    sessions    half-days a week; None: not known
    particular  outside general care (médecin à exercice particulier): nobody's médecin traitant; None: not
                known
    """

    ages: tuple[int, int] | None
    sessions: float | None
    particular: bool | None
    site: str
    source: str


DoctorList = Mapping[int, Mapping[int, ListedDoctor]]  # by rank of the commune, then by number from 1


def read_doctor_list(path: Path, communes: Communes) -> DoctorList:
    """The doctors of a file, line by line. Raises TerritoryError, which names line and column."""
    table = read_table(path)
    table.only(COLUMNS)
    rank = {code: i for i, code in enumerate(communes.codes)}
    found: dict[int, dict[int, ListedDoctor]] = {}
    for row in table.rows:
        code = row.text("commune")
        if code not in rank:
            offer = nearest(code, communes.codes)
            raise row.error("commune", f"{code} is no commune of this territory; {offer}")
        of_commune = found.setdefault(rank[code], {})
        number = row.number("number", CountFrom1)
        if number > communes.gps[rank[code]]:
            there_are = f"{communes.names[rank[code]]} has {communes.gps[rank[code]]} doctors"
            remedy = "(column gps of communes.csv); take the line out, or correct one of the two"
            raise row.error("number", f"{number}: {there_are} {remedy}")
        if number in of_commune:
            raise row.error("number", f"{code} has a doctor {number} already; number them 1, 2, …")
        of_commune[number] = ListedDoctor(
            _ages(row), _sessions(row), _particular(row), row.cells["site"], row.cells["source"]
        )
    return found


def _ages(row: Row) -> tuple[int, int] | None:
    cell = row.cells["age"].replace(" ", "").replace("–", "-")
    if not cell:
        return None
    found = AGE.fullmatch(cell)
    if found is None:
        raise row.error("age", f"“{row.cells['age']}” is no age; write 57, 60+, <60, 55-59, or nothing")
    age, least, below, low, high = (None if part is None else int(part) for part in found.groups())
    first = next((known for known in (age, least, low) if known is not None), YOUNGEST)
    last = next((known for known in (age, high) if known is not None), OLDEST if below is None else below - 1)
    if not YOUNGEST <= first <= last <= OLDEST:
        said = f"“{row.cells['age']}”: a doctor is {YOUNGEST} to {OLDEST}, the lower age first"
        raise row.error("age", said)
    return first, last


def _sessions(row: Row) -> float | None:
    return float(row.number("sessions", Sessions)) if row.cells["sessions"] else None


def _particular(row: Row) -> bool | None:
    mode = row.cells["mode"].casefold()
    if mode not in MODES:
        said = f"“{row.cells['mode']}” is no mode; write mt, particular, or nothing (not known)"
        raise row.error("mode", said)
    return MODES[mode]
