"""What indicators are counted from: some months of a replication, catchment by catchment.

A *count* makes the values of one indicator from a ``Source``: by group of people, kind of need or service,
an array ``[month, cell]`` over the cells of all catchments, or ``[month]`` of what is counted for the whole
territory alone. The records of indicators name functions that make counts (``in_each``, ``of_all``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce, wraps
from typing import Any, Concatenate, Final, ParamSpec, Self, TypeVar

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
Chosen = ParamSpec("Chosen")


@dataclass(frozen=True)
class _Memory:
    _made: dict[object, Any] = field(default_factory=dict, repr=False, kw_only=True)

    def once(self, make: Callable[[Self], Made]) -> Made:
        """What ``make`` makes of these months, made once for all indicators that are counted from it."""
        if make not in self._made:
            self._made[make] = make(self)
        made: Made = self._made[make]
        return made

    def forget(self) -> None:
        """Lets go of it: what was made may hold these months, and they would hold each other for ever."""
        self._made.clear()


@dataclass(frozen=True)
class CatchmentSource(_Memory):
    """The months of one catchment. ``before``: visits ``[month, agenda]`` of the months before them, as far
    as the APL needs them and the run has them.
    """

    catchment: CatchmentResult
    records: Records
    stretch: Stretch
    before: Counts
    costs: tuple[Costs, ...]  # of the first of each month

    @property
    def vocabulary(self) -> Vocabulary:
        """That of the run."""
        return self.stretch.played.vocabulary

    @property
    def yardsticks(self) -> Costs:
        """Those by which all months are measured (``sim.scenario.datable``)."""
        return self.costs[0]

    def by_month(self, of: Callable[[Costs], Any]) -> Array:
        """``[month, …]`` of what the costs of each month come to."""
        made = {id(costs): of(costs) for costs in self.costs}
        return np.array([made[id(costs)] for costs in self.costs], dtype=np.float64)


@dataclass(frozen=True)
class Source(_Memory):
    """The months of all catchments."""

    stretch: Stretch
    catchments: tuple[CatchmentSource, ...]


Count = Callable[[Source], Mapping[str, Array]]
COUNTS: Final[dict[str, Callable[..., Count]]] = {}  # what ``of_all`` and ``in_each`` made, by name


def of_all(count: Callable[Concatenate[Source, Chosen], Mapping[str, Array]]) -> Callable[Chosen, Count]:
    """Makes a function of what is chosen, which returns a count, from one that counts what is chosen."""

    @wraps(count)
    def made(*given: Chosen.args, **chosen: Chosen.kwargs) -> Count:
        return lambda source: count(source, *given, **chosen)

    COUNTS[made.__name__] = made
    return made


def in_each(count: Callable[Concatenate[CatchmentSource, Chosen], ByGroup]) -> Callable[Chosen, Count]:
    """The same from a function that counts in one catchment: cells stand side by side, values of the whole
    territory are added up over the catchments that have the group.
    """

    @wraps(count)
    def together(source: Source, /, *given: Chosen.args, **chosen: Chosen.kwargs) -> Mapping[str, Array]:
        each = [count(catchment, *given, **chosen) for catchment in source.catchments]
        groups = dict.fromkeys(group for found in each for group in found)
        return {group: _together([found[group] for found in each if group in found]) for group in groups}

    return of_all(together)


def _together(parts: Sequence[Array | Counts]) -> Array:
    values = [np.asarray(part, dtype=np.float64) for part in parts]
    return np.concatenate(values, axis=1) if values[0].ndim == 2 else reduce(np.add, values)
