"""What the kernels keep of each noun: one structured array, small arrays of fixed length inside its rows.

Columns repeat those of ``sim.world.tables``, and add what changes while patients are played. None may be
called like an attribute of ``np.record`` (``size``, ``data``, ``base`` …).
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.timeline.guides import HOUR_CELLS
from sim.vocabulary.structure import MOST_KINDS
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.records import N_AT_COUNTERS, N_GROUPS, shapes
from sim.world.tables import (
    AGENDA,
    COUNTER,
    DAY,
    MAX_HORIZON,
    MAX_QUEUE,
    PANEL,
    SETTINGS,
    STEP,
    Table,
    record,
)

LINE: Final = 64  # bytes of a cache line
HALF_DAYS: Final = 2 * MAX_HORIZON  # the ring of sessions an agenda keeps; a power of two
RING: Final = HALF_DAYS - 1  # packing.in_ring
QUEUE_RING: Final = MAX_QUEUE - 1  # the same for a place in a queue

# A row of PERSON and of NEED is one cache line of 64 bytes: a need costs few of them.
PERSON: Final = record(
    [
        ("level", "f8"),  # cumulative intensity at which the next need of clock 0 arises
        ("frailty", "f4"),
        ("latent", "f4"),  # probability that a need is not asked for
        ("who", "u4"),  # the entity word of the draws: type and rank
        ("mt", "i2"),  # panel; -1 none
        ("seen_by", "i2"),  # agenda of the GP who saw them last without being theirs; -1 none
        ("occurrence", "i4", (3,)),  # the ring of each clock that is awaited
        ("group", "i4"),  # row of `cumulative`
        ("birth_year", "i2"),
        ("commune", "i2"),
        ("contacts", "i2"),  # this civil year
        ("released", "i2"),  # day on which their doctor departed without a successor for them; -1 never
        ("cell", "i2"),  # in which they are counted
        ("look", "i2"),  # below `looks_below` they look for a médecin traitant
        ("until_day", "i2"),  # first day on which they are not there
        ("is_a", "i1"),
        ("no_car", "i1"),
        ("housebound", "i1"),
        ("traced", "i1"),
        ("ald", "i1"),  # today
        ("here", "i1"),  # today
        ("link", "i1"),  # structure.Link, while mt is -1
        ("poor", "i1"),
        ("gave_up", "i1"),  # this civil year: NOT_ASKED and GAVE_UP below, added
        ("spare", "i1"),
    ]
)
NOT_ASKED, GAVE_UP = 1, 2  # a need that was not asked for; one that was

ROWS_AHEAD: Final = 16  # of persons: sent for while all are looked at

# What is read on days on which something happens to a person, beside the row of PERSON
LIFE: Final = record(
    [
        ("from_day", "i2"),
        ("chronic_from", "i2"),
        ("ald_from", "i2"),
        ("goes_on", "i4"),  # row in which they go on when they leave, -1 none
    ]
)
# A recurring kind of a person: since when, and the ring of its clock that is awaited
RECURRING: Final = record([("from_day", "i4"), ("occurrence", "i4")])
MOST_AGENDAS: Final = 2**15 - 1  # of a catchment, and panels, whose rows such a column can hold
MOST_DAYS_OF_RUN: Final = 2**15 - 1  # which such a column can hold; as a day it does not come

NEED: Final = record(
    [
        ("first", "i8"),
        ("moment", "i8"),  # of the cancellation, continuation or queue exit that is due
        ("service_draw", "f8"),  # of a visit to a counter or a call under way (queues.draw_for)
        ("resident", "i4"),
        ("occurrence", "i4"),
        ("service", "i4"),  # row of the agenda, counter or line it is at
        ("half", "i4"),  # half-day booked, -1 none
        ("queued", "u4"),  # moment the counter was joined: a run can have more seconds than an `i4` holds
        ("patience_word", "u4"),  # of the same visit
        ("patience", "i2"),
        ("month", "i2"),  # in which it arose: its slot (held.py)
        ("clock", "i1"),
        ("kind", "i1"),
        ("group", "i1"),  # clocks.people_group, on the day it arose
        ("step", "i1"),
        ("attempt", "i1"),
        ("state", "i1"),
        ("case", "i1"),
        ("slots", "i1"),
        ("no_show", "i1"),
        ("refused", "i1"),
        ("forced", "i1"),  # what a regulated call sent them to; 0 = the pathway's own step
        ("exit_due", "i1"),  # its exit from the queue stands in the heap
    ]
)

CHUNK: Final = 15  # entries of a chunk (lists.py): 16 numbers less the next chunk
HEAD: Final = record([("chunk", "i4"), ("filled", "i4"), ("entries", "i4")])  # of a list

# States of a need's row
FREE, WALKING, BOOKED, RETRY, TRAVEL, QUEUED, CALLING, SERVED, DEAD, EVICTED, ASLEEP = range(11)


def _signed(column: np.dtype[Any]) -> np.dtype[Any]:
    """Bytes become signed shorts: an unsigned sum and an ``int64`` would make Numba go on in floats."""
    if column.subdtype is not None:
        inner, shape = column.subdtype
        return np.dtype((_signed(inner), shape))
    return np.dtype("i2") if column == np.dtype("u1") else column


def _columns(dtype: np.dtype[Any]) -> list[Any]:
    """The columns of a table, signed, as a list that can be extended."""
    assert dtype.fields is not None
    return [(name, _signed(dtype.fields[name][0])) for name in dtype.fields]


def _whole_lines(columns: list[Any]) -> np.dtype[Any]:
    """A row that fills cache lines, with what it takes to fill the last."""
    spare = -record(columns).itemsize % LINE
    return record([*columns, ("spare", "i1", (spare,))] if spare else columns)


DAY_STATE: Final = record(
    [
        *_columns(DAY),
        ("chapter", "i4"),  # first day of `cumulative` then (common.py)
        ("office_opens", "i4"),  # hours; a day without office hours opens and closes at 0
        ("office_closes", "i4"),
    ]
)
STEP_STATE: Final = record([*_columns(STEP), ("taken_below", "i8")])  # words: with those below it is taken up

MOST_LOOKED_UP: Final = 511  # days of patience; longer ones are calculated (patience.py)
SETTINGS_STATE: Final = record(
    [
        *_columns(SETTINGS),
        ("patience_guide", "i2", (MOST_KINDS, 256)),
        ("patience_words", "i8", (MOST_KINDS, MOST_LOOKED_UP + 1)),
    ]
)


# What offers and visits read stands first, so that it lies on the first two lines of the row.
READ_BY_OFFERS: Final = (
    "is_a", "active", "overtime", "sas", "same_day", "panel_reserve", "kinds", "starts", "commune",
    "panel", "next_of_panel", "lead_days", "horizon_days", "later", "book_until", "team",
    "own_from", "unknown_from", "leave_today", "minutes", "site", "doctor", "shorter", "slower", "kept",
    "rides",
)  # fmt: skip

AGENDA_STATE: Final = _whole_lines(
    [
        *sorted(
            [
                *_columns(AGENDA),
                ("next_of_panel", "i4"),  # the next agenda (row) that serves the same panel, -1 none
                ("own_from", "i4"),
                ("unknown_from", "i4"),
                ("leave_today", "i2"),  # structure.Leave, of this week
            ],  # where to look first (agendas.py)
            key=lambda column: column[0] not in READ_BY_OFFERS,
        ),
        ("capacity", "i2", (HALF_DAYS,)),
        ("free", "i2", (HALF_DAYS,)),
    ]  # rings over half-days
)

PANEL_STATE: Final = record(
    [
        *_columns(PANEL),
        ("first", "i4"),  # agenda (row) that serves it, -1 none; the others follow by `next_of_panel`
        ("agendas", "i4"),  # how many they are
    ]
)

# What choosing, joining and leaving a counter read stands first, for the same reason.
READ_AT_DOORS: Final = (
    "type", "line", "active", "kinds", "commune", "opened_day", "queue_most", "aware_first", "aware_last",
    "aware_days", "one_week_in", "week_from", "all_of", "any_of", "rides",
)  # fmt: skip

COUNTER_STATE: Final = record(
    [
        ("in_force", "i4"),  # servers now
        ("busy", "i4"),
        ("waiting", "i4"),  # persons in the queue
        ("head", "i4"),  # place of the first of them in the ring
        ("exit_moment", "i8"),  # the first exit from the queue that stands in the heap; 0 none
        *sorted(_columns(COUNTER), key=lambda column: column[0] not in READ_AT_DOORS),
        ("queue", "i4", (MAX_QUEUE,)),  # rows of needs, first come first: a ring
    ]
)

# A profile of the day: the share of its intensity before each hour, and where to begin looking (guides.py)
HOURS: Final = record([("share", "f8", (25,)), ("begin", "i2", (HOUR_CELLS + 1,))])


# What is counted of the people who are there, by the names of `Records`
CENSUS: Final = (
    "people", "adults", "adults_without_mt", "children_without_mt", "people_released",
    "people_released_without_mt", "adults_mt_lost", "adults_mt_never",
)  # fmt: skip


def tally_of(vocabulary: Vocabulary) -> np.dtype[Any]:
    """What is counted for a cell and a month of origin: the arrays ``[month, cell, …]`` of ``Records``."""
    cells = -1  # stands for their number
    of = shapes(vocabulary, months=0, cells=cells, communes=0, agendas=0, counters=0, days=0, years=0)
    columns = [(name, "i4", shape[2:]) for name, shape in of.items() if shape[1] == cells]
    single = [column for column in columns if column[0] not in CENSUS]
    return record([*single, ("census", "i4", (len(CENSUS), N_GROUPS))])


def counter_tally_of(vocabulary: Vocabulary) -> np.dtype[Any]:
    """… and for a counter or line and a month."""
    return record([("at_counters", "i8", (N_AT_COUNTERS,)), ("began", "i4", (len(vocabulary.kinds),))])


# Columns of `Tables.counts`
(FREE_LEFT, HEAP, LAST_WALKER, FIRST_WALKER, STARTER, LOGGED, TRACED, NO_ROOM, LANE) = range(9)
N_COUNTS: Final = 9

# Draws made ahead (people/ready.py): who, why and how often, by lane; the words of their blocks, by purpose;
# of clock 0 the level and the moment that follow the event in hand
LANES: Final = 16
FOR_NEED, FOR_UPTAKE, FOR_BOOKING = range(3)
READY: Final = record(
    [
        *((name, "u8", (LANES,)) for name in ("who", "commune", "tag", "occurrence")),
        ("words", "u8", (3, 4, LANES)),  # [purpose, word, lane]
        ("level", "f8", (LANES,)),
        ("moment", "i8", (LANES,)),
        ("event", "i8", (LANES,)),  # known event of each lane
        ("lane", "i8", (LANES,)),  # lane of each event of the group, from 1; 0 none
    ]
)

# Columns of the departures of a day
DEPARTURE: Final = record([("agenda", "i4"), ("successor", "i4"), ("share", "f8"), ("same_doctor", "i1")])


class Tables(NamedTuple):
    """Everything the entry is given: the only place where the whole world is passed."""

    persons: Table  # PERSON
    lives: Table  # LIFE
    recurring: Table  # RECURRING [person, kind that recurs]
    needs: Table  # NEED: a pool
    panels: Table  # PANEL_STATE
    agendas: Table  # AGENDA_STATE
    counters: Table  # COUNTER_STATE
    departures: Table  # DEPARTURE: of the day about to be played
    others: NDArray[np.int32]  # rows of agendas that are neither GPs nor delegates
    travel: NDArray[np.int32]
    counter_travel: NDArray[np.int32]
    rides: NDArray[np.int16]  # [commune] bits (docs/model.md, section 8)
    reach: NDArray[np.int64]
    guide: NDArray[np.int16]  # where to begin in `reach` (practices.py)
    next_step: NDArray[np.int8]  # [kind, situation, step]: the first from there on that is meant (pathway.py)
    # [group, day … then cells per unit of `begin` and where they begin], of the run or a chapter (common.py)
    cumulative: NDArray[np.float64]
    begin: NDArray[np.int16]  # [group, cell]: where to begin in `cumulative` (guides.py)
    kinds: NDArray[np.float64]  # [group, kind]: parts of the intensity of the day in hand, added up
    rates: NDArray[np.float64]
    seasons: NDArray[np.float64]
    hours: Table  # HOURS: by profile
    days: Table  # DAY; `month` is its slot
    pathway: Table  # STEP
    settings: Table  # SETTINGS
    keys: NDArray[np.uint64]  # [seed, replication, then the key of each commune]
    free_rows: NDArray[np.int32]  # rows of `needs` that are free: a stack (pool.py)
    turn_rows: NDArray[np.int32]  # persons to whom something happens on a day after day 0, by day and row
    turn_begins: NDArray[np.int64]  # [day, and one more]: where those of the day begin
    rings: NDArray[np.int64]  # [chunk, next | keys of events …]: the clocks by day (lists.py)
    clock_heads: Table  # HEAD: by day, of the clocks that ring
    chunks: NDArray[np.int32]  # [chunk, next | rows of needs …]: the other lists by day
    visit_heads: Table  # … of the needs booked
    due_heads: Table  # … of the needs to be cancelled or continued
    leave_heads: Table  # … of the needs that wait for a day on which their person will have left
    today: NDArray[np.uint64]  # keys of the events known at midnight
    todays: NDArray[np.int32]  # … and what they are of
    sorted_keys: NDArray[np.uint64]
    sorted_of: NDArray[np.int32]
    places: NDArray[np.int32]  # cells for counting (calendar.sort_day)
    heap_keys: NDArray[np.uint64]
    heap_of: NDArray[np.int32]
    scratch_keys: NDArray[np.uint64]
    scratch_of: NDArray[np.int32]
    walkers: NDArray[np.int32]
    ready: Table  # READY: one row
    counts: NDArray[np.int64]
    log: NDArray[np.int64]  # [lines, 8]; no lines: nothing is logged
    at: NDArray[np.int64]  # key of the event in hand, for the log
    trace: Table  # TRACE
    cells: NDArray[np.int32]  # [commune] the cell in which it is counted (sim/world/cells.py)
    tallies: Table  # tally_of(…) [slot of a month (held.py), cell]
    standing: NDArray[np.int32]  # [cell, column of the census, group]: now
    counter_tallies: Table  # counter_tally_of(…) [slot, counter]
    at_agendas: NDArray[np.int64]  # [slot, agenda, column]
    on_panels: NDArray[np.int64]  # [slot, agenda] patients of a panel, at its first agenda
    daily: NDArray[np.int64]  # [day, counter]
    contacts: NDArray[np.int64]  # [year, cell, column of group]
    inhabitants: NDArray[np.int64]  # [year, commune, band]


# Arrays in whose place longer ones come when a day may ask for more than they hold
GROWING: Final = frozenset({"needs", "free_rows", "rings", "chunks", "heap_keys", "heap_of"})
# Arrays that are made once, or anew when they change: nobody writes to them in place.
WRITTEN_NEVER: Final = frozenset({
    "others", "travel", "counter_travel", "rides", "reach", "guide", "next_step", "cumulative", "begin",
    "rates", "seasons", "hours", "days", "pathway", "settings", "keys", "cells", "turn_rows", "turn_begins",
})  # fmt: skip
