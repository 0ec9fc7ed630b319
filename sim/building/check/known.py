"""What is looked at: a territory as it is simulated, and its files as they were written."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.france.apl import apl_of, step_weights
from sim.scenario.errors import ScenarioError
from sim.scenario.settings import Job
from sim.territory.bands import BANDS
from sim.territory.observed import Observed
from sim.territory.territory import Territory

Floats = NDArray[np.float64]
OLD = 60  # years of age from which GPs are counted as near retirement


class GpAges(NamedTuple):
    """Of the GPs of the reported communes: how many there are, whose age is told, who is of 60 and over."""

    gps: int
    known: int
    old: int


@dataclass(frozen=True, eq=False)
class Known:
    """A territory to be looked at. `job`: a scenario played there, whose own measures do not matter."""

    job: Job
    territory: Territory

    @property
    def settings(self) -> Mapping[str, Any]:
        """What the territory's YAML says."""
        return self.job.settings.territory.settings

    @cached_property
    def reported(self) -> NDArray[np.bool_]:
        """(n,) communes that are not of the ring."""
        return np.asarray(~self.territory.ring)

    @cached_property
    def minutes(self) -> Floats:
        """(n, n) between all communes."""
        return np.asarray(self.territory.roads.within(np.arange(len(self.territory))), dtype=np.float64)

    @property
    def people(self) -> Floats:
        """(n,) of the first day."""
        return np.asarray(self.territory.population, dtype=np.float64)

    @cached_property
    def apl(self) -> Floats:
        """(n,) the static APL of the GPs of the territory in general practice, whom DREES counts, each full
        time (nobody from beyond counts).
        """
        costs = self.job.settings.costs
        steps = [(row.below, row.weight) for row in costs.apl.distance]
        residents = self.people * (self.territory.age_shares @ np.array(costs.apl.age.values))
        acts = float(costs.full_time) * self.general
        return apl_of(acts, residents, step_weights(self.minutes, steps))

    @cached_property
    def general(self) -> Floats:
        """(n,) GPs in general practice: of whom no file tells the mode, the share that is usual."""
        heads = self.territory.gps.astype(np.float64) * (1.0 - self.job.settings.doctors.particular)
        for rank, doctors in self.territory.doctor_list.items():
            modes = [each.particular for each in doctors.values() if each.particular is not None]
            heads[rank] += modes.count(False) - len(modes) * (1.0 - self.job.settings.doctors.particular)
        return heads

    def path(self, key: str) -> Path | None:
        """The file that a key of the YAML names, if it names one that is there."""
        name = self.settings.get(key)
        path = self.job.settings.territory.folder / name if isinstance(name, str) else None
        return path if path is not None and path.is_file() else None

    @cached_property
    def counted(self) -> pd.DataFrame | None:
        """People of the file of ages by commune code: `all`, and `bands`, the sum of the seven; its latest
        year. None where ages are no file.
        """
        path = self.path("ages")
        if path is None:
            return None
        rows = {row["CODGEO"]: row for row in _lines(path)}
        here = [rows[code] for code in self.territory.codes]
        prefix = max(name[:4] for name in here[0] if name.endswith("_POP0014"))
        bands = [[_number(row[prefix + band.insee]) for band in BANDS] for row in here]
        total = [_number(row.get(f"{prefix}POP", "")) for row in here]
        return pd.DataFrame({"all": total, "bands": np.sum(bands, axis=1)}, index=list(self.territory.codes))

    @cached_property
    def gp_ages(self) -> GpAges:
        """Those of the list of doctors, and of the doctors who are named in the settings."""
        year, territory = self.job.settings.run.first_day.year, self.territory
        old: dict[tuple[int, int], bool | None] = {
            (rank, number): is_old(each.ages)
            for rank, doctors in territory.doctor_list.items()
            for number, each in doctors.items()
        }
        for code, named in self.job.settings.doctors.named.items():
            for number, doctor in named.items():
                if code in territory.rank_of:
                    old[territory.rank_of[code], int(number)] = year - doctor.birth_year >= OLD
        told = [value for (rank, _), value in old.items() if self.reported[rank] and value is not None]
        return GpAges(int(territory.gps[self.reported].sum()), len(told), sum(told))

    def told(self, indicator: str) -> Floats:
        """(n,) what the files say came of each commune, the latest; NaN where they say nothing."""
        rows = sorted((row for row in self.territory.observed if row.indicator == indicator), key=_year)
        value = {row.commune: row.value for row in rows}
        return np.array([value.get(code, np.nan) for code in self.territory.codes])


def _year(row: Observed) -> int:
    return row.year


def is_old(ages: tuple[int, int] | None) -> bool | None:
    """Whether a doctor of ages from … to … is of 60 and over; None: nobody can say."""
    if ages is None or ages[0] < OLD <= ages[1]:
        return None
    return ages[0] >= OLD


def _lines(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter=";"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        said = f"{path}: cannot be read ({error}); save it as CSV, UTF-8, with semicolons"
        raise ScenarioError(said) from None


def _number(text: str) -> float:
    return float(text.replace(",", ".")) if text.strip() else np.nan
