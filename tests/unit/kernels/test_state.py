"""The kernels' rows: what must hold for them to work in plain Python, in Numba, and in the cache."""

import numpy as np
import pytest

from sim.kernels import state
from sim.world import records, tables

DTYPES = {
    f"{module.__name__}.{name}": value
    for module in (tables, records, state)
    for name, value in vars(module).items()
    if isinstance(value, np.dtype)
}


@pytest.mark.parametrize("name", DTYPES)
def test_no_column_hides_an_attribute_of_a_row(name):
    """`row.size` would be the attribute of `np.record`, not the column."""
    assert set(DTYPES[name].names) & set(dir(np.record)) == set()


@pytest.mark.parametrize("name", ["PERSON", "NEED"])
def test_a_row_is_one_cache_line(name):
    assert getattr(state, name).itemsize == 64


@pytest.mark.parametrize(
    "name", ["PERSON", "NEED", "AGENDA_STATE", "COUNTER_STATE", "DAY_STATE", "STEP_STATE"]
)
def test_small_columns_are_signed(name):
    """Two unsigned bytes add up to a `uint64` in Numba, and that with an `int64` to a float."""
    for column in getattr(state, name).fields.values():
        base = column[0].base
        assert base.kind != "u" or base.itemsize == 4, base


def test_every_column_of_the_world_is_kept():
    """What a kernel's table repeats of the world's, it repeats whole."""
    assert set(tables.AGENDA.names) <= set(state.AGENDA_STATE.names)
    assert set(tables.COUNTER.names) <= set(state.COUNTER_STATE.names)
