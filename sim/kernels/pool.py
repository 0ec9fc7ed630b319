"""Rows of open needs: taken from a pool and given back to it."""

from sim.kernels.state import BOOKED, FREE, FREE_HEAD, FREE_LEFT
from sim.kernels.style import kernel


@kernel
def take_need(needs, counts):
    """A free row of the pool; the caller sees to it that there is one (``advance`` stops at midnight to let
    it grow).
    """
    row = counts[FREE_HEAD]
    counts[FREE_HEAD] = needs[row].free_after
    counts[FREE_LEFT] -= 1
    return row


@kernel
def free_need(needs, counts, row):
    """Gives a row back."""
    need = needs[row]
    need.state = FREE
    need.free_after = counts[FREE_HEAD]
    counts[FREE_HEAD] = row
    counts[FREE_LEFT] += 1


@kernel
def drop_need(needs, counts, row, dead_state):
    """Ends a need's row: one that a day's list of visits still holds is marked and freed when that list is
    played.
    """
    if needs[row].state == BOOKED:
        needs[row].state = dead_state
    else:
        free_need(needs, counts, row)
