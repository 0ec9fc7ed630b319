"""Joining, starting and ending service at a counter or a line (docs/model.md, section 8)."""

import numpy as np

from sim.draws.philox import exponential, uniform
from sim.draws.purposes import COUNTER, LINE
from sim.kernels.calendar import event_key, fall_due
from sim.kernels.clocks import draw
from sim.kernels.counters import enqueue, servers_at
from sim.kernels.offers import SENT_TO_COUNTER, SENT_TO_ED, SENT_TO_SLOT, purpose_of
from sim.kernels.recording import say
from sim.kernels.state import CALLING, FIRST_WALKER, LAST_WALKER, QUEUED, SERVED, WALKING
from sim.kernels.style import kernel
from sim.world import records
from sim.world.verbs import Verb
from sim.world.vocabulary import FIRST_LINE, Answer, EventClass, Outcome

DAY = 86400
LONGEST = 86400  # seconds: no wait and no service lasts longer than a day
CLOSURE, OPENING = int(EventClass.CLOSURE), int(EventClass.OPENING)
SERVICE_END, QUEUE_EXIT = int(EventClass.SERVICE_END), int(EventClass.QUEUE_EXIT)
V_QUEUES, V_TURNED_AWAY, V_BEGINS = int(Verb.QUEUES), int(Verb.TURNED_AWAY), int(Verb.BEGINS)
SLOT, TO_COUNTER = int(Answer.SLOT), int(Answer.COUNTER)
FIRST_COUNTER_OUTCOME = int(Outcome.SEEN_CMSI)
JOINED, BEGAN, WAITED, AWAY = records.JOINED, records.BEGAN, records.WAITED_SECONDS, records.TURNED_AWAY


@kernel
def counter_outcome(counter_type):
    """The outcome of being seen at a counter: outcomes stand in the order of the counter types."""
    return FIRST_COUNTER_OUTCOME + np.int64(counter_type)


@kernel
def answer_of(counter, kind, word):
    """What a regulated call ends with: the first answer whose cumulated share exceeds the draw."""
    u = uniform(word)
    answer = 0
    while answer < 3 and u >= counter.answers[kind, answer]:
        answer += 1
    return answer


@kernel
def sent_to(answer):
    """The action an answer forces on the walk."""
    return SENT_TO_SLOT if answer == SLOT else (SENT_TO_COUNTER if answer == TO_COUNTER else SENT_TO_ED)


@kernel
def own_key(second, event_class, need):
    """The key of an event of a need."""
    tag = 64 * np.int64(need.clock) + np.int64(need.step)
    return event_key(second, event_class, need.resident, need.occurrence, tag)


@kernel
def walks_on(row, needs, work):
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
def joins(row, now, midnight, persons, needs, counters, notes, month, work, calendar, keys):
    """Somebody arrives at a counter or calls a line; true if service begins at once."""
    need = needs[row]
    c = need.service
    counter = counters[c]
    tally = notes.counter_tallies[month, c]
    tally.at_counters[JOINED] += 1
    need.queued = now
    if counter.in_force > counter.busy:
        return True
    if counter.waiting >= counter.queue_most:
        tally.at_counters[AWAY] += 1
        say(notes, V_TURNED_AWAY, c, 0)
        walks_on(row, needs, work)
        return False
    enqueue(counter, row)
    need.state = QUEUED
    say(notes, V_QUEUES, c, counter.waiting)
    base = LINE if counter.type >= FIRST_LINE else COUNTER
    _, w1, _, _ = draw(
        persons[need.resident], keys, purpose_of(base, need, np.int64(need.step)), need.occurrence
    )
    patience = max(1, min(LONGEST, int(60.0 * counter.patience_minutes * exponential(w1))))
    need.moment = now + patience  # an exit event of an earlier queue, left in the heap, is told by its moment
    fall_due(calendar, own_key(now - midnight + patience, QUEUE_EXIT, need), row)
    return False


@kernel
def begins(row, now, midnight, persons, needs, counters, notes, month, calendar, keys):
    """Service begins: the server is held until SERVICE_END."""
    need = needs[row]
    c = need.service
    counter = counters[c]
    counter.busy += 1
    line = counter.type >= FIRST_LINE
    base = LINE if line else COUNTER
    w0, _, _, _ = draw(
        persons[need.resident], keys, purpose_of(base, need, np.int64(need.step)), need.occurrence
    )
    lasts = 60.0 * counter.minutes[need.kind] * ((1.0 - counter.spread) + counter.spread * exponential(w0))
    seconds = max(1, min(LONGEST, int(lasts)))
    say(notes, V_BEGINS, c, seconds)
    tally = notes.counter_tallies[month, c]
    tally.at_counters[BEGAN] += 1
    tally.at_counters[WAITED] += now - need.queued
    tally.began[need.kind] += 1
    notes.daily[midnight // DAY, c] += 1
    need.state = CALLING if line else SERVED
    fall_due(calendar, own_key(now - midnight + seconds, SERVICE_END, need), row)


@kernel
def gather_servers(counters, day, days, known, n):
    """Adds the changes of servers of a day to its events: at each full hour where the timetable differs."""
    for c in range(len(counters)):
        counter = counters[c]
        before = np.int64(counter.in_force)
        for hour in range(24):
            now = servers_at(counter, day, hour, days)
            if now != before:
                known.today[n] = event_key(3600 * hour, CLOSURE if now < before else OPENING, c, 0, 0)
                known.todays[n] = now
                n += 1
                before = now
    return n
