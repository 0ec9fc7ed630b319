"""INSEE's people by age since the census of 2023, as its catalogue Melodi gives them: in other bands."""

from typing import Final

import pandas as pd

from sim.france.ages import ASSUMED, OTHER_BANDS, split_bands
from sim.france.codes import department
from sim.france.errors import SourceError
from sim.france.facts import AGES, Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import one_a_commune, others
from sim.france.queries import count, query

ID: Final = "ages_melodi"
COLUMNS: Final = {
    "code": "GEO",
    "age": "AGE",
    "year": "TIME_PERIOD",
    "people": "OBS_VALUE",
}
NEEDED: Final = ("AGE", "GEO", "GEO_OBJECT", "SEX", "TIME_PERIOD", "OBS_VALUE")
TOTAL: Final = "_T"


def _wanted(file: OpenFile) -> str:
    """SQL: people of communes, of both sexes, as observed. Bassins de vie have such codes, too."""
    ages = ", ".join(f"'{band}'" for band in OTHER_BANDS)
    wanted = f"\"GEO_OBJECT\" IN ('COM', 'ARM') AND \"SEX\" = '{TOTAL}' AND \"AGE\" IN ({ages})"
    if file.has("RP_MEASURE"):
        wanted += " AND \"RP_MEASURE\" = 'POP'"
    if file.has("OBS_STATUS"):
        wanted += " AND \"OBS_STATUS\" = 'A'"
    return wanted


def read(file: OpenFile, younger: pd.DataFrame | None = None) -> Reading:
    """What the file says, its bands cut by the shares of the départements (``ages.younger_shares``), else by
    those of France.
    """
    lines = count(file)
    series = query(file, COLUMNS, _wanted(file), numbers=("people",))
    if series.empty:
        raise SourceError(
            f"{file.name}, column AGE: no line of a commune (GEO_OBJECT COM, SEX {TOTAL}) has one of the "
            f"bands {', '.join(OTHER_BANDS)}; take the file of all communes by age"
        )
    year = max(series["year"].str[:4])
    series, losses = one_a_commune(series[series["year"].str[:4] == year], by=("code", "age"))
    bands = series.pivot_table("people", "code", "age", aggfunc="first", fill_value=0.0)
    bands = bands.reindex(columns=list(OTHER_BANDS), fill_value=0.0).rename_axis(columns=None)
    shares = None
    if younger is not None:
        shares = younger.reindex(bands.index.map(department)).set_axis(bands.index)
    ages = split_bands(bands, shares)
    ages.insert(0, "population", bands.sum(axis=1))
    assumed = shares is None or bool(shares.isna().any(axis=None))
    return Reading(
        ID,
        "communes",
        file.name,
        year,
        lines,
        len(series),
        ages.reset_index(),
        losses + others(lines - len(series) - sum(loss.lines for loss in losses)),
        assumed=(ASSUMED,) if assumed else (),
    )


READER: Final = Reader(
    id=ID,
    shape="communes",
    gives=("population", *AGES),
    title={
        "en": "INSEE, people by age since the census of 2023 (Melodi)",
        "fr": "Insee, population par âge depuis le recensement de 2023 (Melodi)",
    },
    published={
        "en": "DS_RP_POPULATION_PRINC: catalogue-donnees.insee.fr",
        "fr": "DS_RP_POPULATION_PRINC : catalogue-donnees.insee.fr",
    },
    recognises=lambda file: file.has(*NEEDED),
    read=read,
)
