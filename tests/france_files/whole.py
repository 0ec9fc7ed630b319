"""Folders of official files that say all that such files can of the communes of a table (``facts``)."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sim.france.facts import AGES
from tests.france_files import apl, bpe, contours, finess, insee, rpps

BPE_SORTS = {
    "emergency_departments": "ed",
    "health_centres": "health_centre",
    "msp": "msp",
    "pharmacies": "pharmacy",
}


def counted(folder: Path, facts: pd.DataFrame) -> None:
    """What is counted by commune: populations of Melodi, ages by band, the BPE; homes by FINESS as it was."""
    _of_all(folder, facts)
    insee.melodi_populations(folder, facts)
    insee.base_cc(folder, facts.dropna(subset=list(AGES)))
    bpe.counts(folder, facts)
    finess.finess(folder, homes(facts))


def listed(folder: Path, facts: pd.DataFrame) -> None:
    """Registers, a line a doctor or an establishment; legal populations of two years, ages by single year."""
    _of_all(folder, facts)
    insee.legal_populations(folder, facts.dropna(subset="population")).rename(folder / "ensemble_2023.zip")
    before = facts.assign(population=facts["population_before"]).dropna(subset="population")
    insee.legal_populations_before(folder, before).rename(folder / "Communes_2015.csv")
    insee.single_years(folder, facts.dropna(subset=list(AGES)))
    rpps.rpps(folder, doctors(facts))
    bpe.located(folder, establishments(facts))
    finess.finess_plus(folder, homes(facts))


def doctors(facts: pd.DataFrame) -> pd.DataFrame:
    """As many as the communes count. The first two communes that have any share two, half at each."""
    rows: list[tuple[str, str]] = []
    some = facts[facts["gps"] > 0]
    shared = set(some.index[:2])
    for place, (code, heads) in enumerate(some["gps"].items()):
        rows += [(f"8{place:05d}{n:05d}", str(code)) for n in range(int(heads) - (code in shared))]
    rows += [(f"7{n:010d}", str(code)) for n in range(2) for code in sorted(shared)]
    table = pd.DataFrame(rows, columns=["doctor", "code"])
    return table.assign(site="CABINET", salaried=False)


def establishments(facts: pd.DataFrame) -> pd.DataFrame:
    """Those that the BPE counts, one by one, without a name and at the town hall."""

    def each() -> Iterator[pd.DataFrame]:
        for column, sort in BPE_SORTS.items():
            numbers = facts[column].fillna(0).astype(int)
            yield _placed(facts.loc[facts.index.repeat(numbers)], sort)

    return pd.concat(list(each()), ignore_index=True)


def homes(facts: pd.DataFrame) -> pd.DataFrame:
    """An EHPAD in each commune that has places in some, without a name and at the town hall."""
    return _placed(facts[facts["ehpad_places"] > 0], "ehpad")


def _of_all(folder: Path, facts: pd.DataFrame) -> None:
    insee.communes(folder, facts)
    insee.intercommunalities(folder, facts)
    contours.contours(folder, facts.dropna(subset=["lat", "lon", "area_km2"]))
    apl.apl(folder, facts[facts["apl"].notna()], years=("2022", "2023"))


def _placed(rows: pd.DataFrame, sort: str) -> pd.DataFrame:
    made = {"sort": sort, "name": "", "code": rows.index, "lat": rows["lat"], "lon": rows["lon"]}
    return pd.DataFrame(made).reset_index(drop=True)
