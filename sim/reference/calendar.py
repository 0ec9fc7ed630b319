"""Days and hours of the model in plain Python (docs/model.md, sections 1 and 5)."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

import numpy as np

from sim.vocabulary.structure import IN_OFFICE_HOURS, OUT_OF_HOURS
from sim.vocabulary.time import DAY, HOLIDAY, HOUR, SATURDAY
from sim.world.world import World

PLANNED: Final = 2  # profiles of World.hours
STREAMS: Final = 3


class Calendar:
    """What kind of day a day is, and which second a share of the day's intensity falls on."""

    def __init__(self, world: World) -> None:
        self.n_days = world.n_days  # played
        self.known = len(world.days)
        self.reported = world.reported
        self.end = self.n_days * DAY
        self.weekday: list[int] = world.days["weekday"].tolist()
        self.holiday: list[int] = world.days["holiday"].tolist()
        self.month: list[int] = world.days["month"].tolist()
        self.year: list[int] = world.days["year"].tolist()
        self.week: list[int] = world.days["week"].tolist()
        self.new_years = np.flatnonzero(world.days["new_year"][: self.n_days]).tolist()
        self.hours: list[list[float]] = world.hours.tolist()
        self.set_office_hours(world.settings["office_hours"][0].tolist())

    def set_office_hours(self, hours: Sequence[Sequence[int]]) -> None:
        """From and to which hour practices usually work: on working days, on Saturdays."""
        working_days, saturdays = hours
        self._office_hours = {**dict.fromkeys(range(SATURDAY), working_days), SATURDAY: saturdays}

    def day_type(self, day: int) -> int:
        """0-6 the weekday, 7 a public holiday."""
        return HOLIDAY if self.holiday[day] else self.weekday[day]

    def office_hours(self, moment: int) -> int:
        """The bit of the pathway's ``hours`` that this moment is in."""
        day, second = divmod(moment, DAY)
        weekday = self.weekday[day]
        opens, closes = self._office_hours.get(weekday, (0, 0))
        inside = not self.holiday[day] and opens * HOUR <= second < closes * HOUR
        return IN_OFFICE_HOURS if inside else OUT_OF_HOURS

    def time_of_day(self, profile: int, x: float) -> int:
        """Second of the day before which a share ``x`` of the day's intensity has passed."""
        hours = self.hours[profile]
        h = max(hour for hour in range(24) if hours[hour] <= x)
        return min(DAY - 1, HOUR * h + int(3600.0 * ((x - hours[h]) / (hours[h + 1] - hours[h]))))

    def moment_of(self, level: float, cumulative: Sequence[float], stream: bool) -> int | None:
        """The moment at which the cumulative intensity reaches ``level``; None if it never does."""
        if level >= cumulative[self.n_days]:
            return None
        day = bisect_right(cumulative, level) - 1
        x = (level - cumulative[day]) / (cumulative[day + 1] - cumulative[day])
        profile = STREAMS if stream else int(self.weekday[day] >= SATURDAY or self.holiday[day] == 1)
        return day * DAY + self.time_of_day(profile, x)

    def next_new_year(self, day: int) -> int | None:
        """The first new-year day after ``day``; None if the run ends before."""
        return next((new for new in self.new_years if new > day), None)
