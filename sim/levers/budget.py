"""Levers at equal budget: how much of each the same money buys, and what that does."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sim.levers.choose import YEARS
from sim.levers.figures import OVER_ALL, OWN, PUBLIC, Figure, by_key
from sim.levers.kept import Played
from sim.levers.records import Records, Size

FREE: Final = 1.0  # € a year below which a lever costs public payers nothing
RANKED_BY: Final = ("adults_without_mt", "ed_visits")  # in the last year

How = Literal["played", "in_proportion"]
Why = Literal["free", "care_costs", "one_size", "too_dear"]


@dataclass(frozen=True)
class Bought:
    """What the budget buys of one lever: ``n`` units, ``most`` if no more make sense, and what they do."""

    scenario: str
    n: float
    of: Size
    how: How
    most: bool
    figures: tuple[Figure, ...]

    def figure(self, name: str, year: int) -> Figure:
        """The figure of that name, of a year after its first day. Raises KeyError."""
        return by_key(self.figures)[name, year]


@dataclass(frozen=True)
class NotBought:
    """A lever that the budget does not buy more or less of, and why: its measures and care cost public payers
    nothing (``free``), only care does (``care_costs``), it has one size, or its least is too dear.
    """

    scenario: str
    why: Why


def bought(size: Size, own: float, budget: float) -> float | None:
    """How many units the budget buys, when ``size.n`` cost ``own`` a year: whole ones, or the least there is
    where that is less than one. At most ``size.most``; None if not even ``size.least``, or if they cost
    nothing.
    """
    if not own >= FREE:
        return None
    n = size.n * budget / own
    if n < size.least:
        return None
    return min(max(float(math.floor(n + 1e-9)), size.least), size.most)


def at_budget(played: Sequence[Played], records: Records) -> tuple[list[Bought], list[NotBought]]:
    """All levers that have been played: what the budget buys of them, most people with a médecin traitant
    first; and those of which it does not.
    """
    alone = {each.scenario: each for each in played if each.size is None}
    other = {each.scenario: each for each in played if each.size is not None}
    found: list[Bought] = []
    left: list[NotBought] = []
    for name, each in alone.items():
        record = records.levers.get(name)
        size = None if record is None else record.size
        own = by_key(each.figures)[OWN, OVER_ALL].value
        n = None if size is None else bought(size, own, records.budget)
        if size is None or n is None:
            left.append(NotBought(name, _why(own, size, each)))
        else:
            figures, how = _of(size, n, each, other.get(name))
            at_most = n >= size.most and size.n * records.budget / own > size.most
            found.append(Bought(name, n, size, how, at_most, figures))
    return sorted(found, key=_rank), left


def _why(own: float, size: Size | None, each: Played) -> Why:
    if own >= FREE:
        return "one_size" if size is None else "too_dear"
    public = by_key(each.figures)[PUBLIC, OVER_ALL]
    return "care_costs" if public.clear and public.value >= FREE else "free"


def _of(size: Size, n: float, alone: Played, other: Played | None) -> tuple[tuple[Figure, ...], How]:
    """The figures of ``n`` units: played, or in proportion to those of the scenario."""
    if size.played and math.isclose(n, size.n):
        return alone.figures, "played"
    if size.played and other is not None and other.size is not None and math.isclose(n, other.size):
        return other.figures, "played"
    return tuple(each.times(n / size.n) for each in alone.figures), "in_proportion"


def _rank(each: Bought) -> tuple[float, float, str]:
    people, visits = (each.figure(name, YEARS).value for name in RANKED_BY)
    return people, visits, each.scenario
