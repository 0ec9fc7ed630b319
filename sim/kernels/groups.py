"""What travels together: the arrays of ``Tables`` by idea, as the kernels hand them on.

A group is a named tuple of ``Rows`` (borrowed.py). Rows own nothing and are a few numbers each, so that a
group costs nothing once all kernels are inlined; of arrays that count references it would cost more than
all else (docs/kernels.md). A kernel that needs one array of a group takes that array.
"""

from typing import Any, NamedTuple

from sim.kernels.memory.borrowed import borrowed
from sim.kernels.style import kernel


class Time(NamedTuple):
    """From a level of intensity or a share of a day to a moment."""

    days: Any
    hours: Any
    cumulative: Any
    begin: Any


class Mix(NamedTuple):
    """What kind a need is."""

    kinds: Any
    rates: Any
    seasons: Any


class Supply(NamedTuple):
    """Who and what there is to turn to, and how far it is."""

    agendas: Any
    counters: Any
    others: Any
    travel: Any
    counter_travel: Any
    reach: Any
    guide: Any


class Rules(NamedTuple):
    """How people go about it; ``keys`` of the draws."""

    pathway: Any
    next_step: Any
    settings: Any  # one row
    keys: Any


class Calendar(NamedTuple):
    """What is to happen: lists by day, and what falls due today or was begun."""

    clock_heads: Any
    rings: Any
    visit_heads: Any
    due_heads: Any
    chunks: Any
    heap_keys: Any
    heap_of: Any
    counts: Any


class Known(NamedTuple):
    """The events of a day that are known at midnight, and room to sort them."""

    today: Any
    todays: Any
    places: Any
    sorted_keys: Any
    sorted_of: Any


class Work(NamedTuple):
    """What is in hand: free rows of needs, needs that wait to walk on, room to put some in order."""

    free_rows: Any
    walkers: Any
    scratch_keys: Any
    scratch_of: Any
    counts: Any


class Notes(NamedTuple):
    """What is written down."""

    log: Any
    at: Any
    trace: Any
    cells: Any
    tallies: Any
    standing: Any
    counter_tallies: Any
    daily: Any
    at_agendas: Any
    panels: Any
    contacts: Any
    inhabitants: Any
    counts: Any


@kernel
def time_of(t):
    return Time(borrowed(t.days), borrowed(t.hours), borrowed(t.cumulative), borrowed(t.begin))


@kernel
def mix_of(t):
    return Mix(borrowed(t.kinds), borrowed(t.rates), borrowed(t.seasons))


@kernel
def supply_of(t):
    return Supply(
        borrowed(t.agendas), borrowed(t.counters), borrowed(t.others), borrowed(t.travel),
        borrowed(t.counter_travel), borrowed(t.reach), borrowed(t.guide),
    )  # fmt: skip


@kernel
def rules_of(t):
    return Rules(borrowed(t.pathway), borrowed(t.next_step), borrowed(t.settings), borrowed(t.keys))


@kernel
def calendar_of(t):
    return Calendar(
        borrowed(t.clock_heads), borrowed(t.rings), borrowed(t.visit_heads), borrowed(t.due_heads),
        borrowed(t.chunks), borrowed(t.heap_keys), borrowed(t.heap_of), borrowed(t.counts),
    )  # fmt: skip


@kernel
def known_of(t):
    return Known(
        borrowed(t.today),
        borrowed(t.todays),
        borrowed(t.places),
        borrowed(t.sorted_keys),
        borrowed(t.sorted_of),
    )


@kernel
def work_of(t):
    return Work(
        borrowed(t.free_rows),
        borrowed(t.walkers),
        borrowed(t.scratch_keys),
        borrowed(t.scratch_of),
        borrowed(t.counts),
    )


@kernel
def notes_of(t):
    return Notes(
        borrowed(t.log), borrowed(t.at), borrowed(t.trace), borrowed(t.cells), borrowed(t.tallies),
        borrowed(t.standing), borrowed(t.counter_tallies), borrowed(t.daily), borrowed(t.at_agendas),
        borrowed(t.panels), borrowed(t.contacts), borrowed(t.inhabitants), borrowed(t.counts),
    )  # fmt: skip
