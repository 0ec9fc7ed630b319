"""Appointments: cancelled, missed, or a visit at a practice or on screen (docs/model.md, section 7)."""

from collections.abc import Callable
from dataclasses import dataclass

from sim.draws import purposes
from sim.reference.agenda import Offer
from sim.reference.draws import uniform
from sim.reference.person import Need
from sim.reference.place import Place
from sim.reference.recorder import NOWHERE
from sim.reference.search import Searches
from sim.reference.unasked import cancels
from sim.vocabulary.structure import AgendaSort, Case, EventClass
from sim.world.log_events import LogEvent
from sim.world.records import Came
from sim.world.tables import SCREEN_BITS


@dataclass(eq=False)
class Visits:
    """All appointments of a place."""

    place: Place
    searches: Searches
    ends: Callable[[Need, int, int], None]  # a need is over, with an outcome, at a service or agenda

    def book(self, need: Need, offer: Offer) -> None:
        """Takes the slots on offer; what becomes of them is drawn at once."""
        place, settings = self.place, self.place.settings
        offer.agenda.book(need, offer)
        place.diary.note(LogEvent.BOOKED, offer.number, offer.half)
        place.recorder.tried(need, Came.BOOKED, offer.number, place.today)
        delay = offer.day - place.today
        w0, w1, w2, _ = need.words(purposes.BOOKING)
        misses = settings.no_show_base + settings.no_show_slope * delay
        comes = not uniform(w0) < min(settings.no_show_most, misses)
        if comes and delay > 0 and cancels(place, need, w1):
            moment = place.now + int((offer.start - place.now) * uniform(w2))
            need.due = place.due(need, moment, EventClass.CANCELLATION, lambda: self._cancels(need))
        else:
            need.due = place.due(need, offer.start, EventClass.SERVICE_END, lambda: self._visits(need, comes))

    def _cancels(self, need: Need) -> None:
        self.unbook(need, give_back=True)
        self.ends(need, self.place.vocabulary.outcome_of("cancelled"), NOWHERE)

    def _visits(self, need: Need, comes: bool) -> None:
        booking, vocabulary = self.unbook(need, give_back=False), self.place.vocabulary
        agenda = need.visited = booking.agenda
        minutes = self.place.minutes_to(need.person, agenda)
        on_screen = comes and self._on_screen(need, booking)
        goes = not on_screen and not need.person.housebound
        self.place.recorder.visit(need, booking, minutes if goes else None, comes)
        if comes:
            self.place.workload.held(need, booking)
        seen = vocabulary.visit_outcomes[agenda.row.is_a][booking.case]
        if on_screen:
            seen = vocabulary.outcome_of("on_screen")
        self.ends(need, seen if comes else vocabulary.outcome_of("no_show"), agenda.number)
        self.searches.visited(need, booking, comes)

    def _on_screen(self, need: Need, booking: Offer) -> bool:
        """Whether the doctor sees a patient of theirs on screen."""
        theirs = booking.case == Case.OWN and booking.agenda.row.is_a == AgendaSort.GP
        if not theirs or need.person.housebound:
            return False
        low_bits = need.words(purposes.BOOKING)[2] % 2**SCREEN_BITS
        return bool(low_bits < self.place.settings.screen_below[need.kind])

    @staticmethod
    def unbook(need: Need, give_back: bool) -> Offer:
        """The appointment that is no more, whose slots others may have where they are given back."""
        booking = need.booking
        assert booking is not None
        booking.agenda.forget(need, give_back)
        need.call_off()
        return booking
