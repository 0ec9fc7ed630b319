"""Where the arrays of a catchment lie: together, apart from each other, from a cache line on."""

import mmap
from itertools import pairwise

import numpy as np
import pytest

from sim.kernels.memory.arrays import FILLED, LARGE, aligned, is_large, large_pages, lined_up, together
from sim.kernels.state import LINE, NEED

ARRAYS = {
    "rows": np.ones(3, dtype=NEED),
    "none": np.zeros((0, 8)),
    "numbers": np.arange(12, dtype=np.int16).reshape(3, 4),
    "single": np.array([2.5]),
    "many": np.arange(1000, dtype=np.uint64),
}


def address(array):
    return array.__array_interface__["data"][0]


def test_what_lies_together_is_a_copy_of_its_own_on_lines_of_its_own():
    made = together(ARRAYS)
    assert list(made) == list(ARRAYS)
    for name, array in ARRAYS.items():
        copy = made[name]
        assert copy.dtype == array.dtype and copy.shape == array.shape and (copy == array).all()
        assert address(copy) % LINE == 0 and copy.flags.writeable and not np.shares_memory(copy, array)
    spans = sorted((address(made[name]), made[name].nbytes) for name in made if made[name].nbytes)
    for (begin, length), (following, _) in pairwise(spans):
        assert following == begin + length + -length % LINE
    made["numbers"][...] = 7
    for name in ("rows", "single", "many"):
        assert (made[name] == ARRAYS[name]).all()


def test_a_large_array_stays_where_it_is():
    large = aligned(FILLED, np.dtype(np.uint8))
    made = together({"large": large, **ARRAYS})
    assert is_large(large.nbytes) and made["large"] is large


def test_a_pool_stays_where_it_is():
    """When a longer one comes in its place, its memory is free again."""
    assert together({**ARRAYS, "needs": ARRAYS["rows"]})["needs"] is ARRAYS["rows"]


@pytest.mark.skipif(not hasattr(mmap, "MADV_HUGEPAGE"), reason="the system has no large pages")
@pytest.mark.parametrize("length", [FILLED, LARGE - 1, LARGE, LARGE + 1, 3 * LARGE + 17])
def test_a_large_array_begins_where_a_large_page_begins(length):
    """Or its first and last pages would be small ones, of which rows in no order touch many."""
    made = aligned(length, np.dtype(np.uint8))
    assert made.shape == (length,) and not made.any() and made.flags.writeable
    assert address(made) % LARGE == 0
    copy = lined_up(made)
    assert address(copy) % LARGE == 0 and not np.shares_memory(copy, made)


def test_no_large_page_is_taken_of_which_a_quarter_would_be_lost():
    """A country has a thousand catchments with some such arrays each."""
    for length in (0, 1, FILLED - 1, FILLED, LARGE - 1, LARGE, LARGE + FILLED - 1, LARGE + FILLED):
        pages = large_pages(length)
        assert pages * LARGE - length <= LARGE - FILLED and length - pages * LARGE < FILLED
