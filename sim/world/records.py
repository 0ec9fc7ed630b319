"""What a run leaves behind: counts by month and place, and the traced needs (docs/model.md, section 11).

Months are counted from the month of day 0. A *group* of people is ``2 * band + ald`` (14 groups). A *cell* is
a commune, or coarser (``sim.world.cells``): that of the patient's commune, where nothing else is said. Arrays
are integer; sums of minutes, seconds or days are integer sums.
"""

from dataclasses import dataclass, fields, replace
from typing import Final

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
OFFERED, BOOKED, VISITS, NO_SHOWS = range(4)
N_AT_AGENDAS: Final = 4

TRACE: Final = record(
    [
        ("commune", "i4"),  # row
        ("resident", "u4"),  # rank within the commune
        ("clock", "u1"),
        ("kind", "u1"),
        ("outcome", "u1"),
        ("occurrence", "u4"),
        ("first_moment", "i8"),
        ("service", "i4"),  # agenda row; counters: -2 - row; -1 none
        ("days", "i4"),
    ]
)

Counts = NDArray[np.int64]
ONCE: Final = ("daily", "contacts", "inhabitants", "trace")  # arrays of Records that are not by month


@dataclass(frozen=True)
class Records:
    """One catchment, one replication. Care kinds are those of primary care; needs are those of residents and
    visitors. Which kinds and outcomes there are is the vocabulary's.
    """

    outcomes: Counts  # [month of origin, cell, care kind, outcome]
    exogenous: Counts  # [month of origin, cell, kind that is not of primary care, outcome]
    waits: Counts  # [month of origin, cell, care kind, days]: outcomes that are appointments
    groups: Counts  # [month of origin, cell, group, outcome]: needs of residents
    # [month of origin, cell, group, 0 appointments | 1 sum of days]: the same outcomes
    group_waits: Counts
    # [month of origin, cell, care kind]: needs of which some request for an agenda brought no offer
    refused: Counts
    visitors: Counts  # [month of origin, cell, outcome]: needs of visitors (also inside `outcomes`)
    # [month of visit, cell, 0 visits | 1 minutes one way]: visits to GPs and their team inside the
    # territory
    travel: Counts
    # [month, agenda, OFFERED | BOOKED | VISITS | NO_SHOWS], slots for the first two, by month of the
    # session
    at_agendas: Counts
    panels: Counts  # [month, agenda] on the month's first day
    at_counters: Counts  # [month, counter, N_AT_COUNTERS]
    began: Counts  # [month, counter, kind]: services begun (calls answered)
    daily: Counts  # [day, counter]: services begun
    people: Counts  # [month, cell, group] on the month's first day, after demography
    adults: Counts  # the same, of `settings.adult_age` and over
    adults_without_mt: Counts  # the same, without a médecin traitant
    children_without_mt: Counts  # [month, cell, group], younger
    # [month of release, cell, group]: persons whose doctor departed and whom no successor took over
    released: Counts
    # [month of registration, cell, group, 0 persons | 1 sum of days since]: of them, registered again
    reassigned: Counts
    people_released: Counts  # [month, cell, group] on the month's first day: of `people`, ever released
    people_released_without_mt: Counts  # the same, without a médecin traitant
    # [month, cell of the practice, 0 GPs | 1 sum of days] on the month's first day: third next available
    third_next: Counts
    # [civil year from that of day 0, group, 0 persons | 1 with a contact | 2 contacts]: residents present
    # all year
    contacts: Counts
    # [civil year from that of day 0, commune, band], whatever the grain: residents on its first day (in the
    # first, on day 0), after demography
    inhabitants: Counts
    trace: Table  # TRACE, in the order in which needs ended

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
        monthly = [field.name for field in fields(self) if field.name not in ONCE]
        return replace(self, **{name: getattr(self, name)[first:end] for name in monthly})

    def trace_of(self, commune: int) -> Table:
        """The trace of one commune (row)."""
        return np.asarray(self.trace[self.trace["commune"] == commune])


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
    care, exogenous = len(vocabulary.care_kinds), len(vocabulary.exogenous_kinds)
    outcomes = len(vocabulary.outcomes)
    return {
        "outcomes": (months, cells, care, outcomes),
        "exogenous": (months, cells, exogenous, outcomes),
        "waits": (months, cells, care, MOST_DAYS),
        "groups": (months, cells, N_GROUPS, outcomes),
        "group_waits": (months, cells, N_GROUPS, 2),
        "refused": (months, cells, care),
        "visitors": (months, cells, outcomes),
        "travel": (months, cells, 2),
        "at_agendas": (months, agendas, N_AT_AGENDAS),
        "panels": (months, agendas),
        "at_counters": (months, counters, N_AT_COUNTERS),
        "began": (months, counters, len(vocabulary.kinds)),
        "daily": (days, counters),
        "people": (months, cells, N_GROUPS),
        "adults": (months, cells, N_GROUPS),
        "adults_without_mt": (months, cells, N_GROUPS),
        "children_without_mt": (months, cells, N_GROUPS),
        "released": (months, cells, N_GROUPS),
        "reassigned": (months, cells, N_GROUPS, 2),
        "people_released": (months, cells, N_GROUPS),
        "people_released_without_mt": (months, cells, N_GROUPS),
        "third_next": (months, cells, 2),
        "contacts": (years, N_GROUPS, 3),
        "inhabitants": (years, communes, N_BANDS),
    }
