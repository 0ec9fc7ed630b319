"""What each event does, and what follows from it at the same moment (docs/model.md, sections 4, 8 and 9)."""

import numpy as np

from sim.draws.purposes import LINE
from sim.kernels.calendar import key_class, key_entity, key_second, key_tag
from sim.kernels.clocks import draw
from sim.kernels.counters import dequeue, place_of
from sim.kernels.needs import new_need
from sim.kernels.offers import purpose_of
from sim.kernels.pathway import walk
from sim.kernels.pool import drop_need, free_need
from sim.kernels.queues import answer_of, begins, counter_outcome, joins, own_key, sent_to, walks_on
from sim.kernels.recording import end_need, say
from sim.kernels.registration import release_bookings, release_panel, search
from sim.kernels.state import (
    BOOKED,
    DEAD,
    EVICTED,
    FIRST_WALKER,
    LAST_WALKER,
    QUEUED,
    RETRY,
    RING,
    SERVED,
    STARTER,
    WALKING,
)
from sim.kernels.style import kernel
from sim.world import records
from sim.world.verbs import Verb
from sim.world.vocabulary import Answer, EventClass, Outcome

DAY = 86400
RELEASE, CANCELLATION = int(EventClass.RELEASE), int(EventClass.CANCELLATION)
SERVICE_END, QUEUE_EXIT = int(EventClass.SERVICE_END), int(EventClass.QUEUE_EXIT)
CONTINUATION, NEW_NEED, SEARCH = (
    int(EventClass.CONTINUATION),
    int(EventClass.NEW_NEED),
    int(EventClass.SEARCH),
)
V_EXITS, V_ANSWERED, V_SERVERS = int(Verb.EXITS), int(Verb.ANSWERED), int(Verb.SERVERS)
ADVISED, CANCELLED = int(Outcome.ADVISED), int(Outcome.CANCELLED)
ANSWERED_ADVICE = int(Answer.ADVISED)
LEFT_QUEUE, CLOSED_OUT, FIRST_ANSWER = records.LEFT_QUEUE, records.CLOSED_OUT, records.ADVISED


@kernel
def will_walk(row, needs, walkers, counts):
    """A need waits for its turn to walk on."""
    needs[row].state = WALKING
    walkers[counts[LAST_WALKER]] = row
    counts[LAST_WALKER] += 1


@kernel
def on_continuation(row, needs, counters, walkers, counts):
    """A retry walks again from the first step; who arrives at a counter joins it, or walks on if it has
    closed.
    """
    need = needs[row]
    if need.state == RETRY:
        need.step = 0
        will_walk(row, needs, walkers, counts)
    elif counters[need.service].in_force > 0:
        counts[STARTER] = row
    else:
        walks_on(row, needs, walkers, counts)


@kernel
def on_call_end(row, month, persons, needs, counters, counter_tallies, keys, walkers, counts, log, at):
    """A regulated call is answered: with advice (true), or its caller is sent on."""
    need = needs[row]
    line = np.int64(need.service)
    _, _, w2, _ = draw(
        persons[need.resident], keys, purpose_of(LINE, need, np.int64(need.step)), need.occurrence
    )
    answer = answer_of(counters[line], need.kind, w2)
    say(log, at, counts, V_ANSWERED, line, answer)
    counter_tallies[month, line].at_counters[FIRST_ANSWER + answer] += 1
    need.state = WALKING
    if answer == ANSWERED_ADVICE:
        return True
    need.forced = sent_to(answer)
    will_walk(row, needs, walkers, counts)
    return False


@kernel
def on_queue_exit(row, key, now, month, needs, counters, counter_tallies, walkers, counts, log, at):
    """Patience ends; an exit left over from an earlier queue is told by its moment."""
    need = needs[row]
    if need.state == QUEUED and need.moment == now and own_key(key_second(key), QUEUE_EXIT, need) == key:
        c = np.int64(need.service)
        dequeue(counters[c], place_of(counters[c], row))
        counter_tallies[month, c].at_counters[LEFT_QUEUE] += 1
        say(log, at, counts, V_EXITS, c, 0)
        walks_on(row, needs, walkers, counts)


@kernel
def on_servers(counter, servers, needs, walkers, counts, log, at):
    """The timetable changes the servers in force; when none is left, those who queue are to walk on."""
    say(log, at, counts, V_SERVERS, servers, counter.in_force)
    counter.in_force = servers
    if servers == 0:
        while counter.waiting > 0:
            row = dequeue(counter, 0)
            will_walk(row, needs, walkers, counts)
            needs[row].state = EVICTED


@kernel
def handle(
    key, what, now, month, persons, needs, agendas, counters, departures, travel, reach, cumulative,
    kinds, hours, days, settings, keys, clock_heads, chunks, heap_keys, heap_of, scratch_keys, scratch_of,
    walkers, counts, log, at, tallies, counter_tallies,
):  # fmt: skip
    """The event itself. Back come: a need that ends and how, a counter whose queue may move and the servers
    given back to
    it, a departure whose panel is released (-1 where there is none).
    """
    counts[FIRST_WALKER], counts[LAST_WALKER], counts[STARTER] = 0, 0, -1
    ends, ends_as, served, freed, panel = -1, 0, np.int64(-1), 0, -1
    event_class = key_class(key)
    if event_class == NEW_NEED:
        row = new_need(
            what, key_tag(key) >> 6, now, persons, needs, counts, cumulative, kinds, hours, days,
            settings, keys, clock_heads, chunks, heap_keys, heap_of, log, at,
        )  # fmt: skip
        will_walk(row, needs, walkers, counts)
    elif event_class == CONTINUATION:
        on_continuation(what, needs, counters, walkers, counts)
    elif event_class == SERVICE_END:
        served, freed = np.int64(needs[what].service), 1
        if needs[what].state == SERVED:
            free_need(needs, counts, what)
        elif on_call_end(
            what, month, persons, needs, counters, counter_tallies, keys, walkers, counts, log, at
        ):
            ends, ends_as = what, ADVISED
    elif event_class == QUEUE_EXIT:
        on_queue_exit(what, key, now, month, needs, counters, counter_tallies, walkers, counts, log, at)
    elif event_class == CANCELLATION:
        need = needs[what]
        if need.state == BOOKED:
            agendas[need.service].free[need.half & RING] += need.slots
            ends, ends_as = what, CANCELLED
    elif event_class == SEARCH:
        search(
            what, now, month, days[now // DAY].year, persons, agendas, travel, reach, settings, hours, keys,
            clock_heads, chunks, heap_keys, heap_of, counts, log, at, tallies,
        )  # fmt: skip
    elif event_class == RELEASE:
        panel = what
        release_bookings(departures[what].agenda, needs, counts, walkers, scratch_keys, scratch_of)
    else:
        served = key_entity(key)
        on_servers(counters[served], what, needs, walkers, counts, log, at)
    return ends, ends_as, served, freed, panel


@kernel
def leaves_closed_counter(row, month, needs, counter_tallies, counts, log, at):
    """Somebody who queued at a counter that has just closed goes to their next step."""
    need = needs[row]
    c = np.int64(need.service)
    counter_tallies[month, c].at_counters[CLOSED_OUT] += 1
    say(log, at, counts, V_EXITS, c, 1)
    need.state = WALKING
    need.step += 1


@kernel
def next_in_line(counter, freed):
    """Servers are given back; the first of the queue if one is free for them, else -1."""
    counter.busy -= freed
    if counter.waiting > 0 and counter.busy < counter.in_force:
        return np.int64(dequeue(counter, 0))
    return np.int64(-1)


@kernel
def follow(
    ends, ends_as, served, freed, panel, now, month, persons, needs, agendas, counters, departures, others,
    travel, counter_travel, reach, pathway, settings, days, hours, keys, clock_heads, visit_heads, due_heads,
    chunks, heap_keys, heap_of, walkers, counts, log, at, trace, tallies, counter_tallies, daily,
):  # fmt: skip
    """What follows from an event at the same moment, in this order: a need ends, a call or arrival joins, the
    next in line
    walks on, a panel is released, the queue of a counter moves. Until nothing is left.
    """
    midnight = now - now % DAY
    while True:
        begin = np.int64(-1)
        if ends >= 0:
            at_counter = needs[ends].state == SERVED
            service = -2 - np.int64(needs[ends].service) if at_counter else -1
            end_need(
                ends, ends_as, service, now, persons, needs, counts, days, settings, hours, keys, clock_heads,
                chunks, heap_keys, heap_of, log, at, trace, tallies,
            )  # fmt: skip
            if not at_counter:
                drop_need(needs, counts, ends, DEAD)
            ends = -1
        elif counts[STARTER] >= 0:
            row = counts[STARTER]
            counts[STARTER] = -1
            if joins(
                row, now, midnight, persons, needs, counters, counter_tallies, month, walkers, heap_keys,
                heap_of, counts, keys, log, at,
            ):  # fmt: skip
                begin = row
        elif counts[FIRST_WALKER] < counts[LAST_WALKER]:
            row = np.int64(walkers[counts[FIRST_WALKER]])
            counts[FIRST_WALKER] += 1
            if needs[row].state == EVICTED:
                leaves_closed_counter(row, month, needs, counter_tallies, counts, log, at)
            walk(
                row, now, persons, needs, agendas, counters, others, travel, counter_travel, reach, pathway,
                settings, days, hours, keys, clock_heads, visit_heads, due_heads, chunks, heap_keys, heap_of,
                counts, log, at, trace, tallies,
            )  # fmt: skip
        elif panel >= 0:
            release_panel(
                departures[panel], now, month, days[now // DAY].year, persons, agendas, settings, hours, keys,
                clock_heads, chunks, heap_keys, heap_of, counts, log, at, tallies,
            )  # fmt: skip
            panel = -1
        elif served >= 0:
            begin = next_in_line(counters[served], freed)
            freed = 0
            if begin < 0:
                served = np.int64(-1)
        else:
            return
        if begin >= 0:
            begins(
                begin, now, midnight, persons, needs, counters, counter_tallies, daily, month, heap_keys,
                heap_of, counts, keys, log, at,
            )  # fmt: skip
            if needs[begin].state == SERVED:
                ends, ends_as = begin, counter_outcome(counters[needs[begin].service].type)
