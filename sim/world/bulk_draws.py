"""Columns of draws: of few people by NumPy, of many by compiled code, which is loaded when it is wanted."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.draws import keyed

MANY: Final = 512  # from so many on compiled code is worth loading


class Drawers(NamedTuple):
    """n who draw by themselves."""

    seed: int
    replication: int
    keys: NDArray[np.uint32]  # (n,) of their communes
    who: NDArray[np.uint64]  # (n,) entity words (``sim.draws.keyed.entity``)

    def words(self, purpose: int, occurrence: int = 0) -> NDArray[np.uint64]:
        """``[4, n]`` words, drawn for one purpose and occurrence."""
        given = (self.seed, self.keys, self.replication, self.who, purpose, occurrence)
        if len(self.who) < MANY:
            return np.stack(keyed.columns(*given))
        from sim.draws import bulk

        return bulk.words(*given)

    def uniforms(self, purpose: int, occurrence: int = 0) -> NDArray[np.float64]:
        """``[4, n]`` uniforms of the same."""
        return keyed.uniforms(self.words(purpose, occurrence))

    def blocks(self, purpose: int, number: int) -> NDArray[np.float64]:
        """``[n, 4 * number]`` uniforms: the blocks of the first occurrences, side by side."""
        keys, who, occurrences = self.keys[:, None], self.who[:, None], np.arange(number)[None, :]
        columns = keyed.columns(self.seed, keys, self.replication, who, purpose, occurrences)
        return np.stack([keyed.uniforms(c) for c in columns], axis=2).reshape(len(who), 4 * number)


class Draws(NamedTuple):
    """The draws of one replication."""

    seed: int
    replication: int

    def of(self, sort: int, keys: ArrayLike, ranks: ArrayLike) -> Drawers:
        """Those of one type (``sim.draws.purposes``), by key of the commune and rank within it."""
        who = np.uint64(keyed.entity(sort, 0)) | np.asarray(ranks, dtype=np.uint64)
        return Drawers(self.seed, self.replication, np.asarray(keys, dtype=np.uint32), who)
