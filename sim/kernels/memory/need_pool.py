"""Rows of open needs: taken from a pool and given back to it.

Free rows stand on a stack, so that the one taken a little later is known, and fetched before it is wanted.
"""

from sim.kernels.groups import Work
from sim.kernels.memory.borrowed import fetch
from sim.kernels.state import BOOKED, DEAD, FREE, FREE_LEFT, NO_ROOM
from sim.kernels.style import kernel
from sim.kernels.types import Row, Rows

AHEAD = 6  # takes between fetching a row and wanting it


@kernel
def take_need(needs: Rows, work: Work) -> Row:
    """A free row; should there be none after all, the run is given up (NO_ROOM), and nothing else touched."""
    left = work.counts[FREE_LEFT] - 1
    if left < 0:
        work.counts[NO_ROOM] = 1
        return work.free_rows[0]
    work.counts[FREE_LEFT] = left
    if left >= AHEAD:
        fetch(needs, work.free_rows[left - AHEAD])
    return work.free_rows[left]


@kernel
def free_need(needs: Rows, work: Work, row: Row) -> None:
    """Gives a row back."""
    left = work.counts[FREE_LEFT]
    needs[row].state = FREE
    work.free_rows[left] = row
    work.counts[FREE_LEFT] = left + 1


@kernel
def drop_need(needs: Rows, work: Work, row: Row) -> None:
    """Ends a need's row: one that a list of visits still holds is marked, and freed when that is played."""
    if needs[row].state == BOOKED:
        needs[row].state = DEAD
    else:
        free_need(needs, work, row)
