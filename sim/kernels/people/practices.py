"""The practice a word stands for (docs/model.md, section 6), by a guide table (timeline/guides.py).

The first eight bits of a word name an entry of the guide: the practice of the least word that begins so. The
practice looked for is that one or one a few rows on.
"""

import numpy as np
from numpy.typing import NDArray

from sim.draws.philox import Word
from sim.kernels.style import kernel
from sim.kernels.types import Int, Row, Rows

GUIDES = 256
GUIDE_BITS = np.uint64(24)  # what is left of a word of 32 bits


def guide_of(reach: NDArray[np.int64]) -> NDArray[np.int16]:
    """``[commune, first eight bits of a word]``: the practice of the least such word; -1: nobody in reach."""
    guide = np.full((len(reach), GUIDES), -1, dtype=np.int16)
    least = np.arange(GUIDES, dtype=np.int64) << 24
    for commune, cumulated in enumerate(reach):
        if len(cumulated) and cumulated[-1] > 0:
            guide[commune] = np.searchsorted(cumulated, (least * cumulated[-1]) >> 32, side="right")
    return guide


@kernel
def practice(reach: Rows, guide: Rows, commune: Int, word: Word) -> Row:
    """The first row whose cumulated weight exceeds word / 2**32 of the total; -1 if there is nobody."""
    row = np.int64(guide[commune, np.int64(word >> GUIDE_BITS)])
    if row < 0:
        return row
    total = reach[commune, reach.shape[1] - 1]
    x = np.int64((word * np.uint64(total)) >> np.uint64(32))
    row += np.int64(reach[commune, row] <= x)  # mostly enough, and without a branch
    while reach[commune, row] <= x:
        row += 1
    return row
