"""What a person tries, in order, for a need (docs/model.md, section 6): the walk along a pathway.

A regulated call that sends its caller on sets ``need.forced``: an action tried before the pathway's next
step.
"""

import numpy as np

from sim.draws.philox import uniform
from sim.draws.purposes import BOOKING, UPTAKE
from sim.kernels.calendar import event_key, heap_push
from sim.kernels.clocks import draw
from sim.kernels.doors import ED_TYPES, SENT_TYPES, best_counter, best_line, word_of
from sim.kernels.lists import add_to
from sim.kernels.offers import (
    SENT_TO_COUNTER,
    SENT_TO_ED,
    SENT_TO_SLOT,
    asks_agendas,
    best_offer,
    purpose_of,
)
from sim.kernels.recording import end_and_drop, say
from sim.kernels.state import BOOKED, HEAP, RETRY, RING, STARTER, TRAVEL
from sim.kernels.style import kernel
from sim.world.verbs import Verb
from sim.world.vocabulary import (
    IN_OFFICE_HOURS,
    N_STEPS,
    OUT_OF_HOURS,
    WHO_STREAM,
    WHO_WITH_MT,
    WHO_WITHOUT_MT,
    Action,
    EventClass,
    Outcome,
    Sort,
)

DAY = 86400
NONE, OWN, TEAM, COUNTER = int(Action.NONE), int(Action.OWN), int(Action.TEAM), int(Action.COUNTER)
LINE, TRY_AGAIN = int(Action.LINE), int(Action.RETRY)
RENOUNCED = int(Outcome.RENOUNCED)
RESIDENT = int(Sort.RESIDENT)
CONTINUATION = int(EventClass.CONTINUATION)
CANCELLATION = int(EventClass.CANCELLATION)
V_REFUSED, V_BOOKED, V_GOES, V_RETRIES = (
    int(v) for v in (Verb.REFUSED, Verb.BOOKED, Verb.GOES, Verb.RETRIES)
)


@kernel
def in_office_hours(now, days):
    """Monday to Friday 8-19 h, Saturday 8-12 h, no public holiday."""
    today = days[now // DAY]
    hour = now % DAY // 3600
    if today.holiday == 1 or hour < 8:
        return False
    return (today.weekday < 5 and hour < 19) or (today.weekday == 5 and hour < 12)


@kernel
def case_of(person):
    """Whom a step of a pathway means: a bit of WHO_*."""
    if person.is_a != RESIDENT:
        return WHO_STREAM
    return WHO_WITH_MT if person.mt >= 0 else WHO_WITHOUT_MT


@kernel
def book(
    row, a, half, case, step, now, person, needs, agendas, settings, keys, days, visit_heads, due_heads,
    chunks, heap_keys, heap_of, counts, log, at,
):  # fmt: skip
    """Takes the slots; whether the person will come, or cancel and when, is drawn now."""
    need = needs[row]
    agenda = agendas[a]
    agenda.free[half & RING] -= need.slots
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
def nobody_to_ask(action, person, agendas):
    """Without a médecin traitant, or a team of theirs, there is no request that could be refused."""
    if action == OWN:
        return person.mt < 0
    return action == TEAM and (person.mt < 0 or agendas[person.mt].team < 0)


@kernel
def ask_agendas(
    row, action, target, within, step, now, person, needs, agendas, others, travel, reach, settings, keys,
    days, visit_heads, due_heads, chunks, heap_keys, heap_of, counts, log, at,
):  # fmt: skip
    """An action on agendas: books the best offer, or notes the refusal. True if booked."""
    need = needs[row]
    if nobody_to_ask(action, person, agendas):
        return False
    a, half, case = best_offer(
        action, target, within, step, person, need, now, agendas, others, travel, reach, settings, keys
    )
    if a >= 0:
        book(
            row, a, half, case, step, now, person, needs, agendas, settings, keys, days, visit_heads,
            due_heads, chunks, heap_keys, heap_of, counts, log, at,
        )  # fmt: skip
        return True
    if action != SENT_TO_SLOT:
        need.refused = 1
        say(log, at, counts, V_REFUSED, step, 0)
    return False


@kernel
def set_out(
    row, action, target, within, now, person, needs, counters, counter_travel, settings, keys, days,
    due_heads, chunks, heap_keys, heap_of, counts, log, at,
):  # fmt: skip
    """An action on counters: the person sets out for the one they reach first. True if there is one."""
    need = needs[row]
    types = 1 << target
    if action == SENT_TO_COUNTER:
        types = SENT_TYPES
        within = np.int64(settings.sent_hours)
    elif action == SENT_TO_ED:
        types = ED_TYPES
    c, arrival = best_counter(
        types, within, action == COUNTER, person, need, now, counters, counter_travel, settings, keys, days
    )
    if c < 0:
        return False
    need.service = c
    say(log, at, counts, V_GOES, c, arrival)
    continue_at(row, TRAVEL, arrival, now, needs, due_heads, chunks, heap_keys, heap_of, counts)
    return True


@kernel
def next_rule(need, step, held, block, person, now, pathway, keys, days):
    """The first step from ``step`` on that is meant for this person at this moment and is taken up; -1 past
    the last.

    ``held`` is the group of four steps whose uptake ``block`` is; both come back, so that it is drawn once a
    group.
    """
    who = case_of(person)
    hours = IN_OFFICE_HOURS if in_office_hours(now, days) else OUT_OF_HOURS
    while step < N_STEPS:
        rule = pathway[need.kind, step]
        if rule.action == NONE:
            break
        if rule.who & who != 0 and rule.hours & hours != 0:
            if rule.uptake >= 1.0:
                return step, held, block
            if step // 4 != held:
                held = step // 4
                block = draw(person, keys, purpose_of(UPTAKE, need, held), need.occurrence)
            if uniform(word_of(block, step % 4)) < rule.uptake:
                return step, held, block
        step += 1
    return np.int64(-1), held, block


@kernel
def walk(
    row, now, persons, needs, agendas, counters, others, travel, counter_travel, reach, pathway, settings,
    days, hours, keys, clock_heads, visit_heads, due_heads, chunks, heap_keys, heap_of, counts, log, at,
    trace, tallies,
):  # fmt: skip
    """Takes the steps of the pathway from ``need.step`` on until one succeeds; past the last the need is
    renounced.

    A call that is made is left in ``counts[STARTER]``: the line to join, taken up by the caller at once.
    """
    need = needs[row]
    person = persons[need.resident]
    step = np.int64(need.step)
    outcome = np.int64(RENOUNCED)
    held = np.int64(-1)
    block = (np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))
    while True:
        action, target, within = np.int64(need.forced), np.int64(0), np.int64(0)
        need.forced = 0
        if action == 0:
            step, held, block = next_rule(need, step, held, block, person, now, pathway, keys, days)
            if step < 0:
                break
            rule = pathway[need.kind, step]
            action, target, within = np.int64(rule.action), np.int64(rule.target), np.int64(rule.within)
        need.step = step
        if asks_agendas(action):
            if ask_agendas(
                row, action, target, within, step, now, person, needs, agendas, others, travel, reach,
                settings, keys, days, visit_heads, due_heads, chunks, heap_keys, heap_of, counts, log, at,
            ):  # fmt: skip
                return
        elif action == COUNTER or action == SENT_TO_COUNTER or action == SENT_TO_ED:
            if set_out(
                row, action, target, within, now, person, needs, counters, counter_travel, settings, keys,
                days, due_heads, chunks, heap_keys, heap_of, counts, log, at,
            ):  # fmt: skip
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
        row, outcome, -1, now, persons, needs, counts, days, settings, hours, keys, clock_heads, chunks,
        heap_keys, heap_of, log, at, trace, tallies,
    )  # fmt: skip
