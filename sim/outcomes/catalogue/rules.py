"""What an indicator is, and how its values of several months and communes are put together.

``indicators.parquet`` holds the value of each indicator for each month and commune. Values of two months
must not simply be averaged: a share is a ratio of two counts. So the counts are kept as indicators too
(``shown`` is False: they are parts, not results), and a value over any period is made anew by the rule:

* ``FLOW``      what happens: summed over months and communes.
* ``STOCK``     what is there on the first of a month: summed over communes, the mean over months.
* ``RATIO``     scale × (sum of ``numerator``) / (sum of ``denominator``), over months and communes (stocks
                too). Undefined where the denominator is 0; no row is then written.
* ``QUANTILE``  from the days waited in ``waits.parquet``, summed over months and communes.
* ``YEARLY``    a RATIO of counts of a civil year, which stand in its January; a year that lies partly outside
                the period is left out.
* ``SPREAD``    between communes, from their values over the period; for the whole territory only, at grain
                commune only.
* ``COMPARED``  exists between two scenarios alone (``sim.experiments``).

Groups: ``all``; ``kind:acute_urgent`` …; ``band:age_0_14`` …, ``ald:yes`` and ``ald:no`` (residents only,
where ``all`` holds visitors too); ``service:NAME`` (counted at the service, by the month of the visit,
whoever comes). What is not counted by commune stands in the whole territory's rows alone. The commune of a
row is the patient's; for doctors, their hours and panels, and for waits at counters, it is where they are.
Where ``run.grain`` is coarser, rows of communes are rows of cells (``sim.world.cells``), or there are none.
"""

from enum import Enum
from typing import Final, NamedTuple

from sim.world import cells

WHOLE: Final = cells.WHOLE  # the whole territory, in the column `commune`
ALL: Final = "all"  # everybody, in the column `group`


class Rule(Enum):
    """How values of months and communes are put together (see above)."""

    FLOW = "flow"
    STOCK = "stock"
    RATIO = "ratio"
    QUANTILE = "quantile"
    YEARLY = "yearly"
    SPREAD = "spread"
    COMPARED = "compared"


class Indicator(NamedTuple):
    """One line of the catalogue. ``scale`` multiplies a ratio; for a quantile it is the share."""

    id: str
    unit: str
    title: str
    definition: str
    rule: Rule
    numerator: str = ""
    denominator: str = ""
    scale: float = 1.0
    shown: bool = True
