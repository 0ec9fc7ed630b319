"""What a person tries, in order, for a need, until it ends (docs/model.md, section 6)."""

from types import SimpleNamespace
from typing import Final

from sim.draws import purposes
from sim.reference.agenda import Agenda, Offer
from sim.reference.counter import Counter
from sim.reference.draws import uniform
from sim.reference.person import Need
from sim.reference.place import Place
from sim.reference.queues import Queues
from sim.reference.recorder import NOWHERE
from sim.reference.search import Searches
from sim.reference.unasked import is_latent
from sim.reference.visits import Visits
from sim.reference.walk_in import too_far, within_reach
from sim.vocabulary.structure import (
    IN_EHPAD,
    NOT_IN_EHPAD,
    Action,
    Answer,
    Case,
    EventClass,
)
from sim.vocabulary.time import DAY, HOUR
from sim.world import records
from sim.world.log_events import LogEvent
from sim.world.records import Came

AGENDA_ACTIONS: Final = (Action.OWN, Action.TEAM, Action.NEARBY, Action.AGENDA)


class Pathway:
    """The walks of all needs of a place."""

    def __init__(self, place: Place, searches: Searches) -> None:
        self.place = place
        self.searches = searches
        self.diary = place.diary
        self.visits = Visits(place, searches, self.ends)
        self.queues = Queues(place, self.walk_on, self.ends, self.answer)

    # --- the walk

    def arises(self, need: Need) -> None:
        """A need is there: it is noted and walks."""
        need.person.needs[need.clock, need.occurrence] = need
        self.diary.note(LogEvent.NEED, need.kind, need.patience)
        if not is_latent(self.place, need):
            self.walk(need)
        elif not self._woken(need):
            self.ends(need, self.place.vocabulary.outcome_of("not_asked"), NOWHERE)

    def _woken(self, need: Need) -> bool:
        """A need that nobody would have asked for, brought about by a service within reach."""
        word, within = need.words(purposes.LATENT)[1], self.place.settings.sent_hours
        poor = need.person.poor
        reached = within_reach(
            self.place, need, within, lambda row: row.wakes[poor] > uniform(word), aware=True
        )
        if not reached:
            return False
        there, number = min(reached)
        self._sets_out(need, self.place.counters[number], there)
        return True

    def walk(self, need: Need) -> None:
        """Tries the steps of the pathway from ``need.step`` on, until one succeeds."""
        steps = self.place.pathway[need.kind]
        for i in self._steps_left(need):
            need.step = i
            if self._applies(need, steps[i]) and self._tried(need, steps[i]):
                return
        self.ends(need, self.place.vocabulary.outcome_of("renounced"), NOWHERE)

    def _steps_left(self, need: Need) -> list[int]:
        """The numbers of the steps that come after those tried; none where another pathway, which has fewer,
        has taken the place of the one on which the need set out.
        """
        order, last = self.place.order[need.kind], need.step - 1
        if need.step == 0:
            return order
        return order[order.index(last) + 1 :] if last in order else []

    def walk_on(self, need: Need) -> None:
        """What the step in hand had brought has failed after all."""
        need.step += 1
        self.walk(need)

    def _applies(self, need: Need, step: SimpleNamespace) -> bool:
        if step.who & (NOT_IN_EHPAD if need.person.in_ehpad else IN_EHPAD):
            return False
        if not step.who & need.person.who or not step.hours & self.place.calendar.office_hours(
            self.place.now
        ):
            return False
        if step.uptake >= 1.0:
            return True
        word = need.words(purposes.UPTAKE, need.step // 4)[need.step % 4]
        return bool(uniform(word) < step.uptake)

    def _tried(self, need: Need, step: SimpleNamespace) -> bool:
        if step.action in AGENDA_ACTIONS:
            asked = self._asked(need, step)
            if asked is None:
                self._came(need, Came.NOBODY)
                return False
            if step.action == Action.OWN:
                self.place.workload.asked(need, self.place.today)
            case = Case.OWN if step.action in (Action.OWN, Action.TEAM) else Case.UNKNOWN
            offer = self._best(need, asked, case, step.within, by_row=step.action == Action.AGENDA)
            if offer is None:
                if self.place.recorder.follows(need, self.place.today):
                    need.refused = True
                self.diary.note(LogEvent.REFUSED, need.step)
                self._came(need, Came.REFUSED)
                return False
            self.visits.book(need, offer)
            return True
        if step.action == Action.COUNTER:
            return self._go(need, (step.target,), step.within, aware=True)
        if step.action == Action.LINE:
            return self._call(need, step.target)
        if step.action == Action.RETRY:
            return self._retry(need, step.within)
        self.ends(need, step.target, NOWHERE)
        return True

    def _came(self, need: Need, came: Came, service: int = NOWHERE) -> None:
        """What came of the step in hand, for the trace."""
        self.place.recorder.tried(need, came, service, self.place.today)

    def _retry(self, need: Need, days: int) -> bool:
        if need.attempt >= self.place.settings.most_attempts:
            self._came(need, Came.NO_MORE)
            return False
        self._came(need, Came.LATER)
        need.attempt += 1
        need.retrying = True
        moment = self.place.now + days * DAY
        self.diary.note(LogEvent.RETRIES, need.attempt, moment)
        need.due = self.place.due(need, moment, EventClass.CONTINUATION, lambda: self.again(need))
        return True

    def again(self, need: Need) -> None:
        """Walks from the first step: a retry, or after a departure."""
        need.due = None
        need.retrying = False
        need.step = 0
        self.walk(need)

    def ends(self, need: Need, outcome: int, service: int, day: int | None = None) -> None:
        """The one end of a need; ``service`` as in ``Records.trace``; ``day`` if it is not today."""
        over, day = day is not None, self.place.today if day is None else day
        days = day - need.first // DAY
        del need.person.needs[need.clock, need.occurrence]
        self.diary.note(LogEvent.ENDS, outcome, days)
        self.place.recorder.ended(need, outcome, days, service, day)
        need.ended.succeed(outcome)
        if service < 0 and not over:
            self.searches.after_end(need)

    # --- agendas

    def _asked(self, need: Need, step: SimpleNamespace) -> list[Agenda] | None:
        """The agendas that an action asks; None: there is nobody who could refuse."""
        place, panel = self.place, self.place.panel_of(need.person)
        if step.action == Action.NEARBY:
            words = need.words(purposes.CANDIDATES, need.step)
            return place.practices(need.person, words, but=panel, returns=True)
        if step.action == Action.AGENDA:
            return [agenda for agenda in place.agendas if agenda.sees_others(step.target, need.kind)] or None
        if panel is None:
            return None
        if step.action == Action.OWN:
            return panel.agendas
        return [place.agendas[panel.team]] if panel.team >= 0 else None

    def _best(
        self, need: Need, asked: list[Agenda], case: Case, within: int, by_row: bool = False
    ) -> Offer | None:
        """The earliest; then the MT's site and the shorter travel (unless ``by_row``), then the lower row."""
        place, panel = self.place, self.place.panel_of(need.person)
        site = panel.site if panel is not None else None
        freed = place.now + HOUR * place.settings.sas_freed_hours
        offers = []
        for agenda in asked:
            minutes = place.minutes_to(need.person, agenda)
            offer = agenda.offer(need, place.now, minutes, case, within, site, freed, place.wanted(need))
            offers.append(offer)
        return min(
            (offer for offer in offers if offer),
            key=lambda offer: (offer.start, offer.number) if by_row else offer[:4],
            default=None,
        )

    def leaves(self, need: Need) -> None:
        """The person has gone; a booking is given back. What stands at a counter or a line goes on."""
        if need.booking is None and not need.retrying:
            return
        if need.booking is not None:
            self.visits.unbook(need, give_back=True)
        need.call_off()
        self.ends(need, self.place.vocabulary.outcome_of("left"), NOWHERE)

    def released(self, need: Need) -> None:
        """The doctor has gone; the booking becomes a request again."""
        booking = self.visits.unbook(need, give_back=False)
        self._came(need, Came.RELEASED, booking.number)
        self.again(need)

    # --- counters and lines

    def _go(
        self, need: Need, types: tuple[int, ...], within: int, aware: bool, by_type: bool = False
    ) -> bool:
        """To the counter that is reached first. Ties: the order of ``types`` if ``by_type``, then the row."""
        reached = [
            (there, types.index(self.place.counters[number].row.type) if by_type else 0, number)
            for there, number in within_reach(
                self.place, need, within, lambda row: row.type in types, aware=aware
            )
        ]
        if not reached:
            self._came(need, Came.NOBODY)
            return False
        there, _, number = min(reached)
        counter = self.place.counters[number]
        if aware and too_far(self.place, need, counter):
            self.diary.note(LogEvent.DECLINES, number, counter.minutes[need.person.commune])
            self._came(need, Came.NOBODY)
            return False
        self._sets_out(need, counter, there)
        return True

    def _sets_out(self, need: Need, counter: Counter, there: int) -> None:
        self.diary.note(LogEvent.GOES, counter.number, there)
        self._came(need, Came.GOES, -2 - counter.number)
        need.due = self.place.due(
            need, there, EventClass.CONTINUATION, lambda: self.queues.arrives(counter, need)
        )

    def _call(self, need: Need, line_type: int) -> bool:
        for line in self.place.counters:
            taken = line.row.type == line_type and line.row.kinds[need.kind]
            if taken and line.open_at(self.place.now):
                self._came(need, Came.CALLS, -2 - line.number)
                self.queues.joins(line, need)
                return True
        self._came(need, Came.NOBODY)
        return False

    def answer(self, line: Counter, need: Need) -> None:
        """What the call brings; the walk goes on where it brings nothing."""
        u = uniform(need.words(purposes.LINE, need.step)[2])
        shares = line.row.answers[need.kind]
        answer = next((a for a in Answer if u < shares[a]), Answer.ED)
        self.diary.note(LogEvent.ANSWERED, line.number, answer)
        self.place.recorder.at_counter(line.number, self.place.today, getattr(records, answer.name))
        self._came(need, Came[answer.name], -2 - line.number)
        if answer == Answer.ADVISED:
            self.ends(need, self.place.vocabulary.outcome_of("advised"), NOWHERE)
        elif not self._sent(need, answer):
            self.walk_on(need)

    def _sent(self, need: Need, answer: Answer) -> bool:
        settings, vocabulary = self.place.settings, self.place.vocabulary
        if answer == Answer.COUNTER:
            return self._go(need, vocabulary.sent_to("counter"), settings.sent_hours, aware=False)
        if answer == Answer.ED:
            return self._go(need, vocabulary.sent_to("ed"), 0, aware=False, by_type=True)
        asked = self.place.practices(need.person, need.words(purposes.CANDIDATES, need.step))
        offer = self._best(need, [a for a in asked if a.row.sas > 0], Case.SAS, settings.sas_days)
        if offer is None:
            self._came(need, Came.NOBODY)
            return False
        self.visits.book(need, offer)
        return True
