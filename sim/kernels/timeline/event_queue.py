"""When things happen: the day's events sorted once, what comes up meanwhile in a small heap.

An event is a key of 64 bits, so that one comparison is the whole rule of order (docs/model.md, section 4)::

    second since midnight (18) | class (4) | entity (26) | occurrence % 256 (8) | 16 * clock + step (8)

and beside it what it is of: the row of a need, or nothing where the entity says it. The heap outlives
midnight (``heap_to_next_day``), as services and queues do; no event of it lies two days ahead.
"""

import numpy as np

from sim.kernels.groups import Calendar, Known
from sim.kernels.state import HEAP, NO_ROOM
from sim.kernels.style import kernel
from sim.kernels.types import Code, Int, Key, Row, Rows, Second
from sim.vocabulary.time import DAY

BUCKETS = DAY // 32  # of the sort


@kernel
def event_key(second: Second, event_class: Code, entity: Row, occurrence: Int, tag: Int) -> Key:
    """The key of an event of today."""
    return (
        (np.uint64(second) << np.uint64(46))
        | (np.uint64(event_class) << np.uint64(42))
        | (np.uint64(entity) << np.uint64(16))
        | ((np.uint64(occurrence) & np.uint64(255)) << np.uint64(8))
        | np.uint64(tag)
    )


@kernel
def key_second(key: Key) -> Second:
    """The second of the day at which it happens."""
    return np.int64(key >> np.uint64(46))


@kernel
def key_class(key: Key) -> Code:
    """The class of event."""
    return np.int64((key >> np.uint64(42)) & np.uint64(15))


@kernel
def key_entity(key: Key) -> Row:
    """The row of the person, agenda or counter to which it happens."""
    return np.int64((key >> np.uint64(16)) & np.uint64(0x3FFFFFF))


@kernel
def key_occurrence(key: Key) -> Int:
    """The occurrence, its lowest 8 bits."""
    return np.int64((key >> np.uint64(8)) & np.uint64(255))


@kernel
def key_tag(key: Key) -> Int:
    """What else tells events of one person and moment apart (8 bits)."""
    return np.int64(key & np.uint64(255))


@kernel
def heap_push(keys: Rows, of: Rows, n: Int, key: Key, what: Row) -> None:
    """Adds an event to a heap of ``n`` events, each of which has up to four below it; O(log n)."""
    i = n
    while i > 0:
        parent = (i - 1) >> 2
        if keys[parent] <= key:
            break
        keys[i] = keys[parent]
        of[i] = of[parent]
        i = parent
    keys[i] = key
    of[i] = what


@kernel
def fall_due(calendar: Calendar, key: Key, what: Row) -> None:
    """An event that falls due today, or is under way over midnight, goes to the heap."""
    n = calendar.counts[HEAP]
    if n < len(calendar.heap_keys):
        heap_push(calendar.heap_keys, calendar.heap_of, n, key, what)
        calendar.counts[HEAP] = n + 1
    else:
        calendar.counts[NO_ROOM] = 1


@kernel
def lesser(keys: Rows, a: Int, b: Int) -> Int:
    """Of two places the one with the lesser key. Chosen without a branch: it would be mispredicted."""
    return a if keys[a] < keys[b] else b


@kernel
def heap_drop(keys: Rows, of: Rows, n: Int) -> None:
    """Takes the least of ``n`` events off the heap; read it at index 0 before; O(log n)."""
    last = n - 1
    key = keys[last]
    what = of[last]
    i = 0
    while True:
        child = 4 * i + 1
        if child + 3 < n:
            child = lesser(keys, lesser(keys, child, child + 1), lesser(keys, child + 2, child + 3))
        elif child < n:
            for other in range(child + 1, n):
                child = lesser(keys, child, other)
        else:
            break
        if keys[child] >= key:
            break
        keys[i] = keys[child]
        of[i] = of[child]
        i = child
    keys[i] = key
    of[i] = what


@kernel
def heap_to_next_day(keys: Rows, n: Int) -> None:
    """Makes the seconds of what is left count from the next midnight; the order stays."""
    for i in range(n):
        keys[i] -= np.uint64(DAY) << np.uint64(46)


@kernel
def bucket_of(key: Key) -> Int:
    """The bucket of a day's event in ``sort_day``: half-minutes, nearly."""
    return np.int64(key >> np.uint64(46 + 5))


@kernel
def sort_day(known: Known, n: Int) -> None:
    """Sorts ``n`` events into ``sorted_*``: counting over buckets of 32 seconds, insertion within one."""
    keys, of, places = known.today, known.todays, known.places
    sorted_keys, sorted_of = known.sorted_keys, known.sorted_of
    for b in range(BUCKETS + 1):
        places[b] = 0
    for i in range(n):
        places[bucket_of(keys[i]) + 1] += 1
    for b in range(BUCKETS):
        places[b + 1] += places[b]
    for i in range(n):
        bucket = bucket_of(keys[i])
        place = places[bucket]
        places[bucket] = place + 1
        sorted_keys[place] = keys[i]
        sorted_of[place] = of[i]
    for i in range(1, n):
        key = sorted_keys[i]
        if sorted_keys[i - 1] > key:
            what = sorted_of[i]
            j = i - 1
            while j >= 0 and sorted_keys[j] > key:
                sorted_keys[j + 1] = sorted_keys[j]
                sorted_of[j + 1] = sorted_of[j]
                j -= 1
            sorted_keys[j + 1] = key
            sorted_of[j + 1] = what
