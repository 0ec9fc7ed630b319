"""What code itself tells apart: persons, actions, answers, classes of events, and the room of the tables.

Kinds of need, service types, outcomes, sorts of agenda are rows of data (``sim.vocabulary.rows``); here is
what the rules of the model (docs/model.md, sections 3, 4, 6) are written with. The order of the members is
part of the model: events are ordered by ``EventClass``.
"""

from enum import IntEnum
from typing import Final


class Sort(IntEnum):
    """Who has the need: a resident, or a stream of needs that have no resident behind them."""

    RESIDENT = 0
    VISITOR = 1
    EMERGENCY = 2
    CALLER = 3


class Link(IntEnum):
    """What a resident without médecin traitant within reach has been to one."""

    NEVER = 0  # has never declared one
    LOST = 1  # theirs ceased, none since
    FAR = 2  # has a declared one, out of reach: moved here from elsewhere


class SeenAt(IntEnum):
    """Where doctors see a resident: the column ``housebound``."""

    PRACTICE = 0
    HOME = 1
    EHPAD = 2  # where they live: one round for all of a home, for what is not acute


class AgendaSort(IntEnum):
    """The sorts of agenda that rules speak of: the first rows of the table of agendas. Others follow them."""

    GP = 0  # has a panel, is drawn by those who look for a practice
    DELEGATE = 1  # an IPA (or another professional to whom kinds of need are delegated)


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


class Trait(IntEnum):
    """What an audience can ask of a request (docs/model.md, section 7): sums of these. Streams have but
    ELSEWHERE and SENT.
    """

    AGES = 1  # of an age from ``age_from`` to ``age_to``
    ALD = 2
    NO_CAR = 4
    WITHOUT_MT = 8
    AT_HOME = 16  # seen at home
    EHPAD = 32  # lives in one
    ELSEWHERE = 64  # lives in none
    POOR = 128
    SENT = 256  # by a line


class Leave(IntEnum):
    """Of a week of an agenda: whether its doctor is away, and a locum holds the sessions."""

    AT_WORK = 0
    AWAY = 1
    COVERED = 2


class Answers(IntEnum):
    """How a doctor answers a load that lasts: a sum of these."""

    LONGER_DAYS = 1
    LONGER_DELAYS = 2
    SHORTER_VISITS = 4
    ANSWERS = 8  # at all: the list, too, closes and opens


class Action(IntEnum):
    """What a resident tries: at one step of a pathway, sent by a line, or woken by a service."""

    NONE = 0
    OWN = 1
    TEAM = 2
    NEARBY = 3
    AGENDA = 4
    COUNTER = 5
    LINE = 6
    RETRY = 7
    END = 8
    SENT_TO_SLOT = 16
    SENT_TO_COUNTER = 17
    SENT_TO_ED = 18
    UNASKED = 19  # a latent need, which only a service that wakes it brings about


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


N_BANDS: Final = 7
N_STEPS: Final = 16
WHO_WITH_MT: Final = 1
WHO_WITHOUT_MT: Final = 2
WHO_STREAM: Final = 4
NOT_IN_EHPAD: Final = 8  # of a step's `who`, too: those alone who live elsewhere, …
IN_EHPAD: Final = 16  # … in an EHPAD; neither: wherever they live
TRIED_FIRST: Final = 32  # … before the steps without this bit
IN_OFFICE_HOURS: Final = 1
OUT_OF_HOURS: Final = 2

# A person's clocks; kinds of need that recur have one each, from FIRST_RECURRING on.
ARISING: Final = 0  # what arises by itself
CHRONIC: Final = 1  # the returns of a chronic illness
SEARCHING: Final = 2  # the search for a médecin traitant
ROUND_DAYS: Final = 5  # weekdays on which doctors go round the EHPAD
NEARER: Final = 3  # the search state of who has one far away; the others are those of `Link`
FIRST_RECURRING: Final = 3
TURNED: Final = 15  # no clock that rings: of needs that others have turned into (docs/model.md, section 6)
PUT_OFF: Final = 15  # in their occurrence: of a return put off; below it, of a need of that clock

# Profiles of the hours of the day; those that the vocabulary names follow them.
HOURS: Final = ("working_days", "days_off", "planned", "streams")

# The room that tables have for rows of the vocabulary.
MOST_KINDS: Final = 16
MOST_RECURRING: Final = 12
MOST_SERVICES: Final = 32
MOST_OUTCOMES: Final = 48
MOST_AGENDAS: Final = 8
