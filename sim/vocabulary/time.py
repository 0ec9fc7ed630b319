"""Units of time. A moment is a whole number of seconds since 00:00 of day 0 (docs/model.md, section 1)."""

from typing import Final

MINUTE: Final = 60  # seconds
HOUR: Final = 3600
DAY: Final = 86400

DAYS_A_YEAR: Final = 365.25
MONTHS_A_YEAR: Final = 12

SATURDAY: Final = 5  # of weekdays, Monday 0
HOLIDAY: Final = 7  # the day type of a public holiday, after those of the weekdays
