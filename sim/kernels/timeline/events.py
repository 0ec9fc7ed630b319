"""What each event does, and what follows from it at the same moment (docs/model.md, sections 4, 8 and 9)."""

import numpy as np

from sim.draws.purposes import LINE
from sim.kernels.memory.need_pool import drop_need, free_need
from sim.kernels.people.clocks import draw
from sim.kernels.people.needs import new_need
from sim.kernels.people.offers import purpose_of
from sim.kernels.people.pathway import walk
from sim.kernels.people.registration import release_bookings, release_panel, search
from sim.kernels.record.recording import end_need, say
from sim.kernels.state import (
    BOOKED,
    DEAD,
    EVICTED,
    FIRST_WALKER,
    LAST_WALKER,
    RETRY,
    SERVED,
    STARTER,
    WALKING,
)
from sim.kernels.style import kernel
from sim.kernels.supply.agendas import give_back
from sim.kernels.supply.counters import dequeue, leave_queue, queued_at
from sim.kernels.supply.queues import (
    answer_of,
    begins,
    exit_falls_due,
    first_to_leave,
    joins,
    sent_to,
    walks_on,
)
from sim.kernels.timeline.event_queue import key_class, key_entity, key_second, key_tag
from sim.vocabulary.structure import Answer, EventClass
from sim.world import records
from sim.world.log_events import LogEvent

DAY = 86400
RELEASE, CANCELLATION = int(EventClass.RELEASE), int(EventClass.CANCELLATION)
SERVICE_END, QUEUE_EXIT = int(EventClass.SERVICE_END), int(EventClass.QUEUE_EXIT)
CONTINUATION, NEW_NEED, SEARCH = (
    int(EventClass.CONTINUATION),
    int(EventClass.NEW_NEED),
    int(EventClass.SEARCH),
)
V_EXITS, V_ANSWERED, V_SERVERS = int(LogEvent.EXITS), int(LogEvent.ANSWERED), int(LogEvent.SERVERS)
ANSWERED_ADVICE = int(Answer.ADVISED)
LEFT_QUEUE, CLOSED_OUT, FIRST_ANSWER = records.LEFT_QUEUE, records.CLOSED_OUT, records.ADVISED


@kernel
def will_walk(row, needs, work):
    """A need waits for its turn to walk on."""
    needs[row].state = WALKING
    work.walkers[work.counts[LAST_WALKER]] = row
    work.counts[LAST_WALKER] += 1


@kernel
def on_continuation(row, needs, counters, work):
    """A retry walks again from the first step; who arrives at a counter joins it, or walks on if it has
    closed.
    """
    need = needs[row]
    if need.state == RETRY:
        need.step = 0
        will_walk(row, needs, work)
    elif counters[need.service].in_force > 0:
        work.counts[STARTER] = row
    else:
        walks_on(row, needs, work)


@kernel
def on_call_end(row, month, persons, needs, counters, notes, keys, work):
    """A regulated call is answered: with advice (true), or its caller is sent on."""
    need = needs[row]
    line = np.int64(need.service)
    _, _, w2, _ = draw(
        persons[need.resident], keys, purpose_of(LINE, need, np.int64(need.step)), need.occurrence
    )
    answer = answer_of(counters[line], need.kind, w2)
    say(notes, V_ANSWERED, line, answer)
    notes.counter_tallies[month, line].at_counters[FIRST_ANSWER + answer] += 1
    need.state = WALKING
    if answer == ANSWERED_ADVICE:
        return True
    need.forced = sent_to(answer)
    will_walk(row, needs, work)
    return False


@kernel
def on_queue_exit(c, key, now, month, needs, counters, notes, work, calendar):
    """Patience ends, if the person still queues. Of each queue only the first exit has to stand in the heap:
    when it has come, the next one follows.
    """
    counter = counters[c]
    if now < counter.exit_moment:
        return  # of somebody who was served; an earlier exit has come meanwhile and told the next
    midnight = now - key_second(key)
    while True:
        place, first = first_to_leave(counter, midnight, needs)
        if place < 0:
            counter.exit_moment = 0
            return
        row = np.int64(queued_at(counter, place))
        if first != key:
            exit_falls_due(c, counter, needs[row], midnight, calendar)
            return
        leave_queue(counter, place)
        notes.counter_tallies[month, c].at_counters[LEFT_QUEUE] += 1
        say(notes, V_EXITS, c, 0)
        walks_on(row, needs, work)


@kernel
def on_servers(counter, servers, needs, work, notes):
    """The timetable changes the servers in force; when none is left, those who queue are to walk on."""
    say(notes, V_SERVERS, servers, counter.in_force)
    counter.in_force = servers
    if servers == 0:
        while counter.waiting > 0:
            row = dequeue(counter)
            will_walk(row, needs, work)
            needs[row].state = EVICTED


@kernel
def handle(
    key, what, now, month, persons, needs, work, supply, departures, time, kinds, rules, calendar, notes
):
    """The event itself. Back come: a need that ends and how, a counter whose queue may move and the servers
    given back to it, a departure whose panel is released (-1 where there is none).
    """
    work.counts[FIRST_WALKER], work.counts[LAST_WALKER], work.counts[STARTER] = 0, 0, -1
    ends, ends_as, served, freed, panel = -1, np.int64(0), np.int64(-1), 0, -1
    event_class = key_class(key)
    if event_class == NEW_NEED:
        row = new_need(
            what, key_tag(key) >> 4, now, persons, needs, work, time, kinds, rules, calendar, notes
        )
        will_walk(row, needs, work)
    elif event_class == CONTINUATION:
        on_continuation(what, needs, supply.counters, work)
    elif event_class == SERVICE_END:
        served, freed = np.int64(needs[what].service), 1
        if needs[what].state == SERVED:
            free_need(needs, work, what)
        elif on_call_end(what, month, persons, needs, supply.counters, notes, rules.keys, work):
            ends, ends_as = what, np.int64(rules.settings[0].advised)
    elif event_class == QUEUE_EXIT:
        on_queue_exit(what, key, now, month, needs, supply.counters, notes, work, calendar)
    elif event_class == CANCELLATION:
        need = needs[what]
        if need.state == BOOKED:
            give_back(supply.agendas[need.service], np.int64(need.half), np.int64(need.slots))
            ends, ends_as = what, np.int64(rules.settings[0].cancelled)
    elif event_class == SEARCH:
        search(
            what, now, month, time.days[now // DAY].year, persons, supply, rules, time.hours, calendar, notes
        )
    elif event_class == RELEASE:
        panel = what
        release_bookings(departures[what].agenda, needs, work)
    else:
        served = key_entity(key)
        on_servers(supply.counters[served], what, needs, work, notes)
    return ends, ends_as, served, freed, panel


@kernel
def leaves_closed_counter(row, month, needs, notes):
    """Somebody who queued at a counter that has just closed goes to their next step."""
    need = needs[row]
    c = np.int64(need.service)
    notes.counter_tallies[month, c].at_counters[CLOSED_OUT] += 1
    say(notes, V_EXITS, c, 1)
    need.state = WALKING
    need.step += 1


@kernel
def next_in_line(counter, freed):
    """Servers are given back; the first of the queue if one is free for them, else -1."""
    counter.busy -= freed
    if counter.waiting > 0 and counter.busy < counter.in_force:
        return np.int64(dequeue(counter))
    return np.int64(-1)


@kernel
def follow(
    ends, ends_as, served, freed, panel, now, month, persons, needs, work, supply, departures, rules, time,
    calendar, notes,
):  # fmt: skip
    """What follows from an event at the same moment, in this order: a need ends, a call or arrival joins,
    the next in line walks on, a panel is released, the queue of a counter moves. Until nothing is left.
    """
    midnight = now - now % DAY
    while True:
        begin = np.int64(-1)
        if ends >= 0:
            at_counter = needs[ends].state == SERVED
            service = -2 - np.int64(needs[ends].service) if at_counter else -1
            end_need(ends, ends_as, service, now, persons, needs, time, rules, calendar, notes)
            if not at_counter:
                drop_need(needs, work, ends, DEAD)
            ends = -1
        elif work.counts[STARTER] >= 0:
            row = work.counts[STARTER]
            work.counts[STARTER] = -1
            if joins(row, now, midnight, needs, supply.counters, notes, month, work, calendar):
                begin = row
        elif work.counts[FIRST_WALKER] < work.counts[LAST_WALKER]:
            row = np.int64(work.walkers[work.counts[FIRST_WALKER]])
            work.counts[FIRST_WALKER] += 1
            if needs[row].state == EVICTED:
                leaves_closed_counter(row, month, needs, notes)
            walk(row, now, persons, needs, work, supply, rules, time, calendar, notes)
        elif panel >= 0:
            release_panel(
                departures[panel],
                now,
                month,
                time.days[now // DAY].year,
                persons,
                supply.agendas,
                rules,
                time.hours,
                calendar,
                notes,
            )
            panel = -1
        elif served >= 0:
            begin = next_in_line(supply.counters[served], freed)
            freed = 0
            if begin < 0:
                served = np.int64(-1)
        else:
            return
        if begin >= 0:
            begins(begin, now, midnight, needs, supply.counters, notes, month, calendar)
            if needs[begin].state == SERVED:
                ends, ends_as = begin, np.int64(supply.counters[needs[begin].service].outcome)
