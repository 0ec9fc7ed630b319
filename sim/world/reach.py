"""Which practices a resident thinks of: integer attraction weights from each commune to each agenda.

Both engines draw the practices a person asks (docs/model.md, section 6) from this table; it is recomputed
after every midnight at which supply changed. Weights are integers so that a sum has no order.
"""

import numpy as np
from numpy.typing import NDArray

from sim.vocabulary.structure import AgendaSort, Leave
from sim.world.tables import Table


def reach(agendas: Table, travel: NDArray[np.int32], tau: float, most_minutes: int) -> NDArray[np.int64]:
    """Cumulative weights ``[commune, agenda]`` of the active GPs.

    A weight is ``weekly slots × round(1000 · exp(−minutes / tau))``, zero beyond ``most_minutes`` of travel:
    attraction falls with distance, and a full-time practice is rung more often than a part-time one. Of one
    that is there in one week of n it is the n-th part, of a locum the part of the weeks in which they are
    there, rounded down.
    """
    asked = (agendas["active"] == 1) & (agendas["is_a"] == AgendaSort.GP)
    slots = np.where(asked, agendas["weekly"].sum(axis=1, dtype=np.int64), 0)
    minutes = travel[:, agendas["commune"]].astype(np.float64)
    pull = np.where(minutes <= most_minutes, np.rint(1000.0 * np.exp(-minutes / tau)), 0.0).astype(np.int64)
    # A commune's row lies together: it is searched for every practice that is asked.
    weeks = np.maximum(agendas["one_week_in"], 1).astype(np.int64)
    of = agendas["leave"].shape[1]
    there = np.where(agendas["locum"] == 1, (agendas["leave"] != Leave.AWAY).sum(axis=1), of)
    return np.ascontiguousarray(np.cumsum(pull * slots[np.newaxis, :] * there // (weeks * of), axis=1))
