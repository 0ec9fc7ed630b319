"""Numbers that hold several things, each packed here only (docs/model.md, sections 2, 4, 7, 9 and 11).

The key of an event is in ``timeline/event_queue.py``.
"""

import numpy as np

from sim.kernels.state import RING
from sim.kernels.style import kernel
from sim.kernels.types import Code, Day, Half, Int, Key, Moment, Need, Row, Rows
from sim.vocabulary.time import DAY

CLOCK_BITS = 4  # from which the clock stands in a tag: steps are fewer than 16


@kernel
def tag_of(clock: Code, step: Int) -> Int:
    """Clock and step: the last part of an event's key, and what is added to the base of a draw's purpose."""
    return (np.int64(clock) << CLOCK_BITS) + np.int64(step)


@kernel
def clock_of(tag: Int) -> Code:
    """The clock of a tag."""
    return tag >> CLOCK_BITS


@kernel
def turned_occurrence(number: Int, of: Code) -> Int:
    """The occurrence of a need of the clock TURNED: it comes of the need of this number of a clock."""
    return (np.int64(number) << CLOCK_BITS) + np.int64(of)


@kernel
def half_of(day: Day, part: Int) -> Half:
    """The half-day of the run; ``part`` 0 is the morning, 1 the afternoon."""
    return 2 * day + part


@kernel
def day_of(half: Half) -> Day:
    """The day of a half-day."""
    return half >> 1


@kernel
def start_of(half: Half, starts: Rows) -> Moment:
    """The moment at which the session of a half-day starts; ``starts``: seconds of the day, by part."""
    return (half >> 1) * DAY + starts[half & 1]


@kernel
def in_ring(half: Half) -> Int:
    """The place of a half-day in the ring of an agenda's sessions."""
    return half & RING


@kernel
def service_of_counter(row: Row) -> Int:
    """How the trace names a counter or line; an agenda is its row, no service ``NOWHERE``."""
    return -2 - np.int64(row)


NOWHERE = -1


@kernel
def order_by_person(need: Need) -> Key:
    """Sorts needs by person, clock and occurrence."""
    return (
        (np.uint64(need.resident) << np.uint64(36))
        | (np.uint64(need.clock) << np.uint64(32))
        | np.uint64(need.occurrence)
    )


@kernel
def order_by_session(need: Need) -> Key:
    """Sorts bookings by half-day, person, clock and occurrence."""
    return (
        (np.uint64(need.half) << np.uint64(48))
        | (np.uint64(need.resident) << np.uint64(22))
        | (np.uint64(need.clock) << np.uint64(18))
        | (np.uint64(need.occurrence) & np.uint64(0x3FFFF))
    )


@kernel
def rests(row: np.record, day: Day) -> bool:
    """Whether an agenda or a counter is there in one week of several, and the week of a day is another."""
    if row.one_week_in <= 1:
        return False
    return bool(((day - np.int64(row.week_from)) // 7) % np.int64(row.one_week_in) != 0)
