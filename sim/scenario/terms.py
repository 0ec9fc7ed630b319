"""Fields whose words are rows of the vocabulary: kinds of need, service types, prices.

Which words there are is known when a configuration is read: the vocabulary stands in pydantic's validation
context under ``CONTEXT``. Without a context (in tests and tools) it is the one we ship.
"""

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, BaseModel, ValidationError, ValidationInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

from sim.scenario.vocabulary import RESERVED, shipped
from sim.schema.faults import UNKNOWN_WORD
from sim.schema.nearest import nearest
from sim.vocabulary.rows import WRITTEN
from sim.vocabulary.vocabulary import Vocabulary, ids

CONTEXT: Final = "vocabulary"
REIMBURSED: Final = ("usual", "without_mt", "ald")  # keys of costs.reimbursed beside those of outcomes

Words = Callable[[Vocabulary], Iterable[str]]
PROFILES: Final[Words] = attrgetter("profiles")
T = TypeVar("T")


def vocabulary_in(info: ValidationInfo) -> Vocabulary:
    """The vocabulary by which a configuration is being read."""
    found: Vocabulary = info.context[CONTEXT] if info.context else shipped()
    return found


def word(what: str, words: Words) -> AfterValidator:
    """Refuses a word that is none of ``words``; ``what``: such a thing."""

    def check(value: str, info: ValidationInfo) -> str:
        known = tuple(words(vocabulary_in(info)))
        if value not in known:
            offered = nearest(value, known)
            raise _unknown(f"there is no {what} “{value}”; {offered}", offered)
        return value

    return AfterValidator(check)


def exactly(words: Words) -> AfterValidator:
    """Of a mapping whose keys are words: none of them is missing."""

    def check(value: Mapping[str, T], info: ValidationInfo) -> Mapping[str, T]:
        missing = [name for name in words(vocabulary_in(info)) if name not in value]
        if missing:
            faults = [InitErrorDetails(type="missing", loc=(name,), input=value) for name in missing]
            raise ValidationError.from_exception_data("words", faults)
        return value

    return AfterValidator(check)


def no_more_than(extra: Mapping[str, object], words: Iterable[str], model: type[BaseModel]) -> None:
    """Refuses keys beside a model's fields that are none of ``words``, and words that are no keys."""
    words = tuple(words)
    known = (*model.model_fields, *words)
    faults = [
        InitErrorDetails(type=_unknown(f"unknown; {nearest(key, known)}", ""), loc=(key,), input=value)
        for key, value in extra.items()
        if key not in words
    ]
    faults += [InitErrorDetails(type="missing", loc=(key,), input=extra) for key in words if key not in extra]
    if faults:
        raise ValidationError.from_exception_data("words", faults)


def _unknown(said: str, offered: str) -> PydanticCustomError:
    return PydanticCustomError(UNKNOWN_WORD, "{said}", {"said": said, "nearest": offered})


def every_kind(vocabulary: Vocabulary) -> tuple[str, ...]:
    """All kinds of need."""
    return ids(vocabulary.kinds)


def arising(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Those that arise by themselves among residents."""
    return ids(vocabulary.arising_kinds)


def seasonal(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Those with a season of their own."""
    return tuple(kind.id for kind in vocabulary.kinds if kind.season)


def recurring(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Those on clocks of their own."""
    return ids(vocabulary.recurring_kinds)


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


def prices(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Keys of ``costs.unit_costs``."""
    return tuple(dict.fromkeys(key for outcome in vocabulary.outcomes for key in outcome.price))


def reimbursements(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Keys of ``costs.reimbursed``."""
    named = (key for outcome in vocabulary.outcomes for key in (outcome.at_least, outcome.reimbursed))
    return (*REIMBURSED, *dict.fromkeys(key for key in named if key is not None))


KindName = Annotated[str, word("kind of need", every_kind)]
ServiceName = Annotated[str, word("type of service", lambda v: ids(v.services))]
AgendaName = Annotated[str, word("external sort of agenda", external)]
TryName = Annotated[str, word("such thing to try as", tried)]
EndName = Annotated[str, word("such end as", ends)]
ContractName = Annotated[str, word("contract", lambda v: ids(v.contracts))]
PayerName = Annotated[str, word("payer", lambda v: ids(v.payers))]

# One value for each kind of need, each arising kind, …
ByKind = Annotated[dict[KindName, T], exactly(every_kind)]
ByArisingKind = Annotated[dict[Annotated[str, word("kind that arises", arising)], T], exactly(arising)]
BySeasonalKind = Annotated[dict[Annotated[str, word("kind with a season", seasonal)], T], exactly(seasonal)]
ByRecurringKind = Annotated[dict[Annotated[str, word("kind that recurs", recurring)], T], exactly(recurring)]
ByPrice = Annotated[dict[Annotated[str, word("price", prices)], T], exactly(prices)]
ByReimbursement = Annotated[dict[Annotated[str, word("share", reimbursements)], T], exactly(reimbursements)]
ByProfile = Annotated[dict[Annotated[str, word("profile of hours", PROFILES)], T], exactly(PROFILES)]
