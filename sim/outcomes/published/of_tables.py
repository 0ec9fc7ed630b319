"""What a published figure may be made of rows of tables: days at services, doctors, traced needs, waits.

As those of ``made``, each takes the period and what the record says, and gives ``[replication]``.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

import numpy as np
import pandas as pd

from sim.outcomes.counting.source import Array
from sim.outcomes.published.made import Context, adult_part, figure
from sim.outcomes.published.year import Year

ADULT: Final = 17
ON_SCREEN: Final = "seen_on_screen"  # by the own doctor
GP_CONTACTS: Final = ("seen_own", "seen_other", "seen_sas")  # visits to a GP at a practice
GP_ACTS: Final = (*GP_CONTACTS, ON_SCREEN)


@figure
def visits_at(
    of: Context,
    services: Sequence[str],
    months: Sequence[int] = tuple(range(1, 13)),
    statistic: Literal["sum", "day", "peak"] = "sum",
    until: str = "",
    over: Sequence[str] = (),
) -> Array:
    """Visits at services in these months, to the day ``until`` (month-day) of the last: their sum; the mean
    day; ``peak``: the mean of the ten highest days. ``over``: as a percentage of those at more services.
    """
    found = [_by_day(frame, services, months, until) for frame in of.year.table("daily")]
    if over:
        every = [_by_day(frame, over, months, until) for frame in of.year.table("daily")]
        pairs = zip(found, every, strict=True)
        return np.array([100.0 * some.sum() / whole.sum() if len(whole) else np.nan for some, whole in pairs])
    means: Mapping[str, Callable[[pd.Series], float]] = {
        "sum": lambda days: float(days.sum()),
        "day": lambda days: float(days.mean()),
        "peak": lambda days: float(days.nlargest(10).mean()),
    }
    return np.array([means[statistic](days) if len(days) else np.nan for days in found])


def _by_day(frame: pd.DataFrame, services: Sequence[str], months: Sequence[int], until: str) -> pd.Series:
    """Visits by day at these services; empty where there are none of that name."""
    mine = frame["service"].isin(services) & frame["date"].dt.month.isin(months)
    if until:
        mine &= frame["date"].dt.strftime("%m-%d") <= until
    days: pd.Series = frame[mine].groupby("date")["n"].sum()
    return days


@figure
def weekday_over_mean(of: Context, service: str, weekday: int) -> Array:
    """Visits on a weekday (0 Monday) at all services whose name begins so, over those of the mean day."""
    values = []
    for frame in of.year.table("daily"):
        mine = frame[frame["service"].str.startswith(service)]
        days = (mine["n"] * mine["weight"]).groupby(mine["date"]).sum()
        of_weekday = days[pd.DatetimeIndex(days.index).day_of_week == weekday]
        values.append(of_weekday.mean() / days.mean() if len(of_weekday) else np.nan)
    return np.array(values)


@figure
def month_over_others(of: Context, months: Sequence[int]) -> Array:
    """Visits to emergency departments of the territory, a day of these months over one of the others."""
    values = []
    for frame in of.year.table("daily"):
        mine = frame[frame["service"].str.startswith("ed_") & (frame["commune"] != "")]
        days = mine.groupby("date")["n"].sum()
        those = pd.DatetimeIndex(days.index).month.isin(months)
        values.append(days[those].mean() / days[~those].mean() if those.any() else np.nan)
    return np.array(values)


@figure
def doctors(
    of: Context,
    value: Literal["visits", "panel", "hours", "patients", "age", "refused"],
    statistic: Literal["mean", "p25", "p50", "p75", "over"],
    bound: float = 0.0,
    adults: bool = False,
    least_panel: float = 0.0,
    commune: str = "",
) -> Array:
    """Of GPs there for the whole year (with ``least_panel`` patients of their own; of one ``commune``):
    visits, mean panel (``adults``: without children, in proportion), hours of a week at work, patients seen
    (from traced residents), age, requests to be their patient that they refused. ``over``: the percentage who
    have ``bound`` or more.
    """
    part = adult_part(of.year) if adults else np.ones(of.year.n)
    found = []
    for number, frame in enumerate(of.year.table("doctors")):
        asked = _by_doctor(frame, of.year, number).query("panel >= @least_panel")
        if commune:
            asked = asked[asked["commune"] == commune]
        each = asked[[value, "weight"]].dropna()
        values, weights = each[value].to_numpy(float), each["weight"].to_numpy(float)
        found.append(_statistic(values * part[number], weights, statistic, bound))
    return np.array(found)


def _by_doctor(frame: pd.DataFrame, year: Year, number: int) -> pd.DataFrame:
    groups = frame.groupby(["run", "doctor"])
    made = groups.agg(
        visits=("visits", "sum"),
        panel=("panel", "mean"),
        worked=("hours", "sum"),
        weeks=("weeks", "sum"),
        months=("month", "nunique"),
        born=("birth_year", "first"),
        refused=("refused", "sum"),
        commune=("commune", "first"),
        weight=("weight", "first"),
    )
    made = made[made["months"] >= year.period.months].copy()
    made["hours"] = made["worked"] / made["weeks"].where(made["weeks"] > 0)
    made["age"] = (year.period.first.year - made["born"]).where(made["born"] > 0)
    made["patients"] = made["visits"] * _patients_per_visit(year.table("trace")[number]).reindex(made.index)
    return made


def _patients_per_visit(trace: pd.DataFrame) -> pd.Series:
    """Of each doctor: how many of the traced were seen, over how often. Whoever is traced is everywhere the
    same share, so that times all visits it is all patients.
    """
    mine = trace[trace["outcome"].isin(GP_ACTS)].rename(columns={"service": "doctor"})
    who = mine["commune"].astype(str) + "/" + mine["resident"].astype(str)
    seen = mine.assign(who=who).groupby(["run", "doctor"], observed=True)["who"]
    ratio: pd.Series = seen.nunique() / seen.size()
    return ratio


def _statistic(values: Array, weights: Array, statistic: str, bound: float) -> float:
    if len(values) == 0 or weights.sum() == 0:
        return float("nan")
    if statistic == "mean":
        return float(np.average(values, weights=weights))
    if statistic == "over":
        return float(100.0 * np.average(values >= bound, weights=weights))
    return quantile(values, weights, int(statistic[1:]) / 100)


def quantile(values: Array, weights: Array, share: float) -> float:
    """The smallest value up to which so much of the weight lies; NaN of none."""
    if len(values) == 0:
        return float("nan")
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, share * reached[-1])])


@figure
def travel(of: Context, share: float) -> Array:
    """Minutes to the GP that so many visits of traced residents do not exceed."""
    found = []
    for frame in of.year.table("trace"):
        mine = frame[frame["outcome"].isin(GP_CONTACTS)].dropna(subset=["minutes"])
        found.append(quantile(mine["minutes"].to_numpy(float), mine["weight"].to_numpy(float), share))
    return np.array(found)


@figure
def own_commune(of: Context, nearest: bool = False) -> Array:
    """% of visits of traced residents to a GP in their own commune, or (``nearest``) in one that is no
    farther than the nearest that has a GP.
    """
    found = []
    for frame in of.year.table("trace"):
        mine = frame[frame["outcome"].isin(GP_CONTACTS) & frame["minutes"].notna()]
        if nearest:
            # Somebody of the commune is seen wherever the nearest GP is: the shortest way that anybody had.
            least = mine.groupby(["run", "commune"], observed=True)["minutes"].transform("min")
            there = mine["minutes"] <= least
        else:
            there = mine["at"].astype(str) == mine["commune"].astype(str)
        found.append(100.0 * np.average(there, weights=mine["weight"]) if len(mine) else np.nan)
    return np.array(found)


@figure
def on_screen_near(of: Context, minutes: float) -> Array:
    """% of visits of traced residents on their own doctor's screen, whose doctor is so near by road, or in
    their commune.
    """
    found = []
    for frame in of.year.table("trace"):
        mine = frame[(frame["outcome"] == ON_SCREEN) & frame["minutes"].notna()]
        there = (mine["minutes"] <= minutes) | (mine["at"].astype(str) == mine["commune"].astype(str))
        found.append(100.0 * np.average(there, weights=mine["weight"]) if len(mine) else np.nan)
    return np.array(found)


@figure
def after_refusal(of: Context) -> Array:
    """% of needs of traced residents in which a request was refused that ended at an emergency department."""
    found = []
    for frame in of.year.table("trace"):
        mine = frame[frame["refused"]]
        at_ed = mine["outcome"] == "seen_ed"
        found.append(100.0 * np.average(at_ed, weights=mine["weight"]) if len(mine) else np.nan)
    return np.array(found)


@figure
def delay(
    of: Context, kinds: Sequence[str] = (), share: float | None = None, least: int = 0, most: int = 90
) -> Array:
    """Of appointments (for needs of these kinds): the days that so many do not exceed, or the percentage
    after ``least`` to ``most`` days.
    """
    found = []
    for frame in of.year.table("waits"):
        mine = frame[frame["kind"].isin(kinds)] if kinds else frame
        days, n = mine["days"].to_numpy(float), (mine["n"] * mine["weight"]).to_numpy(float)
        if not len(mine):
            found.append(float("nan"))
        elif share is not None:
            found.append(quantile(days, n, share))
        else:
            found.append(float(100.0 * np.average((least <= days) & (days <= most), weights=n)))
    return np.array(found)
