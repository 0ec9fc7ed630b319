"""Memory of the kernels' arrays: cache lines, large pages, pools that grow."""

import mmap
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels.state import CHUNK, GROWING, LINE, NEED, WRITTEN_NEVER, Tables
from sim.world.tables import Table

LARGE = 1 << 21  # bytes of a large page
FILLED = 3 * LARGE // 4  # of one, at least: what is left over of it is lost


def aligned(shape: int | tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """A zeroed array that begins a cache line; on the large pages that it fills, where the system has them.

    People and needs are read in no order: with small pages, looking up where a page lies costs as much as
    reading it.
    """
    length = int(np.prod(shape)) * dtype.itemsize
    if is_large(length) and hasattr(mmap, "MADV_HUGEPAGE"):
        whole = length + -length % LARGE  # or the system need not begin it where a large page begins
        pages = mmap.mmap(-1, whole, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        pages.madvise(mmap.MADV_HUGEPAGE, 0, LARGE * large_pages(length))
        return np.frombuffer(pages, dtype=np.uint8, count=length).view(dtype).reshape(shape)
    raw = np.zeros(length + LINE, dtype=np.uint8)
    offset = -raw.ctypes.data % LINE
    return raw[offset : offset + length].view(dtype).reshape(shape)


def large_pages(length: int) -> int:
    """How many of them so many bytes fill."""
    return (length + LARGE - FILLED) // LARGE


def is_large(length: int) -> bool:
    """Whether so many bytes fill one."""
    return large_pages(length) > 0


def lined_up(array: NDArray[Any]) -> NDArray[Any]:
    """A copy that begins a cache line."""
    copy = aligned(array.shape, array.dtype)
    copy[...] = array
    return copy


def lies_alone(name: str, array: NDArray[Any]) -> bool:
    """Whether an array of ``Tables`` has a memory of its own: a large one, or one that will be replaced."""
    return name in GROWING or is_large(array.nbytes)


def together(arrays: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Those that lie alone as they are (the place of one that is replaced would be lost); copies of all
    others in one memory, one after the other, each from a cache line on.
    """
    found = dict(arrays)
    small = {name: array for name, array in arrays.items() if not lies_alone(name, array)}
    lines = {name: array.nbytes + -array.nbytes % LINE for name, array in small.items()}
    memory, begin = aligned(sum(lines.values()), np.dtype(np.uint8)), 0
    for name, array in small.items():
        found[name] = memory[begin : begin + array.nbytes].view(array.dtype).reshape(array.shape)
        found[name][...] = array
        begin += lines[name]
    return found


def copy_columns(source: Table, dtype: np.dtype[Any]) -> Table:
    """A table of another dtype with the columns both have, from a cache line on; new columns are zero."""
    made = aligned(source.shape, dtype)
    for name in source.dtype.names or ():
        if name in (dtype.names or ()):
            made[name] = source[name]
    return made


def with_row(table: Table, row: Any, dtype: np.dtype[Any]) -> Table:
    """The table with one more row, which has the columns of another dtype."""
    return lined_up(np.concatenate([table, copy_columns(np.asarray([row], dtype=dtype), table.dtype)]))


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
    chunks = aligned((rows, CHUNK + 1), np.dtype(number))
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
    written = {name: array for name, array in tables._asdict().items() if name not in WRITTEN_NEVER}
    copied = {name: lined_up(array) if lies_alone(name, array) else array for name, array in written.items()}
    return tables._replace(**together(copied))
