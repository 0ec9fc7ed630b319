"""The communes of today: what the codes of older files, and of arrondissements, stand for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from sim.france.codes import PARENTS
from sim.france.facts import Reading


def year_of(vintage: str) -> int | None:
    """The year of a vintage such as 2024 or 2024-01-01."""
    return int(vintage[:4]) if vintage[:4].isdigit() else None


@dataclass(frozen=True)
class Today:
    """Which communes there are, and what those became that are no more.

    known   codes of the communes of today
    became  of a code of former days: the code that it became, and the day
    """

    known: frozenset[str]
    became: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def code(self, code: str) -> str:
        """The commune of today for a code of any day, or of an arrondissement; "" where there is none."""
        code = self._followed(PARENTS.get(code, code), None)
        return code if code in self.known else ""

    def codes(self, codes: pd.Series) -> pd.Series:
        """The same of a column."""
        return codes.map({code: self.code(code) for code in codes.unique()}).astype(str)

    def _followed(self, code: str, since: int | None) -> str:
        """Through mergers up to a commune of today (or, `since` a year, all that came after it)."""
        seen: set[str] = set()
        while code in self.became and code not in seen and (since is not None or code not in self.known):
            after, day = self.became[code]
            if since is not None and (year_of(day) or since) <= since:
                break
            seen.add(code)
            code = PARENTS.get(after, after)
        return code


def today_of(bases: Sequence[Reading], moves: Iterable[Reading]) -> Today:
    """The communes that the first of `bases` (the latest that counts residents) lists, less those that have
    merged since; without any, nothing is known.

    A file that counts people lists the communes of its year or a later one: what merged before is gone from
    it, and what was parted again is there. So its codes follow only the moves of later years.
    """
    became: dict[str, tuple[str, str]] = {}
    for reading in moves:
        for before, after, day in reading.table[["before", "after", "on"]].itertuples(index=False):
            if before != after and (before not in became or became[before][1] < day):
                became[before] = (after, day)
    if not bases:
        return Today(frozenset(), became)
    since = year_of(bases[0].vintage)
    following = Today(frozenset(), became)
    listed = (PARENTS.get(code, code) for code in bases[0].table["code"].unique())
    return Today(frozenset(following._followed(code, since or 0) for code in listed), became)
