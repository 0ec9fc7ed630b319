"""Counts of what happened, one by one, as it happens (docs/model.md, section 11)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.reference.agenda import Agenda, Offer, Panel
from sim.reference.calendar import Calendar
from sim.reference.person import Need, Person, days_ahead
from sim.vocabulary.structure import AgendaSort, Link, Sort
from sim.vocabulary.time import DAY
from sim.vocabulary.vocabulary import Vocabulary
from sim.world import records
from sim.world.cells import Cells
from sim.world.records import Came, Records
from sim.world.tables import table

CARE_SORTS = (Sort.RESIDENT, Sort.VISITOR)
NOWHERE = -1  # Records.trace: no service
_FIRST = (records.TRACE.names or ()).index("first_moment")


def people_group(person: Person, day: int) -> int:
    """``2 * band + ald``."""
    return 2 * person.band(day) + person.ald(day)


@dataclass(eq=False)
class Recorder:
    """Every array of ``Records`` as a count by index."""

    calendar: Calendar
    vocabulary: Vocabulary
    where: Cells  # in which each commune is counted
    settings: SimpleNamespace  # those in force
    counts: dict[str, Counter[tuple[int, ...]]] = field(default_factory=lambda: defaultdict(Counter))
    contacts: Counter[tuple[int, int]] = field(default_factory=Counter)  # seen, by civil year and person
    # … and the roles in which needs were given up
    gave_up: dict[tuple[int, int], set[str | None]] = field(default_factory=lambda: defaultdict(set))
    traced: list[tuple[int, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cells: list[int] = self.where.of.tolist()

    def add(self, array: str, *index: int, n: int = 1) -> None:
        """Counts one more, or ``n``; what is of the ring's cell stands in no array."""
        if "cell" not in records.AXES[array] or index[1] < len(self.where.names):
            self.counts[array][index] += n

    # --- needs

    def follows(self, need: Need, day: int) -> bool:
        """Whether what a need comes to is still counted as it is."""
        return bool(day - need.first // DAY <= self.settings.followed_days)

    def ended(self, need: Need, outcome: int, days: int, service: int, day: int) -> None:
        """A need is over; ``day`` is n_days for those that still wait at the end of the run."""
        if need.person.is_a == Sort.RESIDENT:
            ends = self.vocabulary.outcomes[outcome]
            if ends.contact:
                self.contacts[self.calendar.year[day], need.person.number] += 1
            elif ends.role in ("renounced", "not_asked"):
                self.gave_up[self.calendar.year[day], need.person.number].add(ends.role)
        if not self.follows(need, day):
            outcome, service = self.vocabulary.outcome_of("waiting"), NOWHERE
            days = self.settings.followed_days + 1
        self._counted_as(need, outcome, days, service)

    def _counted_as(self, need: Need, outcome: int, days: int, service: int) -> None:
        person, kind, origin = need.person, need.kind, need.first // DAY
        month, cell = self.calendar.month[origin], self.cells[person.commune]
        self._trace(need, 0, outcome, service, days)
        if person.is_a not in CARE_SORTS:
            self.add("exogenous", month, cell, kind - len(self.vocabulary.care_kinds), outcome)
            return
        self.add("outcomes", month, cell, kind, outcome)
        waited = days - days_ahead(need, self.settings)
        soon = waited < records.SOON and self.vocabulary.outcomes[outcome].answered
        self.add("answered_soon", month, cell, kind, n=int(soon))
        self.add("refused", month, cell, kind, n=int(need.refused))
        if self.vocabulary.outcomes[outcome].appointment:
            self.add("waits", month, cell, kind, min(days, records.MOST_DAYS - 1))
        if person.is_a == Sort.VISITOR:
            self.add("visitors", month, cell, outcome)
            return
        group = people_group(person, origin)
        self.add("groups", month, cell, group, outcome)
        if self.vocabulary.outcomes[outcome].appointment:
            self.add("group_waits", month, cell, group, 0)
            self.add("group_waits", month, cell, group, 1, n=days)

    def tried(self, need: Need, came: Came, service: int, day: int) -> None:
        """What came of the step at which a need stands, if it is followed; ``service`` as in the trace."""
        if self.follows(need, day):
            self._trace(need, 16 * came + need.step, 0, service, day - need.first // DAY)

    def _trace(self, need: Need, tried: int, outcome: int, service: int, days: int) -> None:
        person, origin = need.person, need.first // DAY
        if person.traced:
            which = (person.commune, person.rank, need.clock, need.kind)
            where = (need.occurrence, need.first, service, days)
            about = (person.birth_year, person.ald(origin))
            self.traced.append((*which, outcome, tried, *where, *about))

    def visit(self, need: Need, booking: Offer, minutes: int | None, comes: bool) -> None:
        """A session is held in which this need was booked; ``minutes`` None: nobody travels."""
        month, number, person = self.calendar.month[booking.day], booking.number, need.person
        self.add("at_agendas", month, number, records.BOOKED, n=need.slots)
        self.add("at_agendas", month, number, records.VISITS if comes else records.NO_SHOWS)
        row = booking.agenda.row
        near = row.commune >= 0 and row.is_a in (AgendaSort.GP, AgendaSort.DELEGATE)
        if comes and near and minutes is not None and person.is_a in CARE_SORTS:
            cell = self.cells[person.commune]
            self.add("travel", month, cell, 0)
            self.add("travel", month, cell, 1, n=minutes)

    # --- médecins traitants

    def released(self, person: Person, day: int) -> None:
        """Their doctor has departed, and they have none now."""
        person.released = day
        self.add("released", *self._where(person, day))

    def refused_as_mt(self, agenda: Agenda, day: int) -> None:
        """A practice that was asked to take somebody as a patient has not; a GP's with a panel counts."""
        row = agenda.row
        if row.active and row.is_a == AgendaSort.GP and row.panel >= 0:
            self.add("at_agendas", self.calendar.month[day], agenda.number, records.MT_REFUSED)

    def registered(self, person: Person, day: int) -> None:
        """They have found a médecin traitant; after a release, it is known how long that took."""
        if person.released is None:
            return
        index = self._where(person, day)
        self.add("reassigned", *index, 0)
        self.add("reassigned", *index, 1, n=day - person.released)

    def _where(self, person: Person, day: int) -> tuple[int, int, int]:
        """Month, cell and group of a person on a day."""
        return self.calendar.month[day], self.cells[person.commune], people_group(person, day)

    # --- counters and lines

    def began(self, counter: int, kind: int, waited: int, day: int) -> None:
        """A service begins, after so many seconds."""
        self.at_counter(counter, day, records.BEGAN)
        self.at_counter(counter, day, records.WAITED_SECONDS, waited)
        self.add("began", self.calendar.month[day], counter, kind)
        self.add("daily", day, counter)

    def at_counter(self, counter: int, day: int, column: int, n: int = 1) -> None:
        """Adds to a column of ``at_counters``."""
        self.add("at_counters", self.calendar.month[day], counter, column, n=n)

    # --- the state of a day

    def offers(self, day: int, agendas: Iterable[Agenda]) -> None:
        """What is offered today."""
        for agenda in agendas:
            if agenda.row.active:
                slots = agenda.capacity(2 * day) + agenda.capacity(2 * day + 1)
                self.add("at_agendas", self.calendar.month[day], agenda.number, records.OFFERED, n=slots)

    def census(
        self, day: int, people: Iterable[Person], agendas: Iterable[Agenda], panels: Iterable[Panel]
    ) -> bool:
        """Just after demography, on a month's first day: who is here. Whether it is one."""
        month = self.calendar.month[day]
        if day > 0 and month == self.calendar.month[day - 1]:
            return False
        for panel in panels:
            first = panel.agendas[0].number
            self.add("panels", month, first, n=panel.row.patients)
            refuses = not panel.row.list_open or panel.row.patients >= panel.row.cap
            self.add("at_agendas", month, first, records.REFUSES, n=int(refuses))
        for agenda in agendas:
            self._third_next(agenda, day)
        for person in people:
            if person.is_a == Sort.RESIDENT and person.present(day):
                self._counted(person, day)
                if day in (0, *self.calendar.new_years):
                    year = self.calendar.year[day] - self.calendar.year[0]
                    self.add("inhabitants", year, person.commune, person.band(day))
        return True

    def _third_next(self, agenda: Agenda, day: int) -> None:
        row = agenda.row
        there = row.active and row.from_day <= day < row.until_day
        if row.is_a != AgendaSort.GP or row.commune < 0 or not there or row.locum:
            return
        days = agenda.third_next(day)
        if days is not None:
            self.add("third_next", self.calendar.month[day], self.cells[row.commune], 0)
            self.add("third_next", self.calendar.month[day], self.cells[row.commune], 1, n=days)

    def _counted(self, person: Person, day: int) -> None:
        index = self._where(person, day)
        adult = person.age(day) >= self.settings.adult_age
        self.add("people", *index)
        if adult:
            self.add("adults", *index)
        if person.without_mt:
            self.add("adults_without_mt" if adult else "children_without_mt", *index)
            if adult:
                self.add("adults_mt_lost" if person.link == Link.LOST else "adults_mt_never", *index)
        if person.released is not None:
            self.add("people_released", *index)
            self.add("people_released_without_mt", *index, n=int(person.without_mt))

    # --- the end

    def records(self, people: list[Person], agendas: int, counters: int) -> Records:
        """All counts of the days that are reported, as arrays."""
        self._contacts_of_years(people)
        calendar, last = self.calendar, self.calendar.reported - 1
        months, years = calendar.month[last] + 1, calendar.year[last] - calendar.year[0] + 1
        cells, communes = len(self.where.names), len(self.cells)
        sizes = (cells, communes, agendas, counters, calendar.reported, years)
        shapes = records.shapes(self.vocabulary, months, *sizes)
        arrays: dict[str, Any] = {}
        for name, shape in shapes.items():
            arrays[name] = np.zeros(shape, dtype=np.int64)
            for index, n in self.counts[name].items():
                if index[0] < shape[0]:  # the month, day or year
                    arrays[name][index] = n
        lines = [line for line in self.traced if line[_FIRST] < calendar.reported * DAY]
        trace = table(records.TRACE, len(lines))
        for number, line in enumerate(lines):
            trace[number] = line
        return Records(**arrays, trace=trace)

    def _contacts_of_years(self, people: list[Person]) -> None:
        """Of who is there from the first to the last day played of each year."""
        firsts = (0, *self.calendar.new_years)
        for first, after in pairwise((*firsts, self.calendar.n_days)):
            year, last = self.calendar.year[first], after - 1
            for person in people:
                reported = self.where.reported[person.commune]
                if (
                    reported
                    and person.is_a == Sort.RESIDENT
                    and person.present(first)
                    and person.present(last)
                ):
                    index = (year - self.calendar.year[0], people_group(person, last))
                    contacts = self.contacts[year, person.number]
                    self.add("contacts", *index, 0)
                    self.add("contacts", *index, 1, n=int(contacts > 0))
                    self.add("contacts", *index, 2, n=contacts)
                    gave_up = self.gave_up[year, person.number]
                    self.add("contacts", *index, 3, n=int(bool(gave_up)))
                    self.add("contacts", *index, 4, n=int("not_asked" in gave_up))
                    if person.poor:
                        self.add("contacts", *index, 5)
                        self.add("contacts", *index, 6, n=int(bool(gave_up)))
