"""Which units a process plays together: those of a replication that differ in their measures alone
(``sim.engine.branching``).
"""

from collections.abc import Sequence
from typing import Final

from sim.experiments.worker import Batch, Unit

MOST: Final = 8  # units of a batch: each that parts holds a copy of all patients until its turn comes


def batches(units: Sequence[Unit], processes: int | None) -> list[Batch]:
    """The units in batches, in the order of the replications. ``processes``: how many play at the same time;
    None where nobody knows.

    Units that are played together share the days that they have in common, but one process plays them. So as
    many batches are made as keep all processes busy; what is left over is played one by one.
    """
    groups: dict[tuple[str, int], list[Unit]] = {}
    for unit in units:
        groups.setdefault((unit.stem, unit.replication), []).append(unit)
    parts = [group[n : n + MOST] for group in groups.values() for n in range(0, len(group), MOST)]
    inorder = sorted(parts, key=lambda group: group[0].replication)
    whole = 0 if processes is None else len(inorder) - len(inorder) % processes
    alone = [(unit,) for group in inorder[whole:] for unit in group]
    return [tuple(group) for group in inorder[:whole]] + alone
