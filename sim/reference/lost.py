"""Needs that begin, those that do not, and what is lost by it (docs/model.md, sections 5 and 6)."""

from dataclasses import dataclass

import simpy

from sim.draws import purposes
from sim.reference.draws import Words, exponential, uniform
from sim.reference.pathway import Pathway
from sim.reference.person import Need, Person
from sim.reference.place import Place
from sim.vocabulary.structure import PUT_OFF, TURNED, EventClass
from sim.vocabulary.time import DAY, DAYS_A_YEAR
from sim.world.log_events import LogEvent


@dataclass(eq=False)
class Lost:
    """What arises of a clock that rings."""

    place: Place
    pathway: Pathway

    def need(self, person: Person, clock: int, k: int, kind: int, word: int) -> Need:
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

    def avoids(self, person: Person, clock: int, k: int, kind: int) -> bool:
        """Whether the need does not arise after all; if so, it may turn into an acute one."""
        place, settings = self.place, self.place.settings
        _, _, w2, w3 = self._words(person, clock, k)
        if not uniform(w2) < settings.avoided[kind]:
            return False
        turns = not person.stream and uniform(w3) < settings.turns_acute[kind]
        moment = place.now + DAY * settings.turns_after[kind] if turns else -1
        place.diary.note(LogEvent.AVOIDED, kind, moment)
        if turns:
            self._comes(person, 16 * k + clock, settings.turns_into[kind], moment)
        return True

    def put_off(self, person: Person, k: int, later: int, usual: int, second: int) -> None:
        """The k-th return of a chronic illness is ``later`` days ahead, at this second; it would be ``usual``
        ones by the settings of the first day.
        """
        settings, occurrence = self.place.settings, 16 * k + PUT_OFF
        _, _, w2, w3 = self._words(person, TURNED, occurrence)
        more = later - usual
        if more > 0 and uniform(w2) < settings.put_off * more / DAYS_A_YEAR:
            day = self.place.today + usual + int(more * uniform(w3))
            self._comes(person, occurrence, settings.put_off_into, day * DAY + second)

    def _comes(self, person: Person, occurrence: int, kind: int, moment: int) -> None:
        """A need that comes of another arises at a later moment, if the person is still there."""
        if moment >= self.place.calendar.end:
            return

        def arises() -> None:
            if person.present(self.place.today):
                _, _, w2, _ = person.words(purposes.NEED + 16 * TURNED, occurrence)
                self.pathway.arises(self.need(person, TURNED, occurrence, kind, w2))

        self.place.diary.at(moment, EventClass.CONTINUATION, person.number, occurrence, 16 * TURNED, arises)

    @staticmethod
    def _words(person: Person, clock: int, k: int) -> Words:
        return person.words(purposes.LATENT + 16 * clock, k)
