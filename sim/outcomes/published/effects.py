"""What an effect found elsewhere may be made of: functions that records of conf/validation/shown.yaml name.

Each takes an experiment and its baseline, replication by replication with the same luck, and gives
``[replication]``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pandas as pd

from sim.outcomes.counting.source import Array
from sim.outcomes.published.made import Made
from sim.outcomes.published.of_tables import GP_ACTS, ON_SCREEN
from sim.outcomes.published.year import Year, year_of
from sim.outcomes.storage.store import read_run
from sim.vocabulary.time import MONTHS_A_YEAR

GP_OUTCOMES: Final = (*GP_ACTS, "teleconsulted", "outside")
ED_OUTCOMES: Final = ("seen_ed", "seen_front")
WHO: Final = ["commune", "resident"]
WEEK: Final = 7
WORKING_DAYS: Final = 5  # of a week
EFFECTS: Final[dict[str, Made]] = {}


@dataclass(frozen=True, eq=False)
class Pair:
    """The run of an experiment and that of its baseline, in folders. ``year``: the first after what the
    experiment changes, of which an effect is unless its record says another period.
    """

    without: Path
    run: Path
    year: int
    known: dict[tuple[Path, str], Year] = field(default_factory=dict)

    def over(self, period: str | int | None = None) -> tuple[Year, Year]:
        """The baseline and the experiment over a period. Raises StoreError for one that was not played."""
        asked = str(period or self.year)
        return self._of(self.without, asked), self._of(self.run, asked)

    @property
    def before(self) -> Year:
        """The year before, of the baseline."""
        return self._of(self.without, str(self.year - 1))

    @property
    def baseline(self) -> Year:
        """The year after."""
        return self.over()[0]

    @property
    def scenario(self) -> Year:
        """The year after."""
        return self.over()[1]

    @cached_property
    def n(self) -> int:
        """Replications of both; a baseline that experiments share may have more than one of them needs."""
        return min(len(read_run(folder).manifest.complete) for folder in (self.without, self.run))

    def _of(self, folder: Path, period: str) -> Year:
        if (folder, period) not in self.known:
            self.known[folder, period] = year_of([folder], period, most=self.n)
        return self.known[folder, period]


def effect(function: Made) -> Made:
    """Lets records name the function."""
    EFFECTS[function.__name__] = function
    return function


def _percent(scenario: Array, baseline: Array) -> Array:
    """% by which sums change, of all replications together, as studies pool their patients: a mean of changes
    would count those of a doctor with few patients as much as those of one with many. Each replication has
    that change and what it adds to it, so that their mean is it, and their spread its chance.
    """
    whole = baseline.sum()
    if not whole > 0:
        return np.full(len(baseline), np.nan)
    ratio = scenario.sum() / whole
    return np.asarray(100.0 * (ratio - 1.0 + (scenario - ratio * baseline) / baseline.mean()))


@effect
def change(of: Pair, above: Sequence[str]) -> Array:
    """% by which a sum of indicators changes."""
    after, before = (sum(year.sum(each) for each in above) for year in (of.scenario, of.baseline))
    return _percent(np.asarray(after), np.asarray(before))


@effect
def change_of_doctors(
    of: Pair, doctors: Sequence[str], value: Literal["visits", "panel"], period: str | int | None = None
) -> Array:
    """% by which visits or panels of doctors change, of those who practise in both runs in the period."""
    found: list[tuple[float, float]] = []
    tables = (year.table("doctors") for year in of.over(period))
    for without, with_it in zip(*tables, strict=True):
        both = {*doctors} & {*without["doctor"]} & {*with_it["doctor"]}
        sums = (float(t.loc[t["doctor"].isin(both), value].sum()) for t in (with_it, without))
        found.append((next(sums), next(sums)))
    after, before = np.array(found).T
    return _percent(after, before)


@effect
def patients_of(of: Pair, doctors: str, period: str, each: bool = False) -> Array:
    """Patients on the lists of whoever a measure brings, whose names begin so, in a month; for ``each`` of
    them who practises in it.
    """
    return _of_brought(of, doctors, period, "panel", each)


@effect
def visits_of(of: Pair, doctors: str, period: str, each: bool = False, a_day: bool = False) -> Array:
    """Visits a year of those doctors; for ``each`` of them, by the months in which they practise; ``a_day``:
    over five days of every week.
    """
    year = of.over(period)[1]
    weeks = year.days() / WEEK
    scale = 1.0 / (WORKING_DAYS * weeks) if a_day else MONTHS_A_YEAR / year.period.months
    return scale * _of_brought(of, doctors, period, "visits", each)


def _of_brought(of: Pair, doctors: str, period: str, value: str, each: bool) -> Array:
    """Sum over the period; for each over their mean number. NaN where none of them is there."""
    year, found = of.over(period)[1], []
    for table in year.table("doctors"):
        mine = table[table["doctor"].str.startswith(doctors)]
        heads = mine.groupby("month")["doctor"].nunique().sum() / year.period.months
        found.append(mine[value].sum() / (heads if each else 1.0) if len(mine) else np.nan)
    return np.array(found)


@effect
def diverted(of: Pair, counter: str) -> Array:
    """% of the visits at a new counter that emergency departments have fewer."""
    fewer = of.baseline.sum("ed_visits") - of.scenario.sum("ed_visits")
    visits = np.array([t.loc[t["service"] == counter, "n"].sum() for t in of.scenario.table("daily")], float)
    return np.asarray(np.where(visits > 0, 100.0 * fewer / np.maximum(visits, 1.0), np.nan))


@effect
def lost_per_withdrawn(of: Pair) -> Array:
    """Consultations that do not take place, over those that doctors gave who are gone in the experiment."""
    lost = of.baseline.sum("consultations") - of.scenario.sum("consultations")
    withdrawn = []
    for there, after in zip(of.baseline.table("doctors"), of.scenario.table("doctors"), strict=True):
        gone = ~there["doctor"].isin(after["doctor"])
        withdrawn.append(float(there.loc[gone, "visits"].sum()))
    held = np.array(withdrawn)
    return np.asarray(np.where(held > 0, lost / np.maximum(held, 1.0), np.nan))


@effect
def found_again(of: Pair, period: str) -> Array:
    """% of those whose doctor stopped in the experiment alone who have another one in a month."""
    before, after = of.over(period)
    lost = after.sum("people_released") - before.sum("people_released")
    without = after.sum("people_released_without_mt") - before.sum("people_released_without_mt")
    return np.asarray(np.where(lost > 0, 100.0 * (1.0 - without / np.maximum(lost, 1.0)), np.nan))


@effect
def still_without(of: Pair, period: str) -> Array:
    """% of them who have none."""
    return 100.0 - found_again(of, period)


@effect
def contacts_of_patients(
    of: Pair, least_age: int = 0, doctors: Sequence[str] = (), outcomes: Sequence[str] = GP_OUTCOMES
) -> Array:
    """% by which contacts with GPs (or other ``outcomes``) change among traced patients of the doctors who
    are gone; of these ``doctors``, if some are named.
    """
    after, baseline = np.array([*_of_patients(of, outcomes, least_age, doctors)])[:, :2].T
    return _percent(after, baseline)


@effect
def ed_of_patients(of: Pair, doctors: Sequence[str] = (), weekdays: Sequence[int] = ()) -> Array:
    """The same of visits to emergency departments, on these weekdays (0 Monday; of all, if none is said); of
    patients of these ``doctors``, if some are named.

    Studies count whatever somebody goes there for. True emergencies are those of the commune here and nobody
    in particular's, the same in both runs: as many are added as so many residents have of them.
    """
    found = np.array([*_of_patients(of, ED_OUTCOMES, 0, doctors, weekdays)])
    part = len(weekdays) / WEEK if weekdays else 1.0
    year = of.baseline
    of_one = part * (year.sum("ed_visits") - year.sum("ed_avoidable")) / year.sum("residents")
    emergencies = found[:, 2] * of_one
    return _percent(found[:, 0] + emergencies, found[:, 1] + emergencies)


def _of_patients(
    of: Pair,
    outcomes: Sequence[str],
    least_age: int,
    doctors: Sequence[str] = (),
    weekdays: Sequence[int] = (),
) -> Iterator[tuple[float, float, float]]:
    """By replication: needs that ended so in the experiment and in the baseline, and patients: who saw their
    own doctor, one of those gone (or named), in the year before.
    """
    for number in range(of.baseline.n):
        held, after = ({*year.table("doctors")[number]["doctor"]} for year in (of.baseline, of.scenario))
        whose = {*doctors} or held - after
        before = of.before.table("trace")[number]
        of_theirs = before["service"].isin(whose) & before["outcome"].isin(("seen_own", ON_SCREEN))
        seen = of_theirs & (before["age"] >= least_age)
        patients = before.loc[seen, WHO].drop_duplicates()
        with_it, without = (
            _needs(year.table("trace")[number], outcomes, weekdays, patients)
            for year in (of.scenario, of.baseline)
        )
        yield with_it, without, float(len(patients))


def _needs(
    trace: pd.DataFrame, outcomes: Sequence[str], weekdays: Sequence[int], patients: pd.DataFrame
) -> float:
    """Needs of these patients that ended so, on these weekdays."""
    mine = trace[trace["outcome"].isin(outcomes)]
    if weekdays:
        ended = mine["arose"].dt.normalize() + pd.to_timedelta(mine["days"], unit="D")
        mine = mine[ended.dt.day_of_week.isin(weekdays)]
    return float(len(mine.merge(patients, on=WHO)))
