"""The rows of the shipped vocabulary as numbers with names, for tests that speak of them."""

from enum import IntEnum
from typing import Any

from sim.scenario.vocabulary import shipped
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.steps import say_vocabulary


def named(name: str, rows: Any) -> Any:
    """The numbers of rows as an enum of their ids, in capitals."""
    return IntEnum(name, {row.id.upper(): number for number, row in enumerate(rows)})


SHIPPED: Vocabulary = shipped()
Kind: Any = named("Kind", SHIPPED.kinds)
Outcome: Any = named("Outcome", SHIPPED.outcomes)
CounterType: Any = named("CounterType", SHIPPED.services)
AgendaSort: Any = named("AgendaSort", SHIPPED.agendas)
N_KINDS = len(SHIPPED.kinds)
N_CARE_KINDS = len(SHIPPED.care_kinds)
APPOINTMENTS = [Outcome(number) for number, outcome in enumerate(SHIPPED.outcomes) if outcome.appointment]
EVER = 10_000  # days that no test plays


def typed(rows: Any, kind: int) -> None:
    """Makes counters (a row of COUNTER, or rows) of one type of service."""
    service = SHIPPED.services[kind]
    rows["type"], rows["line"] = kind, service.line
    rows["outcome"] = 0 if service.outcome is None else SHIPPED.outcome_number[service.outcome]


def spoken(settings: Any) -> Any:
    """A row of SETTINGS (or a table of one) in which the shipped vocabulary is written; needs are followed
    to their end.
    """
    row = settings[0] if settings.shape else settings
    say_vocabulary(row, SHIPPED)
    row["followed_days"] = EVER
    return settings
