"""Published figures, and what a run says of the same thing: the baseline must be credible before it is
compared.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.counting.source import ALL, Array
from sim.outcomes.counting.tallies import service
from sim.outcomes.periods.intervals import mean_with_interval
from sim.outcomes.periods.months import parse_period, within
from sim.outcomes.periods.period import Values, over
from sim.outcomes.storage.store import StoredRun, read_run
from sim.scenario.sources import data_root
from sim.territory.bands import BANDS

FILE: Final = "published.csv"
CALIBRATION: Final = "calibration"
COLUMNS: Final = (
    "id", "figure", "source", "unit", "published", "published_low", "published_high",
    "simulated", "simulated_low", "simulated_high", "role", "verdict",
)  # fmt: skip


class Year(NamedTuple):
    """What a figure may be made of: indicators over a civil year, and the run they come from."""

    values: Values
    run: StoredRun

    def sum(self, indicator: str, group: str = ALL) -> Array:
        """``[replication]``, over the whole territory; of a stock, its mean over the months."""
        return self.values.of(indicator, group)


def _panel(year: Year) -> Array:
    """Panels of GPs of the territory, children taken out in their proportion among those with an MT."""
    adults = year.sum("adults") - year.sum("adults_without_mt")
    everybody = year.sum("residents") - year.sum("adults_without_mt") - year.sum("children_without_mt")
    return np.asarray(year.sum("panel") * adults / everybody)


def _ed_of_residents(year: Year) -> Array:
    """Emergencies, and needs of residents that ended at an emergency department; visitors' needs are left
    out.
    """
    of_residents = sum(year.sum("ed_avoidable", f"band:{band.key}") for band in BANDS)
    visits = year.sum("ed_visits") - year.sum("ed_avoidable") + of_residents
    return np.asarray(visits / year.sum("residents"))


def _ccmu12(year: Year) -> Array:
    """Needs of primary care, and the share of true emergencies that are of these classes too."""
    share = float(year.run.config["costs"]["emergencies"]["ccmu12"])
    care, every = year.sum("ed_avoidable"), year.sum("ed_visits")
    return np.asarray(100.0 * (care + share * (every - care)) / every)


def _calls_per_100(year: Year) -> Array:
    """The lines answer all people simulated, those of the ring too."""
    manifest = year.run.manifest
    around = manifest.simulated / manifest.residents
    return np.asarray(100.0 * year.sum("calls") / (year.sum("residents") * around))


def _ratio(above: str, below: str, scale: float = 1.0) -> Callable[[Year], Array]:
    """One indicator over another."""
    return lambda year: np.asarray(scale * year.sum(above) / year.sum(below))


def _at(indicator: str, *services: str) -> Callable[[Year], Array]:
    """An indicator at services, by name."""
    return lambda year: np.asarray(sum(year.sum(indicator, service(name)) for name in services))


# What each figure is made of; a figure that has an indicator's id is that indicator.
SIMULATED: Final[Mapping[str, Callable[[Year], Array]]] = {
    "acts_mean": _ratio("gp_visits", "gps"),  # of GPs of the territory
    "panel_mean": _panel,
    "exit_rate": _ratio("departures", "gps", 100.0),
    "travel_mean": lambda year: year.sum("travel_minutes"),
    "ed_per_resident": _ed_of_residents,
    "ed_ccmu12": _ccmu12,
    "ed_arcachon_year": _at("ed_visits", "ed_arcachon", "front_arcachon"),
    "cmsi_mios_year": _at("cmsi_visits", "cmsi_mios"),
    "calls_per_100": _calls_per_100,
    "teleconsultation": _ratio("teleconsultations", "consultations", 100.0),
}


def simulated(figure: str, year: Year) -> Array:
    """``[replication]``: what a run says of a published figure. Raises KeyError for an unknown one."""
    return SIMULATED[figure](year) if figure not in CATALOGUE else year.sum(figure)


def calibration_table(folder: Path, year: int, published: Path | None = None) -> pd.DataFrame:
    """Published against simulated, over one civil year of a run, in the columns of COLUMNS.

    ``simulated_low`` and ``simulated_high`` are the 95 % interval of the mean over replications. The verdict
    is ``inside`` when the mean lies from ``published_low`` to ``published_high``, ``outside`` when it does
    not, ``not shown`` where the run cannot tell (no such service, no whole year). Raises StoreError.
    """
    run = read_run(folder)
    period = within(parse_period(str(year)), run.manifest.first_day, run.manifest.end)
    known = Year(over(run, period), run)
    figures = pd.read_csv(published if published is not None else data_root() / "conf" / FILE)
    found = figures[figures["role"] == CALIBRATION].reset_index(drop=True)
    found = found.rename(columns={"low": "published_low", "high": "published_high"})
    said = np.array([mean_with_interval(simulated(figure, known)) for figure in found["id"]]).reshape(-1, 3)
    mean, found["simulated_low"], found["simulated_high"] = said.T
    inside = (found["published_low"] <= mean) & (mean <= found["published_high"])
    found["simulated"] = mean
    found["verdict"] = np.select([np.isnan(mean), inside], ["not shown", "inside"], "outside")
    return found[list(COLUMNS)]
