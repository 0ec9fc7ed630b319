"""When a doctor leaves of their own accord: once a year a keyed draw against the hazard of their age."""

from collections.abc import Callable
from datetime import date
from typing import Final

from sim.changes.changes import Announce, CloseList
from sim.measures.field_types import Hazard
from sim.measures.protocol import Clock, Draws, Process, Supply

_LEAVES: Final = 0  # words of the draw; the occurrence is the civil year
_DAY_OF_YEAR: Final = 1
_DAYS: Final = 365


def exit_day(clock: Clock, draws: Draws, leaves: Callable[[int], float], notice: int) -> int | None:
    """The day on which the doctor goes, from tomorrow on; None if even its ``notice`` is never played.

    ``leaves`` is the probability of leaving within a civil year. The draws are those of the year, so that the
    same doctor leaves on the same day in every scenario, and however long one plays.
    """
    beyond = clock.day_of(clock.end) + notice
    for year in range(clock.today.year, clock.date_of(beyond).year + 1):
        if draws.uniform(year, _LEAVES) < leaves(year):
            day = clock.day_of(date(year, 1, 1)) + int(draws.uniform(year, _DAY_OF_YEAR) * _DAYS)
            if day > clock.day:  # a day of this year that has passed: they are still here
                return day
    return None


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
