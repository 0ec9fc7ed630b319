"""What an indicator is: one record, of which tables, page, terminal, figures and docs are made.

Values of two months must not simply be averaged: a share is a ratio of two counts. So the counts are kept
as indicators too (``shown`` is False: they are parts, not results), and a value over any period is made from
them by the rule. ``docs/indicators.md`` says which places and groups ``indicators.parquet`` has.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import PlainValidator

from sim.outcomes.counting.counts import count_of
from sim.outcomes.counting.source import Count
from sim.vocabulary.rows import STRICT, Text


class Rule(Enum):
    """How values of months and communes are put together."""

    FLOW = "flow"  # what happens: summed
    STOCK = "stock"  # what is there on the first of a month: summed over communes, the mean over months
    RATIO = "ratio"  # scale × first part / second part, each summed; undefined where the second is 0
    QUANTILE = "quantile"  # of the days waited in waits.parquet; scale is the share
    YEARLY = "yearly"  # a RATIO of counts of whole civil years, each of which stands in its January
    PERCENTILE = "percentile"  # of heads counted by class (the part); scale is the share
    SPREAD = "spread"  # between communes: the Gini index of the first part, weighted by the second
    COMPARED = "compared"  # between scenarios: what the first parts cost more, over scale × more of the last


class Wording(NamedTuple):
    """An indicator in one language."""

    title: str  # heads a row
    definition: str
    noun: str = ""  # goes into a sentence: "the share of … is lower"; parts have none
    alone: str = ""  # the title of a figure of its own, where `title` needs the row above it

    @property
    def heading(self) -> str:
        """The title of a figure of its own."""
        return self.alone or self.title


class Section(NamedTuple):
    """Where on the page an indicator stands: in which part, at which place in it."""

    name: str
    rank: int


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """A row of conf/indicators/, whose ``themes.yaml`` says what the attributes are. Ids are stable: scripts
    of planners rely on them.
    """

    __pydantic_config__: ClassVar[Any] = STRICT

    id: str
    unit: str
    rule: Rule
    en: Wording
    fr: Wording
    counted: Annotated[Count | None, PlainValidator(count_of)] = None
    yearly: bool = False
    parts: tuple[str, ...] = ()
    scale: float = 1.0
    shown: bool = True
    main: bool = False
    answer: Section | None = None
    section: Section | None = None
    in_curve: bool = False
    in_sweep: bool = False
    in_drift: bool = False
    by_whom: int = 0
    since_start: bool = False
    steps: bool = False

    def words(self, lang: str) -> Wording:
        """The indicator in a language. Raises KeyError for one that records are not written in."""
        return {"en": self.en, "fr": self.fr}[lang]


@dataclass(frozen=True)
class Theme:
    """Indicators that are read together, in the order in which they are listed."""

    __pydantic_config__: ClassVar[Any] = STRICT

    id: str
    title: Text
    indicators: tuple[Indicator, ...] = ()
