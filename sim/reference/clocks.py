"""A person's clocks: what arises by itself, the follow-up of chronic illness (docs/model.md, section 5)."""

from math import sqrt

import simpy

from sim.draws import purposes
from sim.reference.calendar import DAY, PLANNED
from sim.reference.diary import Due, Process
from sim.reference.draws import Words, exponential, uniform
from sim.reference.pathway import Pathway
from sim.reference.person import Need, Person
from sim.reference.place import Place
from sim.vocabulary.structure import LAST_SEEN, EventClass, Kind

CHRONIC = 1  # the clock of follow-up; 0 is what arises by itself
WEIBULL4_MEAN = 0.9064024770554771  # Gamma(1.25)


class Clocks:
    """The SimPy processes in which the needs of people arise."""

    def __init__(self, place: Place, pathway: Pathway) -> None:
        self.place = place
        self.pathway = pathway

    def _waits(self, person: Person, moment: int, clock: int, k: int) -> Due:
        return self.place.diary.at(moment, EventClass.NEW_NEED, person.number, k, 64 * clock)

    def _words(self, person: Person, clock: int, k: int) -> Words:
        return person.words(purposes.NEED + 16 * clock, k)

    def _need(self, person: Person, clock: int, k: int, kind: Kind, word: int) -> Need:
        """A need that arises now; ``word`` of its patience."""
        place, settings = self.place, self.place.settings
        patience = settings.patience_least[kind] + int(settings.patience_mean[kind] * exponential(word))
        slots = settings.home_visit_slots if person.housebound else 1
        return Need(person, clock, k, place.now, kind, patience, slots, simpy.Event(place.diary.env))

    def by_itself(self, person: Person) -> Process:
        """Process: clock 0, from the day the person is there."""
        place, calendar, k = self.place, self.place.calendar, 0
        cumulative = place.cumulative_of(person, place.today)
        level = cumulative[place.today] + exponential(self._words(person, 0, 0)[3]) / person.frailty
        while True:
            ring = calendar.moment_of(level, cumulative, person.stream)
            turn = None if person.stream else calendar.next_new_year(place.today)
            if turn is not None and (ring is None or ring >= turn * DAY):
                yield place.diary.at(turn * DAY, EventClass.DEMOGRAPHY, person.number)
                later = place.cumulative_of(person, turn)
                if later is not cumulative:
                    level = later[turn] + (level - cumulative[turn])
                    cumulative = later
                continue
            if ring is None or not person.present(ring // DAY):
                return
            yield self._waits(person, max(ring, place.now), 0, k)
            w0, w1, w2, _ = self._words(person, 0, k)
            k += 1
            level = level + exponential(w0) / person.frailty
            self.pathway.arises(self._need(person, 0, k - 1, self._kind(person, w1), w2))

    def _kind(self, person: Person, word: int) -> Kind:
        day = self.place.today
        rates = self.place.rates[person.intensity_group(day)]
        products = [rates[kind] * self.place.seasons[kind][day] for kind in Kind]
        total = 0.0
        for product in products:
            total += product
        x, running = uniform(word) * total, 0.0
        for kind in Kind:
            running += products[kind]
            if running > x:
                return kind
        return max(kind for kind in Kind if rates[kind] > 0.0)

    def follow_up(self, person: Person) -> Process:
        """Process: clock 1, from the day the chronic illness is there."""
        place, settings, k = self.place, self.place.settings, 0
        w0, _, _, w3 = self._words(person, CHRONIC, 0)
        day = place.today + int(self._gap(person, w0) * uniform(w3))
        while True:
            moment = max(place.now, day * DAY + place.calendar.time_of_day(PLANNED, uniform(w3)))
            if not person.present(moment // DAY):
                return
            yield self._waits(person, moment, CHRONIC, k)
            _, w1, w2, _ = self._words(person, CHRONIC, k)
            kind = Kind.RENEWAL if uniform(w1) < settings.renewal_share else Kind.FOLLOW_UP
            need = self._need(person, CHRONIC, k, kind, w2)
            self.pathway.arises(need)
            outcome = yield need.ended
            if not person.present(place.today):
                return
            k += 1
            w0, _, _, w3 = self._words(person, CHRONIC, k)
            gap = self._gap(person, w0)
            if outcome > LAST_SEEN:
                gap = gap * settings.missed_share
            day = place.today + max(settings.follow_up_least, int(gap))

    def _gap(self, person: Person, word: int) -> float:
        """Days between two returns: Weibull of shape 4."""
        day = self.place.today
        mean = self.place.settings.follow_up_days[person.band(day)][person.ald(day)]
        return float(mean * sqrt(sqrt(exponential(word))) / WEIBULL4_MEAN)
