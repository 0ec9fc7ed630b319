"""Those who come and go, people and doctors (docs/model.md, sections 9 and 10)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sim.draws import purposes
from sim.reference.agenda import Panel
from sim.reference.clocks import Clocks
from sim.reference.diary import Process
from sim.reference.draws import uniform
from sim.reference.pathway import Pathway
from sim.reference.person import Person
from sim.reference.place import Place
from sim.reference.search import Searches
from sim.vocabulary.structure import EventClass, Link
from sim.vocabulary.time import DAY
from sim.world.log_events import LogEvent
from sim.world.row_edits import EndAgenda


@dataclass(eq=False)
class Registration:
    """Lives of people in the territory: arrival, leaving, release by a doctor who departs."""

    place: Place
    pathway: Pathway
    clocks: Clocks
    searches: Searches

    # --- demography

    def life(self, person: Person) -> Process:
        """Process: from the first day to the last."""
        calendar = self.place.calendar
        first = max(0, person.from_day)
        if first >= min(person.until_day, calendar.n_days):
            return
        if first > 0:
            yield self.place.diary.at(first * DAY, EventClass.DEMOGRAPHY, person.number)
            self.place.diary.note(LogEvent.ARRIVES, person.number)
        self.clocks.begins(person)
        if not person.stream:
            self.place.diary.env.process(self.onset(person, person.chronic_from, self.clocks.chronic))
            for place, since in enumerate(person.recurring_from):
                self.place.diary.env.process(
                    self.onset(person, since, partial(self.clocks.recurs, place=place))
                )
            self.searches.looks_out(person, least=0 if first == 0 else 1)
            self.place.diary.env.process(self.falls_ill(person))
        if person.until_day < calendar.n_days:
            yield self.place.diary.at(person.until_day * DAY, EventClass.DEMOGRAPHY, person.number)
            self._leaves(person)

    def onset(self, person: Person, since: int, returns: Callable[[Person], Process]) -> Process:
        """Process: waits for the day of a state that makes needs return, then their clock runs."""
        if since >= min(person.until_day, self.place.calendar.n_days):
            return
        if since > self.place.today:
            yield self.place.diary.at(since * DAY, EventClass.DEMOGRAPHY, person.number)
        self.place.diary.env.process(returns(person))

    def falls_ill(self, person: Person) -> Process:
        """Process: who has an ALD from some day on looks for a médecin traitant."""
        since = person.ald_from
        if self.place.today < since < min(person.until_day, self.place.calendar.n_days):
            yield self.place.diary.at(since * DAY, EventClass.DEMOGRAPHY, person.number)
            if person.mt < 0:
                self.searches.looks_out(person)

    def _leaves(self, person: Person) -> None:
        self.place.diary.note(LogEvent.LEAVES, person.number)
        if person.goes_on >= 0:
            later = self.place.people[person.goes_on]
            later.mt, later.link = person.mt, person.link
            later.look, later.seen_by, later.released = person.look, person.seen_by, person.released
        elif person.mt >= 0:
            self.place.panels[person.mt].row.patients -= 1
        person.mt = -1
        for _, need in sorted(person.needs.items()):
            self.pathway.leaves(need)

    # --- the departure of a doctor

    def departs(self, end: EndAgenda) -> None:
        """Today's RELEASE: bookings become requests again; a panel that nobody serves is released."""
        agenda = self.place.agendas[end.agenda]
        bookings = [(need.booking, need) for need in agenda.needs if need.booking is not None]
        bookings.sort(key=lambda b: (b[0].half, b[1].person.number, b[1].clock, b[1].occurrence))
        for _, need in bookings:
            self.pathway.released(need)
        if agenda.panel is not None and not agenda.panel.is_served:
            self._releases(agenda.panel, end)

    def _releases(self, panel: Panel, end: EndAgenda) -> None:
        """Nobody serves the panel: its patients go to the successor's, or look for a médecin traitant."""
        for person in self.place.people:
            if person.mt == panel.number:
                person.mt = self._taken_over(person, end)
                self.place.diary.note(LogEvent.RELEASED, person.number, person.mt)
                if person.mt < 0:
                    person.link = Link.LOST
                    self.place.recorder.released(person, self.place.today)
                self.searches.looks_out(person)
        panel.row.patients = 0

    def _taken_over(self, person: Person, end: EndAgenda) -> int:
        """The successor's panel (row), or -1."""
        if end.successor < 0:
            return -1
        successor = self.place.agendas[end.successor]
        wanted = uniform(person.words(purposes.RELEASE, end.agenda)[0]) < end.share
        if successor.panel is None or not successor.row.active or not wanted:
            return -1
        row = successor.panel.row
        if row.patients >= row.cap and not end.same_doctor:
            return -1
        row.patients += 1
        return successor.panel.number
