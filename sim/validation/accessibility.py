"""Our accessibility (APL) of all communes beside that of DREES: the formula alone, which needs no run."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.building.nearby import minutes_of, usual_roads
from sim.france.apl import Steps, apl_of, weights_between
from sim.france.facts import AGES
from sim.outcomes.published.rows import Published
from sim.outcomes.published.shown import FRANCE, Shown
from sim.outcomes.published.verdicts import Line, judged, line_of
from sim.scenario.costs import Apl
from sim.scenario.doctors import Doctors
from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.schema.types import Plain

Floats = NDArray[np.float64]
SQUARE_KM: Final = 1.0  # of a commune whose area no file tells
OLD, OLDEST = 60, 65  # years of age: files count GPs of 60 and over, DREES those of 65 or less
TENTH: Final = 0.1


class Yardstick(Plain):
    """What conf/ says of the APL. ``full_time``: consultations a year; ``particular``: the share of liberal
    GPs in particular modes of practice, whom DREES does not count.
    """

    full_time: float
    particular: float
    over_65: float  # of the liberal GPs of 60 and over, the part older than 65
    apl: Apl

    @property
    def steps(self) -> Steps:
        """Weights by minutes."""
        return [(row.below, row.weight) for row in self.apl.distance]

    def consultations(self, gps: Floats) -> Floats:
        """A year, of so many liberal GPs: who is in general practice counts as full time."""
        return np.asarray(self.full_time * (1.0 - self.particular) * gps)


@cache
def yardstick() -> Yardstick:
    """That of conf/costs and conf/doctors."""
    conf = data_root() / "conf"
    costs = read(conf / "costs" / "default.yaml").data
    doctors = Doctors.model_validate(read(conf / "doctors" / "default.yaml").data)
    told = {"full_time": costs["full_time"], "apl": costs["apl"], "particular": doctors.particular}
    told["over_65"] = _over_65(doctors)
    return Yardstick.model_validate(told)


def within_km(area_km2: Floats) -> Floats:
    """Kilometres as the crow flies within communes of this area."""
    return np.asarray(usual_roads().own_commune * np.sqrt(np.nan_to_num(area_km2, nan=SQUARE_KM) / np.pi))


def usual_minutes(kms: Floats) -> Floats:
    """Of kilometres as the crow flies."""
    return minutes_of(kms, usual_roads())


def _over_65(doctors: Doctors) -> float:
    """By the ages of all GPs."""
    years = [
        (year, group.share / (group.last - group.first + 1))
        for group in doctors.ages
        for year in range(group.first, group.last + 1)
    ]
    old = sum(share for year, share in years if year >= OLD)
    return sum(share for year, share in years if year > OLDEST) / old if old > 0 else 0.0


def standardised(communes: pd.DataFrame) -> Floats:
    """(n,) residents weighted by what they ask for at their age."""
    ages = communes[list(AGES)].fillna(0.0).to_numpy(dtype=np.float64)
    shares = ages / np.maximum(ages.sum(axis=1, keepdims=True), 1e-9)
    people = communes["population"].fillna(0.0).to_numpy(dtype=np.float64)
    return np.asarray(people * (shares @ np.array(yardstick().apl.age.values)))


def apl_of_communes(communes: pd.DataFrame, to_65: bool = False) -> pd.Series:
    """By commune, of the liberal GPs that the files count (``sim.france.facts``), or of those of 65 or less;
    NaN where a commune has no place. Minutes are estimated.
    """
    there = communes[communes["lat"].notna() & communes["lon"].notna()]
    rule = yardstick()
    lat, lon, area = (there[each].to_numpy(dtype=np.float64) for each in ("lat", "lon", "area_km2"))
    weights = weights_between(lat, lon, usual_minutes(within_km(area)), usual_minutes, rule.steps)
    heads = there["gps"].fillna(0.0)
    if to_65:
        heads = (heads - rule.over_65 * there["gps_60_up"].fillna(0.0)).clip(lower=0.0)
    acts = rule.consultations(heads.to_numpy(dtype=np.float64))
    return pd.Series(apl_of(acts, standardised(there), weights), index=there.index).reindex(communes.index)


def mean(communes: pd.DataFrame, tenth: str = "", to_65: bool = False) -> float:
    """APL of the country, or of the ``worst`` or ``best`` served tenth of its residents: tenths are cut by
    residents, means are by residents weighted by age, as DREES does.
    """
    apl = apl_of_communes(communes, to_65)
    known = apl.notna() & (communes["population"] > 0)
    order = apl[known].sort_values(ascending=tenth != "best", kind="stable").index
    people = communes["population"].reindex(order).to_numpy(dtype=np.float64)
    last = (TENTH if tenth else 1.0) * people.sum()
    inside = np.clip(last - (np.cumsum(people) - people), 0.0, people) / people
    weight = inside * standardised(communes.loc[order])
    return float(np.average(apl[order].to_numpy(dtype=np.float64), weights=weight))


def communes_under(communes: pd.DataFrame, department: str, most: float, to_65: bool = False) -> float:
    """How many communes of a département have an APL of ``most`` or less."""
    here = apl_of_communes(communes, to_65)[(communes["dep"] == department) & (communes["population"] > 0)]
    return float((here <= most).sum())


FIGURES: Final[dict[str, Callable[..., float]]] = {"mean": mean, "communes_under": communes_under}


def line_of_formula(row: Published, record: Shown, communes: pd.DataFrame) -> Line:
    """The line of a figure that the formula makes of the files."""
    takes: dict[str, Any] = dict(record.takes)
    where = f"département {takes['department']}" if "department" in takes else FRANCE
    made = line_of(row, where, np.array([FIGURES[record.function](communes, **takes)]), record.note)
    return judged(made, record)
