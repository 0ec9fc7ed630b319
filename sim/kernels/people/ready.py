"""Draws made ahead: the blocks that needs will want as they arise, for several clocks at a time.

A block is a function of who, why and how often, so that it may be made before anybody knows whether it will
be wanted. By itself, its ten rounds wait for each other; side by side in the lanes of a vector, blocks cost a
quarter (decision 021). The known events of a day come in groups of ``LANES``. ``counts[LANE]`` is the lane of
the event in hand, counted from 1; 0: it has none, and who wants a block draws it. When its clock 0 rings
next is looked for ahead as well.
"""

import numpy as np

from sim.draws.philox import Block, Word, philox
from sim.draws.purposes import BOOKING, NEED, UPTAKE
from sim.kernels.groups import Place, Work
from sim.kernels.memory.borrowed import fetch
from sim.kernels.packing import clock_of, tag_of
from sim.kernels.people.clocks import column_of_level, level_after, moment_in_column
from sim.kernels.people.offers import draw_at
from sim.kernels.state import FOR_BOOKING, FOR_NEED, FOR_UPTAKE, LANE, LANES
from sim.kernels.style import kernel
from sim.kernels.timeline.event_queue import key_class, key_entity, key_tag
from sim.kernels.types import Day, Int, Key, Need, Person, Ready, Rows
from sim.vocabulary.structure import ARISING, CHRONIC, EventClass, Sort
from sim.vocabulary.time import DAY


@kernel
def is_drawn_ahead(key: Key) -> bool:
    """Whether blocks are made ahead for a known event: clock 0 or that of a chronic illness rings."""
    return bool((key_class(key) == EventClass.NEW_NEED) & (clock_of(key_tag(key)) <= CHRONIC))


@kernel
def fetch_persons(first: Int, n: Int, place: Place) -> None:
    """Persons of the known events from ``first`` on, a group of them, and needs will be wanted soon."""
    for i in range(first, min(first + LANES, n)):
        key = place.known.sorted_keys[i]
        fetch(place.persons, key_entity(key))
        goes_on = key_class(key) != EventClass.NEW_NEED  # or is cancelled; else any row: without a branch
        fetch(place.needs, np.int64(place.known.sorted_of[i]) if goes_on else np.int64(0))


@kernel
def take_lanes(first: Int, n: Int, keys: Rows, ready: Ready) -> Int:
    """Those of the known events from ``first`` on for which blocks are made come into lanes, in their order
    and without a branch, as which they are cannot be foreseen. How many they are.
    """
    lanes = np.int64(0)
    for i in range(first, min(first + LANES, n)):
        more = np.int64(is_drawn_ahead(keys[i]))
        ready.event[lanes] = i  # the next one's, if this one takes none
        lanes += more
        ready.lane[i % LANES] = lanes * more
    return lanes


@kernel
def draw_lanes(ready: Ready, base: Int, purpose: Int, seed: Word, replication: Word) -> None:
    """The blocks of all lanes for a purpose: a loop that becomes one of vectors."""
    for lane in range(LANES):
        block = block_ahead(ready, lane, base, seed, replication)
        ready.words[purpose, 0, lane] = block[0]
        ready.words[purpose, 1, lane] = block[1]
        ready.words[purpose, 2, lane] = block[2]
        ready.words[purpose, 3, lane] = block[3]


@kernel
def block_ahead(ready: Ready, lane: Int, base: Int, seed: Word, replication: Word) -> Block:
    """The block of a lane for the purpose of this base."""
    why = np.uint64(base) + ready.tag[lane]
    return philox(seed, ready.commune[lane], replication, ready.who[lane], why, ready.occurrence[lane])


@kernel
def draw_ahead(first: Int, n: Int, day: Day, place: Place) -> None:
    """Makes the blocks of the known events from ``first`` on, a group of them."""
    ready, keys = place.work.ready[0], place.rules.keys
    lanes = take_lanes(first, n, place.known.sorted_keys, ready)
    for lane in range(lanes):
        key = place.known.sorted_keys[ready.event[lane]]
        clock, row = clock_of(key_tag(key)), key_entity(key)
        person = place.persons[row]
        if person.mt >= 0:
            fetch(place.supply.agendas, place.supply.panels[person.mt].first)  # asked first
        ready.who[lane] = np.uint64(person.who)
        ready.commune[lane] = keys[2 + person.commune]
        ready.tag[lane] = np.uint64(tag_of(clock, 0))
        ready.occurrence[lane] = np.uint64(person.occurrence[clock])
    draw_lanes(ready, NEED, FOR_NEED, keys[0], keys[1])
    draw_lanes(ready, UPTAKE, FOR_UPTAKE, keys[0], keys[1])
    draw_lanes(ready, BOOKING, FOR_BOOKING, keys[0], keys[1])
    look_ahead(lanes, day, place)


@kernel
def look_ahead(lanes: Int, day: Day, place: Place) -> None:
    """When clock 0 will ring next in each lane: searches side by side, none of which waits for another."""
    ready, calendar, time = place.work.ready[0], place.calendar, place.time
    chapter = np.int64(time.days[day].chapter)
    for lane in range(lanes):
        person = place.persons[key_entity(place.known.sorted_keys[ready.event[lane]])]
        ready.level[lane] = level_after(person, ready.words[FOR_NEED, 0, lane])
    for lane in range(lanes):
        person = place.persons[key_entity(place.known.sorted_keys[ready.event[lane]])]
        column = column_of_level(person.group, ready.level[lane], day - chapter, time)
        ready.moment[lane] = column  # until its moment is known
    for lane in range(lanes):
        key = place.known.sorted_keys[ready.event[lane]]
        if clock_of(key_tag(key)) == ARISING:
            person = place.persons[key_entity(key)]
            stream = person.is_a != Sort.RESIDENT
            column, level = ready.moment[lane], ready.level[lane]
            moment = moment_in_column(person.group, level, column, chapter, stream, time)
            ready.moment[lane] = moment
            if moment // DAY < len(calendar.clock_heads):
                fetch(calendar.rings, calendar.clock_heads[moment // DAY].chunk)


@kernel
def block_made(purpose: Int, work: Work) -> Block:
    """The block that was made ahead for the event in hand, which has a lane."""
    ready, lane = work.ready[0], work.counts[LANE] - 1
    return (
        ready.words[purpose, 0, lane],
        ready.words[purpose, 1, lane],
        ready.words[purpose, 2, lane],
        ready.words[purpose, 3, lane],
    )


@kernel
def taken_or_drawn(purpose: Int, base: Int, need: Need, person: Person, keys: Rows, work: Work) -> Block:
    """The block of a need for a purpose at step 0: made ahead, or drawn now."""
    if work.counts[LANE] > 0:
        return block_made(purpose, work)
    return draw_at(0, need, person, keys, base)
