"""The simulated days: weekday, month, day of the year, French public holidays."""

from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy as np
from numpy.typing import NDArray

from sim.schema.types import LEAP_YEAR
from sim.territory.errors import TerritoryError
from sim.vocabulary.time import MONTHS_A_YEAR

DAYS_OF_YEAR = 366


@dataclass(frozen=True)
class Calendar:
    """Arrays over `days` days from `first`, one value a day.

    weekday 0 Monday to 6 Sunday; month 0 for the month of `first`, then counted on; year the calendar year;
    year_day 0 to 365 in a leap year (1 March is 60 every year, 29 February 59 or absent), the index of
    `Territory.visiting`; holiday whether it is a public holiday in metropolitan France (Sundays are not,
    unless they are one).
    """

    first: date
    days: int
    weekday: NDArray[np.int8]
    month: NDArray[np.int32]
    year: NDArray[np.int32]
    year_day: NDArray[np.int16]
    holiday: NDArray[np.bool_]

    def date_of(self, day: int) -> date:
        """The date of day `day`, 0 the first."""
        return self.first + timedelta(days=day)

    def day_of(self, when: date) -> int:
        """The number of the day, negative before the first."""
        return (when - self.first).days


def day_of_year(day: date) -> int:
    """0 to 365 in a leap year: the same number for the same day of every year."""
    return day.replace(year=LEAP_YEAR).timetuple().tm_yday - 1


def make_calendar(first: date, last: date) -> Calendar:
    """The calendar from `first` to `last`, both included."""
    if last < first:
        raise TerritoryError(f"calendar: the last day {last} is before the first day {first}; exchange them")
    dates = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    free = holidays.country_holidays("FR", years=range(first.year, last.year + 1))
    calendar = Calendar(
        first=first,
        days=len(dates),
        weekday=np.array([day.weekday() for day in dates], dtype=np.int8),
        month=np.array(
            [MONTHS_A_YEAR * (day.year - first.year) + day.month - first.month for day in dates],
            dtype=np.int32,
        ),
        year=np.array([day.year for day in dates], dtype=np.int32),
        year_day=np.array([day_of_year(day) for day in dates], dtype=np.int16),
        holiday=np.array([day in free for day in dates], dtype=np.bool_),
    )
    for array in (calendar.weekday, calendar.month, calendar.year, calendar.year_day, calendar.holiday):
        array.setflags(write=False)
    return calendar
