"""Who looks for a médecin traitant, when, and who takes them (docs/model.md, sections 5, 8 and 9)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.draws import purposes
from sim.reference.agenda import Agenda, Offer
from sim.reference.calendar import PLANNED
from sim.reference.diary import Key, Process
from sim.reference.draws import exponential, uniform
from sim.reference.person import Need, Person
from sim.reference.place import Place
from sim.vocabulary.structure import NEARER, SEARCHING, AgendaSort, Case, EventClass
from sim.vocabulary.time import DAY
from sim.world.log_events import LogEvent
from sim.world.tables import NEVER

AFTER_ALL = 2**32 - 1  # as an entity
_TAG = 16 * SEARCHING


@dataclass(eq=False)
class Searches:
    """Clock 2 of everybody: set, rung, and what the needs of a day leave behind."""

    place: Place
    visits: list[tuple[Key, Need, Offer, bool]] = field(default_factory=list)  # of today: whether they came

    # --- when

    def state(self, person: Person) -> int | None:
        """The search state of a resident, if there is one."""
        if person.stream:
            return None
        if person.mt < 0:
            return person.link
        minutes = self._to_own(person)
        return NEARER if minutes is not None and minutes > self.place.settings.far_minutes else None

    def _to_own(self, person: Person) -> int | None:
        """Minutes to the first agenda of the person's panel."""
        panel = self.place.panel_of(person)
        return self.place.minutes_to(person, panel.agendas[0]) if panel and panel.agendas else None

    def looks(self, person: Person, state: int, then: int) -> bool:
        """Whether they look in this state, with or without an ALD as on day ``then``."""
        settings = self.place.settings
        minor = person.age(self.place.today) < settings.adult_age
        below = settings.looks_below[state][int(person.ald(then))]
        return bool((minor and state != NEARER) or person.look < below)

    def looks_out(self, person: Person, least: int = 1, then: int | None = None) -> int:
        """Arms clock 2 of a person who looks, at least so many days ahead; the moment, -1 if they do not.
        ``then``: the day of their state of health, if it is not today.
        """
        state, today = self.state(person), self.place.today
        then = today if then is None else then
        if state is None or not self.looks(person, state, then):
            return -1
        w0, w1, _, _ = person.words(purposes.SEARCH + _TAG, person.searches)
        mean = self.place.settings.search_days[state][person.ald(then)]
        return self._arms(person, today + max(least, int(mean * exponential(w0))), w1)

    def _arms(self, person: Person, day: int, word: int) -> int:
        k = person.searches
        person.searches += 1
        moment = day * DAY + self.place.calendar.time_of_day(PLANNED, uniform(word))
        if day < self.place.calendar.n_days:
            self.place.diary.at(
                moment, EventClass.SEARCH, person.number, k, _TAG, lambda: self._rings(person, k)
            )
        return moment

    # --- whom they ask

    def _rings(self, person: Person, k: int) -> None:
        stale = k % 256 != (person.searches - 1) % 256
        if stale or not person.present(self.place.today) or self.state(person) is None:
            return
        had_one = person.mt >= 0
        agenda = self._found(person, k)
        if agenda is None:
            self.place.diary.note(LogEvent.SEARCHES_ON, 0, self.looks_out(person))
            return
        assert agenda.panel is not None
        if had_one:
            self.place.panels[person.mt].row.patients -= 1
        person.mt = agenda.panel.number
        agenda.panel.row.patients += 1
        self.place.diary.note(LogEvent.REGISTERS, agenda.number, int(had_one))
        if not had_one:
            self.place.recorder.registered(person, self.place.today)
        self.looks_out(person)

    def _found(self, person: Person, k: int) -> Agenda | None:
        """The first of the practices asked that takes them."""
        for number, agenda in enumerate(self._asked(person, k)):
            if agenda.takes_as_mt(person, self.place.today):
                return agenda
            if number == 0 and self._takes_anyway(person, agenda, k):
                return agenda
            self.place.recorder.refused_as_mt(agenda, self.place.today)
        return None

    def _asked(self, person: Person, k: int) -> Sequence[Agenda]:
        words = person.words(purposes.ASKED + _TAG, k)
        found = self.place.practices(person, words, but=self.place.panel_of(person), returns=True)
        far = self._to_own(person)
        return [a for a in found if far is None or 2 * self.place.minutes_to(person, a) <= far]

    def _takes_anyway(self, person: Person, agenda: Agenda, k: int) -> bool:
        row = agenda.row
        if not row.active or row.is_a != AgendaSort.GP or row.panel < 0 or row.book_until < NEVER:
            return False
        if agenda.panel is None or agenda.panel.row.cap == 0:
            return False
        case = 0 if person.ald(self.place.today) else 1 if row.commune == person.commune else 2
        word = person.words(purposes.SEARCH + _TAG, k)[2]
        return bool(uniform(word) < self.place.settings.takes_anyway[case])

    # --- what they hear

    def tell_of_list(self, agenda: Agenda, then: int) -> None:
        """A list has begun: some of those who look hear of it, and will ask there.

        ``then``: the day of who is there, and of their state of health.
        """
        place = self.place
        for person in place.people:
            state = self.state(person)
            if state is None or not person.present(then) or not self.looks(person, state, then):
                continue
            w0, w1, w2, _ = person.words(purposes.NEWS, agenda.number)
            others = 1.0 - place.comes_to_mind(person, agenda)
            if uniform(w0) < place.settings.news_heard * (1.0 - others * others * others * others):
                person.seen_by = agenda.number
                self._arms(person, place.today + 1 + int(uniform(w1) * place.settings.news_days), w2)

    # --- what needs leave behind

    def after_end(self, need: Need) -> None:
        """A need has ended otherwise than by a visit to an agenda."""
        person = need.person
        if person.stream or not person.present(self.place.today):
            return
        if need.refused and person.mt < 0 and self._draw(need) < self.place.settings.looks_when_refused:
            person.look = -1
            self.place.diary.note(LogEvent.LOOKS, 0, self.looks_out(person))

    def visited(self, need: Need, booking: Offer, comes: bool) -> None:
        """A need has ended by a visit: kept until the day is over."""
        self.visits.append((self.place.diary.key, need, booking, comes))

    def evenings(self) -> Process:
        """Process: what the visits of each day leave behind, once all else has happened."""
        diary = self.place.diary
        for day in range(self.place.calendar.n_days):
            yield diary.at(day * DAY + DAY - 1, EventClass.END_OF_RUN, AFTER_ALL)
            for key, need, booking, comes in self.visits:
                diary.handles(key)
                self._settled(need, booking, comes)
            self.visits.clear()

    def _settled(self, need: Need, booking: Offer, comes: bool) -> None:
        person = need.person
        if not comes or booking.case == Case.OWN or booking.agenda.row.is_a != AgendaSort.GP:
            self.after_end(need)
            return
        if person.stream or not person.present(self.place.today):
            return
        person.seen_by, moment = booking.number, -1
        if person.mt < 0 and self._draw(need) < self._asks_when_seen(person):
            word = person.words(purposes.SEARCH + _TAG, person.searches)[1]
            moment = self._arms(person, self.place.today + 1, word)
        self.place.diary.note(LogEvent.SEEN_BY, booking.number, moment)

    def _asks_when_seen(self, person: Person) -> float:
        looking, others = self.place.settings.asks_when_seen
        return float(looking if self.looks(person, person.link, self.place.today) else others)

    @staticmethod
    def _draw(need: Need) -> float:
        return uniform(need.words(purposes.BOOKING)[3])
