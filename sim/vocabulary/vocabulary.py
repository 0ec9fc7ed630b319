"""All tables of the vocabulary: a value that is read with a scenario and handed on."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from sim.vocabulary.rows import (
    AnswerOfLine,
    Contract,
    Ending,
    KindOfNeed,
    Named,
    OutcomeOfNeed,
    Payer,
    Professional,
    ServiceType,
    SortOfAgenda,
    Text,
)
from sim.vocabulary.structure import HOURS


@dataclass(frozen=True)
class Vocabulary:
    """The rows of each table; a row's place is its number. Kinds of primary care stand before the others."""

    kinds: tuple[KindOfNeed, ...]
    services: tuple[ServiceType, ...]
    outcomes: tuple[OutcomeOfNeed, ...]
    agendas: tuple[SortOfAgenda, ...]
    answers: tuple[AnswerOfLine, ...]
    contracts: tuple[Contract, ...]
    payers: tuple[Payer, ...]
    endings: tuple[Ending, ...]
    professionals: tuple[Professional, ...] = ()

    @property
    def plain(self) -> dict[str, Any]:
        """As plain data; ``sim.scenario.vocabulary.vocabulary_of`` reads it."""
        return asdict(self)

    # --- kinds of need

    @cached_property
    def kind_number(self) -> Mapping[str, int]:
        """Numbers by id."""
        return numbers(self.kinds)

    @cached_property
    def care_kinds(self) -> tuple[KindOfNeed, ...]:
        """Those of primary care: the first ones."""
        return tuple(kind for kind in self.kinds if kind.care)

    @cached_property
    def exogenous_kinds(self) -> tuple[KindOfNeed, ...]:
        """The others, which come after them."""
        return tuple(kind for kind in self.kinds if not kind.care)

    @cached_property
    def arising_kinds(self) -> tuple[KindOfNeed, ...]:
        """Those that arise by themselves among residents."""
        return tuple(kind for kind in self.care_kinds if kind.clock == "arising")

    @cached_property
    def recurring_kinds(self) -> tuple[KindOfNeed, ...]:
        """Those on clocks of their own, in the order of the clocks."""
        return tuple(kind for kind in self.kinds if kind.clock == "recurring")

    def chronic(self, *, prescription: bool) -> int:
        """The number of the kind of chronic illness: the follow-up, or what asks for a prescription only."""
        return next(
            number
            for number, kind in enumerate(self.kinds)
            if kind.clock == "chronic" and kind.prescription == prescription
        )

    @property
    def clocks(self) -> int:
        """Clocks on which needs arise: by itself, chronic illness, and those of the recurring kinds."""
        return 2 + len(self.recurring_kinds)

    @cached_property
    def profiles(self) -> tuple[str, ...]:
        """The profiles of the hours of the day, by number."""
        named = (kind.hours for kind in self.recurring_kinds if kind.hours is not None)
        return tuple(dict.fromkeys((*HOURS, *named)))

    # --- services and agendas

    @cached_property
    def service_number(self) -> Mapping[str, int]:
        """Numbers by id."""
        return numbers(self.services)

    @cached_property
    def agenda_number(self) -> Mapping[str, int]:
        """Numbers by id."""
        return numbers(self.agendas)

    @cached_property
    def counters(self) -> tuple[str, ...]:
        """Types of counter, by id."""
        return tuple(service.id for service in self.services if not service.line)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Types of line, by id."""
        return tuple(service.id for service in self.services if service.line)

    def sent_to(self, answer: str) -> tuple[int, ...]:
        """Numbers of the types of counter to which an answer of a line sends, in their order."""
        return tuple(n for n, service in enumerate(self.services) if service.answer == answer)

    # --- who shares the work of doctors

    @cached_property
    def delegated_to(self) -> tuple[Professional, ...]:
        """To whom doctors delegate; the others one goes to without them."""
        return tuple(one for one in self.professionals if one.form != "counter")

    # --- outcomes

    @cached_property
    def outcome_number(self) -> Mapping[str, int]:
        """Numbers by id."""
        return numbers(self.outcomes)

    def outcome_of(self, role: str) -> int:
        """The number of the outcome with that role."""
        return next(n for n, outcome in enumerate(self.outcomes) if outcome.role == role)

    @cached_property
    def visit_outcomes(self) -> tuple[tuple[int, int, int], ...]:
        """``[sort of agenda][case]``: the outcome of a visit."""
        number, cases = self.outcome_number, (agenda.outcomes for agenda in self.agendas)
        return tuple((number[case.own], number[case.unknown], number[case.sas]) for case in cases)

    # --- money

    def cost_of(self, payer: str) -> str:
        """The indicator of the costs to which a payer's payments belong. Raises KeyError."""
        return self.payers[numbers(self.payers)[payer]].indicator

    # --- what people read

    def kind_labels(self, lang: str) -> dict[str, str]:
        """Labels of the kinds of primary care, by id."""
        return {kind.id: said(kind.label, lang) for kind in self.care_kinds}

    def ending_labels(self, lang: str) -> dict[str, str]:
        """Labels of the groups of outcomes, by id, in their order."""
        return {ending.id: said(ending.label, lang) for ending in self.endings}


def ids(rows: Iterable[Named]) -> tuple[str, ...]:
    """The ids of rows, in their order."""
    return tuple(row.id for row in rows)


def numbers(rows: Iterable[Named]) -> Mapping[str, int]:
    """The numbers of rows, by id."""
    return {row.id: number for number, row in enumerate(rows)}


def said(text: Text, lang: str) -> str:
    """A text in a language."""
    return text.fr if lang == "fr" else text.en
