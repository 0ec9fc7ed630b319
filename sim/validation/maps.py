"""Ours against observed over many intercommunalités that the model was not calibrated on, and what a planner
would make of the same places without a simulation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from sim.france.facts import AGES as BANDS
from sim.outcomes.counting.source import ALL
from sim.outcomes.published.of_tables import ADULT
from sim.outcomes.published.year import Part, Year
from sim.validation.country import Place
from sim.validation.lines import Score, fitted, score, unserved
from sim.vocabulary.vocabulary import Vocabulary

SMALLEST, LARGEST = 15_000, 300_000  # residents of the intercommunalités that are compared
SCALE: Final = 100.0
USUAL: Final = 0.8  # of residents, who are 16 or over
AGES: Final = ["young", "old"]  # columns of `observed_of`
BESIDE: Final[dict[str, list[str]]] = {"": [], "_ages": AGES, "_all": [*AGES, "counted"]}
RIVALS: Final = {"line": "apl_65", "allocation": "allocation", "insured": "allocation_insured"}
ENOUGH: Final = 30  # places; of fewer a map says nothing


@dataclass(frozen=True, eq=False)
class Map:
    """One figure over places. ``of``: without_mt (on the first day), without_mt_year and no_visit (what was
    played), apl (by commune). ``table``: a line each: name, people, observed, simulated; ``scores``: by who
    says it, ours first.
    """

    of: str
    table: pd.DataFrame
    scores: Mapping[str, Score]

    @property
    def ours(self) -> Score:
        """What is held against the published figure."""
        return next(iter(self.scores.values()))

    @property
    def enough(self) -> bool:
        """Whether there are places enough to say anything."""
        return self.ours.places >= ENOUGH


def candidates(communes: pd.DataFrame, besides: Sequence[str]) -> pd.DataFrame:
    """Intercommunalités whose outcomes are open, and of which all is known that they are compared by, but for
    those on which the model is calibrated.
    """
    table = observed_of(communes)
    size = table["people"].between(SMALLEST, LARGEST)
    known = table[["observed_without_mt", "weight", "apl_65", *AGES]].notna().all(axis=1)
    return table[size & known & ~table.index.isin(besides)]


def observed_of(communes: pd.DataFrame) -> pd.DataFrame:
    """By intercommunalité: its people, what came of them, and what a planner would look at: APL, ages, what
    part CNAM counts (16 and over, of the general scheme), and what a crude allocation leaves: of residents
    of 16 and over, as its bar was computed, or of those whom CNAM counts.
    """
    counts = ["population", "adults", "adults_without_mt", "adults_no_visit"]
    sums = communes.groupby("epci")[counts].sum(min_count=1)
    by_epci = communes["epci"]
    bands = communes[list(BANDS)]
    ages = bands.groupby(by_epci).sum()
    made = pd.DataFrame(index=sums.index)
    made["name"] = communes.groupby("epci")["epci_name"].first()
    made["people"] = sums["population"]
    made["weight"] = sums["adults"]
    made["counted"] = sums["adults"] / sums["population"]
    made["observed_without_mt"] = SCALE * sums["adults_without_mt"] / sums["adults"]
    made["observed_no_visit"] = SCALE * sums["adults_no_visit"] / sums["adults"]
    for column in ("apl", "apl_65"):
        known = communes[column].notna()
        weights = communes["population"].where(known)
        of = (communes[column] * weights).groupby(by_epci).sum()
        made[column] = of / weights.groupby(by_epci).sum()
    total = ages.sum(axis=1)
    made["young"] = ages["age_15_29"] / total
    made["old"] = ages[["age_60_74", "age_75_89", "age_90_up"]].sum(axis=1) / total
    usual = USUAL * communes["population"]
    of_16 = bands.sum(axis=1) - bands["age_0_14"] - bands["age_15_29"] / 15
    residents = (communes["population"] * of_16 / bands.sum(axis=1)).where(bands.sum(axis=1) > 0, usual)
    insured = communes["adults"].where(communes["adults"] > 0, usual)
    for column, adults in (("allocation", residents), ("allocation_insured", insured)):
        left = unserved(communes, adults.to_numpy(float)) * adults
        made[column] = SCALE * left.groupby(by_epci).sum() / adults.groupby(by_epci).sum()
    return made


def level_of(communes: pd.DataFrame, simulated: float) -> float:
    """By which % without médecin traitant, of a country that has ``simulated`` of them, are multiplied to be
    compared with counts of the CNAM, which are another count.
    """
    counted = communes.dropna(subset=["adults_without_mt", "adults"])
    return float(SCALE * counted["adults_without_mt"].sum() / counted["adults"].sum() / simulated)


def map_of_first_day(communes: pd.DataFrame, shares: pd.Series, sample: Sequence[Place]) -> Map:
    """Of % without médecin traitant on the first day, by code: of the places that stand for the country, and
    of those that are compared.
    """
    table = candidates(communes, [place.code for place in sample])
    table = table[table.index.isin(shares.index)]
    stand_for = pd.Series({place.code: place.weight for place in sample if place.code in shares.index})
    people = stand_for * observed_of(communes)["people"].reindex(stand_for.index)
    country = float((people * shares).sum() / people.sum()) if len(people) else float("nan")
    return _of_shares("without_mt", table, shares * level_of(communes, country))


def maps_of(
    communes: pd.DataFrame, places: Sequence[Place], year: Year, country: Year, vocabulary: Vocabulary
) -> list[Map]:
    """What the runs say of the places, in their order, beside what came of them."""
    table = observed_of(communes).loc[[place.code for place in places]].copy()
    parts = dict(zip(table.index, year.parts, strict=True))
    level = level_of(communes, float(country.sum("without_mt").mean()))
    without = pd.Series({code: level * _without_mt(part) for code, part in parts.items()})
    ends = {each.id for each in vocabulary.outcomes if each.contact}
    no_visit = pd.Series({code: _no_visit(year, row, ends) for row, code in enumerate(table.index)})
    return [_of_shares("without_mt_year", table, without), _of_shares("no_visit", table, no_visit)]


def none_played() -> list[Map]:
    """The same of no places."""
    nothing = pd.DataFrame(columns=["name", "people", "observed", "simulated"])
    nan = float("nan")
    scores = {"simulated": Score(nan, nan, nan, nan, 0)}
    return [Map(of, nothing, scores) for of in ("without_mt_year", "no_visit")]


def _without_mt(part: Part) -> float:
    return float(np.nanmean(part.values.of("without_mt")))


def _no_visit(year: Year, row: int, ends: set[str]) -> float:
    """% of adults without a contact over all months that are played, warm-up and year, from those traced."""
    part = year.parts[row]
    traced = float(part.run.config["run"]["trace"])
    found = []
    for place, number in enumerate(part.run.manifest.complete[: year.n]):
        trace = part.run.table(
            "trace", ["commune", "resident", "age", "outcome"], None, (number,)
        ).to_pandas()
        seen = trace[trace["outcome"].isin(ends) & (trace["age"] >= ADULT)]
        people = len(seen[["commune", "resident"]].drop_duplicates())
        found.append(SCALE * (1.0 - people / (traced * part.values.of("adults", ALL)[place])))
    return float(np.mean(found))


def _of_shares(of: str, table: pd.DataFrame, ours: pd.Series) -> Map:
    """Every line goes through the same places, those of the table: ours as the planner's."""
    observed = table[f"observed_{of.removesuffix('_year')}"].to_numpy(float)
    weights = table["weight"].to_numpy(float)
    table = table.assign(ours=ours.reindex(table.index))
    scores = {
        f"{name}{more}": fitted(observed, table[[column, *columns]].to_numpy(float), weights)
        for name, column in {"simulated": "ours", **RIVALS}.items()
        for more, columns in BESIDE.items()
    }
    scores["simulated"] = score(observed, table["ours"].to_numpy(float), weights)
    made = table[["name", "people"]].assign(observed=observed, simulated=table["ours"])
    return Map(of, made, scores)


def map_of_apl(communes: pd.DataFrame, ours: pd.Series, places: Sequence[str]) -> Map:
    """By commune of the open half; besides, of the intercommunalités ``places`` alone, by commune and by
    intercommunalité. ``ours``: by commune.
    """
    table = communes.assign(simulated=ours.reindex(communes.index), observed=communes["apl"])
    table = table[table["observed"].notna() & table["simulated"].notna()]
    table = table.rename(columns={"population": "people"})[
        ["name", "epci", "people", "observed", "simulated"]
    ]
    same = table[table["epci"].isin(places)]
    weighted = same[["observed", "simulated"]].mul(same["people"], axis=0).assign(people=same["people"])
    sums = weighted.groupby(same["epci"]).sum()
    means = sums.assign(**{each: sums[each] / sums["people"] for each in ("observed", "simulated")})
    scores = {
        name: score(*(of[each].to_numpy(float) for each in ("observed", "simulated", "people")))
        for name, of in (("formula", table), ("formula_same", same), ("formula_epci", means))
    }
    return Map("apl", table.drop(columns="epci"), scores)
