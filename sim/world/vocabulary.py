"""The words of the model as numbers: kinds of need, outcomes, sorts of service, actions, classes of events.

The order is part of the model (docs/model.md, sections 3, 4, 6): tables are indexed by these numbers and
events are
ordered by them. Names in YAML and Parquet are the lower-case names of the members.
"""

from enum import IntEnum
from typing import Final


class Sort(IntEnum):
    """Who has the need: a resident, or a stream of needs that have no resident behind them."""

    RESIDENT = 0
    VISITOR = 1
    EMERGENCY = 2
    CALLER = 3


class Kind(IntEnum):
    """What the need is. The first six are primary care; the last two are exogenous streams."""

    ACUTE_URGENT = 0
    ACUTE_MINOR = 1
    FOLLOW_UP = 2
    RENEWAL = 3
    PREVENTION = 4
    CERTIFICATE = 5
    EMERGENCY = 6
    OTHER_CALL = 7


class Outcome(IntEnum):
    """How a need ended, exactly one for each need. Those up to ``OUTSIDE`` are *seen*."""

    SEEN_OWN = 0
    SEEN_OTHER = 1
    SEEN_TEAM = 2
    SEEN_SAS = 3
    TELECONSULTED = 4
    SEEN_CMSI = 5
    SEEN_SOS = 6
    SEEN_MMG = 7
    SEEN_FRONT = 8
    SEEN_ED = 9
    OUTSIDE = 10
    ADVISED = 11
    NO_SHOW = 12
    CANCELLED = 13
    RENOUNCED = 14
    LEFT = 15
    WAITING = 16


LAST_SEEN: Final = int(Outcome.OUTSIDE)


class AgendaSort(IntEnum):
    """Whose agenda it is."""

    GP = 0
    DELEGATE = 1  # an IPA (or another professional to whom kinds of need are delegated)
    TELE = 2  # doctors on screen: no travel
    OUTSIDE = 3  # care sought outside the territory: an exit with a capacity and a delay


class CounterType(IntEnum):
    """What a counter or a line is. Types below ``FIRST_LINE`` are counters."""

    CMSI = 0
    SOS = 1
    MMG = 2
    FRONT = 3  # GP front end inside an emergency department
    ED = 4
    LINE15 = 8  # the 15, with or without the SAS's slots


FIRST_LINE: Final = 8


class Case(IntEnum):
    """As whom a person asks an agenda."""

    OWN = 0
    UNKNOWN = 1
    SAS = 2


class Answer(IntEnum):
    """What a regulated call ends with."""

    ADVISED = 0
    SLOT = 1
    COUNTER = 2
    ED = 3


class Action(IntEnum):
    """What a resident tries at one step of a pathway."""

    NONE = 0
    OWN = 1
    TEAM = 2
    NEARBY = 3
    AGENDA = 4
    COUNTER = 5
    LINE = 6
    RETRY = 7
    END = 8


class EventClass(IntEnum):
    """The order of what happens at the same second."""

    DEMOGRAPHY = 0
    CLOSURE = 1
    OPENING = 2
    RELEASE = 3
    CANCELLATION = 4
    SERVICE_END = 5
    QUEUE_EXIT = 6
    CONTINUATION = 7
    NEW_NEED = 8
    SEARCH = 9
    END_OF_RUN = 10


N_KINDS: Final = len(Kind)
N_CARE_KINDS: Final = 6
N_OUTCOMES: Final = len(Outcome)
N_BANDS: Final = 7
N_STEPS: Final = 16
WHO_WITH_MT: Final = 1
WHO_WITHOUT_MT: Final = 2
WHO_STREAM: Final = 4
IN_OFFICE_HOURS: Final = 1
OUT_OF_HOURS: Final = 2
