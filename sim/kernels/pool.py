"""Rows of open needs: taken from a pool and given back to it.

Free rows stand on a stack, kept in the column ``free_after`` of the pool's own first rows: cell i says
which row is the i-th free one. So the row that will be taken a little later is known, and fetched before it
is wanted.
"""

from sim.kernels.state import BOOKED, FREE, FREE_LEFT, TOUCHED
from sim.kernels.style import kernel

AHEAD = 6  # takes between fetching a row and wanting it


@kernel
def take_need(needs, counts):
    """A free row; the caller sees to it that there is one (``advance`` stops at midnight to let the pool
    grow).
    """
    left = counts[FREE_LEFT] - 1
    counts[FREE_LEFT] = left
    if left >= AHEAD:
        counts[TOUCHED] += needs[needs[left - AHEAD].free_after].state
    return needs[left].free_after


@kernel
def free_need(needs, counts, row):
    """Gives a row back."""
    left = counts[FREE_LEFT]
    needs[row].state = FREE
    needs[left].free_after = row
    counts[FREE_LEFT] = left + 1


@kernel
def drop_need(needs, counts, row, dead_state):
    """Ends a need's row: one that a day's list of visits still holds is marked, and freed when that is
    played.
    """
    if needs[row].state == BOOKED:
        needs[row].state = dead_state
    else:
        free_need(needs, counts, row)
