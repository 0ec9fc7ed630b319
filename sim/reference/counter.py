"""A counter or a line: when it is open, how it is reached, who queues (docs/model.md, section 8)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Final

from sim.draws import purposes
from sim.reference.calendar import Calendar
from sim.reference.draws import uniform
from sim.reference.person import Need
from sim.reference.row_objects import rests
from sim.vocabulary.structure import Sort
from sim.vocabulary.time import DAY, HOUR

_NOBODY: Final = (0,) * (DAY // HOUR)


@dataclass(eq=False)
class Counter:
    """One counter or line; ``row`` holds the columns of ``sim.world.tables.COUNTER`` as they are now."""

    number: int
    row: SimpleNamespace
    calendar: Calendar
    minutes: list[int]  # of travel, by commune
    servers: int = 0  # in force
    busy: int = 0
    queue: list[Need] = field(default_factory=list)

    def servers_at(self, moment: int) -> int:
        """Servers by the timetable; 0 on days that are not known."""
        day, second = divmod(moment, DAY)
        return int(self._servers(day)[second // HOUR])

    def _servers(self, day: int) -> Sequence[int]:
        """Of each hour."""
        if day >= self.calendar.known or not self.row.active or rests(self.row, day):
            return _NOBODY
        hours: Sequence[int] = self.row.servers[self.calendar.day_type(day)]
        return hours

    def changes_after(self, moment: int) -> int:
        """The next full hour from which the timetable says another number of servers; or the midnight before
        it, when what is known of the next day may change.
        """
        day, second = divmod(moment, DAY)
        servers, now = self._servers(day), second // HOUR
        hours = range(now + 1, len(servers))
        return day * DAY + HOUR * next(
            (hour for hour in hours if servers[hour] != servers[now]), len(servers)
        )

    def open_at(self, moment: int) -> bool:
        """Whether somebody serves there at a moment."""
        return self.servers_at(moment) > 0

    def there_at(self, arrival: int, within: int) -> int | None:
        """When somebody arriving then finds an open door, after at most ``within`` full hours; None: not."""
        if self.open_at(arrival):
            return arrival
        full = arrival // HOUR
        hours = range(full + 1, full + within + 1)
        return next((hour * HOUR for hour in hours if self.open_at(hour * HOUR)), None)

    def known_to(self, need: Need, day: int) -> bool:
        """Whether they know it: one fixed draw for each resident (each need of a stream) and service."""
        row, person = self.row, need.person
        aware = row.aware_last
        if row.aware_days != 0:
            grown = (row.aware_last - row.aware_first) * (day - row.opened_day) / row.aware_days
            aware = min(row.aware_last, row.aware_first + grown)
        whose = 0 if person.is_a == Sort.RESIDENT else 16 * need.occurrence
        words = person.words(purposes.AWARENESS, whose + self.number // 4)
        return bool(uniform(words[self.number % 4]) < aware)
