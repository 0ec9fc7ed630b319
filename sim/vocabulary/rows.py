"""The rows of the vocabulary's tables (conf/vocabulary/): one dataclass for each noun of the model.

Code asks a row for its attributes, never for its name; a row's number is its place in its table.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal, get_args

STRICT: Final = {"extra": "forbid"}  # of whoever reads rows by pydantic: an unknown key is an error


@dataclass(frozen=True)
class Text:
    """A text in both languages."""

    __pydantic_config__: ClassVar[Any] = STRICT

    en: str
    fr: str


@dataclass(frozen=True)
class Named:
    """What every row has: its word in files and results, and what people read."""

    __pydantic_config__: ClassVar[Any] = STRICT

    id: str
    label: Text
    description: Text


@dataclass(frozen=True)
class KindOfNeed(Named):
    """What a need is about.

    urgency      acute: on the day, a doctor stretches sessions for it; planned: it can be booked ahead
    clock        arising: by itself (clock 0); chronic: the follow-up of chronic illness (clock 1); recurring:
                 on a clock of its own, of whoever has the kind (``needs.recurring``)
    stream       of no resident: true emergencies, or calls that are not primary care; None: primary care
    season       has a season of its own (``needs.seasons``)
    hours        of a recurring kind: the profile of the day at which it is asked for (``needs.hours``)
    prescription of the two chronic kinds the one that asks for nothing but the prescription
    avoids_stays avoidable hospitalisations are counted where it is missed
    """

    urgency: Literal["acute", "planned"]
    clock: Literal["arising", "chronic", "recurring"]
    stream: Literal["emergencies", "callers"] | None = None
    season: bool = False
    hours: str | None = None
    prescription: bool = False
    avoids_stays: bool = False

    @property
    def care(self) -> bool:
        """Of primary care: a need of residents and visitors."""
        return self.stream is None

    @property
    def acute(self) -> bool:
        """Whether a doctor stretches sessions for it."""
        return self.urgency == "acute"


@dataclass(frozen=True)
class ServiceType(Named):
    """What a counter or a line is.

    outcome  how a need ends that is seen at such a counter; a line has none
    answer   of a counter, the answer of a line that sends people here: counter or ed (those of ``ed`` in the
             order of their rows, where several could be reached at the same moment); None: nobody is sent
    """

    form: Literal["counter", "line"]
    outcome: str | None = None
    answer: Literal["counter", "ed"] | None = None

    @property
    def line(self) -> bool:
        """Whether it is called rather than gone to."""
        return self.form == "line"


Role = Literal["advised", "no_show", "cancelled", "renounced", "left", "waiting", "not_asked", "on_screen"]
ROLES: Final[tuple[str, ...]] = get_args(Role)


@dataclass(frozen=True)
class OutcomeOfNeed(Named):
    """How a need ends.

    group        of endings that are shown as one
    end          seen: by somebody; answered: without being seen; missed: nothing took place; open: gone, or
                 still waiting at the end of the run
    role         an end that rules bring about; each role has exactly one outcome
    contact      a contact with a GP
    at_ed        at an emergency department
    appointment  an appointment of a GP or their team: the days waited are counted
    price        keys of ``costs.unit_costs`` that it costs
    reimbursed   key of ``costs.reimbursed`` by which its price is reimbursed to everybody, also where it is
                 part of another outcome's; None: as usual, more with an ALD, …
    at_least     … but never less than this key of it
    counted_as   the indicator that counts such ends
    """

    group: str
    end: Literal["seen", "answered", "missed", "open"]
    role: Role | None = None
    contact: bool = False
    at_ed: bool = False
    appointment: bool = False
    price: tuple[str, ...] = ()
    reimbursed: str | None = None
    at_least: str | None = None
    counted_as: str | None = None

    @property
    def seen(self) -> bool:
        """Whether somebody saw the person."""
        return self.end == "seen"

    @property
    def answered(self) -> bool:
        """Seen, or answered without."""
        return self.end in ("seen", "answered")


WRITTEN: Final = ("renounced", "advised")  # roles that a step of a pathway may end with


@dataclass(frozen=True)
class ByCase:
    """What a visit is, by the case in which it was asked for (``Case``)."""

    __pydantic_config__: ClassVar[Any] = STRICT

    own: str
    unknown: str
    sas: str


@dataclass(frozen=True)
class SortOfAgenda(Named):
    """Whose agenda it is.

    outcomes  what a visit is
    external  of no doctor of the territory: written in ``services.agendas``, tried by its name in a pathway
    placed    an external agenda that is somewhere: people travel to it
    """

    outcomes: ByCase
    external: bool = False
    placed: bool = False


@dataclass(frozen=True)
class AnswerOfLine(Named):
    """What a regulated call ends with (``sim.vocabulary.structure.Answer``)."""


@dataclass(frozen=True)
class Contract(Named):
    """What a doctor works under; those of the first day under the first of them.

    stands_in  in another doctor's place: no head of their own where doctors are counted
    """

    stands_in: bool = False


@dataclass(frozen=True)
class Professional(Named):
    """With whom doctors share their work (docs/model.md, Task transfer).

    form     beside: at the doctor's side; agenda: patients of their own, sent by the doctors; counter: people
             go there by themselves
    counter  of that form: the type of service
    """

    form: Literal["beside", "agenda", "counter"]
    counter: str | None = None


@dataclass(frozen=True)
class Payer(Named):
    """Who pays for a measure; ``indicator``: of the costs; ``public``: whether it is public money."""

    indicator: str
    public: bool = True


@dataclass(frozen=True)
class Ending(Named):
    """A group of outcomes that figures show as one; ``light``: a colour on which dark figures are written."""

    colour: str
    light: bool = False
