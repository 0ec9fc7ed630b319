"""What an indicator is: one record, of which tables, page, terminal, figures and docs are made.

``indicators.parquet`` holds the value of each indicator for each month and commune. Values of two months
must not simply be averaged: a share is a ratio of two counts. So the counts are kept as indicators too
(``shown`` is False: they are parts, not results), and a value over any period is made from them by the rule:

* ``FLOW``      what happens: summed over months and communes.
* ``STOCK``     what is there on the first of a month: summed over communes, the mean over months.
* ``RATIO``     scale × (sum of the first part) / (sum of the second), over months and communes (stocks too).
                Undefined where the second is 0; no row is then written.
* ``QUANTILE``  of the days waited in ``waits.parquet``, summed over months and communes; ``scale`` is the
                share.
* ``YEARLY``    a RATIO of counts of a civil year, which stand in its January; a year that lies partly outside
                the period is left out.
* ``SPREAD``    between communes: the Gini index of the first part, weighted by the second, over the period;
                for the whole territory only, at grain commune only.
* ``COMPARED``  between two scenarios only: what the first parts cost in addition, over how much more (scale
                1) or less (scale −1) there is of the last.

Groups: ``all``; ``kind:acute_urgent`` …; ``band:age_0_14`` …, ``ald:yes`` and ``ald:no`` (residents only,
where ``all`` holds visitors too); ``service:NAME`` (counted at the service, by the month of the visit,
whoever comes). What is not counted by commune stands in the whole territory's rows alone. The commune of a
row is the patient's; for doctors, their hours and panels, and for waits at counters, it is where they are.
Where ``run.grain`` is coarser, rows of communes are rows of cells (``sim.world.cells``), or there are none.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import PlainValidator

from sim.outcomes.counting.counts import count_of
from sim.outcomes.counting.source import Count
from sim.vocabulary.rows import STRICT, Text


class Rule(Enum):
    """How values of months and communes are put together (see above)."""

    FLOW = "flow"
    STOCK = "stock"
    RATIO = "ratio"
    QUANTILE = "quantile"
    YEARLY = "yearly"
    SPREAD = "spread"
    COMPARED = "compared"


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
    """Where on the page an indicator is drawn month by month."""

    name: str
    rank: int


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator: a row of conf/indicators/. Ids are stable: scripts of planners rely on them.

    ``unit`` is one of ``sim.outcomes.catalogue.units``. FLOWs and STOCKs have ``counted``, which makes their
    values of each month; all others have ``parts``, except QUANTILE.
    """

    __pydantic_config__: ClassVar[Any] = STRICT

    id: str
    unit: str
    rule: Rule
    en: Wording
    fr: Wording
    counted: Annotated[Count | None, PlainValidator(count_of)] = None
    yearly: bool = False  # counted over civil years, each in its January
    parts: tuple[str, ...] = ()  # ids
    scale: float = 1.0
    shown: bool = True
    # Where it is chosen, beside the tables of all that is shown:
    main: bool = False  # tables in the terminal, the headline, the figure of all differences
    lead: int = 0  # the rank (from 1) in which the first sentence speaks of it, if it differs clearly
    section: Section | None = None  # figures over time
    in_curve: bool = False  # figures over the number that a sweep varies
    in_sweep: bool = False  # columns of a sweep in the terminal
    in_drift: bool = False  # the check that the world stands still while it warms up
    since_start: bool = False  # in comparisons, summed from the first day that is reported
    steps: bool = False  # jumps on a day: drawn as a staircase

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
