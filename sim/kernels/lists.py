"""Lists by day, in chunks: what a day holds is read a cache line of entries at a time, and its rows side by
side.

A chunk is a row of 16 numbers: the next chunk, the count, up to 14 entries. Only the first chunk of a list is
filled
further, so that adding costs O(1) and a list of n entries about n / 14 cache lines. Reading rows named by the
entries of
one chunk does not wait for the row before: that is why these are not simply chained rows.
"""

from sim.kernels.state import CHUNK, CHUNKS_LEFT, FREE_CHUNK
from sim.kernels.style import kernel


@kernel
def add_to(heads, day, entry, chunks, counts):
    """Adds an entry to a day's list. Days after the run have no list."""
    if day >= len(heads):
        return
    chunk = heads[day]
    if chunk < 0 or chunks[chunk, 1] == CHUNK:
        fresh = counts[FREE_CHUNK]
        counts[FREE_CHUNK] = chunks[fresh, 0]
        counts[CHUNKS_LEFT] -= 1
        chunks[fresh, 0] = chunk
        chunks[fresh, 1] = 0
        heads[day] = fresh
        chunk = fresh
    n = chunks[chunk, 1]
    chunks[chunk, 2 + n] = entry
    chunks[chunk, 1] = n + 1


@kernel
def drop_chunk(chunk, chunks, counts):
    """Gives a chunk back; the one after it."""
    following = chunks[chunk, 0]
    chunks[chunk, 0] = counts[FREE_CHUNK]
    counts[FREE_CHUNK] = chunk
    counts[CHUNKS_LEFT] += 1
    return following
