"""Columns that several tables have."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.outcomes.storage.replication_result import ReplicationResult, Stretch


def replication_column(played: ReplicationResult, rows: int) -> NDArray[np.int32]:
    """The number of the replication, in so many rows."""
    return np.full(rows, played.replication, dtype=np.int32)


def words_column(index: NDArray[Any], words: Sequence[str]) -> pa.DictionaryArray:
    """The words at these places, as a dictionary in which each stands once."""
    unique = {word: place for place, word in enumerate(dict.fromkeys(words))}
    place = np.array([unique[word] for word in words], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(place[index]), pa.array(list(unique), type=pa.string()))


def months_column(stretch: Stretch, month: NDArray[np.int64]) -> pa.Array:
    """The first day of these months of a stretch."""
    return pa.array(np.array(stretch.months, dtype="datetime64[D]")[month])
