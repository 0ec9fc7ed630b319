"""What a person tries, in order, for a need (docs/model.md, section 6): the walk along a pathway.

A regulated call that sends its caller on sets ``need.forced``: an action tried before the pathway's next step.
"""

import numpy as np

from sim.draws.philox import uniform
from sim.draws.purposes import AWARENESS, BOOKING, CANDIDATES, UPTAKE
from sim.kernels.agendas import offer
from sim.kernels.calendar import event_key, heap_push
from sim.kernels.clocks import draw
from sim.kernels.counters import arrival_at, awareness, servers_at
from sim.kernels.lists import add_to
from sim.kernels.recording import end_and_drop, say
from sim.kernels.state import BOOKED, HALF_DAYS, HEAP, RETRY, STARTER, TRAVEL
from sim.kernels.style import kernel
from sim.world.verbs import Verb
from sim.world.vocabulary import (
    FIRST_LINE,
    IN_OFFICE_HOURS,
    N_STEPS,
    OUT_OF_HOURS,
    WHO_STREAM,
    WHO_WITH_MT,
    WHO_WITHOUT_MT,
    Action,
    Case,
    CounterType,
    EventClass,
    Outcome,
    Sort,
)

DAY = 86400
NONE, OWN, TEAM, NEARBY, AGENDA, COUNTER, LINE, TRY_AGAIN, END = (int(a) for a in Action)
SENT_TO_SLOT, SENT_TO_COUNTER, SENT_TO_ED = 16, 17, 18  # actions that only a regulated call asks for
AS_OWN, AS_UNKNOWN, AS_SAS = (int(c) for c in Case)
RENOUNCED = int(Outcome.RENOUNCED)
RESIDENT = int(Sort.RESIDENT)
CONTINUATION = int(EventClass.CONTINUATION)
CANCELLATION = int(EventClass.CANCELLATION)
FRONT = int(CounterType.FRONT)
ED = int(CounterType.ED)
SENT_TYPES = 1 << int(CounterType.CMSI) | 1 << int(CounterType.SOS) | 1 << int(CounterType.MMG)
ED_TYPES = 1 << FRONT | 1 << ED
V_REFUSED, V_BOOKED, V_GOES, V_RETRIES = (int(v) for v in (Verb.REFUSED, Verb.BOOKED, Verb.GOES, Verb.RETRIES))


@kernel
def purpose_of(base, need, step):
    """The purpose of a draw of this need at a step."""
    return base + 16 * np.int64(need.clock) + step


@kernel
def word_of(block, i):
    """Word i of a block."""
    w0, w1, w2, w3 = block
    return w0 if i == 0 else (w1 if i == 1 else (w2 if i == 2 else w3))


@kernel
def in_office_hours(now, days):
    """Monday to Friday 8-19 h, Saturday 8-12 h, no public holiday."""
    today = days[now // DAY]
    hour = now % DAY // 3600
    if today.holiday == 1 or hour < 8:
        return False
    return (today.weekday < 5 and hour < 19) or (today.weekday == 5 and hour < 12)


@kernel
def applies(rule, person, now, days):
    """True when a step is meant for this person at this moment; the uptake is asked afterwards."""
    if person.sort != RESIDENT:
        case = WHO_STREAM
    elif person.mt >= 0:
        case = WHO_WITH_MT
    else:
        case = WHO_WITHOUT_MT
    if rule.who & case == 0:
        return False
    if rule.hours == IN_OFFICE_HOURS + OUT_OF_HOURS:
        return True
    return rule.hours & (IN_OFFICE_HOURS if in_office_hours(now, days) else OUT_OF_HOURS) != 0


@kernel
def takes_up(rule, person, need, step, keys):
    """The keyed draw of a step's uptake."""
    if rule.uptake >= 1.0:
        return True
    block = draw(person, keys, purpose_of(UPTAKE, need, step // 4), need.occurrence)
    return uniform(word_of(block, step % 4)) < rule.uptake


@kernel
def minutes_to(person, agenda, travel):
    """Travel from the person's commune to an agenda."""
    if agenda.commune < 0:
        return np.int64(agenda.minutes)
    return np.int64(travel[person.commune, agenda.commune])


@kernel
def practice(reach, commune, word):
    """The practice a word stands for: the first row whose cumulated weight exceeds word / 2**32 of the total; -1 if none.

    Bisection: O(log agendas).
    """
    high = reach.shape[1] - 1
    if high < 0 or reach[commune, high] == 0:
        return -1
    x = np.int64((np.uint64(word) * np.uint64(reach[commune, high])) >> np.uint64(32))
    low = 0
    while low < high:
        middle = (low + high) >> 1
        if reach[commune, middle] > x:
            high = middle
        else:
            low = middle + 1
    return low


@kernel
def asks_agendas(action):
    return action == OWN or action == TEAM or action == NEARBY or action == AGENDA or action == SENT_TO_SLOT


@kernel
def best_offer(
    action, target, within, step, person, need, now, agendas, others, travel, reach, settings, keys
):  # fmt: skip
    """The agenda and half-day this action brings, or (-1, -1): the earliest start, ties as section 6 says."""
    case = AS_UNKNOWN
    n = 0
    w0, w1, w2, w3 = np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
    if action == OWN or action == TEAM:
        case = AS_OWN
        n = 1 if person.mt >= 0 else 0
    elif action == AGENDA:
        n = len(others)
    else:
        n = 4
        case = AS_SAS if action == SENT_TO_SLOT else AS_UNKNOWN
        w0, w1, w2, w3 = draw(person, keys, purpose_of(CANDIDATES, need, step), need.occurrence)
    limit = min(np.int64(need.patience), np.int64(settings.sas_days if action == SENT_TO_SLOT else within))
    best, best_half, best_start = -1, -1, np.int64(0)
    a0, a1, a2 = -1, -1, -1
    for i in range(n):
        if action == OWN:
            a = np.int64(person.mt)
        elif action == TEAM:
            a = np.int64(agendas[person.mt].team)
        elif action == AGENDA:
            a = np.int64(others[i])
            if agendas[a].sort != target:
                continue
        else:
            a = practice(reach, person.commune, w0)
            w0, w1, w2 = w1, w2, w3
            if a < 0 or a == a0 or a == a1 or a == a2 or (a == person.mt and action == NEARBY):
                continue
            a0, a1, a2 = a, a0, a1
            if person.no_car == 1 and minutes_to(person, agendas[a], travel) > settings.no_car_minutes:
                continue
            if action == SENT_TO_SLOT and agendas[a].sas == 0:
                continue
        if a < 0:
            continue
        agenda = agendas[a]
        half = offer(agenda, need.kind, case, np.int64(need.slots), limit, now, minutes_to(person, agenda, travel))
        if half < 0:
            continue
        start = (half >> 1) * DAY + agenda.starts[half & 1]
        if best < 0 or start < best_start or (
            start == best_start and (action == NEARBY or action == SENT_TO_SLOT)
            and preferred(a, best, person, agendas, travel)
        ):  # fmt: skip
            best, best_half, best_start = a, half, start
    return best, best_half, case


@kernel
def preferred(a, b, person, agendas, travel):
    """True when practice a comes before b at equal sessions: the site of the MT, then travel, then the row."""
    if person.mt >= 0:
        site = agendas[person.mt].site
        here, there = agendas[a].site == site, agendas[b].site == site
        if here != there:
            return here
    to_a, to_b = minutes_to(person, agendas[a], travel), minutes_to(person, agendas[b], travel)
    if to_a != to_b:
        return to_a < to_b
    return a < b


@kernel
def book(
    row, a, half, case, step, now, person, needs, agendas, settings, keys, days, visit_heads, due_heads, chunks, heap_keys,
    heap_of, counts, log, at,
):  # fmt: skip
    """Takes the slots; whether the person will come, or cancel and when, is drawn now."""
    need = needs[row]
    agenda = agendas[a]
    agenda.free[half % HALF_DAYS] -= need.slots
    need.state = BOOKED
    need.step = step
    need.case = case
    need.service = a
    need.half = half
    day = half >> 1
    say(log, at, counts, V_BOOKED, a, half)
    add_to(visit_heads, day, row, chunks, counts)
    today = now // DAY
    w0, w1, w2, _ = draw(person, keys, purpose_of(BOOKING, need, 0), need.occurrence)
    chance = min(settings.no_show_most, settings.no_show_base + settings.no_show_slope * (day - today))
    need.no_show = 1 if uniform(w0) < chance else 0
    need.moment = -1
    if need.no_show == 0 and day > today and uniform(w1) < settings.cancel_share:
        start = day * DAY + agenda.starts[half & 1]
        need.moment = now + int((start - now) * uniform(w2))
        if need.moment // DAY == today:
            tag = 64 * np.int64(need.clock) + step
            key = event_key(need.moment - today * DAY, CANCELLATION, need.resident, need.occurrence, tag)
            heap_push(heap_keys, heap_of, counts[HEAP], key, row)
            counts[HEAP] += 1
        else:
            add_to(due_heads, need.moment // DAY, row, chunks, counts)


@kernel
def knows(person, need, c, counter, day, keys):
    """Whether the person is aware of a service on a day: one fixed draw for a resident, one a need for a stream."""
    share = awareness(counter, day)
    if share >= 1.0:
        return True
    occurrence = c // 4
    if person.sort != RESIDENT:
        occurrence = 16 * np.int64(need.occurrence) + c // 4
    block = draw(person, keys, AWARENESS, occurrence)
    return uniform(word_of(block, c % 4)) < share


@kernel
def best_counter(types, within, ask_awareness, person, need, now, counters, counter_travel, settings, keys, days):
    """The counter of these types (a bit each) where the person can be first, and when; (-1, 0) if none is open."""
    best, best_arrival, best_rank = -1, np.int64(0), 0
    most = np.int64(settings.no_car_minutes) if person.no_car == 1 else np.int64(settings.counter_minutes)
    for c in range(len(counters)):
        counter = counters[c]
        if counter.active == 0 or counter.type >= FIRST_LINE or (types >> counter.type) & 1 == 0:
            continue
        minutes = np.int64(counter_travel[c, person.commune])
        if counter.kinds[need.kind] == 0 or minutes > most:
            continue
        arrival = arrival_at(counter, now + 60 * minutes, within, days)
        if arrival < 0 or (ask_awareness and not knows(person, need, c, counter, now // DAY, keys)):
            continue
        rank = 1 if types == ED_TYPES and counter.type == ED else 0
        if best < 0 or arrival < best_arrival or (arrival == best_arrival and rank < best_rank):
            best, best_arrival, best_rank = c, arrival, rank
    return best, best_arrival


@kernel
def best_line(line_type, need, now, counters, days):
    """The first active line of a type that takes the kind and is open now; -1 if none."""
    hour = now // 3600
    for c in range(len(counters)):
        if counters[c].type == line_type and counters[c].kinds[need.kind] == 1:
            if servers_at(counters[c], hour // 24, hour % 24, days) > 0:
                return c
    return -1


@kernel
def continue_at(row, state, moment, now, needs, due_heads, chunks, heap_keys, heap_of, counts):
    """The need goes on at a later moment: today through the heap, later through that day's list."""
    need = needs[row]
    need.state = state
    need.moment = moment
    need.half = -1
    today = now // DAY
    if moment // DAY == today:
        tag = 64 * np.int64(need.clock) + np.int64(need.step)
        key = event_key(moment - today * DAY, CONTINUATION, need.resident, need.occurrence, tag)
        heap_push(heap_keys, heap_of, counts[HEAP], key, row)
        counts[HEAP] += 1
    else:
        add_to(due_heads, moment // DAY, row, chunks, counts)


@kernel
def walk(
    row, now, persons, needs, agendas, counters, others, travel, counter_travel, reach, pathway, settings, days, hours,
    keys, clock_heads, visit_heads, due_heads, chunks, heap_keys, heap_of, counts, log, at, trace, tallies,
):  # fmt: skip
    """Takes the steps of the pathway from ``need.step`` on until one succeeds; past the last the need is renounced.

    A call that is made is left in ``counts[STARTER]``: the line to join, taken up by the caller at once.
    """
    need = needs[row]
    person = persons[need.resident]
    step = np.int64(need.step)
    outcome = np.int64(RENOUNCED)
    while True:
        action = np.int64(need.forced)
        within, target = np.int64(0), np.int64(0)
        if action != 0:
            need.forced = 0
        else:
            if step >= N_STEPS or pathway[need.kind, step].action == NONE:
                break
            rule = pathway[need.kind, step]
            if not applies(rule, person, now, days) or not takes_up(rule, person, need, step, keys):
                step += 1
                continue
            action = np.int64(rule.action)
            within = np.int64(rule.within)
            target = np.int64(rule.target)
        need.step = step
        if asks_agendas(action):
            a, half, case = best_offer(
                action, target, within, step, person, need, now, agendas, others, travel, reach, settings, keys
            )
            if a >= 0:
                book(
                    row, a, half, case, step, now, person, needs, agendas, settings, keys, days, visit_heads, due_heads,
                    chunks, heap_keys, heap_of, counts, log, at,
                )  # fmt: skip
                return
            if action != SENT_TO_SLOT:
                need.refused = 1
                say(log, at, counts, V_REFUSED, step, 0)
        elif action == COUNTER or action == SENT_TO_COUNTER or action == SENT_TO_ED:
            types = 1 << target
            if action == SENT_TO_COUNTER:
                types = SENT_TYPES
                within = np.int64(settings.sent_hours)
            elif action == SENT_TO_ED:
                types = ED_TYPES
            c, arrival = best_counter(
                types, within, action == COUNTER, person, need, now, counters, counter_travel, settings, keys, days
            )
            if c >= 0:
                need.service = c
                say(log, at, counts, V_GOES, c, arrival)
                continue_at(row, TRAVEL, arrival, now, needs, due_heads, chunks, heap_keys, heap_of, counts)
                return
        elif action == LINE:
            c = best_line(target, need, now, counters, days)
            if c >= 0:
                need.service = c
                counts[STARTER] = row
                return
        elif action == TRY_AGAIN:
            if need.attempt < settings.most_attempts:
                need.attempt += 1
                later = now + within * DAY
                say(log, at, counts, V_RETRIES, need.attempt, later)
                continue_at(row, RETRY, later, now, needs, due_heads, chunks, heap_keys, heap_of, counts)
                return
        else:
            outcome = target
            break
        step += 1
    end_and_drop(
        row, outcome, -1, now, persons, needs, counts, days, settings, hours, keys, clock_heads, chunks, heap_keys, heap_of, log,
        at, trace, tallies,
    )  # fmt: skip
