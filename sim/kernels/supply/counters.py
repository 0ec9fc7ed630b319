"""Walk-in care and regulated calls: servers, a queue, impatience (docs/model.md, section 8)."""

from sim.kernels.state import QUEUE_RING
from sim.kernels.style import kernel


@kernel
def servers_at(counter, day, hour, days):
    """Servers that the timetable gives a counter for an hour of a day of the run; none when it is closed for
    good.
    """
    if counter.active == 0 or day >= len(days):
        return 0
    today = days[day]
    kind_of_day = 7 if today.holiday == 1 else int(today.weekday)
    return int(counter.servers[kind_of_day, hour])


@kernel
def arrival_at(counter, moment, within, days):
    """When somebody who can be there at ``moment`` is let in: then, or at the first full hour that is open,
    at most ``within`` hours on; -1 if not.
    """
    hour = moment // 3600
    if servers_at(counter, hour // 24, hour % 24, days) > 0:
        return moment
    for later in range(hour + 1, hour + within + 1):
        if servers_at(counter, later // 24, later % 24, days) > 0:
            return later * 3600
    return -1


@kernel
def awareness(counter, day):
    """Share of residents who know of a service on a day."""
    if counter.aware_days == 0:
        return counter.aware_last
    grown = (
        counter.aware_first
        + (counter.aware_last - counter.aware_first) * (day - counter.opened_day) / counter.aware_days
    )
    return min(counter.aware_last, grown)


@kernel
def queued_at(counter, place):
    """The need at a place of the queue."""
    return counter.queue[(counter.head + place) & QUEUE_RING]


@kernel
def enqueue(counter, row):
    """Adds a need at the end of the queue."""
    counter.queue[(counter.head + counter.waiting) & QUEUE_RING] = row
    counter.waiting += 1


@kernel
def dequeue(counter):
    """Takes the first of the queue."""
    row = queued_at(counter, 0)
    counter.head = (counter.head + 1) & QUEUE_RING
    counter.waiting -= 1
    return row


@kernel
def leave_queue(counter, place):
    """Takes the need at a place out of the queue; those behind move up."""
    counter.waiting -= 1
    for i in range(place, counter.waiting):
        counter.queue[(counter.head + i) & QUEUE_RING] = queued_at(counter, i + 1)
