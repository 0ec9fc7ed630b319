"""The regions of the mainland from official files: towns where doctors train, places, and which may be
compared with what came of them.
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.calibration.errors import CalibrationError
from sim.calibration.market.land import OLDEST, First, Land, ages_of, pull_of
from sim.measures.labour.worth import km
from sim.scenario.doctors import Doctors
from sim.scenario.market import Market
from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.validation.country import Country, density_of

Vector = NDArray[np.float64]

TOWNS: Final = "france/universities.csv"
OWN: Final = "75"  # the region of conf/market
BACKCAST: Final = "24"  # the département of which 2012 to 2021 is held back
PARIS: Final = "11"  # a region of which the counts of the largest part are not known
OLD: Final = 60
MISSING: Final = 50  # GPs of a commune that had none before: not counted then, not new
NEEDED: Final = (
    "gps",
    "gps_before",
    "population",
    "density",
    "lat",
    "lon",
    "region",
    "epci",
    "dep",
    "gps_60_up",
)


@dataclass(frozen=True, eq=False)
class Region:
    """``land``: on the first day. By place: ``epci``; ``open``: whether what came of it is compared, and is
    then ``after``, NaN elsewhere; ``density``: class of its intercommunalité; ``town_km``: to the next town
    where doctors train.
    """

    code: str
    land: Land
    region: dict[str, Any]  # of the block `market`, with the graduates of its size
    size: float  # residents, over those of the region of conf/market
    epci: NDArray[np.str_]
    dep: NDArray[np.str_]
    density: Vector
    town_km: Vector
    open: NDArray[np.bool_]
    before: Vector
    after: Vector


def conf_market() -> dict[str, Any]:
    """The block `market` as shipped."""
    found: dict[str, Any] = read(data_root() / "conf" / "market" / "default.yaml").data
    return found


def conf_doctors() -> Doctors:
    """The block `doctors` as shipped."""
    return Doctors.model_validate(read(data_root() / "conf" / "doctors" / "default.yaml").data)


def first(doctors: Doctors, communes: pd.DataFrame) -> First:
    """Ages of the first day, alike everywhere, since those of 2018 are known of no place: the shipped ones,
    with as many of 60 and over as the files count now in the whole country.
    """
    known = communes[communes["gps_60_up"].notna()]
    ages, old = ages_of(list(doctors.ages)), np.arange(OLDEST + 1) >= OLD
    if known["gps"].sum() > 0:
        share = float(known["gps_60_up"].sum() / known["gps"].sum())
        ages = np.where(old, share * ages / ages[old].sum(), (1.0 - share) * ages / ages[~old].sum())
    return First(ages, doctors.leaving)


def towns() -> dict[str, dict[str, dict[str, float]]]:
    """By region: the towns where doctors train, each with an even share."""
    with (data_root() / "conf" / TOWNS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    found: dict[str, dict[str, dict[str, float]]] = {}
    for row in rows:
        of = found.setdefault(row["region"], {})
        of[row["name"]] = {"lat": float(row["lat"]), "lon": float(row["lon"]), "share": 0.0}
    for of in found.values():
        for place in of.values():
            place["share"] = 1.0 / len(of)
    return found


def read_communes(data: Path) -> pd.DataFrame:
    """The table of communes. Raises CalibrationError, BuildingError, SourceError."""
    if not data.exists():
        raise CalibrationError(f"--data {data}: there is no such folder; name that of the official files")
    table = Country(data, data).communes
    missing = [column for column in NEEDED if column not in table or table[column].isna().all()]
    if missing:
        raise CalibrationError(
            f"--data {data}: no file says {', '.join(missing)} of communes; add one that does "
            "(the BPE of two years for gps_before)"
        )
    return table


def regions(communes: pd.DataFrame, doctors: Doctors, market: dict[str, Any]) -> list[Region]:
    """Those with a town where doctors train. Where the count before is not known (what came of a place is
    hidden, or a commune was not counted), that of now in the ratio of the country stands for it, and
    nothing is compared.
    """
    trained = towns()
    trained[OWN] = market["region"]["universities"]
    located = communes["lat"].notna() & communes["lon"].notna()
    played = communes["region"].isin(trained) & (communes["region"] != PARIS)
    table = communes[played & located].copy()
    if table.empty:
        raise CalibrationError(f"the files know no commune of the regions of conf/{TOWNS}")
    care = 1.0 - doctors.particular
    unknown = table["gps_before"].isna() | ((table["gps_before"] == 0) & (table["gps"] >= MISSING))
    hidden = set(table.loc[unknown, "epci"])
    known = ~table["epci"].isin(hidden)
    table["open"] = known & (table["dep"] != BACKCAST)
    both = table[table["open"]]
    if both.empty or both["gps"].sum() == 0:
        raise CalibrationError("no intercommunalité has a count of GPs before; a file must say gps_before")
    ratio = float(both["gps_before"].sum() / both["gps"].sum())
    table["before"] = care * table["gps_before"].where(known, ratio * table["gps"]).fillna(0.0)
    table["after"] = care * table["gps"].where(table["open"])
    table["class"] = table["epci"].map(density_of(communes))
    people = table.groupby("region")["population"].sum()
    own = float(people[OWN]) if OWN in people else float("nan")
    made = [
        _region(str(code), of, trained[str(code)], market, float(people[code]), own)
        for code, of in table.groupby("region")
    ]
    return made


def _region(
    code: str, of: pd.DataFrame, trained: dict[str, Any], market: dict[str, Any], people: float, own: float
) -> Region:
    each = float(market["region"]["residents_per_gp"])
    places = of[(of["before"] > 0) | (of["population"] >= each) | (of["after"] > 0)]
    lat, lon = (places[column].to_numpy(float) for column in ("lat", "lon"))
    land = Land(
        codes=tuple(places.index),
        lat=lat,
        lon=lon,
        residents=np.maximum(places["population"].to_numpy(float), 1.0),
        gps=places["before"].to_numpy(float),
        people=of["population"].to_numpy(float),
        pull=pull_of(of["lat"].to_numpy(float), of["lon"].to_numpy(float), lat, lon),
    )
    to = np.array([[place["lat"], place["lon"]] for place in trained.values()])
    gps = float(land.gps.sum())
    return Region(
        code=code,
        land=land,
        region={**market["region"], "gps": gps, "universities": trained, "reach": 1.0},
        size=people / own if own == own else people / (gps * each),
        epci=places["epci"].to_numpy(str),
        dep=places["dep"].to_numpy(str),
        density=places["class"].to_numpy(float),
        town_km=km(to[:, 0], to[:, 1], lat, lon).min(axis=0),
        open=places["open"].to_numpy(bool),
        before=land.gps,
        after=places["after"].to_numpy(float),
    )


def market_of(region: Region, market: dict[str, Any]) -> Market:
    """The block of a region: graduates and foreign doctors come as residents there are."""
    block = {**market, "region": {**region.region, "posts": market["region"]["posts"]}}
    for sort in ("graduates", "foreign"):
        block[sort] = {**market[sort], "a_year": market[sort]["a_year"] * region.size}
    return Market.model_validate(block)
