"""Our static APL against that of DREES, commune by commune: the numbers and the figure of docs/apl.md.

python -m benchmarks.pages.apl --data FOLDER    FOLDER holds communes.csv.gz, the table of all communes

Prints what it found and writes docs/apl.md and docs/figures/apl.svg. Nothing is fitted to DREES's figures but
where a line says so: such a line asks how much an explanation could explain at most.
"""

import argparse
import sys
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from benchmarks.pages.apl_page import Cloud, Findings, Line, row, write
from sim.building.nearby import crow_kms, minutes_of, usual_roads
from sim.france.apl import (
    Agreement,
    Steps,
    agreement,
    apl_of,
    pairs_within,
    reach_km,
    weights_between,
    weights_of,
)
from sim.validation.accessibility import Yardstick, usual_minutes, within_km, yardstick

Floats = NDArray[np.float64]
BANDS: Final = ("0014", "1529", "3044", "4559", "6074", "7589", "90up")
TABLE: Final = "communes.csv.gz"
TEXTS: Final = {"code": str, "dep": str, "region": str, "epci": str, "half": str}
MINUTES_FROM_KM: Final = 3.0  # roads are compared where an emergency department is farther than this


@dataclass(frozen=True, eq=False)
class Country:
    """The communes that have a place, and the APL of our formula there."""

    table: pd.DataFrame

    def column(self, name: str) -> Floats:
        return np.asarray(self.table[name].to_numpy(dtype=np.float64))

    def filled(self, name: str) -> Floats:
        return np.nan_to_num(self.column(name))

    @cached_property
    def yardstick(self) -> Yardstick:
        return yardstick()

    @cached_property
    def steps(self) -> Steps:
        return self.yardstick.steps

    @cached_property
    def people(self) -> Floats:
        return self.filled("population_2023")

    @cached_property
    def residents(self) -> Floats:
        """Weighted by age."""
        ages = np.column_stack([self.filled(f"p21_{band}") for band in BANDS])
        shares = ages / np.maximum(ages.sum(axis=1, keepdims=True), 1e-9)
        return np.asarray(self.people * (shares @ np.array(self.yardstick.apl.age.values)))

    @cached_property
    def within_km(self) -> Floats:
        return within_km(self.column("area_km2"))

    def weights(self, steps: Steps | None = None, pace: float = 1.0) -> Any:
        """By travel; pace: of minutes."""

        def minutes(kms: Floats) -> Floats:
            return pace * usual_minutes(kms)

        lat, lon = self.column("lat"), self.column("lon")
        return weights_between(lat, lon, minutes(self.within_km), minutes, steps or self.steps)

    @cached_property
    def usual_weights(self) -> Any:
        return self.weights()

    def apl(self, gps: Floats, residents: Floats | None = None, weights: Any = None) -> Floats:
        """Of so many liberal GPs a commune."""
        at = self.usual_weights if weights is None else weights
        acts = self.yardstick.consultations(gps)
        return apl_of(acts, self.residents if residents is None else residents, at)

    @cached_property
    def gps(self) -> Floats:
        return self.filled("gps_liberal_2024")

    @cached_property
    def ours(self) -> Floats:
        return self.apl(self.gps)

    @cached_property
    def theirs(self) -> Floats:
        return self.column("apl_2023")

    @cached_property
    def own(self) -> Floats:
        """What part of our APL the doctors of the commune itself make."""
        at = self.usual_weights
        demand = self.residents @ at
        acts = self.yardstick.consultations(self.gps)
        each = at.diagonal() * np.divide(acts, demand, out=np.zeros_like(acts), where=demand > 0)
        return np.divide(each, self.ours, out=np.zeros_like(each), where=self.ours > 0)

    def against(self, ours: Floats, theirs: Floats | None = None) -> Agreement:
        return agreement(ours, self.theirs if theirs is None else theirs, self.people)

    def together(self, by: str, ours: Floats, theirs: Floats | None = None) -> Agreement:
        """The same of intercommunalités or départements: means by people of the communes that have both."""
        means = self.means(by, ours, theirs)
        return agreement(*(means[name].to_numpy() for name in ("ours", "theirs", "people")))

    def means(self, by: str, ours: Floats | None = None, theirs: Floats | None = None) -> pd.DataFrame:
        """ours, theirs, people of each."""
        ours, theirs = (self.ours if ours is None else ours), (self.theirs if theirs is None else theirs)
        there = np.isfinite(ours) & np.isfinite(theirs) & (self.people > 0)
        frame = pd.DataFrame({"by": self.table[by], "people": self.people})
        frame["ours"], frame["theirs"] = self.people * ours, self.people * theirs
        sums = frame[there].groupby("by").sum()
        sums[["ours", "theirs"]] = sums[["ours", "theirs"]].div(sums["people"], axis=0)
        return sums


def read_country(file: Path) -> Country:
    table = pd.read_csv(file, sep=";", dtype=TEXTS, low_memory=False)
    return Country(table[table["lat"].notna()].reset_index(drop=True))


# --- what the difference is due to ---


def road_error(country: Country) -> tuple[Floats, float]:
    """Minutes by road to the nearest emergency department (DREES 2019) over estimated ones: the deciles 1, 5
    and 9, and the spread of the logarithm (from the deciles 1 and 9, as of a normal distribution).
    """
    there = country.filled("emergency_departments_2024") > 0
    lat, lon = np.radians(country.column("lat")), np.radians(country.column("lon"))
    points = np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))
    nearest = np.flatnonzero(there)[cKDTree(points[there]).query(points)[1]]
    place = country.table[["lat", "lon"]].to_numpy(dtype=np.float64)
    kms = crow_kms(place[:, 0], place[:, 1], place[nearest, 0], place[nearest, 1])
    by_road = country.column("ed_minutes_2019")
    shown = np.isfinite(by_road) & (kms > MINUTES_FROM_KM) & (by_road > 0)
    ratio = by_road[shown] / minutes_of(kms[shown], usual_roads())
    deciles = np.quantile(ratio, [0.1, 0.5, 0.9])
    return deciles, float(np.log(deciles[2] / deciles[0]) / 2 / 1.2816)


def other_roads(country: Country, spread: float, seed: int) -> Floats:
    """Our APL if each pair of communes had minutes of its own about the estimate, with that spread."""
    lat, lon = country.column("lat"), country.column("lon")
    pairs = pairs_within(lat, lon, 2 * reach_km(usual_minutes, country.steps))
    draws = np.random.default_rng(seed).normal(0.0, spread, pairs.kms.shape)
    weights = weights_of(
        pairs, usual_minutes(pairs.kms) * np.exp(draws), usual_minutes(country.within_km), country.steps
    )
    return country.apl(country.gps, weights=weights)


def regional(country: Country) -> Floats:
    """Our APL with a GP's consultations of each region, fitted to DREES: what this could explain at most."""
    regions = pd.get_dummies(country.table["region"]).to_numpy(dtype=np.float64)
    parts = np.column_stack([country.apl(country.gps * regions[:, each]) for each in range(regions.shape[1])])
    there = np.isfinite(country.theirs) & (country.people > 0)
    root = np.sqrt(country.people[there])
    found = np.linalg.lstsq(parts[there] * root[:, None], country.theirs[there] * root, rcond=None)[0]
    return np.asarray(parts @ found)


# --- the page ---

UP_TO_65: Final = 0.6  # of the GPs of 60 and over: what makes our mean of 65 or less fall as DREES's does
SMOOTH: Final[Steps] = [(8 + each / 2, 1 - each / 24) for each in range(24)]
SMALLEST, LISTED, DRAWS = 10_000, 15, 3


def variants(country: Country) -> list[Line]:
    gps, drees = country.gps, country.column("apl_population_standardised")
    old = country.filled("gps_liberal_60plus_2024")
    standard = np.where(np.nan_to_num(drees) > 0, drees, country.residents)
    tried = {
        "DREES's standardised population": country.apl(gps, residents=standard),
        "GPs of the facilities database (BPE 2024)": country.apl(country.filled("gps_bpe_2024")),
        "acts by region, fitted (most that regions explain)": regional(country),
        "roads 10 % slower": country.apl(gps, weights=country.weights(pace=1.1)),
        "roads 20 % faster": country.apl(gps, weights=country.weights(pace=0.8)),
        "weight falling from 8 to 20 minutes without steps": country.apl(
            gps, weights=country.weights(SMOOTH)
        ),
    }
    young = country.against(country.apl(gps - (1 - UP_TO_65) * old), country.column("apl65_2023"))
    every = country.ours / (1 - country.yardstick.particular)
    return [Line("as above", country.against(country.ours)),
            Line("particular modes of practice counted, too", country.against(every)),
            *(Line(what, country.against(apl)) for what, apl in tried.items()),
            Line("GPs of 65 or less, both", young)]  # fmt: skip


def by_density(country: Country) -> list[Line]:
    grid = country.column("density_grid7")
    columns = (country.ours, country.theirs, country.people)
    return [Line(f"{each}", agreement(*(column[grid == each] for column in columns))) for each in range(1, 8)]


OWN: Final = (0.0, 0.01, 0.05, 0.2, 0.5, 1.01)  # bounds of classes


def by_own(country: Country) -> list[Line]:
    """By the part that the commune's own doctors make."""
    columns = (country.ours, country.theirs, country.people)
    found = []
    for least, below in pairwise(OWN):
        here = (country.own >= least) & (country.own < below)
        what = f"{100 * least:.0f} to {100 * min(below, 1.0):.0f} %"
        found.append(Line(what, agreement(*(column[here] for column in columns))))
    return found


def between(country: Country) -> float:
    """Of what the line leaves of communes, the share that lies between intercommunalités."""
    line = country.against(country.ours)
    left = country.theirs - line.offset - line.slope * country.ours
    there = np.isfinite(left) & (country.people > 0)
    frame = pd.DataFrame({"left": left, "people": country.people, "by": country.table["epci"]})[there]
    sums = (frame["left"] * frame["people"]).groupby(frame["by"]).sum()
    people = frame.groupby("by")["people"].sum()
    return float((sums**2 / people).sum() / (frame["left"] ** 2 * frame["people"]).sum())


def farthest(country: Country) -> list[tuple[str, float, float, float, float]]:
    """The communes with most in what the line leaves."""
    line = country.against(country.ours)
    left = np.nan_to_num((country.theirs - line.offset - line.slope * country.ours) ** 2 * country.people)
    ranks = np.argsort(-left)[:LISTED]
    columns = (country.people, country.gps, country.ours, country.theirs)
    return [(str(country.table["name"][r]), *(float(c[r]) for c in columns)) for r in ranks]


def clouds(country: Country) -> list[Cloud]:
    shown = np.isfinite(country.theirs) & (country.people >= SMALLEST)
    of_communes = Cloud(
        f"communes (drawn: {SMALLEST:,} residents and more)",
        country.ours[shown].tolist(), country.theirs[shown].tolist(), country.people[shown].tolist(),
        country.table["name"][shown].tolist(), country.against(country.ours),
    )  # fmt: skip
    means = country.means("epci")
    of_epcis = Cloud(
        "intercommunalités",
        means["ours"].tolist(), means["theirs"].tolist(), means["people"].tolist(), list(means.index),
        country.together("epci", country.ours),
    )  # fmt: skip
    return [of_communes, of_epcis]


def findings(country: Country) -> Findings:
    deciles, spread = road_error(country)
    drawn = [other_roads(country, spread, seed) for seed in range(DRAWS)]
    means = [np.mean([level(other) for other in drawn]) for level in (
        lambda other: agreement(other, country.ours, country.people).r2,
        lambda other: country.together("epci", other, country.ours).r2,
        lambda other: country.together("dep", other, country.ours).r2,
        lambda other: country.against(other).r2,
    )]  # fmt: skip
    return Findings(
        communes=country.against(country.ours),
        epcis=country.together("epci", country.ours),
        departments=country.together("dep", country.ours),
        variants=variants(country), classes=by_density(country), own=by_own(country),
        between=between(country), particular=country.yardstick.particular,
        deciles=deciles.tolist(), spread=spread,
        ceiling=[float(each) for each in means[:3]], other_roads=float(means[3]),
        far=farthest(country), clouds=clouds(country),
    )  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.pages.apl")
    parser.add_argument("--data", type=Path, required=True, help=f"the folder with {TABLE}")
    file = parser.parse_args().data / TABLE
    if not file.exists():
        print(
            f"{file} does not exist; --data names the folder with the table of all communes", file=sys.stderr
        )
        return 2
    found = findings(read_country(file))
    for line in (Line("communes", found.communes), Line("intercommunalités", found.epcis),
                 Line("départements", found.departments), *found.variants):  # fmt: skip
        print(row(line))
    write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
