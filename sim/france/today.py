"""The communes of today: what the codes of older files, and of arrondissements, stand for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sim.france.codes import parent
from sim.france.facts import COLUMNS, Reading
from sim.france.moves import present_codes


def year_of(vintage: str) -> int | None:
    """The year of a vintage such as 2024 or 2024-01-01."""
    return int(vintage[:4]) if vintage[:4].isdigit() else None


@dataclass(frozen=True)
class Today:
    """Which communes there are, and what those became that are no more: codes."""

    known: frozenset[str]
    became: Mapping[str, str] = field(default_factory=dict)

    def code(self, code: str) -> str:
        """The commune of today for a code of any day, or of an arrondissement; "" where there is none."""
        whole = parent(code)
        for now in (whole, parent(self.became.get(whole, ""))):
            if now in self.known:
                return now
        return ""

    def codes(self, codes: pd.Series) -> pd.Series:
        """The same of a column."""
        return codes.map({code: self.code(code) for code in codes.unique()}).astype(str)


def today_of(bases: Sequence[Reading], moves: Iterable[Reading]) -> Today:
    """The communes that the first of `bases` (the latest that counts residents) lists, less those that have
    merged since; without any, nothing is known.

    A file that counts people lists the communes of its year or a later one: what merged before is gone from
    it, and what was parted again is there. So its codes follow only the moves of later years.
    """
    tables = [reading.table for reading in moves]
    moved = pd.concat(tables) if tables else pd.DataFrame(columns=list(COLUMNS["moves"]))
    became = present_codes(moved)
    if not bases:
        return Today(frozenset(), became)
    since = year_of(bases[0].vintage) or 0
    later = present_codes(moved[moved["on"].map(lambda day: (year_of(day) or 0) > since).astype(bool)])
    listed = bases[0].table["code"].unique()
    return Today(frozenset(parent(later.get(code, code)) for code in listed), became)
