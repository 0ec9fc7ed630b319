"""What happens at 00:00 before the first event: sessions open, the year turns, the census is taken, events
are gathered.
"""

import numpy as np

from sim.kernels.memory.borrowed import fetch
from sim.kernels.memory.need_pool import free_need
from sim.kernels.people.demography import new_year
from sim.kernels.record.census import count_everybody, note_census
from sim.kernels.record.recording import close_year, set_at
from sim.kernels.state import BOOKED, CHUNK, DEAD
from sim.kernels.style import kernel
from sim.kernels.supply.agendas import count_offered, count_third_next, open_day
from sim.kernels.supply.queues import gather_servers, own_key
from sim.kernels.timeline.event_queue import event_key, key_entity
from sim.kernels.timeline.lists import clear, drop_chunk
from sim.vocabulary.structure import EventClass
from sim.world.tables import MAX_HORIZON

DAY = 86400
DEMOGRAPHY, RELEASE = int(EventClass.DEMOGRAPHY), int(EventClass.RELEASE)
CANCELLATION, CONTINUATION = int(EventClass.CANCELLATION), int(EventClass.CONTINUATION)


@kernel
def known_today(calendar, day):
    """How many clocks and needs stand in the lists of a day."""
    return np.int64(calendar.clock_heads[day].entries) + np.int64(calendar.due_heads[day].entries)


@kernel
def room_needed(known, counters, leaving, days, day):
    """Events a day may know at midnight; new-year days bring arrivals and other rates."""
    new_year_room = known + 4096 if days[day].new_year == 1 else 0
    return known + 24 * len(counters) + leaving + new_year_room


@kernel
def gather(day, leaving, needs, work, counters, departures, calendar, days, known):
    """The events known at midnight into ``today``: clocks, needs that go on, departures, changes of servers.
    Their number.
    """
    n = gather_servers(counters, day, days, known, 0)
    for i in range(leaving):
        known.today[n] = event_key(0, RELEASE, departures[i].agenda, 0, 0)
        known.todays[n] = i
        n += 1
    chunk, filled = calendar.clock_heads[day].chunk, calendar.clock_heads[day].filled
    while chunk > 0:
        fetch(calendar.rings, calendar.rings[chunk, 0])
        for i in range(1, filled + 1):
            known.today[n] = np.uint64(calendar.rings[chunk, i])
            known.todays[n] = key_entity(known.today[n])
            n += 1
        chunk, filled = drop_chunk(chunk, calendar.rings), CHUNK
    clear(calendar.clock_heads[day])
    chunk, filled = calendar.due_heads[day].chunk, calendar.due_heads[day].filled
    while chunk > 0:
        for i in range(1, filled + 1):
            fetch(needs, calendar.chunks[chunk, i])
        for i in range(1, filled + 1):
            row = calendar.chunks[chunk, i]
            need = needs[row]
            if need.state != DEAD:
                event_class = CANCELLATION if need.state == BOOKED else CONTINUATION
                known.today[n] = own_key(need.moment - day * DAY, event_class, need)
                known.todays[n] = row
                n += 1
            elif need.half < 0:
                free_need(needs, work, row)
        chunk, filled = drop_chunk(chunk, calendar.chunks), CHUNK
    clear(calendar.due_heads[day])
    return n


@kernel
def midnight_work(day, persons, lives, needs, agendas, work, time, rules, calendar, notes):
    """What happens before the first event of a day: sessions open, the year turns, the month's census is
    taken.
    """
    if day > 0:
        for a in range(len(agendas)):
            open_day(agendas[a], day + MAX_HORIZON - 1, time.days)
    if time.days[day].new_year == 1:
        year = time.days[day].year
        first = day - 1
        while first > 0 and time.days[first - 1].year == year - 1:
            first -= 1
        close_year(persons, lives, first, year - 1, notes.contacts[year - 1 - time.days[0].year])
        set_at(notes.at, day * DAY, event_key(0, DEMOGRAPHY, 0, 0, 0))
        new_year(day * DAY, persons, lives, needs, agendas, work, time, rules, calendar, notes)
    month = time.days[day].month
    if day == 0 or time.days[day].new_year == 1:
        year = time.days[day].year
        count_everybody(persons, year, notes.standing, notes.inhabitants[year - time.days[0].year])
    if day == 0 or time.days[day - 1].month != month:
        note_census(agendas, month, notes)
        count_third_next(agendas, notes.cells, notes.tallies, day, len(time.days), month)
    count_offered(agendas, notes.at_agendas, day, month)
