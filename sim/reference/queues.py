"""What happens at counters and lines: hours, joining, service, impatience (docs/model.md, section 8)."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from sim.draws import purposes
from sim.reference.counter import Counter
from sim.reference.diary import Process
from sim.reference.draws import exponential, uniform
from sim.reference.person import Need
from sim.reference.place import Place
from sim.reference.walk_in import of_primary_care
from sim.vocabulary.structure import EventClass
from sim.vocabulary.time import DAY
from sim.world import records
from sim.world.log_events import LogEvent
from sim.world.records import Came


@dataclass(eq=False)
class Queues:
    """All counters and lines of a place."""

    place: Place
    walk_on: Callable[[Need], None]  # a need goes on to its next step
    ends: Callable[
        [Need, int, int], None
    ]  # a need is over; the last is the service as Records.trace tells it
    answer: Callable[[Counter, Need], None]  # a call has been heard

    def opening_hours(self, counter: Counter) -> Process:
        """Process: at full hours the servers of the timetable come into force."""
        moment = self.place.now
        while moment < self.place.calendar.end:
            yield self.place.diary.at(moment, EventClass.CLOSURE, counter.number)
            servers = counter.servers_at(moment)
            if servers < counter.servers:
                self._closes(counter, servers)
            elif servers > counter.servers:
                yield self.place.diary.at(moment, EventClass.OPENING, counter.number)
                self.place.diary.note(LogEvent.SERVERS, servers, counter.servers)
                counter.servers = servers
                self._serve_queue(counter)
            moment = counter.changes_after(moment)

    def _closes(self, counter: Counter, servers: int) -> None:
        self.place.diary.note(LogEvent.SERVERS, servers, counter.servers)
        counter.servers = servers
        if servers > 0:
            return
        queue, counter.queue = counter.queue, []
        for need in queue:
            need.call_off()
            self.place.diary.note(LogEvent.EXITS, counter.number, 1)
            self._came(need, Came.CLOSED, counter)
            self._count(counter, records.CLOSED_OUT)
            self.walk_on(need)

    def arrives(self, counter: Counter, need: Need) -> None:
        """Somebody is at the door; it may have closed meanwhile."""
        need.due = None
        if counter.servers > 0:
            self.joins(counter, need)
        else:
            self._came(need, Came.CLOSED, counter)
            self.walk_on(need)

    def joins(self, counter: Counter, need: Need) -> None:
        """An arrival at an open counter, or a call."""
        place = self.place
        need.joined = place.now
        self._count(counter, records.JOINED)
        if counter.servers > counter.busy:
            self._begins(counter, need)
        elif len(counter.queue) >= counter.row.queue_most:
            self.place.diary.note(LogEvent.TURNED_AWAY, counter.number)
            self._count(counter, records.TURNED_AWAY)
            self._came(need, Came.TURNED_AWAY, counter)
            self.walk_on(need)
        else:
            urgent = self._is_urgent(counter, need)
            first = sum(self._is_urgent(counter, other) for other in counter.queue)
            counter.queue.insert(first if urgent else len(counter.queue), need)
            self.place.diary.note(LogEvent.QUEUES, counter.number, len(counter.queue))
            patience = exponential(self._words(counter, need)[1])
            seconds = DAY if urgent else int(60.0 * counter.row.patience_minutes * patience)
            leaves = place.now + max(1, min(DAY, seconds))
            need.due = place.due(need, leaves, EventClass.QUEUE_EXIT, lambda: self._gives_up(counter, need))

    def _is_urgent(self, counter: Counter, need: Need) -> bool:
        """Whether it is a true emergency at a counter: taken before all others, and stays."""
        return not counter.row.line and not of_primary_care(self.place, need)

    def _gives_up(self, counter: Counter, need: Need) -> None:
        need.due = None
        counter.queue.remove(need)
        self.place.diary.note(LogEvent.EXITS, counter.number, 0)
        self._count(counter, records.LEFT_QUEUE)
        self._came(need, Came.GAVE_UP, counter)
        self.walk_on(need)

    def _begins(self, counter: Counter, need: Need) -> None:
        place, row = self.place, counter.row
        need.call_off()
        counter.busy += 1
        seconds = max(1, min(DAY, int(60.0 * row.minutes[need.kind] * self._duration(counter, need))))
        self.place.diary.note(LogEvent.BEGINS, counter.number, seconds)
        place.recorder.began(counter.number, need.kind, place.now - need.joined, place.today)
        place.due(need, place.now + seconds, EventClass.SERVICE_END, lambda: self._served(counter, need))
        if not row.line:
            self.ends(need, row.outcome, -2 - counter.number)

    def _duration(self, counter: Counter, need: Need) -> float:
        """Of a service, over its mean: lognormal, or a fixed part and an exponential one."""
        w0, _, _, w3 = self._words(counter, need)
        spread, sigma = counter.row.spread, counter.row.sigma
        if sigma == 0:
            return float((1.0 - spread) + spread * exponential(w0))
        z = math.sqrt(2.0 * exponential(w0)) * math.cos(2.0 * math.pi * uniform(w3))
        return math.exp(sigma * z - 0.5 * sigma * sigma)

    def _served(self, counter: Counter, need: Need) -> None:
        """The end of a service. A caller is answered before the next one is taken."""
        if counter.row.line:
            self.answer(counter, need)
        counter.busy -= 1
        self._serve_queue(counter)

    def _serve_queue(self, counter: Counter) -> None:
        while counter.queue and counter.busy < counter.servers:
            self._begins(counter, counter.queue.pop(0))

    def _words(self, counter: Counter, need: Need) -> tuple[int, int, int, int]:
        return need.words(purposes.LINE if counter.row.line else purposes.COUNTER, need.step)

    def _came(self, need: Need, came: Came, counter: Counter) -> None:
        self.place.recorder.tried(need, came, -2 - counter.number, self.place.today)

    def _count(self, counter: Counter, column: int) -> None:
        self.place.recorder.at_counter(counter.number, self.place.today, column)
