"""The days that are simulated, as a table (docs/model.md, section 1)."""

import numpy as np
from numpy.typing import NDArray

from sim.territory import Calendar
from sim.world.tables import DAY, Table, table


def day_table(calendar: Calendar) -> Table:
    """One row of DAY a day."""
    days = table(DAY, calendar.days)
    ordinal = np.array([calendar.date_of(d).timetuple().tm_yday - 1 for d in range(calendar.days)])
    days["weekday"] = calendar.weekday
    days["holiday"] = calendar.holiday
    days["month"] = calendar.month
    days["year"] = calendar.year
    days["week"] = ordinal // 7
    days["new_year"] = ordinal == 0
    days["new_year"][0] = 0
    return days


def day_types(days: Table) -> NDArray[np.int64]:
    """By day: 0 to 6 for the weekday, 7 for a public holiday."""
    return np.where(days["holiday"] == 1, 7, days["weekday"]).astype(np.int64)
