"""Which units one process simulates together: those of a replication that differ only in their measures
(``sim.engine.branching``).
"""

from collections.abc import Sequence
from typing import Final

from sim.experiments.worker import Batch, Unit

MOST_UNITS: Final = 8  # of a batch: each that branches off holds a copy of all patients until its turn comes


def batches(units: Sequence[Unit], processes: int | None) -> list[Batch]:
    """The units in batches, in the order of the replications. ``processes``: how many run at the same time;
    None if that is not known, or if no units should share a batch.

    The units of a batch share the days they have in common, but occupy a single process. So batches are only
    formed in multiples of ``processes``; the units of the remaining groups go one by one.
    """
    groups: dict[tuple[str, int], list[Unit]] = {}
    for unit in units:
        groups.setdefault((unit.world, unit.replication), []).append(unit)
    cut = [group[n : n + MOST_UNITS] for group in groups.values() for n in range(0, len(group), MOST_UNITS)]
    in_order = sorted(cut, key=lambda group: group[0].replication)
    together = 0 if processes is None else len(in_order) - len(in_order) % processes
    alone = [(unit,) for group in in_order[together:] for unit in group]
    return [tuple(group) for group in in_order[:together]] + alone
