"""How communes grew between two counts, and whether both were of the same commune."""

import pandas as pd

from sim.building.defaults import usual_defaults


def growth_of(communes: pd.DataFrame) -> pd.Series:
    """A year's growth of each commune; NaN where a count is missing or nobody lived there."""
    before, years = communes["population_before"], communes["population_years"]
    counted = (before > 0) & (years > 0) & (communes["population"] > 0)
    ratio = (communes["population"] / before.where(counted)).astype("float64")
    return ratio ** (1.0 / years.where(counted)) - 1.0


def counted_alike(communes: pd.DataFrame) -> pd.Series:
    """Whether the figures of a commune can be of the commune of today: those that merged are counted apart,
    or several times over, in older files, which then seem to have lost a tenth of their people every year.
    Where no count says so, they are believed.
    """
    bounds = usual_defaults()["building.growth_bounds"].value
    rate = growth_of(communes)
    return rate.isna() | rate.between(bounds["least"], bounds["most"])
