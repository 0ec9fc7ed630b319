"""Columns of draws: of few people by NumPy, of many by compiled code, which is loaded when it is wanted."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.draws import keyed

MANY: Final = 512  # from so many on compiled code is worth loading

Uniforms = NDArray[np.float64]


def words(
    seed: int,
    keys: NDArray[np.uint32],
    replication: int,
    who: NDArray[np.uint64],
    purpose: int,
    occurrence: int,
) -> NDArray[np.uint64]:
    """``[4, n]`` words drawn by ``who`` of the communes ``keys`` for one purpose and occurrence."""
    if len(who) < MANY:
        return np.stack(keyed.columns(seed, keys, replication, who, purpose, occurrence))
    from sim.draws import bulk

    return bulk.words(seed, keys, replication, who, purpose, occurrence)


def uniforms(
    seed: int,
    keys: NDArray[np.uint32],
    replication: int,
    who: NDArray[np.uint64],
    purpose: int,
    occurrence: int,
) -> Uniforms:
    """``[4, n]`` uniforms of the same."""
    return keyed.uniforms(words(seed, keys, replication, who, purpose, occurrence))


def table(
    seed: int,
    keys: NDArray[np.uint32],
    replication: int,
    who: NDArray[np.uint64],
    purpose: int,
    first: int,
    blocks: int,
) -> Uniforms:
    """``[n, 4 * blocks]`` uniforms: so many blocks from occurrence ``first`` on, side by side."""
    occurrences = first + np.arange(blocks, dtype=np.uint64)
    columns = keyed.columns(seed, keys[:, None], replication, who[:, None], purpose, occurrences[None, :])
    return np.stack([keyed.uniforms(c) for c in columns], axis=2).reshape(len(who), 4 * blocks)


def entities(sort: int, ranks: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """The entity words of many ranks of one type (``sim.draws.keyed.entity``)."""
    return np.uint64(keyed.entity(sort, 0)) | ranks.astype(np.uint64)
