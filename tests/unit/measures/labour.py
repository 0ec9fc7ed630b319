"""A labour market of which everything is known, for tests by hand: on the territory of ``fakes``."""

import math
import zlib
from typing import Any

from sim.draws.keyed import block, entity
from sim.draws.purposes import MEASURE, MEASURE_DRAW

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


def uniform(who: str, what: str, occurrence: int, word: int, seed: int = 1, measure: str = "market") -> float:
    """The draw of a candidate (or of a sort) about something, from the words alone."""
    name = entity(MEASURE, zlib.crc32(f"{measure}/{who}".encode()) & (2**28 - 1))
    words = block(seed, zlib.crc32(what.encode()), 0, name, MEASURE_DRAW, occurrence)
    return (words[word] + 0.5) * 2.0**-32


def gumbel(*about: Any, **more: Any) -> float:
    return -math.log(-math.log(uniform(*about, **more)))


def month(year: int, of_year: int) -> int:
    return 12 * year + of_year - 1
