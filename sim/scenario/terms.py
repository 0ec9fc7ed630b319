"""Fields whose words are rows of the vocabulary: kinds of need, service types, prices.

Which words there are is known when a configuration is read: the vocabulary stands in pydantic's validation
context under ``CONTEXT``. Without a context (in tests and tools) it is the one we ship.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, ValidationError, ValidationInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

from sim.scenario.vocabulary import RESERVED, shipped
from sim.schema.faults import UNKNOWN_WORD
from sim.schema.nearest import nearest
from sim.vocabulary.rows import WRITTEN, Text
from sim.vocabulary.vocabulary import Vocabulary, ids

CONTEXT: Final = "vocabulary"
REIMBURSED: Final = ("usual", "without_mt", "ald")  # keys of costs.reimbursed beside those of outcomes

Words = Callable[[Vocabulary], Iterable[str]]
T = TypeVar("T")


def vocabulary_in(info: ValidationInfo) -> Vocabulary:
    """The vocabulary by which a configuration is being read."""
    found: Vocabulary = info.context[CONTEXT] if info.context else shipped()
    return found


@dataclass(frozen=True)
class Word:
    """Refuses a word that is none of ``words``; ``what``: such a thing; ``rows``: the table of the vocabulary
    whose descriptions tell what each word stands for, where people need to be told.
    """

    what: str
    words: Words
    rows: str = ""

    def __call__(self, value: str, info: ValidationInfo) -> str:
        """The word itself. Raises ValueError for one that the vocabulary does not have."""
        known = tuple(self.words(vocabulary_in(info)))
        if value not in known:
            offered = nearest(value, known)
            told = "; ".join(f"{word} is {text.en}" for word, text in self.told(vocabulary_in(info)).items())
            offered += f" ({told})" if told else ""
            raise _unknown(f"there is no {self.what} “{value}”; {offered}", offered)
        return value

    def told(self, vocabulary: Vocabulary) -> dict[str, Text]:
        """What each word stands for."""
        return {row.id: row.description for row in getattr(vocabulary, self.rows)} if self.rows else {}


def word(what: str, words: Words, rows: str = "") -> AfterValidator:
    """For a text that is such a word."""
    return AfterValidator(Word(what, words, rows))


def exactly(words: Words) -> AfterValidator:
    """Of a mapping: its keys are these words."""

    def check(value: Mapping[str, T], info: ValidationInfo) -> Mapping[str, T]:
        check_keys(value, words(vocabulary_in(info)))
        return value

    return AfterValidator(check)


def check_keys(given: Mapping[str, object], words: Iterable[str], beside: Iterable[str] = ()) -> None:
    """Refuses keys that are none of ``words``, and words that are no keys. ``beside``: other keys there."""
    words = tuple(words)
    known = (*beside, *words)
    faults = [
        InitErrorDetails(type=_unknown(f"unknown; {nearest(key, known)}", ""), loc=(key,), input=value)
        for key, value in given.items()
        if key not in words
    ]
    faults += [InitErrorDetails(type="missing", loc=(key,), input=given) for key in words if key not in given]
    if faults:
        raise ValidationError.from_exception_data("words", faults)


def _unknown(said: str, offered: str) -> PydanticCustomError:
    return PydanticCustomError(UNKNOWN_WORD, "{said}", {"said": said, "nearest": offered})


def of(rows: str) -> Words:
    """The ids of a table of the vocabulary, or of some of its rows."""
    return lambda vocabulary: ids(getattr(vocabulary, rows))


def seasonal(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Kinds with a season of their own."""
    return tuple(kind.id for kind in vocabulary.kinds if kind.season)


def external(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Sorts of agenda of no doctor of the territory."""
    return tuple(agenda.id for agenda in vocabulary.agendas if agenda.external)


def on_agendas(vocabulary: Vocabulary) -> tuple[str, ...]:
    """What a pathway tries on agendas."""
    return (*RESERVED[:3], *external(vocabulary))


def tried(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Everything that a pathway may try."""
    return (*on_agendas(vocabulary), *vocabulary.counters, *vocabulary.lines, RESERVED[3])


def ends(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Outcomes that a step of a pathway may end with."""
    return tuple(outcome.id for outcome in vocabulary.outcomes if outcome.role in WRITTEN)


def delegated_to(vocabulary: Vocabulary) -> tuple[str, ...]:
    """To whom doctors delegate."""
    return ids(vocabulary.delegated_to)


def prices(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Keys of ``costs.unit_costs``."""
    return tuple(dict.fromkeys(key for outcome in vocabulary.outcomes for key in outcome.price))


def reimbursements(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Keys of ``costs.reimbursed``."""
    named = (key for outcome in vocabulary.outcomes for key in (outcome.at_least, outcome.reimbursed))
    return (*REIMBURSED, *dict.fromkeys(key for key in named if key is not None))


KindName = Annotated[str, word("kind of need", of("kinds"))]
ServiceName = Annotated[str, word("type of service", of("services"))]
AgendaName = Annotated[str, word("external sort of agenda", external)]
TryName = Annotated[str, word("such thing to try as", tried)]
EndName = Annotated[str, word("such end as", ends)]
ContractName = Annotated[str, word("contract", of("contracts"))]
ProfessionalName = Annotated[str, word("professional", of("professionals"))]
PayerName = Annotated[str, word("payer", of("payers"), "payers")]

# One value for each kind of need, each arising kind, …
ByKind = Annotated[dict[str, T], exactly(of("kinds"))]
ByArisingKind = Annotated[dict[str, T], exactly(of("arising_kinds"))]
BySeasonalKind = Annotated[dict[str, T], exactly(seasonal)]
ByRecurringKind = Annotated[dict[str, T], exactly(of("recurring_kinds"))]
ByProfessional = Annotated[dict[str, T], exactly(delegated_to)]
ByPrice = Annotated[dict[str, T], exactly(prices)]
ByReimbursement = Annotated[dict[str, T], exactly(reimbursements)]
ByProfile = Annotated[dict[str, T], exactly(attrgetter("profiles"))]
