"""What the files say came of a territory: for checks and validation, never for a simulation."""

from typing import Final

import pandas as pd

from sim.building.built import Plan
from sim.france.facts import Reading
from sim.france.today import year_of
from sim.schema.languages import in_language
from sim.territory.observed import COLUMNS

# Columns of facts; of the territory as a whole, sums or means weighted by another of them.
COUNTS: Final = ("adults", "adults_without_mt", "adults_no_visit", "people_insured", "people_with_ald")
MEANS: Final = {"apl": "apl_population", "apl_65": "apl_population"}
WHOLE: Final = "*"


def observed_of(plan: Plan) -> pd.DataFrame | None:
    """observed.csv, of the communes that are reported; None where no file says anything.

    Of the whole territory, only what is known of every commune. The year is that of the file; where it does
    not tell, that of the residents.
    """
    here = plan.communes.loc[list(plan.reported)]
    rows: list[tuple[str, str, float, int | None, str]] = []
    for column in (*MEANS, *COUNTS):
        source = plan.facts.origin.get(column)
        if not isinstance(source, Reading):
            continue
        known = here[column].dropna().astype(float)
        year = year_of(source.vintage_of(column)) or year_of(_vintage(plan, "population"))
        who = in_language(source.publisher_of(column), plan.lang)
        rows += [(str(code), column, value, year, who) for code, value in known.items()]
        if len(known) == len(here):
            whole = _mean(here, column, MEANS[column]) if column in MEANS else float(known.sum())
            rows.append((WHOLE, column, whole, year, who))
    table = pd.DataFrame(rows, columns=list(COLUMNS)).dropna(subset="value")
    return table if len(table) else None


def _vintage(plan: Plan, column: str) -> str:
    source = plan.facts.origin.get(column)
    return source.vintage_of(column) if isinstance(source, Reading) else ""


def _mean(here: pd.DataFrame, column: str, people: str) -> float:
    weight = here[people].where(here[people].notna(), here["population"]).astype(float)
    return float((here[column] * weight).sum() / weight.sum()) if weight.sum() > 0 else float("nan")
