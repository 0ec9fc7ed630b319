"""Walk-in care and regulated calls: servers, a queue, impatience (docs/model.md, section 8)."""

from sim.kernels.packing import rests
from sim.kernels.state import QUEUE_RING
from sim.kernels.style import kernel
from sim.kernels.types import Counter, Day, Float, Int, Moment, Row, Rows
from sim.vocabulary.time import HOLIDAY, HOUR


@kernel
def servers_at(counter: Counter, day: Day, hour: Int, days: Rows) -> Int:
    """Servers by the timetable in an hour of a day; none after the run, or when it is closed for good."""
    if counter.active == 0 or day >= len(days) or rests(counter, day):
        return 0
    today = days[day]
    day_type = HOLIDAY if today.holiday == 1 else int(today.weekday)
    return int(counter.servers[day_type, hour])


@kernel
def is_open(counter: Counter, hour: Int, days: Rows) -> bool:
    """Whether the timetable has a server there in an hour of the run."""
    return servers_at(counter, hour // 24, hour % 24, days) > 0


@kernel
def arrival_at(counter: Counter, moment: Moment, within: Int, days: Rows) -> Moment:
    """When somebody there at ``moment`` is let in: then, or within so many full hours; -1 if not."""
    hour = moment // HOUR
    if is_open(counter, hour, days):
        return moment
    for later in range(hour + 1, hour + within + 1):
        if is_open(counter, later, days):
            return later * HOUR
    return -1


@kernel
def awareness(counter: Counter, day: Day) -> Float:
    """Share of residents who know of a service on a day."""
    if counter.aware_days == 0:
        return counter.aware_last
    grown = (
        counter.aware_first
        + (counter.aware_last - counter.aware_first) * (day - counter.opened_day) / counter.aware_days
    )
    return min(counter.aware_last, grown)


@kernel
def in_queue_ring(counter: Counter, position: Int) -> Int:
    """Where a position of the queue stands in its ring."""
    return (counter.head + position) & QUEUE_RING


@kernel
def queued_at(counter: Counter, position: Int) -> Row:
    """The need at a position of the queue, the first at 0."""
    return counter.queue[in_queue_ring(counter, position)]


@kernel
def enqueue(counter: Counter, row: Row) -> None:
    """Adds a need at the end of the queue."""
    counter.queue[in_queue_ring(counter, counter.waiting)] = row
    counter.waiting += 1


@kernel
def enqueue_at(counter: Counter, position: Int, row: Row) -> None:
    """Puts a need at a position of the queue; those from there on move back."""
    for i in range(counter.waiting, position, -1):
        counter.queue[in_queue_ring(counter, i)] = queued_at(counter, i - 1)
    counter.queue[in_queue_ring(counter, position)] = row
    counter.waiting += 1


@kernel
def dequeue(counter: Counter) -> Row:
    """Takes the first of the queue."""
    row = queued_at(counter, 0)
    counter.head = in_queue_ring(counter, 1)
    counter.waiting -= 1
    return row


@kernel
def leave_queue(counter: Counter, position: Int) -> None:
    """Takes the need at a position out of the queue; those behind move up."""
    last = counter.waiting - 1
    for i in range(position, last):
        counter.queue[in_queue_ring(counter, i)] = queued_at(counter, i + 1)
    counter.waiting = last
