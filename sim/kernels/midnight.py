"""What happens at 00:00 before the first event: sessions open, the year turns, the census is taken, events
are gathered.
"""

from sim.kernels.agendas import count_offered, count_third_next, open_day
from sim.kernels.calendar import event_key
from sim.kernels.demography import new_year
from sim.kernels.lists import drop_chunk
from sim.kernels.pool import free_need
from sim.kernels.queues import gather_servers, own_key
from sim.kernels.recording import census, close_year, set_at
from sim.kernels.state import BOOKED, DEAD
from sim.kernels.style import kernel
from sim.world.tables import MAX_HORIZON
from sim.world.vocabulary import EventClass

DAY = 86400
DEMOGRAPHY, RELEASE = int(EventClass.DEMOGRAPHY), int(EventClass.RELEASE)
CANCELLATION, CONTINUATION = int(EventClass.CANCELLATION), int(EventClass.CONTINUATION)
NEW_NEED, SEARCH = int(EventClass.NEW_NEED), int(EventClass.SEARCH)


@kernel
def known_today(persons, needs, clock_heads, due_heads, chunks, day):
    """How many clocks and needs stand in the lists of a day. Reading their rows here, a chunk at a time and
    none waiting for
    the one before, brings them into the cache together.
    """
    n = 0
    touched = 0
    chunk = clock_heads[day]
    while chunk >= 0:
        for i in range(chunks[chunk, 1]):
            touched += persons[chunks[chunk, 2 + i] // 3].here
        n += chunks[chunk, 1]
        chunk = chunks[chunk, 0]
    chunk = due_heads[day]
    while chunk >= 0:
        for i in range(chunks[chunk, 1]):
            touched += needs[chunks[chunk, 2 + i]].state
        n += chunks[chunk, 1]
        chunk = chunks[chunk, 0]
    return n, touched


@kernel
def room_needed(known, counters, departures, days, day):
    """Events a day may know at midnight; new-year days bring arrivals and other rates."""
    new_year_room = known + 4096 if days[day].new_year == 1 else 0
    return known + 24 * len(counters) + len(departures) + new_year_room


@kernel
def gather(
    day, persons, needs, counters, departures, clock_heads, due_heads, chunks, days, today, todays, counts
):  # fmt: skip
    """The events known at midnight into ``today``: clocks, needs that go on, departures, changes of servers.
    Their number.
    """
    n = gather_servers(counters, day, days, today, todays, 0)
    for i in range(len(departures)):
        today[n] = event_key(0, RELEASE, departures[i].agenda, 0, 0)
        todays[n] = i
        n += 1
    chunk = clock_heads[day]
    while chunk >= 0:
        for i in range(chunks[chunk, 1]):
            e = chunks[chunk, 2 + i]
            row, clock = e // 3, e % 3
            person = persons[row]
            event_class = SEARCH if clock == 2 else NEW_NEED
            today[n] = event_key(person.second[clock], event_class, row, person.occurrence[clock], 64 * clock)
            todays[n] = row
            n += 1
        chunk = drop_chunk(chunk, chunks, counts)
    clock_heads[day] = -1
    chunk = due_heads[day]
    while chunk >= 0:
        for i in range(chunks[chunk, 1]):
            row = chunks[chunk, 2 + i]
            need = needs[row]
            if need.state != DEAD:
                event_class = CANCELLATION if need.state == BOOKED else CONTINUATION
                today[n] = own_key(need.moment - day * DAY, event_class, need)
                todays[n] = row
                n += 1
            elif need.half < 0:
                free_need(needs, counts, row)
        chunk = drop_chunk(chunk, chunks, counts)
    due_heads[day] = -1
    return n


@kernel
def midnight_work(
    day, persons, lives, needs, agendas, counts, scratch_keys, scratch_of, cumulative, days, settings, hours,
    keys, clock_heads, chunks, heap_keys, heap_of, log, at, trace, tallies, contacts, panels, at_agendas,
):  # fmt: skip
    """What happens before the first event of a day: sessions open, the year turns, the month's census is
    taken.
    """
    if day > 0:
        for a in range(len(agendas)):
            open_day(agendas[a], day + MAX_HORIZON - 1, days)
    if days[day].new_year == 1:
        year = days[day].year
        first = day - 1
        while first > 0 and days[first - 1].year == year - 1:
            first -= 1
        close_year(persons, lives, first, year - 1, contacts[year - 1 - days[0].year])
        set_at(at, day * DAY, event_key(0, DEMOGRAPHY, 0, 0, 0))
        new_year(
            day * DAY, persons, lives, needs, agendas, counts, scratch_keys, scratch_of, cumulative, days,
            settings, hours, keys, clock_heads, chunks, heap_keys, heap_of, log, at, trace, tallies,
        )  # fmt: skip
    month = days[day].month
    if day == 0 or days[day - 1].month != month:
        census(persons, agendas, days[day].year, month, tallies, panels)
        count_third_next(agendas, tallies, day, len(days), month)
    count_offered(agendas, at_agendas, day, month)
