"""A person's clocks: what arises by itself, the follow-up of chronic illness (docs/model.md, section 5)."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import simpy

from sim.draws import purposes
from sim.reference.agenda import Panel
from sim.reference.calendar import PLANNED
from sim.reference.diary import Due, Process
from sim.reference.draws import Words, exponential, uniform
from sim.reference.pathway import Pathway
from sim.reference.person import Need, Person
from sim.reference.place import Place
from sim.vocabulary.structure import ARISING, CHRONIC, FIRST_RECURRING, EventClass
from sim.vocabulary.time import DAY

WEIBULL4_MEAN = 0.9064024770554771  # Gamma(1.25)


class Returns(NamedTuple):
    """How needs of a clock come back."""

    clock: int
    kind: Callable[[int], int]  # of a word
    days: Callable[[int], float]  # mean, on a day
    agreed: bool  # with the doctor, who may see people again sooner or later
    least: int
    missed: float  # of the days, after a need that was not seen
    profile: int  # hours of the day


@dataclass(eq=False)
class Clocks:
    """The SimPy processes in which the needs of people arise."""

    place: Place
    pathway: Pathway

    def _waits(self, person: Person, moment: int, clock: int, k: int) -> Due:
        return self.place.diary.at(moment, EventClass.NEW_NEED, person.number, k, 16 * clock)

    def _words(self, person: Person, clock: int, k: int) -> Words:
        return person.words(purposes.NEED + 16 * clock, k)

    def _need(self, person: Person, clock: int, k: int, kind: int, word: int) -> Need:
        """A need that arises now; ``word`` of its patience."""
        place, settings = self.place, self.place.settings
        patience = settings.patience_least[kind] + int(settings.patience_mean[kind] * exponential(word))
        acute, ended = place.vocabulary.kinds[kind].acute, simpy.Event(place.diary.env)
        need = Need(person, clock, k, place.now, kind, acute, patience, 1, ended)
        if need.of_the_round:
            need.slots = settings.round_slots
        elif person.housebound:
            need.slots = settings.home_visit_slots
        return need

    def by_itself(self, person: Person) -> Process:
        """Process: clock 0, from the day the person is there."""
        place, calendar, k = self.place, self.place.calendar, 0
        cumulative = place.cumulative_of(person, place.today)
        level = cumulative[place.today] + exponential(self._words(person, ARISING, 0)[3]) / person.frailty
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
            yield self._waits(person, max(ring, place.now), ARISING, k)
            w0, w1, w2, _ = self._words(person, ARISING, k)
            k += 1
            level = level + exponential(w0) / person.frailty
            self.pathway.arises(self._need(person, ARISING, k - 1, self._kind(person, w1), w2))

    def _kind(self, person: Person, word: int) -> int:
        day = self.place.today
        rates = self.place.rates[person.intensity_group(day)]
        products = [rate * season[day] for rate, season in zip(rates, self.place.seasons, strict=True)]
        total = 0.0
        for product in products:
            total += product
        x, running = uniform(word) * total, 0.0
        for kind, product in enumerate(products):
            running += product
            if running > x:
                return kind
        return max(kind for kind, rate in enumerate(rates) if rate > 0.0)

    def chronic(self, person: Person) -> Process:
        """Process: clock 1, from the day the chronic illness is there."""
        settings = self.place.settings
        return self._returns(
            person,
            Returns(
                clock=CHRONIC,
                kind=lambda word: (
                    settings.renewed if uniform(word) < settings.renewal_share else settings.followed_up
                ),
                days=lambda day: settings.follow_up_days[person.band(day)][person.ald(day)],
                agreed=True,
                least=settings.follow_up_least,
                missed=settings.missed_share,
                profile=PLANNED,
            ),
        )

    def recurs(self, person: Person, place: int) -> Process:
        """Process: the clock of a recurring kind, from the day the person has it."""
        settings = self.place.settings
        return self._returns(
            person,
            Returns(
                clock=FIRST_RECURRING + place,
                kind=lambda word: settings.recurring_kind[place],
                days=lambda day: settings.recurring_days[place][person.band(day)],
                agreed=False,
                least=settings.recurring_least[place],
                missed=settings.recurring_missed[place],
                profile=settings.recurring_profile[place],
            ),
        )

    def _returns(self, person: Person, way: Returns) -> Process:
        """Process: needs that come back some days after the last one has ended, sooner if it was missed."""
        place, k = self.place, 0
        w0, _, _, w3 = self._words(person, way.clock, 0)
        day = place.today + int(self._gap(way, w0, place.panel_of(person)) * uniform(w3))
        while True:
            moment = max(place.now, day * DAY + place.calendar.time_of_day(way.profile, uniform(w3)))
            if not person.present(moment // DAY):
                return
            yield self._waits(person, moment, way.clock, k)
            _, w1, w2, _ = self._words(person, way.clock, k)
            need = self._need(person, way.clock, k, way.kind(w1), w2)
            self.pathway.arises(need)
            outcome = yield need.ended
            if not person.present(place.today):
                return
            k += 1
            w0, _, _, w3 = self._words(person, way.clock, k)
            gap = self._gap(way, w0, need.visited.panel if need.visited else None)
            if not place.vocabulary.outcomes[outcome].seen:
                gap = gap * way.missed
            day = place.today + max(way.least, int(gap))

    def _gap(self, way: Returns, word: int, panel: Panel | None) -> float:
        """Days between two returns: Weibull of shape 4, as agreed with the doctor of a panel."""
        days = float(way.days(self.place.today) * sqrt(sqrt(exponential(word))) / WEIBULL4_MEAN)
        times = panel.row.again if way.agreed and panel is not None else 0.0
        return days * times if times > 0.0 else days
