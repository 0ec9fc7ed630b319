"""INSEE's TD_POP1B (before: BTT_TD_POP1B): people by commune, sex and single year of age."""

from typing import Final

import pandas as pd

from sim.france.ages import FIRST_YEARS
from sim.france.codes import BEYOND_THE_SEA, LENGTH
from sim.france.errors import SourceError
from sim.france.facts import AGES, Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import one_a_commune, others, year_in
from sim.france.queries import count, number_sql, run, table_sql, text_sql

ID: Final = "ages_pop1b"
LEVELS: Final = ("NIVGEO", "NIVEAU")  # what says of which sort of territory a line speaks
NEEDED: Final = ("CODGEO", "SEXE", "AGED100", "NB")


def _recognises(file: OpenFile) -> bool:
    return file.has(*NEEDED) and any(file.has(level) for level in LEVELS)


def _sums(file: OpenFile, place: str, age: str) -> pd.DataFrame:
    """People by place (SQL of `code`) and age (SQL of `year`), and of how many lines; DuckDB sums them."""
    level = next(level for level in LEVELS if file.has(level))
    return run(
        file,
        f"SELECT {place} AS code, {age} AS age, sum(people) AS people, count(*) AS lines FROM "
        f"(SELECT {text_sql('CODGEO')} AS code, {number_sql('AGED100')} AS year, "
        f"{number_sql('NB')} AS people FROM {table_sql(file)} WHERE {text_sql(level)} IN ('COM', 'ARM') "
        f"AND {text_sql('SEXE')} IN ('1', '2')) GROUP BY ALL ORDER BY ALL",
        numbers=("NB", "AGED100"),
    )


def _read(file: OpenFile) -> Reading:
    lines = count(file)
    bands = [f"WHEN year >= {first} THEN {band}" for band, first in enumerate(FIRST_YEARS)]
    sums = _sums(file, "code", f"CASE {' '.join(reversed(bands))} END")
    if sums.empty:
        raise SourceError(
            f"{file.name}, column {LEVELS[0]}: no line speaks of a commune (COM); "
            "take the file of all communes"
        )
    used = sums.groupby("code", as_index=False)["lines"].sum()
    table = sums.pivot_table("people", "code", "age", aggfunc="sum", fill_value=0.0)
    table = table.reindex(columns=range(len(AGES)), fill_value=0.0).set_axis(list(AGES), axis=1)
    table.insert(0, "population", table.sum(axis=1))
    table, losses = one_a_commune(table.reset_index())
    kept = int(used.loc[used["code"].isin(table["code"]), "lines"].sum())
    losses += others(lines - kept - sum(loss.lines for loss in losses))
    return Reading(ID, "communes", file.name, year_in(file.name), lines, kept, table, losses)


def of_departments(file: OpenFile) -> pd.DataFrame:
    """People by département, a column a year of age 0 … 100: what other bands of ages are cut by."""
    code = f"lpad(code, {LENGTH}, '0')"
    long = " OR ".join(f"starts_with({code}, '{first}')" for first in BEYOND_THE_SEA)
    sums = _sums(file, f"CASE WHEN {long} THEN {code}[:3] ELSE {code}[:2] END", "CAST(year AS INTEGER)")
    return sums.pivot_table("people", "code", "age", aggfunc="sum", fill_value=0.0)


READER: Final = Reader(
    id=ID,
    shape="communes",
    gives=("population", *AGES),
    title={
        "en": "INSEE, people by single year of age",
        "fr": "Insee, population par année d’âge",
    },
    published={
        "en": "TD_POP1B_2021.csv: insee.fr, “Population selon le sexe et l’âge”",
        "fr": "TD_POP1B_2021.csv : insee.fr, « Population selon le sexe et l’âge »",
    },
    recognises=_recognises,
    read=_read,
)
