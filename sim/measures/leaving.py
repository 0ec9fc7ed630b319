"""When a doctor leaves of their own accord: once a year a keyed draw against the hazard of their age, which
moves with their load (docs/model.md, section 15).
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
import simpy
from numpy.typing import NDArray

from sim.changes.doctors_and_sites import Announce, CloseList
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.doctors import Hazard

_LEAVES: Final = 0  # words of the draw; the occurrence is the civil year
_DAY_OF_YEAR: Final = 1
_DAYS: Final = 365

Urge = TypeVar("Urge", float, NDArray[np.float64])
Leaving = Generator[simpy.Event, Any, int | None]


class Chance(NamedTuple):
    """One day within ``days`` days from ``first`` on which somebody leaves with a probability under the usual
    load; ``occurrence``: of the draw.
    """

    occurrence: int
    first: int
    days: int
    usual: float


def exit_day(
    clock: Clock, supply: Supply, draws: Draws, doctor: str, leaves: Callable[[int], float], notice: int
) -> Leaving:
    """The day on which the doctor goes, from tomorrow on; None if even its ``notice`` is never played.

    ``leaves`` is the probability of leaving within a civil year under the usual load. The draws are those of
    the year, so that the same doctor under the same load leaves on the same day in every scenario, and
    however long one plays. It is known when the notice has to be given, and sooner where load cannot matter.
    """
    return (yield from first_exit(clock, supply, draws, doctor, by_civil_year(clock, leaves, notice), notice))


def by_civil_year(clock: Clock, leaves: Callable[[int], float], notice: int) -> Iterator[Chance]:
    """One day in each civil year from this one on, as far as the notice of a departure is played."""
    last = clock.date_of(clock.day_of(clock.end) + notice).year
    for year in range(clock.today.year, last + 1):
        yield Chance(year, clock.day_of(date(year, 1, 1)), _DAYS, leaves(year))


def first_exit(
    clock: Clock,
    supply: Supply,
    draws: Draws,
    doctor: str,
    chances: Iterable[Chance],
    notice: int,
    before: int | None = None,
) -> Leaving:
    """The day of the first of the chances, in the order of time, that comes about; None if none does, or
    none ``before`` a day.
    """
    begins = clock.day
    for chance in chances:
        day = chance.first + int(draws.uniform(chance.occurrence, _DAY_OF_YEAR) * chance.days)
        drawn = draws.uniform(chance.occurrence, _LEAVES)
        if before is not None and day >= before:
            return None
        if day <= begins or drawn >= under(chance.usual, supply.most_urge):  # has passed, or: still here
            continue
        if drawn < under(chance.usual, 1.0 / supply.most_urge):
            return day
        yield clock.until(day - notice)
        if drawn < under(chance.usual, supply.urge(doctor)):
            return day
    return None


def under(usual: float, urge: float) -> float:
    """The probability of an event within a year whose hazard is ``urge`` times that of the ``usual`` one."""
    return usual if urge == 1.0 else raised(usual, urge)


def raised(usual: float, urge: Urge) -> Urge:
    """The same of any urges, a number or an array of them."""
    chance: Urge = 1.0 - (1.0 - usual) ** urge
    return chance


def by_age(hazard: Hazard, birth_year: int) -> Callable[[int], float]:
    """The probability of leaving within a civil year; 0 for a doctor of unknown age (birth year 0)."""
    return lambda year: 0.0 if birth_year == 0 else hazard.at(year - birth_year)


def give_notice(clock: Clock, supply: Supply, doctor: str, day: int, notice: int) -> Process:
    """From ``notice`` days before the departure until that day: no new patients, no appointment beyond it."""
    yield clock.until(day - notice)
    if supply.practising(doctor):
        supply.ask(CloseList(doctor))
        supply.ask(Announce(doctor, clock.date_of(day)))
    yield clock.until(day)
