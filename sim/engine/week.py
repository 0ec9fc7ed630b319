"""A week of slots made longer or shorter, to the nearest slot of the whole week."""

from collections.abc import Sequence
from typing import Final

_MOST: Final = 255  # slots in a half-day (a byte of the agenda's row)


def scaled(week: Sequence[int], factor: float) -> tuple[int, ...]:
    """Slots by half-day times ``factor``, so that their sum is right to the nearest slot.

    5 % of 12 slots is no slot; of a week of 100 it is five half-days with one more. Half-days gain by largest
    remainder, the earlier first; one that is free stays free.
    """
    wanted = int(sum(week) * factor + 0.5)
    whole = [int(slots * factor) for slots in week]
    by_remainder = sorted(range(len(week)), key=lambda i: (whole[i] - week[i] * factor, i))
    for i in by_remainder[: wanted - sum(whole)]:
        whole[i] += 1
    return tuple(min(slots, _MOST) for slots in whole)
