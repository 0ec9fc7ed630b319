"""A labour market of which everything is known, for tests by hand: on the territory of ``fakes``."""

import math
import zlib
from datetime import date
from typing import Any

from sim.changes.labour import CountCandidates
from sim.draws.keyed import block, entity
from sim.draws.purposes import MEASURE, MEASURE_DRAW
from tests.unit.measures.fakes import ReplicationResult, merged

NEVER = dict.fromkeys(("under_55", "from_55", "from_62", "from_65", "from_67", "from_70"), 0.0)
WORTH = ("offered", "colleagues", "load", "train", "home", "aid", "premises", "housing", "framework", "msp")
FLAT = dict.fromkeys((*WORTH, "hosting"), 0.0)
# The territory is its region and has 6 GPs. Nobody leaves, moves, comes from abroad or sets up an own
# practice; of the posts all are seen and worth the same. A graduate a month, who looks at once and for one
# month. None and beyond have the weights e to the power of themselves.
BARE: dict[str, Any] = {
    "region": {"gps": 6, "reach": 1, "posts": 1 / 6, "residents_per_gp": 1000},
    "graduates": {"a_year": 12, "seeks": 1, "at_once": 1, "most_locum_years": 0},
    "foreign": {"a_year": 0},
    "movers": {"first_years": 0, "later": 0},
    "search": {"months": 1, "none": 0, "beyond": -20, "lead_days": 0},
    "visible": {"vacancy": 1, "room": 1, "offered": 1},
    "utility": {**FLAT, "own_practice": -20},
    "exits": {"hazard": NEVER, "ahead_days": 365, "notice": 180, "after": 0},
    "aids": [],
}
END = date(2025, 12, 31)
MARKET = {"market": {"market": {}}}
RETIRES = {"retire": {"doctor": "c2_2", "on": "2025-03-01", "notice": 90}}


def uniform(who: str, what: str, occurrence: int, word: int, seed: int = 1, measure: str = "market") -> float:
    """The draw of a candidate (or of a sort) about something, from the words alone."""
    name = entity(MEASURE, zlib.crc32(f"{measure}/{who}".encode()) & (2**28 - 1))
    words = block(seed, zlib.crc32(what.encode()), 0, name, MEASURE_DRAW, occurrence)
    return (words[word] + 0.5) * 2.0**-32


def gumbel(*about: Any, **more: Any) -> float:
    return -math.log(-math.log(uniform(*about, **more)))


def month(year: int, of_year: int) -> int:
    return 12 * year + of_year - 1


def market(**changes: Any) -> dict[str, Any]:
    """This market, with changes."""
    return merged(BARE, changes)


def arrivals(run: ReplicationResult) -> dict[str, date]:
    """Who came, and when."""
    return {who: day for day, _, who in run.events("arrival")}


def counts(run: ReplicationResult) -> list[CountCandidates]:
    """What had become of the candidates, each time it was counted."""
    return [event.change for event in run.history.events if isinstance(event.change, CountCandidates)]


def graduate(number: int) -> str:
    """The one of the month of this number, from January 2024."""
    year, of_year = divmod(month(2024, 1) + number, 12)
    return f"graduate_{year}_{of_year + 1:02d}_1"


def adds_up(one: CountCandidates) -> bool:
    """Whether whoever looked has ended somewhere, or looks still."""
    ends = one.here + one.elsewhere + one.beyond + one.gave_up + one.defied + one.looking
    return one.looked == ends
