"""A person's clocks: what arises by itself, the follow-up of chronic illness (docs/model.md, section 5)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import sqrt
from typing import NamedTuple

import simpy

from sim.draws import purposes
from sim.reference.agenda import Panel
from sim.reference.calendar import PLANNED
from sim.reference.diary import Due, Process
from sim.reference.draws import Words, exponential, uniform
from sim.reference.lost import Lost
from sim.reference.pathway import Pathway
from sim.reference.person import Person
from sim.reference.place import Place
from sim.vocabulary.structure import ARISING, CHRONIC, FIRST_RECURRING, EventClass
from sim.vocabulary.time import DAY

WEIBULL4_MEAN = 0.9064024770554771  # Gamma(1.25)


class Returns(NamedTuple):
    """How needs of a clock come back, by the settings of the day on which it is asked."""

    clock: int
    kind: Callable[[int], int]  # of a word
    days: Callable[[int], float]  # mean, on a day
    agreed: bool  # with the doctor, who may see people again sooner or later
    least: Callable[[], int]
    missed: Callable[[], float]  # of the days, after a need that was not seen
    profile: int  # hours of the day


@dataclass(eq=False)
class Clocks:
    """The SimPy processes in which the needs of people arise."""

    place: Place
    pathway: Pathway
    lost: Lost
    arising: list[simpy.Process] = field(default_factory=list)  # of everybody's clock 0

    def _waits(self, person: Person, moment: int, clock: int, k: int) -> Due:
        return self.place.diary.at(moment, EventClass.NEW_NEED, person.number, k, 16 * clock)

    def _words(self, person: Person, clock: int, k: int) -> Words:
        return person.words(purposes.NEED + 16 * clock, k)

    def begins(self, person: Person) -> None:
        """Clock 0 runs, from the day the person is there."""
        self.arising.append(self.place.diary.env.process(self._by_itself(person)))

    def set_again(self) -> None:
        """Needs arise otherwise: every clock 0 is set again at its level."""
        for process in self.arising:
            process.interrupt()

    def _by_itself(self, person: Person) -> Process:
        """Process: clock 0. It waits for the next need, or before it for a new year; or for nothing."""
        place, calendar, k = self.place, self.place.calendar, 0
        group, since = person.intensity_group(place.today), place.today
        level = place.cumulative[group][since]
        level += exponential(self._words(person, ARISING, 0)[3]) / person.frailty
        while True:
            ring = calendar.moment_of(level, place.cumulative[group], person.stream)
            turn = None if person.stream else calendar.next_new_year(since)
            due = None
            if turn is not None and (ring is None or ring >= turn * DAY):
                due = place.diary.at(turn * DAY, EventClass.DEMOGRAPHY, person.number)
            elif ring is not None and person.present(ring // DAY):
                turn, due = None, self._waits(person, max(ring, place.now), ARISING, k)
            try:
                yield simpy.Event(place.diary.env) if due is None else due
            except simpy.Interrupt:
                if due is not None:
                    due.cancel()
                continue
            if turn is not None:
                since, before = turn, level - place.cumulative[group][turn]
                if person.intensity_group(turn) != group:
                    group = person.intensity_group(turn)
                    level = place.cumulative[group][turn] + before
                continue
            w0, w1, w2, _ = self._words(person, ARISING, k)
            k += 1
            level = level + exponential(w0) / person.frailty
            kind = self._kind(person, w1)
            if not self.lost.avoids(person, ARISING, k - 1, kind):
                self.pathway.arises(self.lost.need(person, ARISING, k - 1, kind, w2))

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
                least=lambda: settings.follow_up_least,
                missed=lambda: settings.missed_share,
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
                least=lambda: settings.recurring_least[place],
                missed=lambda: settings.recurring_missed[place],
                profile=settings.recurring_profile[place],
            ),
        )

    def _returns(self, person: Person, way: Returns) -> Process:
        """Process: needs that come back some days after the last one has ended, sooner if it was missed."""
        place, k = self.place, 0
        w0, _, _, w3 = self._words(person, way.clock, 0)
        own = place.panel_of(person)
        day = place.today + int(self._gap(way, way.days(place.today), w0, own) * uniform(w3))
        while True:
            moment = max(place.now, day * DAY + place.calendar.time_of_day(way.profile, uniform(w3)))
            if not person.present(moment // DAY):
                return
            yield self._waits(person, moment, way.clock, k)
            _, w1, w2, _ = self._words(person, way.clock, k)
            kind, seen, need = way.kind(w1), True, None
            if not self.lost.avoids(person, way.clock, k, kind):
                need = self.lost.need(person, way.clock, k, kind, w2)
                self.pathway.arises(need)
                outcome = yield need.ended
                seen = place.vocabulary.outcomes[outcome].seen
            if not person.present(place.today):
                return
            k += 1
            w0, _, _, w3 = self._words(person, way.clock, k)
            panel = need.visited.panel if need is not None and need.visited else None
            later = self._later(way, way.days(place.today), w0, seen, panel)
            day = place.today + later
            if way.clock == CHRONIC:
                usual = place.settings.usual_days[person.band(place.today)][person.ald(place.today)]
                second = place.calendar.time_of_day(way.profile, uniform(w3))
                self.lost.put_off(person, k, later, self._later(way, usual, w0, seen, panel), second)

    def _gap(self, way: Returns, mean: float, word: int, panel: Panel | None) -> float:
        """Days between two returns: Weibull of shape 4, as agreed with the doctor of a panel."""
        days = float(mean * (sqrt(sqrt(exponential(word))) / WEIBULL4_MEAN))
        times = panel.row.again if way.agreed and panel is not None else 0.0
        return days * times if times > 0.0 else days

    def _later(self, way: Returns, mean: float, word: int, seen: bool, panel: Panel | None) -> int:
        """Whole days to the next return, of this mean."""
        gap = self._gap(way, mean, word, panel)
        return max(way.least(), int(gap if seen else gap * way.missed()))
