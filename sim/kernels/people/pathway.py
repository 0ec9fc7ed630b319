"""What a person tries, in order, for a need (docs/model.md, section 6): the walk along a pathway.

A regulated call that sends its caller on sets ``need.forced``: an action tried before the pathway's next
step.
"""

import numpy as np
from numpy.typing import NDArray

from sim.draws.philox import uniform
from sim.draws.purposes import BOOKING, UPTAKE
from sim.kernels.people.clocks import draw
from sim.kernels.people.offers import (
    SENT_TO_SLOT,
    asks_agendas,
    best_offer,
    purpose_of,
)
from sim.kernels.record.recording import end_and_drop, say
from sim.kernels.state import BOOKED, RETRY, RING, STARTER, TRAVEL
from sim.kernels.style import kernel, plain
from sim.kernels.supply.queues import draw_for
from sim.kernels.supply.walk_in import best_counter, best_line, word_of
from sim.kernels.timeline.event_queue import event_key, fall_due
from sim.kernels.timeline.lists import add_to
from sim.vocabulary.structure import (
    IN_OFFICE_HOURS,
    OUT_OF_HOURS,
    WHO_STREAM,
    WHO_WITH_MT,
    WHO_WITHOUT_MT,
    Action,
    EventClass,
    Sort,
)  # fmt: skip
from sim.world.log_events import LogEvent
from sim.world.tables import Table

DAY = 86400
WORDS = 2**32
NONE, OWN, TEAM, COUNTER = int(Action.NONE), int(Action.OWN), int(Action.TEAM), int(Action.COUNTER)
LINE, TRY_AGAIN = int(Action.LINE), int(Action.RETRY)
SENT_TO_COUNTER, SENT_TO_ED = int(Action.SENT_TO_COUNTER), int(Action.SENT_TO_ED)
RESIDENT = int(Sort.RESIDENT)
CONTINUATION = int(EventClass.CONTINUATION)
CANCELLATION = int(EventClass.CANCELLATION)
V_REFUSED, V_BOOKED, V_GOES, V_RETRIES = (
    int(v) for v in (LogEvent.REFUSED, LogEvent.BOOKED, LogEvent.GOES, LogEvent.RETRIES)
)


SITUATIONS = [
    (who, hours)
    for who in (WHO_WITH_MT, WHO_WITHOUT_MT, WHO_STREAM)
    for hours in (IN_OFFICE_HOURS, OUT_OF_HOURS)
]


@kernel
def in_office_hours(now, days):
    """Monday to Friday 8-19 h, Saturday 8-12 h, no public holiday."""
    today = days[now // DAY]
    hour = now % DAY // 3600
    if today.holiday == 1 or hour < 8:
        return False
    return (today.weekday < 5 and hour < 19) or (today.weekday == 5 and hour < 12)


@kernel
def situation_of(person, now, days):
    """Whom and when a step of a pathway means: the place in ``SITUATIONS``."""
    late = 0 if in_office_hours(now, days) else 1
    if person.is_a != RESIDENT:
        return 4 + late
    return late if person.mt >= 0 else 2 + late


def next_steps(pathway: Table) -> NDArray[np.int8]:
    """``[kind, situation, step]``: the first step from there on that is meant for the situation; -1 past
    the last.
    """
    following = np.full((len(pathway), len(SITUATIONS), pathway.shape[1] + 1), -1, dtype=np.int8)
    for kind, steps in enumerate(pathway):
        written = int(np.argmax(np.append(steps["action"] == NONE, True)))
        for place, (who, hours) in enumerate(SITUATIONS):
            for step in reversed(range(written)):
                meant = int(steps["who"][step]) & who and int(steps["hours"][step]) & hours
                following[kind, place, step] = step if meant else following[kind, place, step + 1]
    return following


def taken_below(uptake: float) -> int:
    """The first word ``w`` for which ``U(w)`` is not below ``uptake``: whole numbers are compared faster."""
    low, high = 0, WORDS
    while low < high:
        middle = (low + high) // 2
        if plain(uniform)(middle) < uptake:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def book(row, a, half, case, step, now, person, needs, agendas, rules, days, calendar, notes):
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
    say(notes, V_BOOKED, a, half)
    add_to(calendar.visit_heads, day, row, calendar.chunks)
    today = now // DAY
    w0, w1, w2, _ = draw(person, rules.keys, purpose_of(BOOKING, need, 0), need.occurrence)
    chance = min(
        rules.settings[0].no_show_most,
        rules.settings[0].no_show_base + rules.settings[0].no_show_slope * (day - today),
    )
    need.no_show = 1 if uniform(w0) < chance else 0
    need.moment = -1
    if need.no_show == 0 and day > today and uniform(w1) < rules.settings[0].cancel_share:
        start = day * DAY + agenda.starts[half & 1]
        need.moment = now + int((start - now) * uniform(w2))
        if need.moment // DAY == today:
            tag = 16 * np.int64(need.clock) + step
            key = event_key(need.moment - today * DAY, CANCELLATION, need.resident, need.occurrence, tag)
            fall_due(calendar, key, row)
        else:
            add_to(calendar.due_heads, need.moment // DAY, row, calendar.chunks)


@kernel
def continue_at(row, state, moment, now, needs, calendar):
    """The need goes on at a later moment: today through the heap, later through that day's list."""
    need = needs[row]
    need.state = state
    need.moment = moment
    need.half = -1
    today = now // DAY
    if moment // DAY == today:
        tag = 16 * np.int64(need.clock) + np.int64(need.step)
        key = event_key(moment - today * DAY, CONTINUATION, need.resident, need.occurrence, tag)
        fall_due(calendar, key, row)
    else:
        add_to(calendar.due_heads, moment // DAY, row, calendar.chunks)


@kernel
def nobody_to_ask(action, person, agendas):
    """Without a médecin traitant, or a team of theirs, there is no request that could be refused."""
    if action == OWN:
        return person.mt < 0
    return action == TEAM and (person.mt < 0 or agendas[person.mt].team < 0)


@kernel
def ask_agendas(row, action, target, within, step, now, person, needs, supply, rules, days, calendar, notes):
    """An action on agendas: books the best offer, or notes the refusal. True if booked."""
    need = needs[row]
    if nobody_to_ask(action, person, supply.agendas):
        return False
    a, half, case = best_offer(action, target, within, step, person, need, now, supply, rules)
    if a >= 0:
        book(row, a, half, case, step, now, person, needs, supply.agendas, rules, days, calendar, notes)
        return True
    if action != SENT_TO_SLOT:
        need.refused = 1
        say(notes, V_REFUSED, step, 0)
    return False


@kernel
def set_out(row, action, target, within, now, person, needs, supply, rules, days, calendar, notes):
    """An action on counters: the person sets out for the one they reach first. True if there is one."""
    need = needs[row]
    types = np.int64(1) << target
    if action == SENT_TO_COUNTER:
        types = np.int64(rules.settings[0].sent_types)
        within = np.int64(rules.settings[0].sent_hours)
    elif action == SENT_TO_ED:
        types = np.int64(rules.settings[0].ed_types)
    c, arrival = best_counter(
        types, within, action == COUNTER, action == SENT_TO_ED, person, need, now, supply, rules, days
    )
    if c < 0:
        return False
    need.service = c
    draw_for(need, person, False, rules.keys)
    say(notes, V_GOES, c, arrival)
    continue_at(row, TRAVEL, arrival, now, needs, calendar)
    return True


@kernel
def next_rule(need, step, held, block, situation, person, rules):
    """The first step from ``step`` on that is meant for this situation and is taken up; -1 past the last.

    ``held`` is the group of four steps whose uptake ``block`` is; both come back, so that it is drawn once
    a group.
    """
    step = np.int64(rules.next_step[need.kind, situation, step])
    while step >= 0:
        below = rules.pathway[need.kind, step].taken_below
        if below == WORDS:
            break
        if step // 4 != held:
            held = step // 4
            block = draw(person, rules.keys, purpose_of(UPTAKE, need, held), need.occurrence)
        if np.int64(word_of(block, step % 4)) < below:
            break
        step = np.int64(rules.next_step[need.kind, situation, step + 1])
    return step, held, block


@kernel
def walk(row, now, persons, needs, work, supply, rules, time, calendar, notes):
    """Takes the steps of the pathway from ``need.step`` on until one succeeds; past the last the need is
    renounced.

    A call that is made is left in ``counts[STARTER]``: the line to join, taken up by the caller at once.
    """
    need = needs[row]
    person = persons[need.resident]
    situation = situation_of(person, now, time.days)
    step = np.int64(need.step)
    outcome = np.int64(rules.settings[0].renounced)
    held = np.int64(-1)
    block = (np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))
    while True:
        action, target, within = np.int64(need.forced), np.int64(0), np.int64(0)
        need.forced = 0
        if action == 0:
            step, held, block = next_rule(need, step, held, block, situation, person, rules)
            if step < 0:
                break
            rule = rules.pathway[need.kind, step]
            action, target, within = np.int64(rule.action), np.int64(rule.target), np.int64(rule.within)
        need.step = step
        if asks_agendas(action):
            if ask_agendas(
                row, action, target, within, step, now, person, needs, supply, rules, time.days, calendar,
                notes,
            ):  # fmt: skip
                return
        elif action == COUNTER or action == SENT_TO_COUNTER or action == SENT_TO_ED:
            if set_out(
                row, action, target, within, now, person, needs, supply, rules, time.days, calendar, notes
            ):
                return
        elif action == LINE:
            c = best_line(target, need, now, supply.counters, time.days)
            if c >= 0:
                need.service = c
                draw_for(need, person, True, rules.keys)
                work.counts[STARTER] = row
                return
        elif action == TRY_AGAIN:
            if need.attempt < rules.settings[0].most_attempts:
                need.attempt += 1
                later = now + within * DAY
                say(notes, V_RETRIES, need.attempt, later)
                continue_at(row, RETRY, later, now, needs, calendar)
                return
        else:
            outcome = target
            break
        step += 1
    end_and_drop(row, outcome, -1, now, persons, needs, work, time, rules, calendar, notes)
