"""When a doctor leaves of their own accord: once a year a keyed draw against the hazard of their age, which
moves with their load (docs/model.md, section 15).
"""

from collections.abc import Callable, Generator
from datetime import date
from typing import Any, Final

import simpy

from sim.changes.changes import Announce, CloseList
from sim.measures.protocol import Clock, Draws, Process, Supply
from sim.scenario.doctors import Hazard

_LEAVES: Final = 0  # words of the draw; the occurrence is the civil year
_DAY_OF_YEAR: Final = 1
_DAYS: Final = 365

Leaving = Generator[simpy.Event, Any, int | None]


def exit_day(
    clock: Clock, supply: Supply, draws: Draws, doctor: str, leaves: Callable[[int], float], notice: int
) -> Leaving:
    """The day on which the doctor goes, from tomorrow on; None if even its ``notice`` is never played.

    ``leaves`` is the probability of leaving within a civil year under the usual load. The draws are those of
    the year, so that the same doctor under the same load leaves on the same day in every scenario, and
    however long one plays. It is known when the notice has to be given, and sooner where load cannot matter.
    """
    begins, beyond = clock.day, clock.day_of(clock.end) + notice
    for year in range(clock.today.year, clock.date_of(beyond).year + 1):
        day = clock.day_of(date(year, 1, 1)) + int(draws.uniform(year, _DAY_OF_YEAR) * _DAYS)
        drawn, usual = draws.uniform(year, _LEAVES), leaves(year)
        if day <= begins or drawn >= under(usual, supply.most_urge):  # a day that has passed: still here
            continue
        if drawn < under(usual, 1.0 / supply.most_urge):
            return day
        yield clock.until(day - notice)
        if drawn < under(usual, supply.urge(doctor)):
            return day
    return None


def under(usual: float, urge: float) -> float:
    """The probability of an event within a year whose hazard is ``urge`` times that of the ``usual`` one."""
    return usual if urge == 1.0 else 1.0 - (1.0 - usual) ** urge


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
