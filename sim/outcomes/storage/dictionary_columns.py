"""Columns of words as numbers: what is counted by word is counted by code."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


class Coded(NamedTuple):
    """A column of words: the place of each in ``words``."""

    codes: NDArray[np.int32]
    words: tuple[str, ...]


def coded(column: pa.ChunkedArray) -> Coded:
    """A column that was read as dictionaries (``coded`` of ``StoredRun.table``)."""
    whole = column.unify_dictionaries().combine_chunks()
    return Coded(whole.indices.to_numpy(), tuple(whole.dictionary.to_pylist()))


def ranks(column: pa.ChunkedArray, order: Sequence[str]) -> NDArray[np.int64]:
    """The places of its words in ``order``."""
    found = coded(column)
    places = np.array([order.index(word) for word in found.words], dtype=np.int64)
    return places[found.codes]
