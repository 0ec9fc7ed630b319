"""Who has no médecin traitant, by intercommunalité: the run-up of the first day against what is observed.

python -m benchmarks.without_mt --data FOLDER [--set KEY=VALUE …]    FOLDER holds communes.csv.gz

One run-up of all of metropolitan France (no engine), with the numbers of conf/doctors or those of `--set`
(keys of `run_up` and `patients`). Prints a table for the intercommunalités of conf/france/sample.csv, on
which numbers are chosen, and one for all others of which the outcomes are open.

Observed is the Observatoire des fragilités 2024: people of 16 and over of the general scheme without a
declared médecin traitant. It counts 16.8 % in France where the CNAM counts 11 % of 17 and over (2021, all
schemes): it says where, relative to France, rather than how many. So each series is compared through a
straight line, fitted to the same intercommunalités as those of the APL and ages are; ours besides by the
ratio 16.8 / 11 alone, and, on the others, with the line of the sample.
"""

import argparse
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.apl import BANDS, TABLE, Country, read_country, usual_minutes
from sim.building.defaults import usual_defaults
from sim.france.apl import pairs_within
from sim.scenario.doctors import Doctors
from sim.scenario.needs import Needs
from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.territory import N_BANDS, Territory, load_territory
from sim.vocabulary.structure import Link
from sim.world.run_up import Edges, Registered, run_up
from sim.world.years_before import LEAST_PART, rules

Floats = NDArray[np.float64]
FARTHEST_KM: Final = 25.0  # as the crow flies: about 30 minutes
SMALLEST, LARGEST = 15_000, 300_000  # residents of the intercommunalités that are compared
MAINLAND_LATITUDE: Final = 41.0  # farther south lie the overseas départements; roads cross no water here
SINCE: Final = 6.0  # years from the count of 2018 to that of 2024
OF_SCENARIOS: Final = ("services", "doctors", "run")  # blocks of the file that are no territory's
OF_SERIES, OF_CNAM = 16.8, 11.0  # % of France: of the series, of the CNAM
CROWD, CROWD_KM, CROWD_ROUNDS = 1000.0, 4.0, 40  # the crude allocation: adults a GP, kilometres, rounds


class Fit(NamedTuple):
    """How well a straight line of some columns says the observed share; weights are people."""

    r2: float
    error: float  # mean absolute, in points
    line: Floats  # constant, then a slope for each column
    rest: Floats


def main(words: list[str] | None = None) -> None:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--data", type=Path, required=True)
    said.add_argument("--set", nargs="*", default=[], metavar="KEY=VALUE")
    asked = said.parse_args(words)
    country = read_country(asked.data / TABLE)
    mainland = country.table["lat"] > MAINLAND_LATITUDE
    country = Country(country.table[mainland & (country.table["lon"].abs() < 12)].reset_index(drop=True))
    table = compared(country, *plan(asked.set))
    sample = set(pd.read_csv(data_root() / "conf" / "france" / "sample.csv", sep=";", dtype=str)["code"])
    chosen = table.index.isin(sample)
    for title, part in (("sample", table[chosen]), ("all others that are open", table[~chosen])):
        print(f"\n{title}: {len(part)} intercommunalités, {part['people'].sum() / 1e6:.1f} M people")
        show(part)
    line = fit(table[chosen], "ours").line
    print(
        "\nthe others, with the line of the sample:",
        agreement(table[~chosen], line[0] + line[1] * table["ours"]),
    )
    explain(table[~chosen])


def plan(changed: list[str]) -> tuple[Doctors, Needs, float]:
    """What conf/ says of doctors and needs, with changes; and minutes."""
    data: dict[str, Any] = dict(read(data_root() / "conf" / "doctors" / "default.yaml").data)
    for word in changed:
        key, value = word.split("=")
        block = data["patients"] if key in data["patients"] else data["run_up"]
        *path, last = key.split(".")
        for name in path:
            block = block[name]
        block[last] = float(value)
    needs = read(data_root() / "conf" / "needs" / "default.yaml").data
    doctors = Doctors.model_validate(data)
    return doctors, Needs.model_validate(needs), doctors.patients.mt_minutes


def like_france() -> Territory:
    """Ages within bands, births, deaths, moves and ALD of the country."""
    file = data_root() / "conf" / "territory" / "synthetic.yaml"
    settings = {key: value for key, value in read(file).data.items() if key not in OF_SCENARIOS}

    leave = dict(usual_defaults()["building.leave"].value)  # of communes; those of the file leave a region
    settings["demography"] = {**settings["demography"], "leave": leave}
    return load_territory({**settings, "residents": 20_000}, file.parent, date(2024, 1, 1))


def first_day(
    country: Country, doctors: Doctors, needs: Needs, mt_minutes: float
) -> tuple[Floats, Registered]:
    """People ``[commune, band, ALD]``, and the run-up's first day."""
    territory = like_france()
    ages = np.column_stack([country.filled(f"p21_{band}") for band in BANDS])
    total = ages.sum(axis=1, keepdims=True)
    shares = np.where(total > 0, ages / np.maximum(total, 1.0), ages.sum(axis=0) / ages.sum())
    ald = np.stack([1.0 - territory.ald_share, territory.ald_share], axis=1)
    people = country.people[:, None, None] * shares[:, :, None] * ald
    gps = country.gps
    before = gps + country.column("gps_bpe_2018") - country.filled("gps_bpe_2024")
    then = np.where(np.isnan(before), gps, np.maximum(0.0, before))  # not told of the hidden half: as now
    room = doctors.run_up.patients_at_ease * (1.0 - doctors.particular)
    edges = roads(country, (gps > 0) | (then > 0), mt_minutes)
    plan_of = rules(territory, doctors, needs)
    return people, run_up(people, edges, room * then, room * gps, SINCE, plan_of)


def roads(country: Country, there: NDArray[np.bool_], mt_minutes: float) -> Edges:
    """From each commune to those with GPs within FARTHEST_KM."""
    pairs = pairs_within(country.column("lat"), country.column("lon"), FARTHEST_KM)
    own = np.arange(len(there))
    commune, place = np.concatenate((pairs.a, pairs.b, own)), np.concatenate((pairs.b, pairs.a, own))
    kms = np.concatenate((pairs.kms, pairs.kms, country.within_km))
    kept = there[place]
    commune, place, kms = commune[kept], place[kept], kms[kept]
    attraction = np.exp(-usual_minutes(kms) / mt_minutes)
    best = np.zeros(len(there))
    np.maximum.at(best, commune, attraction)
    near = attraction > LEAST_PART * best[commune]
    order = np.argsort(commune[near], kind="stable")
    commune, place = commune[near][order], place[near][order]
    return Edges(commune, place, attraction[near][order], commune == place)


def crude(country: Country, adults: Floats) -> Floats:
    """(n,) share of adults left by an allocation without any behaviour: they ask doctors near them by turns
    until CROWD places a GP run out.
    """
    pairs = pairs_within(country.column("lat"), country.column("lon"), FARTHEST_KM / usual_detour())
    own = np.arange(len(adults))
    commune, place = np.concatenate((pairs.a, pairs.b, own)), np.concatenate((pairs.b, pairs.a, own))
    kms = usual_detour() * np.concatenate((pairs.kms, pairs.kms, country.within_km))
    pull, left, places = np.exp(-kms / CROWD_KM), adults.copy(), CROWD * country.gps
    for _ in range(CROWD_ROUNDS):
        weight = pull * places[place]
        total = np.bincount(commune, weight, len(adults))[commune]
        asks = left[commune] * np.divide(weight, total, out=np.zeros(len(weight)), where=total > 0)
        come = np.maximum(np.bincount(place, asks, len(adults)), 1e-9)
        taken = asks * np.clip(places / come, 0.0, 1.0)[place]
        left -= np.bincount(commune, taken, len(adults))
        places = np.maximum(0.0, places - np.bincount(place, taken, len(adults)))
    return np.divide(left, adults, out=np.zeros(len(adults)), where=adults > 0)


def usual_detour() -> float:
    return float(read(data_root() / "conf" / "territory" / "synthetic.yaml").data["roads"]["detour"])


def compared(country: Country, doctors: Doctors, needs: Needs, mt_minutes: float) -> pd.DataFrame:
    """By intercommunalité of which the outcome is open: what is observed, ours, and others."""
    people, found = first_day(country, doctors, needs, mt_minutes)
    adult = np.array([0.0, 14 / 15, *[1.0] * (N_BANDS - 2)])  # of 16 and over
    none = found.without[Link.NEVER] + found.without[Link.LOST]
    adults = np.einsum("ncd,c->n", people, adult)
    told = country.table
    frame = pd.DataFrame(
        {
            "epci": told["epci"],
            "people": country.people,
            "adults": adults,
            "ours": np.einsum("ncd,c->n", none, adult),
            "lost": np.einsum("ncd,c->n", found.without[Link.LOST], adult),
            "crude": adults * crude(country, adults),
            "insured": told["cnam_people_16plus_2024"],
            "observed": told["cnam_no_mt_16plus_2024"],
            "young": told["cnam_people_16_24_2024"],
            "old": told["cnam_people_65plus_2024"],
            "apl_people": told["apl_population_standardised"],
            "apl": told["apl65_2023"] * told["apl_population_standardised"],
            "general": told["cnam_people_2024"],
            "km2": told["area_km2"],
            "gps_2018": country.gps + country.column("gps_bpe_2018") - country.filled("gps_bpe_2024"),
            "gps": country.gps,
            "centres": told["health_centres_2024"],
            "second_homes": told["second_homes_2021"],
        }
    )
    of_all = {link: 100 * np.einsum("ncd,c->", found.without[link], adult) / adults.sum() for link in Link}
    taken = np.average(found.open, weights=np.maximum(country.gps, 1e-9))
    print(
        f"mainland, 16 and over: lost theirs {of_all[Link.LOST]:.1f} %, never declared one "
        f"{of_all[Link.NEVER]:.1f} %, far {of_all[Link.FAR]:.1f} %; {taken:.2f} of who asks a GP is taken"
    )
    sums = frame[(told["half"] == "open").to_numpy()].groupby("epci").sum()
    sums = sums[(sums["people"] > SMALLEST) & (sums["people"] < LARGEST)]
    shares = sums[["ours", "lost", "crude"]].mul(100 / sums["adults"], axis=0)
    shares["people"], shares["apl"] = sums["people"], sums["apl"] / sums["apl_people"]
    shares[["observed", "young", "old"]] = sums[["observed", "young", "old"]].mul(
        100 / sums["insured"], axis=0
    )
    shares["density"] = np.log(sums["people"] / sums["km2"])
    shares["not in the general scheme"] = 100 * (1 - sums["general"] / sums["people"])
    shares["change of GPs"] = 100 * (sums["gps"] - sums["gps_2018"]) / sums["people"] * 100
    shares["health centres"] = 1e5 * sums["centres"] / sums["people"]
    shares["second homes"] = sums["second_homes"] / sums["people"]
    return shares


def fit(table: pd.DataFrame, *columns: str) -> Fit:
    """The observed share as a line of these columns."""
    root = np.sqrt(table["people"].to_numpy())
    known = np.column_stack([np.ones(len(table)), *[table[name].to_numpy() for name in columns]])
    observed = table["observed"].to_numpy()
    line = np.linalg.lstsq(known * root[:, None], observed * root, rcond=None)[0]
    rest = observed - known @ line
    return Fit(*_agreement(table, rest), line, rest)


def _agreement(table: pd.DataFrame, rest: Floats) -> tuple[float, float]:
    people, observed = table["people"].to_numpy(), table["observed"].to_numpy()
    mean = np.average(observed, weights=people)
    spread = np.average((observed - mean) ** 2, weights=people)
    return 1 - np.average(rest**2, weights=people) / spread, np.average(np.abs(rest), weights=people)


def agreement(table: pd.DataFrame, said: pd.Series) -> str:
    r2, error = _agreement(table, (table["observed"] - said.reindex(table.index)).to_numpy())
    return f"R² {r2:.2f}, mean error {error:.1f} points"


EXPLAIN: Final = (
    "young", "old", "density", "apl", "not in the general scheme", "change of GPs", "health centres",
    "second homes",
)  # fmt: skip
SERIES: Final = {
    "APL (65 or less)": ("apl",),
    "APL and ages": ("apl", "young", "old"),
    "crude allocation": ("crude",),
    "crude allocation and ages": ("crude", "young", "old"),
    "ours": ("ours",),
    "ours and ages": ("ours", "young", "old"),
    "ours, lost theirs alone": ("lost",),
}


def show(table: pd.DataFrame) -> None:
    mean = {name: np.average(table[name], weights=table["people"]) for name in ("observed", "ours")}
    print(f"observed {mean['observed']:.1f} %, ours {mean['ours']:.1f} %")
    for title, columns in SERIES.items():
        found = fit(table, *columns)
        line = ", ".join(f"{value:.2f}" for value in found.line)
        print(f"  {title:28} R² {found.r2:.2f}  mean error {found.error:.1f} points  line {line}")
    print(f"  {'ours × 16.8 / 11':28} {agreement(table, table['ours'] * OF_SERIES / OF_CNAM)}")


def explain(table: pd.DataFrame) -> None:
    """What the rest of ours hangs on: the share of it that one more column says."""
    print("\nof what ours leaves, one more column explains:")
    rest = fit(table, "ours").r2
    for name in EXPLAIN:
        more = fit(table, "ours", name)
        print(f"  {name:28} R² +{more.r2 - rest:.2f} (slope {more.line[-1]:+.2f})")
    found = fit(table, "ours").rest
    worst = np.argsort(-np.abs(found) * np.sqrt(table["people"].to_numpy()))[:10]
    for row in worst:
        print(f"  {table.index[row]}: {found[row]:+.1f} points")


if __name__ == "__main__":
    main()
