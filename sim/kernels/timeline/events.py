"""What each event does, and what follows from it at the same moment (docs/model.md, sections 4, 8 and 9)."""

from typing import NamedTuple

import numpy as np

from sim.draws.purposes import LINE
from sim.kernels.groups import Now, Place
from sim.kernels.memory.need_pool import drop_need, free_need
from sim.kernels.packing import NOWHERE, clock_of, service_of_counter
from sim.kernels.people.needs import new_need, wakes
from sim.kernels.people.offers import draw_at
from sim.kernels.people.pathway import walk
from sim.kernels.people.registration import release_bookings, release_panel, search
from sim.kernels.record.recording import end_need, note_try, say
from sim.kernels.state import (
    ASLEEP,
    BOOKED,
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
    will_walk,
)
from sim.kernels.timeline.event_queue import key_class, key_entity, key_tag
from sim.kernels.types import Code, Counter, Int, Key, Row
from sim.vocabulary.structure import Answer, EventClass
from sim.vocabulary.time import DAY
from sim.world import records
from sim.world.log_events import LogEvent
from sim.world.records import Came


class Following(NamedTuple):
    """What is to follow from an event; rows are -1 where there is none."""

    walks: Row  # a need that has arisen, and is tried for
    ends: Row  # one that ends …
    ends_as: Code  # … and how
    served: Row  # a counter whose queue may move …
    freed: Int  # … and the servers given back to it
    panel: Row  # a departure whose panel is released


@kernel
def note_at(row: Row, came: Code, now: Now, place: Place) -> None:
    """What came of going to the counter, or calling the line, at which the need stands."""
    need = place.needs[row]
    service = service_of_counter(need.service)
    note_try(place.persons[need.resident], need, came, service, now, place)


@kernel
def on_continuation(row: Row, now: Now, place: Place) -> None:
    """A retry walks from the first step; who arrives at a counter joins it, or walks on if it is closed."""
    need = place.needs[row]
    if need.state == RETRY:
        need.step = 0
        will_walk(row, place.needs, place.work)
    elif place.supply.counters[need.service].in_force > 0:
        place.work.counts[STARTER] = row
    else:
        note_at(row, Came.CLOSED, now, place)
        walks_on(row, place.needs, place.work)


@kernel
def on_call_end(row: Row, now: Now, place: Place) -> bool:
    """A regulated call is answered: with advice (true), or its caller is sent on."""
    need = place.needs[row]
    line, person = np.int64(need.service), place.persons[need.resident]
    _, _, w2, _ = draw_at(need.step, need, person, place.rules.keys, LINE)
    answer = answer_of(place.supply.counters[line], need.kind, w2)
    say(place.notes, LogEvent.ANSWERED, line, answer)
    place.notes.counter_tallies[now.month, line].at_counters[records.ADVISED + answer] += 1
    note_at(row, Came.ADVISED + answer, now, place)
    need.state = WALKING
    if answer == Answer.ADVISED:
        return True
    need.forced = sent_to(answer)
    will_walk(row, place.needs, place.work)
    return False


@kernel
def on_queue_exit(c: Row, key: Key, now: Now, place: Place) -> None:
    """Patience ends, if the person still queues. Only the first exit of a queue stands in the heap."""
    needs, counter = place.needs, place.supply.counters[c]
    if now.moment < counter.exit_moment:
        return  # of somebody who was served; an earlier exit has come meanwhile and told the next
    midnight = now.day * DAY
    while True:
        position, first = first_to_leave(counter, midnight, needs)
        if position < 0:
            counter.exit_moment = 0
            return
        row = np.int64(queued_at(counter, position))
        if first != key:
            exit_falls_due(c, counter, needs[row], midnight, place.calendar)
            return
        leave_queue(counter, position)
        place.notes.counter_tallies[now.month, c].at_counters[records.LEFT_QUEUE] += 1
        say(place.notes, LogEvent.EXITS, c, 0)
        note_at(row, Came.GAVE_UP, now, place)
        walks_on(row, needs, place.work)


@kernel
def on_servers(c: Row, servers: Int, place: Place) -> None:
    """The timetable changes the servers in force; when none is left, those who queue are to walk on."""
    counter = place.supply.counters[c]
    say(place.notes, LogEvent.SERVERS, servers, counter.in_force)
    counter.in_force = servers
    if servers == 0:
        while counter.waiting > 0:
            row = dequeue(counter)
            will_walk(row, place.needs, place.work)
            place.needs[row].state = EVICTED


@kernel
def handle(key: Key, what: Row, now: Now, place: Place) -> Following:
    """The event itself, and what is to follow."""
    needs, supply, work = place.needs, place.supply, place.work
    work.counts[FIRST_WALKER], work.counts[LAST_WALKER], work.counts[STARTER] = 0, 0, -1
    walks: Row = np.int64(-1)
    ends: Row = -1
    served: Row = np.int64(-1)
    panel: Row = -1
    ends_as, freed = np.int64(0), 0
    settings = place.rules.settings[0]
    event_class = key_class(key)
    if event_class == EventClass.NEW_NEED:
        if place.persons[what].here == 1:  # else a clock of somebody who has left
            walks = new_need(what, clock_of(key_tag(key)), now, place)
    elif event_class == EventClass.CONTINUATION:
        if needs[what].state == ASLEEP:
            walks = wakes(what, now, place)
        else:
            on_continuation(what, now, place)
    elif event_class == EventClass.SERVICE_END:
        served, freed = np.int64(needs[what].service), 1
        if needs[what].state == SERVED:
            free_need(needs, work, what)
        elif on_call_end(what, now, place):
            ends, ends_as = what, np.int64(settings.advised)
    elif event_class == EventClass.QUEUE_EXIT:
        on_queue_exit(what, key, now, place)
    elif event_class == EventClass.CANCELLATION:
        need = needs[what]
        if need.state == BOOKED:
            give_back(supply.agendas[need.service], np.int64(need.half), np.int64(need.slots))
            ends, ends_as = what, np.int64(settings.cancelled)
    elif event_class == EventClass.SEARCH:
        search(key, now, place)
    elif event_class == EventClass.RELEASE:
        panel = what
        release_bookings(place.departures[what].agenda, now, place)
    else:
        served = key_entity(key)
        on_servers(served, what, place)
    return Following(walks, ends, ends_as, served, freed, panel)


@kernel
def leaves_closed_counter(row: Row, now: Now, place: Place) -> None:
    """Somebody who queued at a counter that has just closed goes to their next step."""
    need = place.needs[row]
    c = np.int64(need.service)
    place.notes.counter_tallies[now.month, c].at_counters[records.CLOSED_OUT] += 1
    say(place.notes, LogEvent.EXITS, c, 1)
    note_at(row, Came.CLOSED, now, place)
    need.state = WALKING
    need.step += 1


@kernel
def next_walker(now: Now, place: Place) -> Row:
    """The first of those who wait to walk on."""
    work = place.work
    row = np.int64(work.walkers[work.counts[FIRST_WALKER]])
    work.counts[FIRST_WALKER] += 1
    if place.needs[row].state == EVICTED:
        leaves_closed_counter(row, now, place)
    return row


@kernel
def next_in_line(counter: Counter, freed: Int) -> Row:
    """Servers are given back; the first of the queue if one is free for them, else -1."""
    counter.busy -= freed
    if counter.waiting > 0 and counter.busy < counter.in_force:
        return np.int64(dequeue(counter))
    return np.int64(-1)


@kernel
def follow(following: Following, now: Now, place: Place) -> None:
    """What follows from an event at the same moment, in this order: a need ends, a call or arrival joins,
    the next in line walks on, a panel is released, the queue of a counter moves. Until nothing is left.
    """
    needs, counters, work = place.needs, place.supply.counters, place.work
    walks, ends, ends_as, served, freed, panel = following
    while True:
        begin = np.int64(-1)
        if ends >= 0:
            at_counter = needs[ends].state == SERVED
            service = service_of_counter(needs[ends].service) if at_counter else NOWHERE
            end_need(ends, ends_as, service, now, place)
            if not at_counter:
                drop_need(needs, work, ends)
            ends = -1
        elif work.counts[STARTER] >= 0:
            row = work.counts[STARTER]
            work.counts[STARTER] = -1
            if joins(row, now, place):
                begin = row
        elif walks >= 0 or work.counts[FIRST_WALKER] < work.counts[LAST_WALKER]:
            row = walks
            if row < 0:
                row = next_walker(now, place)
            walks = np.int64(-1)
            walk(row, now, place)
        elif panel >= 0:
            release_panel(place.departures[panel], now, place)
            panel = -1
        elif served >= 0:
            begin = next_in_line(counters[served], freed)
            freed = 0
            if begin < 0:
                served = np.int64(-1)
        else:
            return
        if begin >= 0:
            begins(begin, now, place)
            if needs[begin].state == SERVED:
                ends, ends_as = begin, np.int64(counters[needs[begin].service].outcome)
