"""What an effect found elsewhere may be made of: functions that records of conf/validation/shown.yaml name.

Each takes an experiment and its baseline, replication by replication with the same luck, and gives
``[replication]``.
"""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

import numpy as np
import pandas as pd

from sim.outcomes.counting.source import Array
from sim.outcomes.published.made import Made
from sim.outcomes.published.of_tables import GP_ACTS, ON_SCREEN
from sim.outcomes.published.year import Year

GP_OUTCOMES: Final = (*GP_ACTS, "teleconsulted", "outside")
ED_OUTCOMES: Final = ("seen_ed", "seen_front")
WHO: Final = ["commune", "resident"]
EFFECTS: Final[dict[str, Made]] = {}


class Pair(NamedTuple):
    """The year after of both, and the year before of the baseline; the last month of both."""

    before: Year
    baseline: Year
    scenario: Year
    last_baseline: Year
    last_scenario: Year


def effect(function: Made) -> Made:
    """Lets records name the function."""
    EFFECTS[function.__name__] = function
    return function


def _percent(scenario: Array, baseline: Array) -> Array:
    return np.asarray(np.where(baseline > 0, 100.0 * (scenario / np.maximum(baseline, 1e-12) - 1.0), np.nan))


@effect
def change(of: Pair, above: Sequence[str]) -> Array:
    """% by which a sum of indicators changes."""
    after, before = (sum(year.sum(each) for each in above) for year in (of.scenario, of.baseline))
    return _percent(np.asarray(after), np.asarray(before))


@effect
def change_of_doctors(of: Pair, commune: str, value: Literal["visits", "panel"]) -> Array:
    """% by which visits or panels of the doctors of a commune change."""

    def total(year: Year) -> Array:
        return np.array([t.loc[t["commune"] == commune, value].sum() for t in year.table("doctors")])

    return _percent(total(of.scenario), total(of.baseline))


@effect
def change_of_days(of: Pair, service: str, weekdays: Sequence[int]) -> Array:
    """% by which visits on these weekdays (0 Monday) change at services whose name begins so."""

    def total(year: Year) -> Array:
        found = []
        for days in year.table("daily"):
            mine = days["service"].str.startswith(service) & days["date"].dt.day_of_week.isin(weekdays)
            found.append(float(days.loc[mine, "n"].sum()))
        return np.array(found)

    return _percent(total(of.scenario), total(of.baseline))


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
def found_again(of: Pair) -> Array:
    """% of those whose doctor stopped in the experiment alone who have another one in the last month."""
    lost = of.last_scenario.sum("people_released") - of.last_baseline.sum("people_released")
    still = of.last_scenario.sum("people_released_without_mt")
    without = still - of.last_baseline.sum("people_released_without_mt")
    return np.asarray(np.where(lost > 0, 100.0 * (1.0 - without / np.maximum(lost, 1.0)), np.nan))


@effect
def contacts_of_patients(of: Pair, least_age: int = 0) -> Array:
    """% by which contacts with GPs change among traced patients of the doctors who are gone."""
    return _of_patients(of, GP_OUTCOMES, least_age)


@effect
def ed_of_patients(of: Pair) -> Array:
    """The same of visits to emergency departments."""
    return _of_patients(of, ED_OUTCOMES, 0)


def _of_patients(of: Pair, outcomes: Sequence[str], least_age: int) -> Array:
    """Patients: who saw their own doctor, one of those gone, in the year before."""
    after: list[float] = []
    baseline: list[float] = []
    for number in range(of.baseline.n):
        held = of.baseline.table("doctors")[number]["doctor"].unique()
        gone = set(held) - set(of.scenario.table("doctors")[number]["doctor"].unique())
        before = of.before.table("trace")[number]
        of_theirs = before["service"].isin(gone) & before["outcome"].isin(("seen_own", ON_SCREEN))
        seen = of_theirs & (before["age"] >= least_age)
        patients = before.loc[seen, WHO].drop_duplicates()
        for found, year in ((after, of.scenario), (baseline, of.baseline)):
            trace: pd.DataFrame = year.table("trace")[number]
            mine = trace[trace["outcome"].isin(outcomes)]
            found.append(float(len(mine.merge(patients, on=WHO))))
    return _percent(np.array(after), np.array(baseline))
