"""Where a person can be seen without a booking (docs/model.md, section 8)."""

from math import exp

import numpy as np

from sim.draws.philox import Block, Word, uniform
from sim.draws.purposes import AWARENESS
from sim.kernels.groups import Now, Place
from sim.kernels.people.audience import is_meant
from sim.kernels.people.clocks import draw
from sim.kernels.people.offers import has_ride
from sim.kernels.record.recording import say
from sim.kernels.style import kernel
from sim.kernels.supply.counters import arrival_at, awareness, is_open
from sim.kernels.types import Code, Counter, Day, Int, Minutes, Moment, Need, Person, Row, Rows, Settings
from sim.vocabulary.structure import Action, SeenAt, Sort
from sim.vocabulary.time import HOUR, MINUTE
from sim.world.log_events import LogEvent
from sim.world.tables import COMES


@kernel
def word_of(block: Block, i: Int) -> Word:
    """Word i of a block."""
    w0, w1, w2, w3 = block
    return w0 if i == 0 else (w1 if i == 1 else (w2 if i == 2 else w3))


@kernel
def is_driven(counter: Counter, person: Person, minutes: Minutes, rides: Rows, settings: Settings) -> bool:
    """Whether who has no car gets to a counter that is farther than they go on foot."""
    near = minutes <= settings.counter_minutes
    return near and person.no_car == 1 and has_ride(counter, person, rides)


@kernel
def has_audience(counter: Counter) -> bool:
    """Whether it is there for some people alone."""
    return bool(counter.all_of != 0 or counter.any_of != 0)


@kernel
def comes_to(counter: Counter, settings: Settings) -> bool:
    """Whether somebody who does not leave the house gets to it: by ambulance, or because it comes to them."""
    taken = (np.int64(settings.ed_types) >> np.int64(counter.type)) & 1 == 1
    return taken or np.int64(counter.rides) & COMES != 0


@kernel
def knows(person: Person, need: Need, c: Row, counter: Counter, day: Day, keys: Rows) -> bool:
    """Whether they know a service: one fixed draw for each resident, one for each need of a stream."""
    share = awareness(counter, day)
    if share >= 1.0:
        return True
    occurrence = c // 4
    if person.is_a != Sort.RESIDENT:
        occurrence = 16 * np.int64(need.occurrence) + c // 4
    block = draw(person, keys, AWARENESS, occurrence)
    return uniform(word_of(block, c % 4)) < share


@kernel
def best_counter(
    types: Int, within: Int, action: Code, need: Need, now: Now, place: Place
) -> tuple[Row, Moment]:
    """The counter of these types (a bit each) where the person can be first, and when; (-1, 0): none is open.

    ``within``: hours one waits for it to open. Who goes of their own accord must know of it, and goes only so
    far, but with a true emergency. Where a line sends to an emergency department, of those reached at the
    same moment the upper type comes first.
    """
    supply, person = place.supply, place.persons[need.resident]
    best, best_arrival, best_rank = -1, np.int64(0), np.int64(0)
    settings = place.rules.settings[0]
    most = np.int64(settings.no_car_minutes if person.no_car == 1 else settings.counter_minutes)
    told = action == Action.SENT_TO_COUNTER or action == Action.SENT_TO_ED
    asked = need.kind < settings.care_kinds  # no true emergency is: nothing keeps it away
    for c in range(len(supply.counters)):
        counter = supply.counters[c]
        if counter.active == 0 or counter.line == 1 or (types >> counter.type) & 1 == 0:
            continue
        if action == Action.UNASKED and counter.wakes[person.poor] <= need.service_draw:
            continue
        minutes = np.int64(supply.counter_travel[c, person.commune])
        if counter.kinds[need.kind] == 0:
            continue
        if asked and minutes > most and not is_driven(counter, person, minutes, supply.rides, settings):
            continue
        if asked and person.housebound != SeenAt.PRACTICE and not comes_to(counter, settings):
            continue
        if asked and has_audience(counter) and not is_meant(person, counter, told, now.year):
            continue
        arrival = arrival_at(counter, now.moment + MINUTE * minutes, within, place.time.days)
        if arrival < 0:
            continue
        if not told and not knows(person, need, c, counter, now.day, place.rules.keys):
            continue
        rank = np.int64(counter.type) if action == Action.SENT_TO_ED else np.int64(0)
        if best < 0 or arrival < best_arrival or (arrival == best_arrival and rank < best_rank):
            best, best_arrival, best_rank = c, arrival, rank
    return best, best_arrival


@kernel
def declines(person: Person, need: Need, c: Row, word: Word, now: Now, place: Place) -> bool:
    """Whether a counter is too far for somebody who would go by themselves; no true emergency finds it so,
    nor does whom an ambulance takes, who does not leave the house.
    """
    settings = place.rules.settings[0]
    if need.kind >= settings.care_kinds or person.housebound != SeenAt.PRACTICE:
        return False
    old_enough = now.year - person.birth_year >= settings.adult_age
    adult = 1 if old_enough or person.is_a != Sort.RESIDENT else 0
    fall = settings.use_falls[place.supply.counters[c].type, adult]
    minutes = np.int64(place.supply.counter_travel[c, person.commune])
    if fall == 0.0 or uniform(word) < exp(-fall * minutes):
        return False
    say(place.notes, LogEvent.DECLINES, c, minutes)
    return True


@kernel
def best_line(line_type: Code, kind: Code, moment: Moment, counters: Rows, days: Rows) -> Row:
    """The first active line of a type that takes the kind and is open then; -1 if none."""
    for c in range(len(counters)):
        if counters[c].type == line_type and counters[c].kinds[kind] == 1:
            if is_open(counters[c], moment // HOUR, days):
                return c
    return -1
