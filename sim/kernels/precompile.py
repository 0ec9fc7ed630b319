"""Kernels compiled before they are needed: on the arrays of a world in which no day is played.

Two processes may compile the two parts side by side into the same cache; the first is three quarters of it.
"""

from dataclasses import replace

from sim.kernels import advance as kernels
from sim.kernels.common import common_of
from sim.kernels.start import tables_of
from sim.kernels.state import Tables
from sim.world.build import catchment, frame
from sim.world.prepare import Prepared


def compile_days(prepared: Prepared) -> None:
    """The entry that plays days."""
    kernels.advance(_tables(prepared), 0, 0)


def compile_rest(prepared: Prepared) -> None:
    """All other entries."""
    tables = _tables(prepared)  # which are not used again, whatever these do to them
    kernels.start(tables)
    kernels.room_for(tables, 0)
    kernels.place_clocks(tables, 0)
    kernels.refresh_sessions(tables, 0, 0, True)
    kernels.set_again(tables, 0)
    kernels.look_anew(tables, tables.settings, 0)
    kernels.tell(tables, 0, 0)
    kernels.finish(tables)


def _tables(prepared: Prepared) -> Tables:
    """Of the smallest catchment, before its first day."""
    sizes = [int(given.ages.sum()) for given in prepared.catchments]
    world = frame(prepared, 0)
    only = catchment(prepared, world, sizes.index(min(sizes)))
    return tables_of(replace(world, catchments=(only,)), only, common_of(world, by_year=False), 0)
