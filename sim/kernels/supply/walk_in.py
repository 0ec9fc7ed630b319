"""Where a person can be seen without a booking: the counter they reach first, the line that answers (section
8).
"""

import numpy as np

from sim.draws.philox import uniform
from sim.draws.purposes import AWARENESS
from sim.kernels.people.clocks import draw
from sim.kernels.style import kernel
from sim.kernels.supply.counters import arrival_at, awareness, servers_at
from sim.vocabulary.structure import Sort

DAY = 86400
RESIDENT = int(Sort.RESIDENT)


@kernel
def word_of(block, i):
    """Word i of a block."""
    w0, w1, w2, w3 = block
    return w0 if i == 0 else (w1 if i == 1 else (w2 if i == 2 else w3))


@kernel
def knows(person, need, c, counter, day, keys):
    """Whether the person is aware of a service on a day: one fixed draw for a resident, one a need for a
    stream.
    """
    share = awareness(counter, day)
    if share >= 1.0:
        return True
    occurrence = c // 4
    if person.is_a != RESIDENT:
        occurrence = 16 * np.int64(need.occurrence) + c // 4
    block = draw(person, keys, AWARENESS, occurrence)
    return uniform(word_of(block, c % 4)) < share


@kernel
def best_counter(types, within, ask_awareness, by_type, person, need, now, supply, rules, days):
    """The counter of these types (a bit each) where the person can be first, and when; (-1, 0) if none is
    open. ``by_type``: of those reached at the same moment the type of the upper row comes first.
    """
    best, best_arrival, best_rank = -1, np.int64(0), np.int64(0)
    most = (
        np.int64(rules.settings[0].no_car_minutes)
        if person.no_car == 1
        else np.int64(rules.settings[0].counter_minutes)
    )
    for c in range(len(supply.counters)):
        counter = supply.counters[c]
        if counter.active == 0 or counter.line == 1 or (types >> counter.type) & 1 == 0:
            continue
        minutes = np.int64(supply.counter_travel[c, person.commune])
        if counter.kinds[need.kind] == 0 or minutes > most:
            continue
        arrival = arrival_at(counter, now + 60 * minutes, within, days)
        if arrival < 0 or (ask_awareness and not knows(person, need, c, counter, now // DAY, rules.keys)):
            continue
        rank = np.int64(counter.type) if by_type else np.int64(0)
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
