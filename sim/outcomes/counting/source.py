"""What indicators are counted from: some months of a replication, catchment by catchment.

A *count* makes the values of one indicator from a ``Source``: by group of people, kind of need or service,
an array ``[month, cell]`` over the cells of all catchments, or ``[month]`` of what is counted for the whole
territory alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce, wraps
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.storage.replication_result import CatchmentResult, Stretch
from sim.scenario.costs import Costs
from sim.vocabulary.vocabulary import Vocabulary
from sim.world import cells
from sim.world.records import Counts, Records

WHOLE: Final = cells.WHOLE  # the whole territory, in the column `commune`
ALL: Final = "all"  # everybody, in the column `group`

Array = NDArray[np.float64]
Key = tuple[str, str]  # indicator, group
Tallies = dict[Key, Array]
ByGroup = Mapping[str, Array | Counts]
Made = TypeVar("Made")


@dataclass(frozen=True)
class CatchmentSource:
    """The months of one catchment. ``before``: visits ``[month, agenda]`` of the months before them, as far
    as the APL needs them and the run has them.
    """

    catchment: CatchmentResult
    records: Records
    stretch: Stretch
    before: Counts
    costs: Costs
    _made: dict[object, Any] = field(default_factory=dict, repr=False)

    @property
    def vocabulary(self) -> Vocabulary:
        """In whose words it is counted."""
        return self.stretch.played.vocabulary

    def once(self, make: Callable[["CatchmentSource"], Made]) -> Made:
        """What ``make`` makes of these months, made once for all indicators that are counted from it."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made


@dataclass(frozen=True)
class Source:
    """The months of all catchments."""

    stretch: Stretch
    catchments: tuple[CatchmentSource, ...]
    _made: dict[object, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, stretch: Stretch, before: Sequence[Counts], costs: Costs) -> "Source":
        """Of a stretch; ``before`` by catchment."""
        pairs = zip(stretch.pairs, before, strict=True)
        return cls(
            stretch,
            tuple(
                CatchmentSource(catchment, records, stretch, earlier, costs)
                for (catchment, records), earlier in pairs
            ),
        )

    def once(self, make: Callable[["Source"], Made]) -> Made:
        """As that of a catchment."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made


Count = Callable[[Source], Mapping[str, Array]]


def in_each(count: Callable[[CatchmentSource], ByGroup]) -> Count:
    """The count of all catchments, from that of one: cells stand side by side, values of the whole territory
    are added up over the catchments that have the group.
    """

    @wraps(count)
    def of_all(source: Source) -> Mapping[str, Array]:
        each = [count(catchment) for catchment in source.catchments]
        groups = dict.fromkeys(group for found in each for group in found)
        return {group: _together([found[group] for found in each if group in found]) for group in groups}

    return of_all


def _together(parts: Sequence[Array | Counts]) -> Array:
    values = [np.asarray(part, dtype=np.float64) for part in parts]
    return np.concatenate(values, axis=1) if values[0].ndim == 2 else reduce(np.add, values)
