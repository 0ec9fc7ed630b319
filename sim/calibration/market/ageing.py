"""Doctors who practise, as expected numbers by place and age: who leaves, who looks for a post, who came."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.calibration.market.land import OLDEST, First, Land
from sim.measures.leaving import raised
from sim.scenario.market import Market
from sim.vocabulary.time import DAYS_A_YEAR, MONTHS_A_YEAR

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]

CLASSES: Final = (0, 55, 62, 65, 67, 70)  # ages from which a hazard holds
DAYS_A_MONTH: Final = DAYS_A_YEAR / MONTHS_A_YEAR


def months_of(days: int) -> int:
    """The nearest number of whole months."""
    return round(days / DAYS_A_MONTH)


class Practising:
    """``by_age`` [place, age] on 1 January; ``fresh`` [place, k]: of them, who came in the k-th civil year
    before (of the first day: by age), as long as they count as being in their first years.
    """

    def __init__(self, market: Market, land: Land, first: First) -> None:
        self._market, self._leaving = market, first.leaving
        self.by_age = land.gps[:, None] * first.ages
        told = market.movers
        self._years = math.ceil(told.years)
        since = market.graduates.age + market.graduates.locum_years
        practised = np.arange(OLDEST + 1) - since
        self.fresh = np.zeros((len(land.gps), self._years + 1))
        for age in np.flatnonzero((practised > 0) & (practised < told.years)):
            self.fresh[:, math.ceil(practised[age])] += self.by_age[:, age]
        self._classes = np.searchsorted(CLASSES, np.arange(OLDEST + 1), side="right") - 1
        self.hazards = np.array([market.exits.hazard.at(max(age, 20)) for age in CLASSES])
        self.profiles = _profiles(market)
        self.came = np.zeros((len(self.profiles) + 1, len(land.gps)))  # in the year in hand, by sort
        self.went = np.zeros(len(land.gps))  # movers, of any age under `until_age`

    def exits(self, years_on: int, load: Vector) -> Vector:
        """``[place]``: who will leave by age and load within the civil year so many years on, of those here
        on 1 January.
        """
        own, chances = self.by_age, self._chances(load)
        for _ in range(years_on):
            own = _older(own * (1.0 - chances))
        return np.asarray((own * chances).sum(axis=1))

    def _chances(self, load: Vector) -> Matrix:
        """``[place, age]`` of leaving within a year."""
        urge = np.ones(len(load))
        if self._leaving is not None and self._leaving.power > 0:
            most = self._leaving.most
            urge = np.clip(load**self._leaving.power, 1.0 / most, most)
        return np.stack([raised(float(one), urge) for one in self.hazards], axis=1)[:, self._classes]

    def looking(self) -> Vector:
        """``[place]``: who will look for another post within the civil year."""
        told = self._market.movers
        able = self.by_age[:, : told.until_age].sum(axis=1)
        first = self.fresh[:, 1:].sum(axis=1)
        return np.asarray(told.later * able + (told.first_years - told.later) * np.minimum(first, able))

    def comes(self, sort: int, numbers: Vector) -> None:
        """So many more at each place, of a sort: 0 to 2 as in ``_profiles``, 3 movers from here."""
        self.came[sort] += numbers

    def movers_ages(self) -> Vector:
        """``[age]`` of those who move."""
        able = self.by_age[:, : self._market.movers.until_age].sum(axis=0)
        ages = np.zeros(OLDEST + 1)
        ages[: len(able)] = able / max(float(able.sum()), 1e-12)
        return ages

    def new_year(self, load: Vector, heads: Vector) -> None:
        """On 1 January: all are a year older; those of the year before have left; ``heads``: who is here."""
        until = self._market.movers.until_age
        movers = self.movers_ages()
        own = self.by_age * (1.0 - self._chances(load))
        able = own[:, :until].sum(axis=1)
        stays = 1.0 - np.divide(self.went, able, out=np.zeros_like(able), where=able > 0).clip(0, 1)
        own[:, :until] *= stays[:, None]
        own = _older(own + self.came.T @ np.vstack([self.profiles, movers]))
        total = own.sum(axis=1)
        self.by_age = own * np.divide(heads, total, out=np.zeros_like(total), where=total > 1e-9)[:, None]
        self.fresh[:, 0] = self.came.sum(axis=0)
        self.fresh *= (stays * (1.0 - self.hazards[0]))[:, None]
        self.fresh = np.hstack([np.zeros((len(own), 1)), self.fresh[:, : self._years]])
        self.came[:] = 0.0
        self.went[:] = 0.0


def _older(by_age: Matrix) -> Matrix:
    made = np.zeros_like(by_age)
    made[:, 1:] = by_age[:, :-1]
    made[:, -1] += by_age[:, -1]
    return made


def _profiles(market: Market) -> Matrix:
    """``[sort, age]`` of graduates and locums, foreign doctors, movers from elsewhere as they begin."""
    told, made = market.graduates, np.zeros((3, OLDEST + 1))
    made[0, told.age] += told.at_once
    years = np.arange(math.floor(told.most_locum_years) + 1)
    beyond = np.exp(-years / told.locum_years)
    share = beyond - np.append(beyond[1:], 0.0)
    np.add.at(made[0], np.minimum(told.age + years, OLDEST), (1.0 - told.at_once) * share)
    made[1, market.foreign.age] = 1.0
    span = slice(told.age, market.movers.until_age)
    made[2, span] = 1.0 / len(range(OLDEST + 1)[span])
    return made
