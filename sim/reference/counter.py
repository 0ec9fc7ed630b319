"""A counter or a line: when it is open, how it is reached, who queues (docs/model.md, section 8)."""

from types import SimpleNamespace

from sim.draws import purposes
from sim.reference.calendar import Calendar
from sim.reference.draws import uniform
from sim.reference.person import Need
from sim.vocabulary.structure import Sort
from sim.vocabulary.time import DAY, HOUR


class Counter:
    """One counter or line; ``row`` holds the columns of ``sim.world.tables.COUNTER`` as they are now."""

    def __init__(self, number: int, row: SimpleNamespace, calendar: Calendar, minutes: list[int]) -> None:
        self.number = number
        self.row = row
        self.calendar = calendar
        self.minutes = minutes  # of travel, by commune
        self.servers = 0  # in force
        self.busy = 0
        self.queue: list[Need] = []

    @property
    def is_line(self) -> bool:
        return bool(self.row.line)

    @property
    def outcome(self) -> int:
        return int(self.row.outcome)

    def servers_at(self, moment: int) -> int:
        """Servers by the timetable; 0 beyond the calendar."""
        day, second = divmod(moment, DAY)
        if day >= self.calendar.n_days or not self.row.active:
            return 0
        return int(self.row.servers[self.calendar.day_type(day)][second // HOUR])

    def open_at(self, moment: int) -> bool:
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
