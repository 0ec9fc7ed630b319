"""What a person tries, in order, for a need (docs/model.md, section 6): the walk along a pathway.

The answer to a call may set ``need.forced``: an action tried before the pathway's next step. A need that is
latent begins with one.
"""

from bisect import bisect_left
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim.draws.philox import Block, uniform
from sim.draws.purposes import BOOKING, COUNTER, UPTAKE
from sim.kernels.groups import Calendar, Now, Place, Rules
from sim.kernels.memory.need_pool import drop_need
from sim.kernels.packing import NOWHERE, day_of, in_ring, service_of_counter, start_of
from sim.kernels.people.offers import Offer, Step, best_offer, draw_at, nobody_to_ask
from sim.kernels.people.patience import WORDS
from sim.kernels.people.ready import block_made, taken_or_drawn
from sim.kernels.people.unasked import latent_share, left_of
from sim.kernels.record.recording import end_need, note_try, say
from sim.kernels.state import BOOKED, FOR_BOOKING, FOR_UPTAKE, LANE, RETRY, STARTER, TRAVEL
from sim.kernels.style import apart, kernel, plain
from sim.kernels.supply.queues import draw_for, keep_draws, own_key
from sim.kernels.supply.walk_in import best_counter, best_line, declines, word_of
from sim.kernels.timeline.event_queue import fall_due
from sim.kernels.timeline.lists import add_to
from sim.kernels.types import Code, Day, Int, Moment, Need, Person, Row, Rows
from sim.vocabulary.structure import (
    IN_EHPAD,
    IN_OFFICE_HOURS,
    NOT_IN_EHPAD,
    OUT_OF_HOURS,
    TRIED_FIRST,
    WHO_STREAM,
    WHO_WITH_MT,
    WHO_WITHOUT_MT,
    Action,
    EventClass,
    Leave,
    SeenAt,
    Sort,
)  # fmt: skip
from sim.vocabulary.time import DAY, HOUR
from sim.world.log_events import LogEvent
from sim.world.records import Came
from sim.world.tables import Table

HOURS = (IN_OFFICE_HOURS, OUT_OF_HOURS)
SITUATIONS = [
    *product((WHO_WITH_MT, WHO_WITHOUT_MT, WHO_STREAM), HOURS, (NOT_IN_EHPAD,)),
    *product((WHO_WITH_MT, WHO_WITHOUT_MT), HOURS, (IN_EHPAD,)),
]


@kernel
def in_office_hours(now: Now, days: Rows) -> bool:
    """Whether practices usually work at this hour (``pathway.office_hours``)."""
    today = days[now.day]
    hour = (now.moment - now.day * DAY) // HOUR
    return today.office_opens <= hour and hour < today.office_closes


@kernel
def situation_of(person: Person, now: Now, days: Rows) -> Int:
    """Whom and when a step of a pathway means: the place in ``SITUATIONS``."""
    late = 0 if in_office_hours(now, days) else 1
    if person.is_a != Sort.RESIDENT:
        return 4 + late
    if person.housebound == SeenAt.EHPAD:
        late += 6
    return late if person.mt >= 0 else 2 + late


def next_steps(pathway: Table) -> NDArray[np.int8]:
    """``[kind, situation, step]``: the first step from there on that is meant for it; -1 past the last.

    From step 0 on is from the beginning, from step n + 1 on is after step n: the steps that are tried first
    have the last numbers.
    """
    following = np.full((len(pathway), len(SITUATIONS), pathway.shape[1] + 1), -1, dtype=np.int8)
    for kind, steps in enumerate(pathway):
        written = int(np.argmax(np.append(steps["action"] == Action.NONE, True)))
        order = sorted(range(written), key=lambda step: (not int(steps["who"][step]) & TRIED_FIRST, step))
        for place, (who, hours, lives) in enumerate(SITUATIONS):
            other = NOT_IN_EHPAD + IN_EHPAD - lives
            after = -1
            for step in reversed(order):
                following[kind, place, step + 1] = after
                whom = int(steps["who"][step])
                if whom & who and not whom & other and int(steps["hours"][step]) & hours:
                    after = step
            following[kind, place, 0] = after
    return following


def taken_below(uptake: float) -> int:
    """The first word ``w`` for which ``U(w)`` is not below ``uptake``: whole numbers are compared faster."""
    return bisect_left(range(WORDS), uptake, key=plain(uniform))


@apart
def lists_leaver(until: Day, row: Row, heads: Rows, chunks: Rows) -> None:
    """Rare, and not inlined."""
    add_to(heads, until, row, chunks)


@kernel
def ends_if_left(row: Row, day: Day, now: Now, place: Place) -> None:
    """A need that waits for a day is listed for the one on which its person leaves, if that comes first."""
    until = np.int64(place.persons[place.needs[row].resident].until_day)
    if now.day < until <= day:
        lists_leaver(until, row, place.calendar.leave_heads, place.calendar.chunks)


@kernel
def book(row: Row, offer: Offer, step: Int, now: Now, place: Place) -> None:
    """Takes the slots; whether the person will come, or cancel and when, is drawn now."""
    need, settings = place.needs[row], place.rules.settings[0]
    person, agenda = place.persons[need.resident], place.supply.agendas[offer.agenda]
    agenda.free[in_ring(offer.half)] -= need.slots
    need.state = BOOKED
    need.step = step
    need.case = offer.case
    need.service = offer.agenda
    need.half = offer.half
    day = day_of(offer.half)
    say(place.notes, LogEvent.BOOKED, offer.agenda, offer.half)
    add_to(place.calendar.visit_heads, day, row, place.calendar.chunks)
    ends_if_left(row, day, now, place)
    w0, w1, w2, _ = taken_or_drawn(FOR_BOOKING, BOOKING, need, person, place.rules.keys, place.work)
    chance = min(settings.no_show_most, settings.no_show_base + settings.no_show_slope * (day - now.day))
    need.no_show = 1 if uniform(w0) < chance else 0
    need.moment = -1
    need.patience_word = np.uint32(w2)  # how long it takes (visits.seconds_of)
    latent = latent_share(need, person, settings)
    if need.no_show == 0 and day > now.day and left_of(uniform(w1), latent) < settings.cancel_share:
        start = start_of(offer.half, agenda.starts)
        need.moment = now.moment + int((start - now.moment) * uniform(w2))
        comes_due(row, EventClass.CANCELLATION, now, place.needs, place.calendar)


@kernel
def comes_due(row: Row, event_class: Code, now: Now, needs: Rows, calendar: Calendar) -> None:
    """What is due at the need's moment: today through the heap, later through that day's list."""
    need = needs[row]
    if need.moment // DAY == now.day:
        fall_due(calendar, own_key(need.moment - now.day * DAY, event_class, need), row)
    else:
        add_to(calendar.due_heads, need.moment // DAY, row, calendar.chunks)


@kernel
def continue_at(row: Row, state: Code, moment: Moment, now: Now, place: Place) -> None:
    """The need goes on at a later moment."""
    need = place.needs[row]
    need.state = state
    need.moment = moment
    need.half = -1
    comes_due(row, EventClass.CONTINUATION, now, place.needs, place.calendar)


@kernel
def ask_own(need: Need, person: Person, place: Place) -> None:
    """Adds a request to what the person's panel is asked for, once a need, unless its doctor is away."""
    panel = place.supply.panels[person.mt]
    if need.refused == 0 and place.supply.agendas[panel.first].leave_today != Leave.AWAY:
        panel.asked += need.slots


@kernel
def ask_agendas(row: Row, step: Step, now: Now, place: Place) -> bool:
    """An action on agendas: books the best offer, or notes the refusal. True if booked."""
    need = place.needs[row]
    person = place.persons[need.resident]
    if nobody_to_ask(step, np.int64(need.kind), person, place.supply):
        note_try(person, need, Came.NOBODY, NOWHERE, now, place)
        return False
    back: Row = np.int64(-1)
    if step.action == Action.NEARBY:
        back = np.int64(person.seen_by)
    if step.action == Action.OWN:
        ask_own(need, person, place)
    offer = best_offer(step, back, person, need, now, place.supply, place.rules)
    if offer.agenda >= 0:
        book(row, offer, step.number, now, place)
        note_try(person, need, Came.BOOKED, offer.agenda, now, place)
        return True
    if step.action == Action.SENT_TO_SLOT:
        note_try(person, need, Came.NOBODY, NOWHERE, now, place)
        return False
    if now.day - need.first // DAY <= place.rules.settings[0].followed_days:
        need.refused = 1
    say(place.notes, LogEvent.REFUSED, step.number, 0)
    note_try(person, need, Came.REFUSED, NOWHERE, now, place)
    return False


@kernel
def set_out(row: Row, step: Step, now: Now, place: Place) -> bool:
    """An action on counters: the person sets out for the one they reach first. True if there is one."""
    need = place.needs[row]
    person, settings = place.persons[need.resident], place.rules.settings[0]
    types, within = np.int64(1) << step.target, step.within
    if step.action == Action.SENT_TO_COUNTER:
        types, within = np.int64(settings.sent_types), np.int64(settings.sent_hours)
    elif step.action == Action.SENT_TO_ED:
        types = np.int64(settings.ed_types)
    elif step.action == Action.UNASKED:
        types, within = np.int64(-1), np.int64(settings.sent_hours)
    c, arrival = best_counter(types, within, step.action, need, now, place)
    if c < 0:
        if step.action != Action.UNASKED:
            note_try(person, need, Came.NOBODY, NOWHERE, now, place)
        return False
    w0, w1, w2, _ = draw_at(step.number, need, person, place.rules.keys, COUNTER)
    if step.action == Action.COUNTER and declines(person, need, c, w2, now, place):
        note_try(person, need, Came.NOBODY, NOWHERE, now, place)
        return False
    need.service = c
    keep_draws(need, w0, w1)
    say(place.notes, LogEvent.GOES, c, arrival)
    note_try(person, need, Came.GOES, service_of_counter(c), now, place)
    continue_at(row, TRAVEL, arrival, now, place)
    return True


@kernel
def calls(row: Row, step: Step, now: Now, place: Place) -> bool:
    """The action LINE: who joins it is left in ``counts[STARTER]``, taken up at once. True if one is open."""
    need = place.needs[row]
    person = place.persons[need.resident]
    c = best_line(step.target, need.kind, now.moment, place.supply.counters, place.time.days)
    if c < 0:
        note_try(person, need, Came.NOBODY, NOWHERE, now, place)
        return False
    need.service = c
    draw_for(need, person, True, place.rules.keys)
    note_try(person, need, Came.CALLS, service_of_counter(c), now, place)
    place.work.counts[STARTER] = row
    return True


@kernel
def tries_again(row: Row, step: Step, now: Now, place: Place) -> bool:
    """The action RETRY: all of it again some days later. True if attempts are left."""
    need = place.needs[row]
    person = place.persons[need.resident]
    if need.attempt >= place.rules.settings[0].most_attempts:
        note_try(person, need, Came.NO_MORE, NOWHERE, now, place)
        return False
    need.attempt += 1
    later = now.moment + step.within * DAY
    say(place.notes, LogEvent.RETRIES, need.attempt, later)
    note_try(person, need, Came.LATER, NOWHERE, now, place)
    continue_at(row, RETRY, later, now, place)
    ends_if_left(row, later // DAY, now, place)
    return True


@kernel
def next_rule(
    need: Need, step: Int, held: Int, block: Block, situation: Int, person: Person, rules: Rules
) -> tuple[Int, Int, Block]:
    """The first step from ``step`` on that is meant for this situation and is taken up; -1 past the last.

    ``held`` is the group of four steps whose uptake ``block`` is; both come back: it is drawn once a group.
    """
    step = np.int64(rules.next_step[need.kind, situation, step])
    while step >= 0:
        below = rules.pathway[need.kind, step].taken_below
        if below == WORDS:
            break
        if step // 4 != held:
            held = step // 4
            block = draw_at(held, need, person, rules.keys, UPTAKE)
        if np.int64(word_of(block, step % 4)) < below:
            break
        step = np.int64(rules.next_step[need.kind, situation, step + 1])
    return step, held, block


@kernel
def walk(row: Row, now: Now, place: Place) -> None:
    """Takes the steps from ``need.step`` on until one succeeds; past the last the need is renounced."""
    need, rules = place.needs[row], place.rules
    person = place.persons[need.resident]
    situation = situation_of(person, now, place.time.days)
    number = np.int64(need.step)
    outcome = np.int64(rules.settings[0].renounced)
    held = np.int64(-1)
    block = (np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0))
    if place.work.counts[LANE] > 0:  # the event in hand is the need's first: its uptake is ready
        held, block = np.int64(0), block_made(FOR_UPTAKE, place.work)
    while True:
        action, target, within = np.int64(need.forced), np.int64(0), np.int64(0)
        need.forced = 0
        if action == 0:
            number, held, block = next_rule(need, number, held, block, situation, person, rules)
            if number < 0:
                break
            rule = rules.pathway[need.kind, number]
            action, target, within = np.int64(rule.action), np.int64(rule.target), np.int64(rule.within)
        need.step = number
        step = Step(number, action, target, within)
        if Action.OWN <= action <= Action.AGENDA or action == Action.SENT_TO_SLOT:
            if ask_agendas(row, step, now, place):
                return
        elif action == Action.COUNTER or action >= Action.SENT_TO_COUNTER:
            if set_out(row, step, now, place):
                return
            if action == Action.UNASKED:
                outcome = np.int64(rules.settings[0].not_asked)
                break
        elif action == Action.LINE:
            if calls(row, step, now, place):
                return
        elif action == Action.RETRY:
            if tries_again(row, step, now, place):
                return
        else:
            outcome = target
            break
        number += 1
    end_need(row, outcome, NOWHERE, now, place)
    drop_need(place.needs, place.work, row)
