"""What travels together: the arrays of ``Tables`` by idea, and all of them as the ``Place`` in which things
happen.

A group is a named tuple of ``Rows`` (memory/borrowed.py), or of such groups. Rows own nothing and are a few
numbers each, so that a group costs nothing once all kernels are inlined; of arrays that count references it
would cost more than all else (docs/kernels.md). A kernel that needs one array takes that array.
"""

from typing import NamedTuple

import numpy as np

from sim.kernels.memory.borrowed import borrowed
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

    agendas: Rows
    counters: Rows
    others: Rows
    travel: Rows
    counter_travel: Rows
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
    chunks: Rows
    heap_keys: Rows
    heap_of: Rows
    counts: Rows
    recurring: Rows  # the clocks of recurring kinds


class Known(NamedTuple):
    """The events of a day that are known at midnight, and room to sort them."""

    today: Rows
    todays: Rows
    places: Rows
    sorted_keys: Rows
    sorted_of: Rows


class Work(NamedTuple):
    """What is in hand: free rows of needs, needs that wait to walk on, room to put some in order."""

    free_rows: Rows
    walkers: Rows
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
    panels: Rows
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
    return Place(
        borrowed(t.persons), borrowed(t.lives), borrowed(t.needs), borrowed(t.departures),
        supply_of(t), time_of(t), mix_of(t), rules_of(t),
        calendar_of(t), known_of(t), work_of(t), notes_of(t),
    )  # fmt: skip


@kernel
def now_at(moment: Moment, day: Day, days: Rows) -> Now:
    """A moment of a day; of the day after the last, the month and year of the last."""
    today = days[min(day, len(days) - 1)]
    return Now(np.int64(moment), np.int64(day), np.int64(today.month), np.int64(today.year))


@kernel
def at_moment(moment: Moment, now: Now) -> Now:
    """Another moment of the same day."""
    return Now(np.int64(moment), now.day, now.month, now.year)


@kernel
def time_of(t: Tables) -> Time:
    return Time(borrowed(t.days), borrowed(t.hours), borrowed(t.cumulative), borrowed(t.begin))


@kernel
def mix_of(t: Tables) -> Mix:
    return Mix(borrowed(t.kinds), borrowed(t.rates), borrowed(t.seasons))


@kernel
def supply_of(t: Tables) -> Supply:
    return Supply(
        borrowed(t.agendas), borrowed(t.counters), borrowed(t.others), borrowed(t.travel),
        borrowed(t.counter_travel), borrowed(t.reach), borrowed(t.guide),
    )  # fmt: skip


@kernel
def rules_of(t: Tables) -> Rules:
    return Rules(
        borrowed(t.pathway), borrowed(t.next_step), borrowed(t.settings), borrowed(t.keys),
    )  # fmt: skip


@kernel
def calendar_of(t: Tables) -> Calendar:
    return Calendar(
        borrowed(t.clock_heads), borrowed(t.rings), borrowed(t.visit_heads), borrowed(t.due_heads),
        borrowed(t.chunks), borrowed(t.heap_keys), borrowed(t.heap_of), borrowed(t.counts),
        borrowed(t.recurring),
    )  # fmt: skip


@kernel
def known_of(t: Tables) -> Known:
    return Known(
        borrowed(t.today), borrowed(t.todays), borrowed(t.places), borrowed(t.sorted_keys),
        borrowed(t.sorted_of),
    )  # fmt: skip


@kernel
def work_of(t: Tables) -> Work:
    return Work(
        borrowed(t.free_rows), borrowed(t.walkers), borrowed(t.scratch_keys), borrowed(t.scratch_of),
        borrowed(t.counts),
    )  # fmt: skip


@kernel
def notes_of(t: Tables) -> Notes:
    return Notes(
        borrowed(t.log), borrowed(t.at), borrowed(t.trace), borrowed(t.cells), borrowed(t.tallies),
        borrowed(t.standing), borrowed(t.counter_tallies), borrowed(t.daily), borrowed(t.at_agendas),
        borrowed(t.panels), borrowed(t.contacts), borrowed(t.inhabitants), borrowed(t.counts),
    )  # fmt: skip
