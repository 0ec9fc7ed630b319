"""What a run leaves behind: counts by month and place, and the traced needs (docs/model.md, section 11).

Months are counted from the month of day 0. A *group* of people is ``2 * band + ald`` (14 groups). A *cell* is
a commune, or coarser (``sim.world.cells``): that of the patient's commune, where nothing else is said. There
is none for communes of the ring: what is by cell, ``contacts`` and the trace leave out their people. Arrays
are integer; sums of minutes, seconds or days are integer sums.
"""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Annotated, Final, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from sim.vocabulary.structure import N_BANDS
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.tables import Table, record

N_GROUPS: Final = 2 * N_BANDS
MOST_DAYS: Final = 91  # days waited are counted one by one up to 90; the last cell holds 90 and more

# Columns of Records.at_counters
JOINED, BEGAN, WAITED_SECONDS, LEFT_QUEUE, CLOSED_OUT, TURNED_AWAY, ADVISED, SLOT, COUNTER, ED = range(10)
N_AT_COUNTERS: Final = 10
# Columns of Records.at_agendas
# (HELD: visits that the doctor holds, no locum; SECONDS of them; REFUSES: 1 on the month's first day, if the
# list of the panel takes nobody new, at its first agenda; MT_REFUSED: requests of who looks for a médecin
# traitant that were refused, at the agenda asked)
OFFERED, BOOKED, VISITS, NO_SHOWS, HELD, SECONDS, REFUSES, MT_REFUSED = range(8)
N_AT_AGENDAS: Final = 8
SOON: Final = 2  # days: the day itself and the next, as delays within 48 hours are counted
N_CONTACTS: Final = 7  # columns of Records.contacts


class Came(IntEnum):
    """What came of a step of a pathway that a traced person tried; at most 15."""

    NOBODY = 1  # nobody to ask, nothing open in reach, nothing to be sent to
    REFUSED = 2  # no offer
    BOOKED = 3
    GOES = 4  # sets out to a counter
    CALLS = 5  # a line
    LATER = 6  # all of it again, some days later
    NO_MORE = 7  # too often already
    TURNED_AWAY = 8  # the queue is full
    GAVE_UP = 9  # left the queue
    CLOSED = 10  # at the door, or while in the queue
    RELEASED = 11  # the doctor with whom it was booked has gone
    ADVISED = 12  # answers of a line, in the order of ``structure.Answer``
    SLOT = 13
    COUNTER = 14
    ED = 15


# Of a need of a traced person: a line for what came of each step tried, in order, then one for the end.
TRACE: Final = record(
    [
        ("commune", "i4"),  # row
        ("resident", "u4"),  # rank within the commune
        ("clock", "u1"),
        ("kind", "u1"),
        ("outcome", "u1"),  # at the end
        ("tried", "u1"),  # 16 * Came + the number of the step; 0: the end
        ("occurrence", "u4"),
        ("first_moment", "i8"),
        ("service", "i4"),  # agenda row; counters: -2 - row; -1 none
        ("days", "i4"),  # since it arose
        ("birth_year", "i2"),
        ("ald", "u1"),  # on the day it arose
    ]
)


Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Records:
    """One catchment, one replication. Care kinds are those of primary care; needs are those of residents and
    visitors. Which kinds and outcomes there are is the vocabulary's. What is counted of needs is by the month
    in which they arose; what is counted of people, by month, is on its first day, after demography. Years are
    civil ones, from that of day 0. Each array is annotated with its axes (``shapes``).
    """

    outcomes: Annotated[Counts, "month", "cell", "care", "outcome"]
    exogenous: Annotated[Counts, "month", "cell", "exogenous", "outcome"]  # of kinds not of primary care
    waits: Annotated[Counts, "month", "cell", "care", MOST_DAYS]  # outcomes that are appointments
    # Needs answered, by whomever, with less than SOON days
    answered_soon: Annotated[Counts, "month", "cell", "care"]
    groups: Annotated[Counts, "month", "cell", N_GROUPS, "outcome"]  # needs of residents
    group_waits: Annotated[Counts, "month", "cell", N_GROUPS, 2]  # of `waits`: appointments | sum of days
    refused: Annotated[Counts, "month", "cell", "care"]  # some request for an agenda brought no offer
    visitors: Annotated[Counts, "month", "cell", "outcome"]  # needs of visitors (also inside `outcomes`)
    # Visits to GPs and their team inside the territory, by month of the visit: visits | minutes one way
    travel: Annotated[Counts, "month", "cell", 2]
    at_agendas: Annotated[Counts, "month", "agenda", N_AT_AGENDAS]  # by month of the session; slots for two
    panels: Annotated[Counts, "month", "agenda"]  # patients of the panel, at the first agenda that serves it
    at_counters: Annotated[Counts, "month", "counter", N_AT_COUNTERS]
    began: Annotated[Counts, "month", "counter", "kind"]  # services begun (calls answered)
    daily: Annotated[Counts, "day", "counter"]  # services begun
    people: Annotated[Counts, "month", "cell", N_GROUPS]
    adults: Annotated[Counts, "month", "cell", N_GROUPS]  # of them, of `settings.adult_age` and over
    adults_without_mt: Annotated[Counts, "month", "cell", N_GROUPS]
    children_without_mt: Annotated[Counts, "month", "cell", N_GROUPS]  # younger
    adults_mt_lost: Annotated[Counts, "month", "cell", N_GROUPS]  # of `adults_without_mt`: theirs ceased
    adults_mt_never: Annotated[Counts, "month", "cell", N_GROUPS]  # … have never declared one
    # Persons whose doctor departed and whom no successor took over, by month of the release
    released: Annotated[Counts, "month", "cell", N_GROUPS]
    # Of them, registered again, by month of the registration: persons | sum of days since
    reassigned: Annotated[Counts, "month", "cell", N_GROUPS, 2]
    people_released: Annotated[Counts, "month", "cell", N_GROUPS]  # of `people`, ever released
    people_released_without_mt: Annotated[Counts, "month", "cell", N_GROUPS]
    # Third next available, by cell of the practice, on the month's first day: GPs | sum of days
    third_next: Annotated[Counts, "month", "cell", 2]
    # Residents there all year | with a contact | contacts | who gave up some need | who did not ask for one |
    # of those there, the poor | of them, who gave up some need
    contacts: Annotated[Counts, "year", N_GROUPS, N_CONTACTS]
    # Residents on the year's first day (in the first, on day 0), by commune whatever the grain
    inhabitants: Annotated[Counts, "year", "commune", N_BANDS]
    trace: Table  # TRACE, in the order in which it happened

    @property
    def needs(self) -> int:
        """Needs of residents and visitors, each counted once."""
        return int(self.outcomes.sum())

    @property
    def residents(self) -> int:
        """Residents on the first day."""
        return int(self.people[0].sum())

    def stretch(self, first: int, end: int) -> "Records":
        """The same of the months ``first`` … ``end - 1`` alone; what is not by month as it is."""
        return replace(self, **{name: getattr(self, name)[first:end] for name in MONTHLY})

    def trace_of(self, commune: int) -> Table:
        """The trace of one commune (row)."""
        return np.asarray(self.trace[self.trace["commune"] == commune])


_HINTS: Final = get_type_hints(Records, include_extras=True)
AXES: Final = {name: get_args(hint)[1:] for name, hint in _HINTS.items() if name != "trace"}
MONTHLY: Final = tuple(name for name, axes in AXES.items() if axes[0] == "month")


def shapes(
    vocabulary: Vocabulary,
    months: int,
    cells: int,
    communes: int,
    agendas: int,
    counters: int,
    days: int,
    years: int,
) -> dict[str, tuple[int, ...]]:
    """The shape of every array of ``Records`` (the trace apart), by name."""
    sizes = {
        "month": months,
        "cell": cells,
        "commune": communes,
        "agenda": agendas,
        "counter": counters,
        "day": days,
        "year": years,
        "kind": len(vocabulary.kinds),
        "care": len(vocabulary.care_kinds),
        "exogenous": len(vocabulary.exogenous_kinds),
        "outcome": len(vocabulary.outcomes),
    }
    return {name: tuple(sizes.get(axis, axis) for axis in axes) for name, axes in AXES.items()}
