"""What happens at 00:00 before the first event of a day."""

import numpy as np

from sim.kernels.groups import Now, Place
from sim.kernels.memory.borrowed import fetch
from sim.kernels.memory.need_pool import free_need
from sim.kernels.people.demography import begin_year, people_turn
from sim.kernels.record.census import note_census
from sim.kernels.record.recording import close_year, set_at
from sim.kernels.state import BOOKED, CHUNK, DEAD
from sim.kernels.style import apart, kernel
from sim.kernels.supply.agendas import count_offered, count_third_next, set_day, set_leave
from sim.kernels.supply.pressure import answer_load
from sim.kernels.supply.queues import gather_servers, own_key
from sim.kernels.timeline.event_queue import event_key, key_entity
from sim.kernels.timeline.lists import clear, drop_chunk
from sim.kernels.types import Day, Int
from sim.vocabulary.structure import EventClass
from sim.vocabulary.time import DAY
from sim.world.tables import MAX_HORIZON


@kernel
def gather_clocks(day: Day, place: Place, n: Int) -> Int:
    """Adds the clocks that ring on a day to its ``n`` events; their number then."""
    calendar, known = place.calendar, place.known
    head = calendar.clock_heads[day]
    chunk, filled = head.chunk, head.filled
    while chunk > 0:
        fetch(calendar.rings, calendar.rings[chunk, 0])
        for i in range(1, filled + 1):
            known.today[n] = np.uint64(calendar.rings[chunk, i])
            known.todays[n] = key_entity(known.today[n])
            n += 1
        chunk, filled = drop_chunk(chunk, calendar.rings), CHUNK
    clear(head)
    return n


@kernel
def gather_needs(day: Day, place: Place, n: Int) -> Int:
    """The same for needs that are cancelled, or go on."""
    calendar, known, needs = place.calendar, place.known, place.needs
    head = calendar.due_heads[day]
    chunk, filled = head.chunk, head.filled
    while chunk > 0:
        for i in range(1, filled + 1):
            fetch(needs, calendar.chunks[chunk, i])
        for i in range(1, filled + 1):
            row = calendar.chunks[chunk, i]
            need = needs[row]
            if need.state != DEAD:
                event_class = EventClass.CANCELLATION if need.state == BOOKED else EventClass.CONTINUATION
                known.today[n] = own_key(need.moment - day * DAY, event_class, need)
                known.todays[n] = row
                n += 1
            elif need.half < 0:
                free_need(needs, place.work, row)
        chunk, filled = drop_chunk(chunk, calendar.chunks), CHUNK
    clear(head)
    return n


@kernel
def gather(day: Day, leaving: Int, place: Place) -> Int:
    """The events known at midnight into ``today``; ``leaving``: so many departures. Their number."""
    known = place.known
    n = gather_servers(place.supply.counters, day, place.time.days, known)
    for i in range(leaving):
        known.today[n] = event_key(0, EventClass.RELEASE, place.departures[i].agenda, 0, 0)
        known.todays[n] = i
        n += 1
    n = gather_clocks(day, place, n)
    return gather_needs(day, place, n)


@apart
def midnight_work(now: Now, place: Place) -> None:
    """Sessions open, people come and go, the year turns, the month's census is taken; at 00:00."""
    day, days, notes, agendas = now.day, place.time.days, place.notes, place.supply.agendas
    if day > 0:
        for a in range(len(agendas)):
            set_day(agendas[a], day + MAX_HORIZON - 1, days, True)
    set_leave(agendas, days[day].week)
    if days[day].new_year == 1:
        close_year(day - 1, place)
    set_at(notes.at, now.moment, event_key(0, EventClass.DEMOGRAPHY, 0, 0, 0))
    people_turn(now, place)
    if day == 0 or days[day].new_year == 1:
        begin_year(now, place)
    if day == 0 or days[day - 1].month != now.month:
        note_census(place.supply, now.month, notes)
        count_third_next(agendas, notes, day, len(days), now.month)
        if day > 0:
            answer_load(days[day - 1].month, day, place)
    count_offered(agendas, notes.at_agendas, day, now.month)
