"""Memory of the kernels' arrays: cache lines, large pages, pools that grow."""

import mmap
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.state import CHUNK, NEED, WRITTEN_NEVER, Tables
from sim.world.tables import Table

LINE = 64  # bytes of a cache line
LARGE = 1 << 21  # bytes of a large page


def aligned(rows: int, dtype: np.dtype[Any]) -> Table:
    """A zeroed table whose first row begins a cache line; a large one on large pages where the system has
    them.

    People and needs are read in no order: with small pages, looking up where a page lies costs as much as
    reading it.
    """
    length = rows * dtype.itemsize
    if length >= LARGE and hasattr(mmap, "MADV_HUGEPAGE"):
        pages = mmap.mmap(-1, length, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        pages.madvise(mmap.MADV_HUGEPAGE)
        return np.frombuffer(pages, dtype=np.uint8).view(dtype)
    raw = np.zeros(length + LINE, dtype=np.uint8)
    offset = -raw.ctypes.data % LINE
    return raw[offset : offset + length].view(dtype)


def lined_up(table: Table) -> Table:
    """A copy whose first row begins a cache line."""
    copy = aligned(len(table), table.dtype)
    copy[...] = table
    return copy


def pool(rows: int) -> Table:
    """Rows of needs, all free."""
    needs = aligned(rows, NEED)
    needs["half"] = -1
    return needs


def rows_from(first: int, end: int) -> NDArray[np.int32]:
    """A stack of free rows: ``first`` on top, the last before ``end`` at the bottom."""
    return np.arange(end - 1, first - 1, -1, dtype=np.int32)


def longer_pool(needs: Table, more: int) -> Table:
    """A pool with ``more`` rows: the old ones as they are, the new ones free."""
    grown = pool(len(needs) + more)
    grown[: len(needs)] = needs
    return grown


def chunk_pool(rows: int, number: type[np.signedinteger[Any]]) -> NDArray[Any]:
    """Chunks of such numbers, all free (``sim.kernels.timeline.lists``)."""
    chunks = aligned(rows * (CHUNK + 1), np.dtype(number)).reshape(rows, CHUNK + 1)
    chunks[:, 0] = np.arange(1, rows + 1)
    chunks[-1, 0] = 0
    chunks[0, 1] = rows - 1
    return chunks


def longer_chunk_pool(chunks: NDArray[Any], more: int) -> NDArray[Any]:
    """A pool with ``more`` chunks: the old ones as they are, the new ones free, before those that were."""
    old = len(chunks)
    grown = chunk_pool(old + more, chunks.dtype.type)
    grown[:old] = chunks
    grown[-1, 0] = chunks[0, 0]
    grown[0] = old, chunks[0, 1] + more, *chunks[0, 2:]
    return grown


def forked(tables: Tables) -> Tables:
    """A copy of all that is ever written to; the rest is shared."""
    copies = {
        name: array if name in WRITTEN_NEVER else _same(array) for name, array in tables._asdict().items()
    }
    return Tables(**copies)


def _same(array: NDArray[Any]) -> NDArray[Any]:
    """A copy, which begins a cache line."""
    copy = aligned(array.size, array.dtype).reshape(array.shape)
    copy[...] = array
    return copy
