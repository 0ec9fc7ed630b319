"""What travels together: the arrays of ``Tables`` by idea, and all of them as a ``Place``.

A group is a named tuple of ``Rows`` (memory/borrowed.py) under their names in ``Tables``, or of such groups.
It costs nothing once all kernels are inlined. A kernel that needs one array takes that array.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.memory.borrowed import grouped
from sim.kernels.state import Tables
from sim.kernels.style import kernel
from sim.kernels.types import Day, Moment, Month, Rows, Year


class Now(NamedTuple):
    """The moment in hand, and the day, month and civil year in which it lies."""

    moment: Moment
    day: Day
    month: Month
    year: Year


class Time(NamedTuple):
    """From a level of intensity or a share of a day to a moment."""

    days: Rows
    hours: Rows
    cumulative: Rows
    begin: Rows


class Mix(NamedTuple):
    """What kind a need is."""

    kinds: Rows
    rates: Rows
    seasons: Rows


class Supply(NamedTuple):
    """Who and what there is to turn to, and how far it is."""

    panels: Rows
    agendas: Rows
    counters: Rows
    others: Rows
    travel: Rows
    counter_travel: Rows
    rides: Rows
    reach: Rows
    guide: Rows


class Rules(NamedTuple):
    """How people go about it; ``keys`` of the draws."""

    pathway: Rows
    next_step: Rows
    settings: Rows  # one row
    keys: Rows


class Calendar(NamedTuple):
    """What is to happen: lists by day, and what falls due today or was begun."""

    clock_heads: Rows
    rings: Rows
    visit_heads: Rows
    due_heads: Rows
    leave_heads: Rows
    chunks: Rows
    heap_keys: Rows
    heap_of: Rows
    counts: Rows
    recurring: Rows  # the clocks of recurring kinds
    turn_rows: Rows
    turn_begins: Rows


class Known(NamedTuple):
    """The events of a day that are known at midnight, and room to sort them."""

    today: Rows
    todays: Rows
    places: Rows
    sorted_keys: Rows
    sorted_of: Rows


class Work(NamedTuple):
    """What is in hand: free rows of needs, needs that wait to walk on, draws made ahead,
    room to put some in order.
    """

    free_rows: Rows
    walkers: Rows
    ready: Rows  # one row
    scratch_keys: Rows
    scratch_of: Rows
    counts: Rows


class Notes(NamedTuple):
    """What is written down."""

    log: Rows
    at: Rows
    trace: Rows
    cells: Rows
    tallies: Rows
    standing: Rows
    counter_tallies: Rows
    daily: Rows
    at_agendas: Rows
    on_panels: Rows
    contacts: Rows
    inhabitants: Rows
    counts: Rows


class Place(NamedTuple):
    """One catchment: all that is read and changed by what happens in it."""

    persons: Rows
    lives: Rows
    needs: Rows
    departures: Rows
    supply: Supply
    time: Time
    mix: Mix
    rules: Rules
    calendar: Calendar
    known: Known
    work: Work
    notes: Notes


@kernel
def place_of(t: Tables) -> Place:
    """The arrays of a catchment, by idea."""
    return grouped(t, Place)


@kernel
def now_at(moment: Moment, day: Day, days: Rows) -> Now:
    """A moment of a day; of the day after the last, the month and year of the last."""
    today = days[min(day, len(days) - 1)]
    return Now(np.int64(moment), np.int64(day), np.int64(today.month), np.int64(today.year))


@kernel
def at_moment(moment: Moment, now: Now) -> Now:
    """Another moment of the same day."""
    return Now(np.int64(moment), now.day, now.month, now.year)
