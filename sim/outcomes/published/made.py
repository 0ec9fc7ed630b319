"""What a published figure may be made of: functions that records of conf/validation/shown.yaml name.

Each takes the period (of one run, or of several together) and what the record says, and gives
``[replication]``, NaN where the runs cannot tell. Those made of indicators; ``of_tables`` has the others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.outcomes.counting.source import ALL, WHOLE, Array
from sim.outcomes.published.year import Year
from sim.territory.bands import BANDS


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
    return np.asarray(of.year.sum("panel") * adult_part(of.year))


def adult_part(year: Year) -> Array:
    """``[replication]``: adults among all who have a médecin traitant."""
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
def without_mt_relative(of: Context, communes: Sequence[str]) -> Array:
    """The share of adults without médecin traitant in these communes, over that of the country as it is
    simulated (NaN where it is not). Both in the first month: counts are of the end of the year before, and
    whoever retires in the course of the period was still there.
    """
    if of.country is None:
        return np.full(of.year.n, np.nan)
    then = of.year.first_month
    parts = [(then.sum("adults_without_mt", ALL, code), then.sum("adults", ALL, code)) for code in communes]
    here = _ratio(np.sum([one for one, _ in parts], axis=0), np.sum([two for _, two in parts], axis=0), 100.0)
    return np.asarray(here / of.country.first_month.sum("without_mt").mean())
