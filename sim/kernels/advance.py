"""The entry: one catchment's patients, from the midnight of one day to that of another (docs/model.md, section 4).

The day's known events stand sorted, later ones in the heap; the lesser key of the two is always next. Whoever must walk
on after an event is put into a short list and walks at once, in order, before the next event; so does whoever starts a
service. There is one place in the code for each of the three, which keeps the compiled entry small.
"""

import numpy as np

from sim.draws.philox import exponential, uniform
from sim.draws.purposes import LINE, NEED
from sim.kernels.agendas import count_offered, open_day, refit_day
from sim.kernels.borrowed import borrowed
from sim.kernels.calendar import (
    event_key,
    heap_drop,
    heap_to_next_day,
    key_class,
    key_entity,
    key_occurrence,
    key_second,
    key_tag,
    sort_day,
)
from sim.kernels.clocks import add_threshold, band_of, draw, moment_of_level, set_clock_from
from sim.kernels.counters import dequeue, place_of
from sim.kernels.lists import drop_chunk
from sim.kernels.pathway import minutes_to, purpose_of, walk
from sim.kernels.pool import drop_need, free_need, take_need
from sim.kernels.queues import (
    answer_of,
    begins,
    counter_outcome,
    gather_servers,
    joins,
    own_key,
    sent_to,
    walks_on,
)
from sim.kernels.recording import census, close_year, end_need, say
from sim.kernels.registration import new_year, release_bookings, release_panel, search, settle_in
from sim.kernels.state import (
    BOOKED,
    CALLING,
    CHUNKS_LEFT,
    DEAD,
    FIRST_WALKER,
    FREE_LEFT,
    HALF_DAYS,
    HEAP,
    LAST_WALKER,
    QUEUED,
    RETRY,
    SERVED,
    STARTER,
    TOUCHED,
    TRACED,
    TRAVEL,
    WALKING,
)
from sim.kernels.style import entry, kernel
from sim.world import records
from sim.world.tables import MAX_HORIZON
from sim.world.verbs import Verb
from sim.world.vocabulary import (
    N_CARE_KINDS,
    AgendaSort,
    Answer,
    Case,
    EventClass,
    Kind,
    Outcome,
    Sort,
)

DAY = 86400
RELEASE_CLASS, CANCELLATION = int(EventClass.RELEASE), int(EventClass.CANCELLATION)
CLOSURE, OPENING, SERVICE_END = int(EventClass.CLOSURE), int(EventClass.OPENING), int(EventClass.SERVICE_END)
QUEUE_EXIT, CONTINUATION = int(EventClass.QUEUE_EXIT), int(EventClass.CONTINUATION)
NEW_NEED, SEARCH, END_OF_RUN = int(EventClass.NEW_NEED), int(EventClass.SEARCH), int(EventClass.END_OF_RUN)
DEMOGRAPHY = int(EventClass.DEMOGRAPHY)
V_NEED, V_EXITS, V_ANSWERED, V_SERVERS = (
    int(v) for v in (Verb.NEED, Verb.EXITS, Verb.ANSWERED, Verb.SERVERS)
)
FOLLOW_UP, RENEWAL = int(Kind.FOLLOW_UP), int(Kind.RENEWAL)
RESIDENT = int(Sort.RESIDENT)
GP, DELEGATE, TELE, OUTSIDE_SORT = (int(s) for s in AgendaSort)
AS_OWN, AS_UNKNOWN, AS_SAS = (int(c) for c in Case)
SEEN_OWN, SEEN_OTHER, SEEN_TEAM, SEEN_SAS = (
    int(o) for o in (Outcome.SEEN_OWN, Outcome.SEEN_OTHER, Outcome.SEEN_TEAM, Outcome.SEEN_SAS)
)
TELECONSULTED, OUTSIDE = int(Outcome.TELECONSULTED), int(Outcome.OUTSIDE)
ADVISED, NO_SHOW, CANCELLED, WAITING = (
    int(o) for o in (Outcome.ADVISED, Outcome.NO_SHOW, Outcome.CANCELLED, Outcome.WAITING)
)
ANSWERED_ADVICE = int(Answer.ADVISED)
LEFT_QUEUE, CLOSED_OUT, FIRST_ANSWER = records.LEFT_QUEUE, records.CLOSED_OUT, records.ADVISED
EVICTED = 10  # state of a need whose counter has just closed


@kernel
def kind_of(person, group, day, word, rates, seasons):
    """The kind of a need of clock 0: by its share of the intensity of that group on that day."""
    n = rates.shape[1]
    total = 0.0
    for k in range(n):
        total += rates[group, k] * seasons[k, day]
    x = uniform(word) * total
    running = 0.0
    last = 0
    for k in range(n):
        part = rates[group, k] * seasons[k, day]
        if part > 0.0:
            running += part
            last = k
            if running > x:
                break
    return last


@kernel
def new_need(
    person_row, clock, now, persons, needs, counts, cumulative, rates, seasons, hours, days, settings, keys, clock_heads,
    chunks, heap_keys, heap_of, log, at,
):  # fmt: skip
    """A clock rings: a need with its kind and patience; clock 0 is set again at once. The need's row."""
    person = persons[person_row]
    day = now // DAY
    occurrence = np.int64(person.occurrence[clock])
    _, w1, w2, _ = draw(person, keys, NEED + 16 * clock, occurrence)
    if clock == 0:
        kind = kind_of(person, person.group, day, w1, rates, seasons)
        person.occurrence[0] += 1
        add_threshold(person, keys)
        stream = person.sort != RESIDENT
        moment = moment_of_level(person.group, person.level, day, stream, cumulative, hours, days)
        set_clock_from(person, person_row, 0, moment, now, clock_heads, chunks, heap_keys, heap_of, counts)
    else:
        kind = RENEWAL if uniform(w1) < settings.renewal_share else FOLLOW_UP
    row = take_need(needs, counts)
    need = needs[row]
    need.first = now
    need.group = 2 * band_of(days[day].year - person.birth_year) + person.ald
    need.resident = person_row
    need.occurrence = occurrence
    need.clock = clock
    need.kind = kind
    need.patience = settings.patience_least[kind] + int(settings.patience_mean[kind] * exponential(w2))
    need.step = 0
    need.attempt = 0
    need.refused = 0
    need.forced = 0
    need.half = -1
    need.state = WALKING
    need.slots = settings.home_visit_slots if person.housebound == 1 else 1
    say(log, at, counts, V_NEED, kind, need.patience)
    return row


@kernel
def known_today(persons, needs, clock_heads, due_heads, chunks, day):
    """How many clocks and needs stand in the lists of a day. Reading their rows here, a chunk at a time and none waiting for
    the one before, brings them into the cache together."""
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
def gather(
    day, persons, needs, counters, departures, clock_heads, due_heads, chunks, days, today, todays, counts
):  # fmt: skip
    """The events known at midnight into ``today``: clocks, needs that go on, departures, changes of servers. Their number."""
    n = gather_servers(counters, day, days, today, todays, 0)
    for i in range(len(departures)):
        today[n] = event_key(0, RELEASE_CLASS, departures[i].agenda, 0, 0)
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
def visit_outcome(need, agenda):
    """What a visit to an agenda is called, or NO_SHOW."""
    if need.no_show == 1:
        return NO_SHOW
    if agenda.sort == TELE:
        return TELECONSULTED
    if agenda.sort == OUTSIDE_SORT:
        return OUTSIDE
    if need.case == AS_SAS:
        return SEEN_SAS
    if agenda.sort == DELEGATE:
        return SEEN_TEAM
    return SEEN_OWN if need.case == AS_OWN else SEEN_OTHER


@kernel
def hold_visit(
    row, day, month, persons, needs, agendas, travel, at_agendas, counts, days, settings, hours, keys, clock_heads, chunks,
    heap_keys, heap_of, log, at, trace, tallies,
):  # fmt: skip
    """One visit: held, or nobody comes."""
    need = needs[row]
    person = persons[need.resident]
    a = np.int64(need.service)
    agenda = agendas[a]
    start = day * DAY + agenda.starts[need.half & 1]
    if len(log) > 0:
        set_at(at, start, own_key(start - day * DAY, SERVICE_END, need))
    outcome = visit_outcome(need, agenda)
    at_agendas[month, a, records.BOOKED] += need.slots
    at_agendas[month, a, records.NO_SHOWS if need.no_show == 1 else records.VISITS] += 1
    if outcome <= SEEN_SAS and agenda.commune >= 0 and need.kind < N_CARE_KINDS:
        tally = tallies[month, person.commune]
        tally.travel[0] += 1
        tally.travel[1] += minutes_to(person, agenda, travel)
    end_need(
        row, outcome, a, start, persons, needs, counts, days, settings, hours, keys, clock_heads, chunks, heap_keys,
        heap_of, log, at, trace, tallies,
    )  # fmt: skip


@kernel
def hold_visits(
    day, month, persons, needs, agendas, travel, at_agendas, counts, days, settings, hours, keys, clock_heads,
    visit_heads, chunks, heap_keys, heap_of, log, at, trace, tallies,
):  # fmt: skip
    """All visits of a day, once its other events are over: nothing they change is read on that day."""
    chunk = visit_heads[day]
    touched = 0
    while chunk >= 0:
        n = chunks[chunk, 1]
        for i in range(n):
            touched += needs[chunks[chunk, 2 + i]].state
        for i in range(n):
            touched += persons[needs[chunks[chunk, 2 + i]].resident].here
        for i in range(n):
            row = chunks[chunk, 2 + i]
            if needs[row].state == BOOKED:
                hold_visit(
                    row, day, month, persons, needs, agendas, travel, at_agendas, counts, days, settings, hours, keys,
                    clock_heads, chunks, heap_keys, heap_of, log, at, trace, tallies,
                )  # fmt: skip
            free_need(needs, counts, row)
        chunk = drop_chunk(chunk, chunks, counts)
    visit_heads[day] = -1
    return touched


@kernel
def set_at(at, now, key):
    """The key of the event in hand, for the log."""
    at[0] = now
    at[1] = key_class(key)
    at[2] = key_entity(key)
    at[3] = key_occurrence(key)
    at[4] = key_tag(key)


@kernel
def midnight_work(
    day, persons, lives, needs, agendas, counts, scratch_keys, scratch_of, cumulative, days, settings, hours, keys,
    clock_heads, chunks, heap_keys, heap_of, log, at, trace, tallies, contacts, panels, at_agendas,
):  # fmt: skip
    """What happens before the first event of a day: sessions open, the year turns, the month's census is taken."""
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
            day * DAY, persons, lives, needs, agendas, counts, scratch_keys, scratch_of, cumulative, days, settings, hours, keys,
            clock_heads, chunks, heap_keys, heap_of, log, at, trace, tallies,
        )  # fmt: skip
    month = days[day].month
    if day == 0 or days[day - 1].month != month:
        census(persons, agendas, days[day].year, month, tallies, panels)
    count_offered(agendas, at_agendas, day, month)


@entry
def advance(t, from_day, to_day):  # type: ignore[no-untyped-def]
    """Plays days ``from_day`` … ``to_day - 1``; the day reached, earlier when a buffer must grow first.

    Cost: about four Philox blocks and a few cache lines a need (docs/benchmarks.md has the measured figures).
    """
    persons = borrowed(t.persons)
    lives = borrowed(t.lives)
    needs = borrowed(t.needs)
    chunks = borrowed(t.chunks)
    agendas = borrowed(t.agendas)
    counters = borrowed(t.counters)
    departures = borrowed(t.departures)
    others = borrowed(t.others)
    travel = borrowed(t.travel)
    counter_travel = borrowed(t.counter_travel)
    reach = borrowed(t.reach)
    cumulative = borrowed(t.cumulative)
    rates = borrowed(t.rates)
    seasons = borrowed(t.seasons)
    hours = borrowed(t.hours)
    days = borrowed(t.days)
    pathway = borrowed(t.pathway)
    keys = borrowed(t.keys)
    clock_heads = borrowed(t.clock_heads)
    visit_heads = borrowed(t.visit_heads)
    due_heads = borrowed(t.due_heads)
    today = borrowed(t.today)
    todays = borrowed(t.todays)
    sorted_keys = borrowed(t.sorted_keys)
    sorted_of = borrowed(t.sorted_of)
    minutes = borrowed(t.minutes)
    heap_keys = borrowed(t.heap_keys)
    heap_of = borrowed(t.heap_of)
    scratch_keys = borrowed(t.scratch_keys)
    scratch_of = borrowed(t.scratch_of)
    walkers = borrowed(t.walkers)
    counts = borrowed(t.counts)
    log = borrowed(t.log)
    at = borrowed(t.at)
    trace = borrowed(t.trace)
    tallies = borrowed(t.tallies)
    counter_tallies = borrowed(t.counter_tallies)
    at_agendas = borrowed(t.at_agendas)
    panels = borrowed(t.panels)
    daily = borrowed(t.daily)
    contacts = borrowed(t.contacts)
    settings = borrowed(t.settings)[0]
    for day in range(from_day, to_day):
        known, touched = known_today(persons, needs, clock_heads, due_heads, chunks, day)
        room = known + 24 * len(counters) + len(departures) + (known + 4096 if days[day].new_year == 1 else 0)
        if room > len(today) or 4 * counts[FREE_LEFT] < len(needs) or 8 * counts[CHUNKS_LEFT] < len(chunks) or 4 * counts[TRACED] > 3 * len(trace):
            return day
        midnight_work(
            day, persons, lives, needs, agendas, counts, scratch_keys, scratch_of, cumulative, days, settings, hours, keys,
            clock_heads, chunks, heap_keys, heap_of, log, at, trace, tallies, contacts, panels, at_agendas,
        )  # fmt: skip
        month = days[day].month
        midnight = day * DAY
        n = gather(day, persons, needs, counters, departures if day == from_day else departures[:0], clock_heads, due_heads, chunks, days, today, todays, counts)  # fmt: skip
        sort_day(today, todays, n, sorted_keys, sorted_of, minutes)
        i = 0
        while True:
            if i < n and (counts[HEAP] == 0 or sorted_keys[i] < heap_keys[0]):
                key, what = sorted_keys[i], np.int64(sorted_of[i])
                i += 1
            elif counts[HEAP] > 0 and key_second(heap_keys[0]) < DAY:
                key, what = heap_keys[0], np.int64(heap_of[0])
                heap_drop(heap_keys, heap_of, counts[HEAP])
                counts[HEAP] -= 1
            else:
                break
            now = midnight + key_second(key)
            event_class = key_class(key)
            if len(log) > 0:
                set_at(at, now, key)
            counts[FIRST_WALKER] = 0
            counts[LAST_WALKER] = 0
            counts[STARTER] = -1
            ends, ends_as = -1, 0  # a need whose outcome this event brings
            served, freed = -1, 0  # a counter whose queue may move, and servers given back to it
            panel = -1  # a departure whose panel is released
            if event_class == NEW_NEED:
                clock = key_tag(key) >> 6
                walkers[0] = new_need(
                    what, clock, now, persons, needs, counts, cumulative, rates, seasons, hours, days, settings, keys,
                    clock_heads, chunks, heap_keys, heap_of, log, at,
                )  # fmt: skip
                counts[LAST_WALKER] = 1
            elif event_class == CONTINUATION:
                need = needs[what]
                if need.state == RETRY:
                    need.step = 0
                    need.state = WALKING
                    walkers[0] = what
                    counts[LAST_WALKER] = 1
                elif counters[need.service].in_force > 0:
                    counts[STARTER] = what
                else:
                    walks_on(what, needs, walkers, counts)
            elif event_class == SERVICE_END:
                need = needs[what]
                served = np.int64(need.service)
                freed = 1
                if need.state == SERVED:
                    free_need(needs, counts, what)
                else:
                    counter = counters[served]
                    purpose = purpose_of(LINE, need, np.int64(need.step))
                    _, _, w2, _ = draw(persons[need.resident], keys, purpose, need.occurrence)
                    answer = answer_of(counter, need.kind, w2)
                    say(log, at, counts, V_ANSWERED, served, answer)
                    counter_tallies[month, served].at_counters[FIRST_ANSWER + answer] += 1
                    need.state = WALKING
                    if answer == ANSWERED_ADVICE:
                        ends, ends_as = what, ADVISED
                    else:
                        need.forced = sent_to(answer)
                        walkers[0] = what
                        counts[LAST_WALKER] = 1
            elif event_class == QUEUE_EXIT:
                need = needs[what]
                if need.state == QUEUED and need.moment == now and own_key(key_second(key), QUEUE_EXIT, need) == key:
                    c = np.int64(need.service)
                    dequeue(counters[c], place_of(counters[c], what))
                    counter_tallies[month, c].at_counters[LEFT_QUEUE] += 1
                    say(log, at, counts, V_EXITS, c, 0)
                    walks_on(what, needs, walkers, counts)
            elif event_class == CANCELLATION:
                need = needs[what]
                if need.state == BOOKED:
                    agendas[need.service].free[need.half % HALF_DAYS] += need.slots
                    ends, ends_as = what, CANCELLED
            elif event_class == SEARCH:
                search(
                    what, now, persons, agendas, travel, reach, settings, hours, keys, clock_heads, chunks, heap_keys, heap_of,
                    counts, log, at,
                )  # fmt: skip
            elif event_class == RELEASE_CLASS:
                panel = what
                release_bookings(departures[what].agenda, needs, counts, walkers, scratch_keys, scratch_of)
            else:
                served = key_entity(key)
                counter = counters[served]
                say(log, at, counts, V_SERVERS, what, counter.in_force)
                counter.in_force = what
                if what == 0:
                    while counter.waiting > 0:
                        row = dequeue(counter, 0)
                        needs[row].state = EVICTED
                        walkers[counts[LAST_WALKER]] = row
                        counts[LAST_WALKER] += 1
            while True:  # what follows from the event, at the same moment
                begin = -1
                if ends >= 0:
                    keep = needs[ends].state == SERVED
                    end_need(
                        ends, ends_as, -2 - np.int64(needs[ends].service) if keep else -1, now, persons, needs, counts,
                        days, settings, hours, keys, clock_heads, chunks, heap_keys, heap_of, log, at, trace, tallies,
                    )  # fmt: skip
                    if not keep:
                        drop_need(needs, counts, ends, DEAD)
                    ends = -1
                elif counts[STARTER] >= 0:
                    row = counts[STARTER]
                    counts[STARTER] = -1
                    if joins(row, now, midnight, persons, needs, counters, counter_tallies, month, walkers, heap_keys, heap_of, counts, keys, log, at):  # fmt: skip
                        begin = row
                elif counts[FIRST_WALKER] < counts[LAST_WALKER]:
                    row = np.int64(walkers[counts[FIRST_WALKER]])
                    counts[FIRST_WALKER] += 1
                    if needs[row].state == EVICTED:
                        c = np.int64(needs[row].service)
                        counter_tallies[month, c].at_counters[CLOSED_OUT] += 1
                        say(log, at, counts, V_EXITS, c, 1)
                        needs[row].state = WALKING
                        needs[row].step += 1
                    walk(
                        row, now, persons, needs, agendas, counters, others, travel, counter_travel, reach, pathway,
                        settings, days, hours, keys, clock_heads, visit_heads, due_heads, chunks, heap_keys, heap_of, counts,
                        log, at, trace, tallies,
                    )  # fmt: skip
                elif panel >= 0:
                    release_panel(
                        departures[panel], now, persons, agendas, settings, hours, keys, clock_heads, chunks, heap_keys, heap_of,
                        counts, log, at,
                    )  # fmt: skip
                    panel = -1
                elif served >= 0:
                    counter = counters[served]
                    counter.busy -= freed
                    freed = 0
                    if counter.waiting > 0 and counter.busy < counter.in_force:
                        begin = dequeue(counter, 0)
                    else:
                        served = -1
                else:
                    break
                if begin >= 0:
                    begins(begin, now, midnight, persons, needs, counters, counter_tallies, daily, month, heap_keys, heap_of, counts, keys, log, at)  # fmt: skip
                    if needs[begin].state == SERVED:
                        ends, ends_as = begin, counter_outcome(counters[needs[begin].service].type)
        touched += hold_visits(
            day, month, persons, needs, agendas, travel, at_agendas, counts, days, settings, hours, keys, clock_heads,
            visit_heads, chunks, heap_keys, heap_of, log, at, trace, tallies,
        )  # fmt: skip
        counts[TOUCHED] = touched
        heap_to_next_day(heap_keys, counts[HEAP])
    return to_day


@entry
def finish(t):  # type: ignore[no-untyped-def]
    """Ends the run: open needs end WAITING; the last civil year is closed."""
    persons, needs, days, at, log, counts = t.persons, t.needs, t.days, t.at, t.log, t.counts
    now = len(days) * DAY
    for row in range(len(needs)):
        need = needs[row]
        state = need.state
        if state == BOOKED or state == RETRY or state == TRAVEL or state == QUEUED or state == CALLING:
            set_at(at, now, own_key(0, END_OF_RUN, need))
            end_need(
                row, WAITING, -1, now, persons, needs, counts, days, t.settings[0], t.hours, t.keys, t.clock_heads,
                t.chunks, t.heap_keys, t.heap_of, log, at, t.trace, t.tallies,
            )  # fmt: skip
    first = len(days) - 1
    year = days[first].year
    while first > 0 and days[first - 1].year == year:
        first -= 1
    close_year(persons, t.lives, first, year, t.contacts[year - days[0].year])


@entry
def start(t):  # type: ignore[no-untyped-def]
    """Day 0: the first sessions come into the rings, everybody's clocks are armed."""
    for a in range(len(t.agendas)):
        for day in range(MAX_HORIZON):
            open_day(t.agendas[a], day, t.days)
    for row in range(len(t.persons)):
        if t.lives[row].from_day <= 0 and t.lives[row].until_day > 0:
            settle_in(
                t.persons[row], t.lives[row], row, 0, True, t.cumulative, t.hours, t.days, t.settings[0], t.keys,
                t.clock_heads, t.chunks, t.counts,
            )  # fmt: skip


@entry
def open_sessions(t, agenda, today):  # type: ignore[no-untyped-def]
    """The sessions of an agenda that opens today."""
    for day in range(today, today + MAX_HORIZON - (1 if today > 0 else 0)):
        open_day(t.agendas[agenda], day, t.days)


@entry
def refit_sessions(t, agenda, today):  # type: ignore[no-untyped-def]
    """The sessions of an agenda that changes today."""
    for day in range(today, today + MAX_HORIZON - (1 if today > 0 else 0)):
        refit_day(t.agendas[agenda], day, t.days)
