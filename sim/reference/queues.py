"""What happens at counters and lines: hours, joining, service, impatience (docs/model.md, section 8)."""

from collections.abc import Callable

from sim.draws import purposes
from sim.reference.counter import Counter
from sim.reference.diary import Due, Process
from sim.reference.draws import exponential
from sim.reference.person import Need
from sim.reference.place import Place
from sim.vocabulary.structure import EventClass
from sim.vocabulary.time import HOUR
from sim.world.log_events import LogEvent

Ends = Callable[[Need, int, int], None]  # the last is the service as Records.trace tells it


class Queues:
    """All counters and lines of a place.

    ``walk_on`` is called with a need that goes on to its next step, ``ends`` with one that is over,
    ``answer`` with a call that has been heard.
    """

    def __init__(
        self,
        place: Place,
        walk_on: Callable[[Need], None],
        ends: Ends,
        answer: Callable[[Counter, Need], None],
    ) -> None:
        self.place = place
        self.diary = place.diary
        self.walk_on = walk_on
        self.ends = ends
        self.answer = answer

    def opening_hours(self, counter: Counter) -> Process:
        """Process: at each full hour the servers of the timetable come into force."""
        moment = self.place.now
        while moment < self.place.calendar.end:
            yield self.diary.at(moment, EventClass.CLOSURE, counter.number)
            if counter.servers_at(moment) < counter.servers:
                self._closes(counter, counter.servers_at(moment))
            yield self.diary.at(moment, EventClass.OPENING, counter.number)
            if counter.servers_at(moment) > counter.servers:
                self.diary.note(LogEvent.SERVERS, counter.servers_at(moment), counter.servers)
                counter.servers = counter.servers_at(moment)
                self._serve_queue(counter)
            moment += HOUR

    def _closes(self, counter: Counter, servers: int) -> None:
        self.diary.note(LogEvent.SERVERS, servers, counter.servers)
        counter.servers = servers
        if servers > 0:
            return
        queue, counter.queue = counter.queue, []
        for need in queue:
            need.call_off()
            self.diary.note(LogEvent.EXITS, counter.number, 1)
            self.place.recorder.closed_out(counter.number, self.place.today)
            self.walk_on(need)

    def arrives(self, counter: Counter, need: Need) -> None:
        """Somebody is at the door; it may have closed meanwhile."""
        need.due = None
        if counter.servers > 0:
            self.joins(counter, need)
        else:
            self.walk_on(need)

    def joins(self, counter: Counter, need: Need) -> None:
        """An arrival at an open counter, or a call."""
        place = self.place
        need.joined = place.now
        place.recorder.joined(counter.number, place.today)
        if counter.servers > counter.busy:
            self._begins(counter, need)
        elif len(counter.queue) >= counter.row.queue_most:
            self.diary.note(LogEvent.TURNED_AWAY, counter.number)
            place.recorder.turned_away(counter.number, place.today)
            self.walk_on(need)
        else:
            counter.queue.append(need)
            self.diary.note(LogEvent.QUEUES, counter.number, len(counter.queue))
            patience = exponential(self._words(counter, need)[1])
            leaves = place.now + max(1, int(60.0 * counter.row.patience_minutes * patience))
            need.due = self._due(leaves, EventClass.QUEUE_EXIT, need, lambda: self._gives_up(counter, need))

    def _gives_up(self, counter: Counter, need: Need) -> None:
        need.due = None
        counter.queue.remove(need)
        self.diary.note(LogEvent.EXITS, counter.number, 0)
        self.place.recorder.left_queue(counter.number, self.place.today)
        self.walk_on(need)

    def _begins(self, counter: Counter, need: Need) -> None:
        place, row = self.place, counter.row
        need.call_off()
        counter.busy += 1
        share = (1.0 - row.spread) + row.spread * exponential(self._words(counter, need)[0])
        seconds = max(1, int(60.0 * row.minutes[need.kind] * share))
        self.diary.note(LogEvent.BEGINS, counter.number, seconds)
        place.recorder.began(counter.number, need.kind, place.now - need.joined, place.today)
        self._due(place.now + seconds, EventClass.SERVICE_END, need, lambda: self._served(counter, need))
        if not counter.is_line:
            self.ends(need, counter.outcome, -2 - counter.number)

    def _served(self, counter: Counter, need: Need) -> None:
        """The end of a service. A caller is answered before the next one is taken."""
        if counter.is_line:
            self.answer(counter, need)
        counter.busy -= 1
        self._serve_queue(counter)

    def _serve_queue(self, counter: Counter) -> None:
        while counter.queue and counter.busy < counter.servers:
            self._begins(counter, counter.queue.pop(0))

    def _words(self, counter: Counter, need: Need) -> tuple[int, int, int, int]:
        return need.words(purposes.LINE if counter.is_line else purposes.COUNTER, need.step)

    def _due(self, moment: int, event_class: EventClass, need: Need, do: Callable[[], None]) -> Due:
        return self.diary.at(moment, event_class, need.person.number, need.occurrence, need.tag, do)
