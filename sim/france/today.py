"""The communes of today: what the codes of older files, and of arrondissements, stand for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sim.france.codes import department, parent
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
    """The communes that `bases` list (files that count residents, the latest first), less those that have
    merged since: each département's by the first that tells of it.

    A file that counts people lists the communes of its year or a later one: what merged before is gone from
    it, and what was parted again is there. So its codes follow only the moves of later years.
    """
    tables = [reading.table for reading in moves]
    moved = pd.concat(tables) if tables else pd.DataFrame(columns=list(COLUMNS["moves"]))
    known: set[str] = set()
    told: set[str] = set()
    for base in bases:
        since = year_of(base.vintage) or 0
        after = [(year_of(day) or 0) > since for day in moved["on"]]
        later = present_codes(moved[pd.Series(after, index=moved.index, dtype=bool)])
        listed = {parent(later.get(code, code)) for code in base.table["code"].unique()}
        new = {code for code in listed if department(code) not in told}
        known |= new
        told |= {department(code) for code in new}
    return Today(frozenset(known), present_codes(moved))
