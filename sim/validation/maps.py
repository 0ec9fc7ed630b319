"""Simulated against observed over many intercommunalités that the model was not calibrated on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from sim.outcomes.counting.source import ALL
from sim.outcomes.published.of_tables import ADULT
from sim.outcomes.published.year import Part, Year
from sim.validation.country import Place
from sim.validation.lines import Score, score, through, unserved
from sim.vocabulary.vocabulary import Vocabulary

SMALLEST, LARGEST = 15_000, 300_000  # residents of the intercommunalités that are compared
SCALE: Final = 100.0
RIVALS: Final = {  # straight lines on columns of `observed_of`
    "line_apl": ["apl_65"],
    "line_ages": ["apl_65", "young", "old"],
    "allocation": ["allocation"],
    "allocation_ages": ["allocation", "young", "old"],
}


@dataclass(frozen=True, eq=False)
class Map:
    """One figure over places (``apl``: communes). ``table``: place, name, people, observed, simulated, and
    what each rival says; ``scores``: by who says it, ``simulated`` first.
    """

    of: str
    table: pd.DataFrame
    scores: Mapping[str, Score]


def candidates(communes: pd.DataFrame, besides: Sequence[str]) -> pd.DataFrame:
    """Intercommunalités whose outcomes are open, but for those on which the model is calibrated."""
    table = observed_of(communes)
    size = table["people"].between(SMALLEST, LARGEST)
    open_ = table["observed_without_mt"].notna()
    return table[size & open_ & ~table.index.isin(besides)]


def observed_of(communes: pd.DataFrame) -> pd.DataFrame:
    """By intercommunalité: its people, what came of them, and what a planner would look at."""
    sums = communes.groupby("epci")[
        [
            "population",
            "adults",
            "adults_without_mt",
            "adults_no_visit",
            "age_15_29",
            "age_60_74",
            "age_75_89",
        ]
    ].sum(min_count=1)
    ages = communes.groupby("epci")[[c for c in communes.columns if str(c).startswith("age_")]].sum()
    made = pd.DataFrame(index=sums.index)
    made["name"] = communes.groupby("epci")["epci_name"].first()
    made["people"] = sums["population"]
    made["weight"] = sums["adults"]
    made["observed_without_mt"] = SCALE * sums["adults_without_mt"] / sums["adults"]
    made["observed_no_visit"] = SCALE * sums["adults_no_visit"] / sums["adults"]
    for column in ("apl", "apl_65"):
        known = communes[column].notna()
        weights = communes["population"].where(known)
        of = (communes[column] * weights).groupby(communes["epci"]).sum()
        made[column] = of / weights.groupby(communes["epci"]).sum()
    total = ages.sum(axis=1)
    made["young"] = ages["age_15_29"] / total
    made["old"] = ages[["age_60_74", "age_75_89", "age_90_up"]].sum(axis=1) / total
    adults = communes["adults"].where(communes["adults"] > 0, 0.8 * communes["population"])
    left = unserved(communes) * adults
    by_epci = communes["epci"]
    made["allocation"] = SCALE * left.groupby(by_epci).sum() / adults.groupby(by_epci).sum()
    return made


def maps_of(
    communes: pd.DataFrame, places: Sequence[Place], year: Year, country: Year, vocabulary: Vocabulary
) -> list[Map]:
    """What the runs say of the places, in their order, beside what came of them. Counts of the CNAM are
    another count than the share that is simulated: a place is compared by how it lies to the country.
    """
    seen = observed_of(communes)
    table = seen.loc[[place.code for place in places]].copy()
    parts = dict(zip(table.index, year.parts, strict=True))
    without = {code: _without_mt(part) for code, part in parts.items()}
    counted = communes.dropna(subset=["adults_without_mt", "adults"])
    of_country = SCALE * counted["adults_without_mt"].sum() / counted["adults"].sum()
    table["simulated_without_mt"] = pd.Series(without) * of_country / country.sum("without_mt").mean()
    ends = {each.id for each in vocabulary.outcomes if each.contact}
    no_visit = {code: _no_visit(year, row, ends) for row, code in enumerate(table.index)}
    table["simulated_no_visit"] = pd.Series(no_visit)
    lines = candidates(communes, ())
    shares = [_of_shares(of, table, lines) for of in ("without_mt", "no_visit")]
    return [*shares, _of_apl(communes, year)]


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


def _of_shares(of: str, table: pd.DataFrame, lines: pd.DataFrame) -> Map:
    """``lines``: the places that straight lines go through."""
    observed, simulated = table[f"observed_{of}"].to_numpy(float), table[f"simulated_{of}"].to_numpy(float)
    weights = table["weight"].to_numpy(float)
    scores = {"simulated": score(observed, simulated, weights)}
    for name, which in RIVALS.items():
        known = lines.dropna(subset=[*which, f"observed_{of}", "weight"])
        columns, came, people = (known[each].to_numpy(float) for each in (which, f"observed_{of}", "weight"))
        said = through(columns, came, people, table[which].to_numpy(float))
        scores[name] = score(observed, said, weights)
    made = table[["name", "people"]].assign(observed=observed, simulated=simulated)
    return Map(of, made, scores)


def _of_apl(communes: pd.DataFrame, year: Year) -> Map:
    """By commune; DREES's is of 2023."""
    rows = []
    for _, code, (apl, people) in year.places("apl", "residents"):
        if code in communes.index and not np.isnan(apl).all():
            rows.append((code, float(np.nanmean(people)), communes["apl"][code], float(np.nanmean(apl))))
    table = pd.DataFrame(rows, columns=["code", "people", "observed", "simulated"]).set_index("code")
    table.insert(0, "name", communes["name"].reindex(table.index))
    observed, simulated = table["observed"].to_numpy(float), table["simulated"].to_numpy(float)
    return Map("apl", table, {"simulated": score(observed, simulated, table["people"].to_numpy(float))})
