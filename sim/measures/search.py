"""The search for somebody who takes a post: with a probability, after some time.

Nobody competes for candidates here; whoever looks for doctors asks ``found_after`` alone.
"""

from typing import Annotated, Final

from pydantic import Field

from sim.measures.protocol import Draws
from sim.schema.types import MeanDays, Plain, Share

_FOUND: Final = 0  # words of a search
_LASTS: Final = 1
MOST_SEARCHES: Final = 10_000  # of one post, one after the other


class Search(Plain):
    """A search lasts ``lead_days`` on average and finds somebody with a probability; else the next begins."""

    lead_days: MeanDays
    probability: Annotated[Share, Field(gt=0)]


def found_after(draws: Draws, occurrence: int, probability: float, mean_days: float) -> int | None:
    """The days after which one search has found somebody; None if it finds nobody."""
    if draws.uniform(occurrence, _FOUND) >= probability:
        return None
    return int(mean_days * draws.exponential(occurrence, _LASTS))


def until_found(draws: Draws, search: Search) -> int:
    """The days after which one search or the next has found somebody: at least one for each."""
    days = 0
    for number in range(MOST_SEARCHES):
        days += max(1, int(search.lead_days * draws.exponential(number, _LASTS)))
        if draws.uniform(number, _FOUND) < search.probability:
            break
    return days
