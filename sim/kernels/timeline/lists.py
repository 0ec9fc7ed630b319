"""Lists by day, in chunks: what a day holds is read a cache line of entries at a time (decision 003).

A pool of chunks is an array of rows of 16 numbers: the next chunk, then up to 15 entries. Only the first
chunk of a list is not full, and the list's head says how far it is filled. Chunk 0 ends every chain; its row
holds the first free chunk, how many are free, and 1 once one was wanted when none was: the run is given up.

Whoever reads a list goes from chunk to chunk::

    chunk, n = heads[day].chunk, heads[day].filled
    while chunk > 0:
        … entries chunks[chunk, 1] to chunks[chunk, n] …
        chunk, n = drop_chunk(chunk, chunks), CHUNK
"""

import numpy as np

from sim.kernels.memory.borrowed import fetch
from sim.kernels.state import CHUNK
from sim.kernels.style import kernel
from sim.kernels.types import Day, Head, Int, Row, Rows


@kernel
def add_to(heads: Rows, day: Day, entry: Int, chunks: Rows) -> None:
    """Adds an entry to a day's list. Days after the run have no list."""
    if day >= len(heads):
        return
    head = heads[day]
    if head.chunk == 0 or head.filled == CHUNK:
        if chunks[0, 1] == 0:
            chunks[0, 2] = 1
            return
        fresh = chunks[0, 0]
        chunks[0, 0] = chunks[fresh, 0]
        fetch(chunks, chunks[0, 0])  # the next to be taken
        chunks[0, 1] -= 1
        chunks[fresh, 0] = head.chunk
        head.chunk = fresh
        head.filled = 0
    head.filled += 1
    head.entries += 1
    chunks[head.chunk, head.filled] = entry


@kernel
def first_chunk(day: Day, heads: Rows) -> Row:
    """The first chunk of a day's list; 0: none, as after the run."""
    return np.int64(heads[day].chunk) if day < len(heads) else np.int64(0)


@kernel
def chunk_ahead(chunk: Row, chunks: Rows) -> Row:
    """The chunk after one of a list that will be read tomorrow, which is sent for: who reads a list waits for
    each chunk to know the next.
    """
    following = np.int64(chunks[chunk, 0]) if chunk > 0 else np.int64(0)
    fetch(chunks, following)
    return following


@kernel
def drop_chunk(chunk: Row, chunks: Rows) -> Row:
    """Gives a chunk back; the one after it."""
    following = chunks[chunk, 0]
    chunks[chunk, 0] = chunks[0, 0]
    chunks[0, 0] = chunk
    chunks[0, 1] += 1
    return following


@kernel
def drop_entry(head: Head, chunk: Row, place: Int, chunks: Rows) -> None:
    """Takes the entry at a place of one of a list's chunks out; the last of its first chunk comes there."""
    chunks[chunk, place] = chunks[head.chunk, head.filled]
    head.filled -= 1
    head.entries -= 1
    if head.filled == 0:
        head.chunk = drop_chunk(head.chunk, chunks)
        head.filled = CHUNK if head.chunk != 0 else 0


@kernel
def clear(head: Head) -> None:
    """A list has been read, and its chunks given back (or the reader sees to that)."""
    head.chunk = 0
    head.filled = 0
    head.entries = 0
