"""The civil years of a run, and when within them something happens (docs/model.md, section 3)."""

from calendar import isleap
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.world.tables import NEVER

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Years(NamedTuple):
    """The civil years that are played, from ``first``, that of day 0; the last is drawn to its end.

    ``january`` (years + 1,): the day of January 1 of each (the first 0 or before), and of the year after.
    """

    first: int
    january: Ints
    played: int  # days

    @property
    def number(self) -> int:
        """How many years."""
        return len(self.january) - 1

    def begins(self, nth: int) -> int:
        """The first day of the run in a year."""
        return max(0, int(self.january[nth]))

    def year_of(self, day: Ints) -> Ints:
        """The number of the year of each day."""
        nth: Ints = np.searchsorted(self.january, day, side="right") - 1
        return nth

    def day_at(self, moment: Floats) -> Ints:
        """The days of moments in years since January 1 of ``first``: negative before it, NEVER after all."""
        year = np.floor(moment)
        days: Ints = np.where(year < 0, -1, NEVER)
        inside = np.flatnonzero((year >= 0) & (year < self.number))
        nth = year[inside].astype(np.int64)
        length = np.diff(self.january)[nth]
        days[inside] = self.january[nth] + np.floor((moment[inside] - nth) * length).astype(np.int64)
        return days


def years_from(first_day: date, played: int) -> Years:
    """Of a run of so many days from ``first_day`` on."""
    last = date.fromordinal(first_day.toordinal() + played - 1).year
    days = [(date(year, 1, 1) - first_day).days for year in range(first_day.year, last + 2)]
    return Years(first_day.year, np.array(days, dtype=np.int64), played)


def passed(months: list[float], year: int) -> Floats:
    """(days + 1,) part of a year's moves that has passed before each day; ``months``: how often, by month."""
    lengths = [31, 29 if isleap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    by_day = np.repeat(np.array(months, dtype=np.float64), lengths)
    part = np.concatenate([[0.0], np.cumsum(by_day)])
    share: Floats = part / part[-1]
    return share
