"""Joining, starting and ending service at a counter or a line (docs/model.md, section 8)."""

from math import cos, exp, pi, sqrt

import numpy as np

from sim.draws.philox import Word, exponential, uniform
from sim.draws.purposes import COUNTER, LINE
from sim.kernels.groups import Calendar, Known, Now, Place, Work
from sim.kernels.packing import service_of_counter, tag_of
from sim.kernels.people.offers import draw_at
from sim.kernels.record.recording import note_try, say
from sim.kernels.state import CALLING, FIRST_WALKER, LAST_WALKER, QUEUED, SERVED, WALKING
from sim.kernels.style import apart, kernel
from sim.kernels.supply.counters import enqueue, enqueue_at, queued_at, servers_at
from sim.kernels.timeline.event_queue import event_key, fall_due
from sim.kernels.types import (
    Code,
    Counter,
    Day,
    Float,
    Int,
    Key,
    Moment,
    Need,
    Person,
    Row,
    Rows,
    Second,
    Settings,
)
from sim.vocabulary.structure import Action, Answer, EventClass
from sim.vocabulary.time import DAY, HOUR
from sim.world import records
from sim.world.log_events import LogEvent

LONGEST = DAY  # no wait and no service lasts longer


@kernel
def answer_of(counter: Counter, kind: Code, word: Word) -> Code:
    """What a regulated call ends with: the first answer whose cumulated share exceeds the draw."""
    u = uniform(word)
    answer = 0
    while answer < 3 and u >= counter.answers[kind, answer]:
        answer += 1
    return answer


@kernel
def sent_to(answer: Code) -> Code:
    """The action an answer forces on the walk."""
    if answer == Answer.SLOT:
        return Action.SENT_TO_SLOT
    return Action.SENT_TO_COUNTER if answer == Answer.COUNTER else Action.SENT_TO_ED


@kernel
def own_key(second: Second, event_class: Code, need: Need) -> Key:
    """The key of an event of a need."""
    return event_key(second, event_class, need.resident, need.occurrence, tag_of(need.clock, need.step))


@kernel
def will_walk(row: Row, needs: Rows, work: Work) -> None:
    """A need waits for its turn to walk on."""
    needs[row].state = WALKING
    work.walkers[work.counts[LAST_WALKER]] = row
    work.counts[LAST_WALKER] += 1


@kernel
def walks_on(row: Row, needs: Rows, work: Work) -> None:
    """The need goes to its next step, before all others that wait to walk."""
    need = needs[row]
    need.step += 1
    need.state = WALKING
    first = work.counts[FIRST_WALKER]
    if first > 0:
        first -= 1
    else:
        work.counts[LAST_WALKER] += 1
    work.counts[FIRST_WALKER] = first
    work.walkers[first] = row


@kernel
def keep_draws(need: Need, w0: Word, w1: Word) -> None:
    """The draws of a visit stay in the need's row until they are wanted: duration, patience in the queue."""
    need.service_draw = exponential(w0)
    need.patience_word = np.uint32(w1)


@kernel
def draw_for(need: Need, person: Person, line: bool, keys: Rows) -> None:
    """The draws of a visit are made as somebody sets out or calls: they are ready when service begins."""
    base = LINE if line else COUNTER
    w0, w1, _, _ = draw_at(need.step, need, person, keys, base)
    keep_draws(need, w0, w1)


@kernel
def exit_falls_due(c: Row, counter: Counter, need: Need, midnight: Moment, calendar: Calendar) -> None:
    """The first exit from a queue goes to the heap, where no exit of that queue before it stands."""
    counter.exit_moment = need.moment
    if need.exit_due == 0:
        need.exit_due = 1
        fall_due(calendar, own_key(need.moment - midnight, EventClass.QUEUE_EXIT, need), c)


@kernel
def first_to_leave(counter: Counter, midnight: Moment, needs: Rows) -> tuple[Int, Key]:
    """Whose patience in the queue ends first: position, and key of that; (-1, 0) if nobody queues."""
    best, best_key = -1, np.uint64(0)
    for position in range(counter.waiting):
        need = needs[queued_at(counter, position)]
        key = own_key(need.moment - midnight, EventClass.QUEUE_EXIT, need)
        if best < 0 or key < best_key:
            best, best_key = position, key
    return best, best_key


@kernel
def queue_patience(counter: Counter, word: Word) -> Second:
    """Seconds somebody queues; E(w) > 1 - U(w) tells without a logarithm that it is the longest."""
    mean = 60.0 * counter.patience_minutes
    if 0.999 * mean * (1.0 - uniform(word)) > LONGEST:
        return LONGEST
    return max(1, min(LONGEST, int(mean * exponential(word))))


@kernel
def is_urgent(need: Need, counter: Counter, settings: Settings) -> bool:
    """Whether it is a true emergency at a counter: taken before all others, and stays."""
    return bool(counter.line == 0 and need.kind >= settings.care_kinds)


@kernel
def urgent_ones(counter: Counter, place: Place) -> Int:
    """How many true emergencies queue: they stand first."""
    n: Int = np.int64(0)
    while n < counter.waiting and is_urgent(
        place.needs[queued_at(counter, n)], counter, place.rules.settings[0]
    ):
        n += 1
    return n


@kernel
def joins(row: Row, now: Now, place: Place) -> bool:
    """Somebody arrives at a counter or calls a line (``draw_for``); true if service begins at once."""
    need = place.needs[row]
    c = np.int64(need.service)
    counter = place.supply.counters[c]
    tally = place.notes.counter_tallies[now.month, c]
    tally.at_counters[records.JOINED] += 1
    need.queued = now.moment
    if counter.in_force > counter.busy:
        return True
    if counter.waiting >= counter.queue_most:
        tally.at_counters[records.TURNED_AWAY] += 1
        say(place.notes, LogEvent.TURNED_AWAY, c, 0)
        person = place.persons[need.resident]
        note_try(person, need, records.Came.TURNED_AWAY, service_of_counter(c), now, place)
        walks_on(row, place.needs, place.work)
        return False
    need.state = QUEUED
    if is_urgent(need, counter, place.rules.settings[0]):
        enqueue_at(counter, urgent_ones(counter, place), row)
        need.moment = now.moment + LONGEST
    else:
        enqueue(counter, row)
        need.moment = now.moment + queue_patience(counter, need.patience_word)
    say(place.notes, LogEvent.QUEUES, c, counter.waiting)
    need.exit_due = 0
    if counter.exit_moment == 0 or need.moment <= counter.exit_moment:
        exit_falls_due(c, counter, need, now.day * DAY, place.calendar)
    return False


@apart
def lognormal(counter: Counter, need: Need, person: Person, keys: Rows) -> Float:
    """A service of a lognormal law, over its mean. Not inlined: few services have that law."""
    base = LINE if counter.line == 1 else COUNTER
    _, _, _, w3 = draw_at(need.step, need, person, keys, base)
    z = sqrt(2.0 * need.service_draw) * cos(2.0 * pi * uniform(w3))
    return exp(counter.sigma * z - 0.5 * counter.sigma * counter.sigma)


@kernel
def duration_of(counter: Counter, need: Need, place: Place) -> Float:
    """How long the service that begins lasts, over its mean."""
    if counter.sigma > 0.0:
        return lognormal(counter, need, place.persons[need.resident], place.rules.keys)
    return (1.0 - counter.spread) + counter.spread * need.service_draw


@kernel
def begins(row: Row, now: Now, place: Place) -> None:
    """Service begins: the server is held until SERVICE_END."""
    need = place.needs[row]
    c = need.service
    counter = place.supply.counters[c]
    counter.busy += 1
    mean = 60.0 * counter.minutes[need.kind]
    seconds = max(1, min(LONGEST, int(mean * duration_of(counter, need, place))))
    say(place.notes, LogEvent.BEGINS, c, seconds)
    tally = place.notes.counter_tallies[now.month, c]
    tally.at_counters[records.BEGAN] += 1
    tally.at_counters[records.WAITED_SECONDS] += now.moment - np.int64(need.queued)
    tally.began[need.kind] += 1
    place.notes.daily[now.day, c] += 1
    need.state = CALLING if counter.line == 1 else SERVED
    fall_due(place.calendar, own_key(now.moment - now.day * DAY + seconds, EventClass.SERVICE_END, need), row)


@kernel
def gather_servers(counters: Rows, day: Day, days: Rows, known: Known) -> Int:
    """The changes of servers of a day, its first events: at each full hour where the timetable differs."""
    n = 0
    for c in range(len(counters)):
        counter = counters[c]
        before = np.int64(counter.in_force)
        for hour in range(24):
            now = servers_at(counter, day, hour, days)
            if now != before:
                event_class = EventClass.CLOSURE if now < before else EventClass.OPENING
                known.today[n] = event_key(HOUR * hour, event_class, c, 0, 0)
                known.todays[n] = now
                n += 1
                before = now
    return n
