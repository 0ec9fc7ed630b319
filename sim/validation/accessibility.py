"""Our accessibility (APL) of all communes beside that of DREES: the formula alone, which needs no run."""

from functools import cache
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.building.nearby import minutes_of, usual_roads
from sim.france.apl import Steps, apl_of, weights_between
from sim.france.facts import AGES
from sim.scenario.costs import Apl
from sim.scenario.doctors import Doctors
from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.schema.types import Plain

Floats = NDArray[np.float64]
SQUARE_KM: Final = 1.0  # of a commune whose area no file tells


class Yardstick(Plain):
    """What conf/ says of the APL. ``full_time``: consultations a year; ``particular``: the share of liberal
    GPs in particular modes of practice, whom DREES does not count.
    """

    full_time: float
    particular: float
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
    return Yardstick.model_validate(told)


def within_km(area_km2: Floats) -> Floats:
    """Kilometres as the crow flies within communes of this area."""
    return np.asarray(usual_roads().own_commune * np.sqrt(np.nan_to_num(area_km2, nan=SQUARE_KM) / np.pi))


def usual_minutes(kms: Floats) -> Floats:
    """Of kilometres as the crow flies."""
    return minutes_of(kms, usual_roads())


def apl_of_communes(communes: pd.DataFrame) -> pd.Series:
    """By commune, of the liberal GPs that the files count (``sim.france.facts``); NaN where a commune has no
    place. Minutes are estimated.
    """
    there = communes[communes["lat"].notna() & communes["lon"].notna()]
    rule = yardstick()
    ages = there[list(AGES)].fillna(0.0).to_numpy(dtype=np.float64)
    shares = ages / np.maximum(ages.sum(axis=1, keepdims=True), 1e-9)
    people = there["population"].fillna(0.0).to_numpy(dtype=np.float64)
    residents = people * (shares @ np.array(rule.apl.age.values))
    lat, lon, area = (there[each].to_numpy(dtype=np.float64) for each in ("lat", "lon", "area_km2"))
    weights = weights_between(lat, lon, usual_minutes(within_km(area)), usual_minutes, rule.steps)
    acts = rule.consultations(there["gps"].fillna(0.0).to_numpy(dtype=np.float64))
    return pd.Series(apl_of(acts, residents, weights), index=there.index).reindex(communes.index)
