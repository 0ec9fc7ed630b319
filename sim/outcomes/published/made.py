"""What a published figure may be made of: functions that records of conf/validation/shown.yaml name.

Each takes the period (of one run, or of several together) and what the record says, and gives
``[replication]``, NaN where the runs cannot tell.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from sim.outcomes.counting.source import ALL, WHOLE, Array
from sim.outcomes.published.year import Year
from sim.territory.bands import BANDS

ADULT: Final = 17
ON_SCREEN: Final = "seen_on_screen"  # by the own doctor
GP_CONTACTS: Final = ("seen_own", "seen_other", "seen_sas")  # visits to a GP at a practice
GP_ACTS: Final = (*GP_CONTACTS, ON_SCREEN)


@dataclass(frozen=True, eq=False)
class Context:
    """What a figure is made of: the runs it is held on, and those of the country, where there are any."""

    year: Year
    country: Year | None = None


Made = Callable[..., Array]
FUNCTIONS: Final[dict[str, Made]] = {}


def figure(function: Made) -> Made:
    """Lets records name the function."""
    FUNCTIONS[function.__name__] = function
    return function


def _ratio(above: Array, below: Array, scale: float = 1.0) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(below > 0, scale * above / below, np.nan))


@figure
def indicator(of: Context, id: str, group: str = ALL, commune: str = WHOLE) -> Array:
    """An indicator by its rule."""
    return of.year.sum(id, group, commune)


@figure
def ratio(
    of: Context,
    above: Sequence[str],
    below: Sequence[str],
    scale: float = 1.0,
    groups: Sequence[str] = (ALL,),
    per_day: bool = False,
) -> Array:
    """Sums of indicators over sums of others, over these groups of both; ``per_day``: over days instead."""
    top = sum(of.year.sum(each, group) for each in above for group in groups)
    if per_day:
        return np.asarray(scale * top / of.year.days())
    bottom = sum(of.year.sum(each, group) for each in below for group in groups)
    return _ratio(np.asarray(top), np.asarray(bottom), scale)


@figure
def risk_of_the_poor(of: Context) -> Array:
    """The share of poor adults who gave up care, over that of the others."""
    poor, gave_up = of.year.sum("poor_adults_all_year"), of.year.sum("poor_adults_gave_up")
    others, of_others = of.year.sum("adults_all_year") - poor, of.year.sum("adults_gave_up") - gave_up
    return _ratio(_ratio(gave_up, poor), _ratio(of_others, others))


@figure
def panel_of_adults(of: Context) -> Array:
    """Panels of GPs of the territory, children taken out in their proportion among those with an MT."""
    return np.asarray(of.year.sum("panel") * _adult_part(of.year))


def _adult_part(year: Year) -> Array:
    adults = year.sum("adults") - year.sum("adults_without_mt")
    everybody = year.sum("residents") - year.sum("adults_without_mt") - year.sum("children_without_mt")
    return _ratio(adults, everybody)


@figure
def ed_of_residents(of: Context) -> Array:
    """Emergencies, and needs of residents that ended at an emergency department; visitors' needs are left
    out.
    """
    year = of.year
    of_residents = sum(year.sum("ed_avoidable", f"band:{band.key}") for band in BANDS)
    return _ratio(year.sum("ed_visits") - year.sum("ed_avoidable") + of_residents, year.sum("residents"))


@figure
def ccmu12(of: Context) -> Array:
    """Needs of primary care, and the share of true emergencies that are of these classes too."""
    share = float(of.year.parts[0].run.config["costs"]["emergencies"]["ccmu12"])
    care, every = of.year.sum("ed_avoidable"), of.year.sum("ed_visits")
    return _ratio(care + share * (every - care), every, 100.0)


@figure
def calls_per_100(of: Context) -> Array:
    """The lines answer all people simulated, those of the ring too."""
    around = [
        part.weight * part.values.of("residents")[: of.year.n] * _around(part.run.manifest)
        for part in of.year.parts
    ]
    return _ratio(of.year.sum("calls"), np.sum(around, axis=0), 100.0)


def _around(manifest: Any) -> float:
    return float(manifest.simulated / manifest.residents)


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
    value: Literal["visits", "panel", "hours", "patients", "age"],
    statistic: Literal["mean", "p25", "p50", "p75", "over"],
    bound: float = 0.0,
    adults: bool = False,
    least_panel: float = 0.0,
) -> Array:
    """Of GPs there for the whole year (with ``least_panel`` patients of their own): visits, mean panel
    (``adults``: without children, in proportion), hours of a week at work, patients seen (from traced
    residents), age. ``over``: the percentage who have ``bound`` or more.
    """
    part = _adult_part(of.year) if adults else np.ones(of.year.n)
    found = []
    for number, frame in enumerate(of.year.table("doctors")):
        asked = _by_doctor(frame, of.year, number).query("panel >= @least_panel")
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
def travel_by_apl(of: Context, least: float, most: float) -> Array:
    """Mean minutes to the GP in communes whose APL is so many times the mean, from ``least`` to below
    ``most``.
    """
    mean = of.year.sum("apl")
    total, visits = np.zeros(of.year.n), np.zeros(of.year.n)
    for part, _, (apl, minutes, trips) in of.year.places("apl", "travel_total", "travel_visits"):
        there = part.weight * ((apl >= least * mean) & (apl < most * mean))
        total += there * np.nan_to_num(minutes)
        visits += there * np.nan_to_num(trips)
    return _ratio(total, visits)


@figure
def residents_by_apl(of: Context, most: float) -> Array:
    """% of residents in communes whose APL is ``most`` or less."""
    below, every = np.zeros(of.year.n), np.zeros(of.year.n)
    for part, _, (apl, people) in of.year.places("apl", "residents"):
        known = part.weight * np.nan_to_num(people) * ~np.isnan(apl)
        below += known * (apl <= most)
        every += known
    return _ratio(below, every, 100.0)


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


@figure
def without_mt_relative(of: Context, communes: Sequence[str]) -> Array:
    """The share of adults without médecin traitant in these communes, over that of the country as it is
    simulated (NaN where it is not).
    """
    if of.country is None:
        return np.full(of.year.n, np.nan)
    parts = [
        (of.year.sum("adults_without_mt", ALL, code), of.year.sum("adults", ALL, code)) for code in communes
    ]
    here = _ratio(np.sum([one for one, _ in parts], axis=0), np.sum([two for _, two in parts], axis=0), 100.0)
    return np.asarray(here / of.country.sum("without_mt").mean())
