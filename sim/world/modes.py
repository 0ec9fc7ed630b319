"""Which of the heads whose mode nobody knows practise in a particular mode (docs/model.md, section 3)."""

import numpy as np
from numpy.typing import NDArray

from sim.draws import purposes
from sim.scenario.doctors import Doctors
from sim.world.bulk_draws import Draws
from sim.world.doctors import Heads

BLOCK, WORD = 5, 3  # of DOCTOR_PERSON


def particular(
    doctors: Doctors, gps: Heads, silent: NDArray[np.bool_], keys: NDArray[np.uint32], draws: Draws
) -> NDArray[np.bool_]:
    """(n,) of the GPs. ``silent``: whose mode nobody knows; ``keys``: of the catchment's communes.

    Which they are is drawn, how many hardly scatters; no commune loses its last doctor in general care.
    """
    found = np.zeros(len(silent), dtype=np.bool_)
    if not silent.any() or doctors.particular == 0:
        return found
    first = np.zeros(1, dtype=np.uint32)
    up = draws.of(purposes.COMMUNE, keys[:1], first).uniforms(purposes.MODES)[0][0]
    left = int(np.floor(doctors.particular * silent.sum() + up))
    order = draws.of(purposes.DOCTOR, gps.key, gps.rank).uniforms(purposes.DOCTOR_PERSON, BLOCK)[WORD]
    here = np.bincount(gps.commune)
    for row in np.argsort(order, kind="stable"):
        if left == 0:
            break
        if silent[row] and here[gps.commune[row]] > 1:
            found[row] = True
            here[gps.commune[row]] -= 1
            left -= 1
    return found
