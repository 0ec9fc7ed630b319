"""Periods of whole months: what results are read over."""

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from sim.outcomes.errors import StoreError
from sim.outcomes.storage.replication_result import later
from sim.vocabulary.time import MONTHS_A_YEAR

_PART: Final = r"([0-9]{4})(?:-([0-9]{2}))?"
_PERIOD: Final = re.compile(rf"{_PART}(?:\.\.{_PART})?")


class Period(NamedTuple):
    """From the month of ``first`` to that of ``last``, both included; both are the first of a month."""

    first: date
    last: date

    def __str__(self) -> str:
        """As ``parse_period`` reads it: 2025-10..2026-09."""
        return f"{self.first:%Y-%m}..{self.last:%Y-%m}"

    @property
    def months(self) -> int:
        """How many."""
        return months_between(self.first, self.last) + 1

    @property
    def whole_years(self) -> tuple[int, ...]:
        """The civil years that lie wholly within."""
        return tuple(
            year
            for year in range(self.first.year, self.last.year + 1)
            if self.first <= date(year, 1, 1) and date(year, MONTHS_A_YEAR, 1) <= self.last
        )


def months_between(first: date, last: date) -> int:
    """Months from the month of one date to that of another."""
    return MONTHS_A_YEAR * (last.year - first.year) + last.month - first.month


def month_of(day: date) -> date:
    """The first of the month of a day."""
    return day.replace(day=1)


def parse_period(text: str) -> Period:
    """Reads ``2026``, ``2026-03``, ``2025-10..2026-09`` or ``2025..2027``. Raises StoreError."""
    found = _PERIOD.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        year, month, to_year, to_month = (int(part) if part else 0 for part in found.groups())
        first = date(year, month or 1, 1)
        end_year, end_month = (to_year, to_month) if to_year else (year, month)
        last = date(end_year, end_month or MONTHS_A_YEAR, 1)
    except ValueError:
        raise StoreError(f"period “{text}”: write 2026, 2026-03 or 2025-10..2026-09") from None
    if last < first:
        raise StoreError(f"period “{text}”: ends before it begins; exchange the two")
    return Period(first, last)


def last_months(end: date, n: int) -> Period:
    """The last ``n`` whole months up to ``end``, the last day simulated."""
    whole = later(end + timedelta(days=1), -1)
    return Period(later(whole, 1 - n), whole)


def within(period: Period, start: date, end: date) -> Period:
    """The same, if every month of it is reported (of the last perhaps a part). ``start``: the first day that
    is reported; what is simulated before warms the model up.

    Raises StoreError.
    """
    if period.first < month_of(start) or period.last > month_of(end):
        held = Period(month_of(start), month_of(end))
        said = f"period {period}: the run reports {held}"
        if period.first < held.first:
            said += f", what comes before {held.first:%Y-%m} is warm-up"
        raise StoreError(f"{said}; choose a period inside it")
    return period
