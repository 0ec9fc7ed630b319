"""One table with everything we know of each commune: what tests, calibration and validation read."""

from typing import Final

import pandas as pd

from sim.france.facts import AGES, Given, Reader, Reading
from sim.france.files import OpenFile
from sim.france.making import one_a_commune
from sim.france.queries import count, query

ID: Final = "wide"
TEXTS: Final = {
    "code": "code",
    "name": "name",
    "dep": "dep",
    "region": "region",
    "epci": "epci",
    "epci_name": "epci_name",
}
AGE_COLUMNS: Final = ("p21_0014", "p21_1529", "p21_3044", "p21_4559", "p21_6074", "p21_7589", "p21_90up")
NUMBERS: Final = {
    "lat": "lat",
    "lon": "lon",
    "area_km2": "area_km2",
    "population": "population_2023",
    "population_before": "population_2015",
    **dict(zip(AGES, AGE_COLUMNS, strict=True)),
    "births": "births_2022",
    "deaths": "deaths_2022",
    "dwellings": "dwellings_2021",
    "second_homes": "second_homes_2021",
    "gps": "gps_liberal_2024",
    "gps_60_up": "gps_liberal_60plus_2024",
    "gps_before": "gps_bpe_2018",
    "gps_of_bpe": "gps_bpe_2024",
    "ehpad_places": "ehpad_places",
    "emergency_departments": "emergency_departments_2024",
    "health_centres": "health_centres_2024",
    "msp": "msp_2024",
    "pharmacies": "pharmacies_2024",
    "ed_minutes": "ed_minutes_2019",
    "density": "density_grid7",
    "adults": "cnam_people_16plus_2024",
    "adults_without_mt": "cnam_no_mt_16plus_2024",
    "adults_no_visit": "cnam_no_gp_visit_24m_16plus_2024",
    "people_with_ald": "cnam_ald_2024",
    "people_insured": "cnam_people_2024",
    "apl": "apl_2023",
    "apl_65": "apl65_2023",
    "apl_population": "apl_population_standardised",
}
MISSING: Final = 50  # GPs of a commune that had none before: not counted then, not new
YEARS: Final = 8.0  # between both populations
CENSUS: Final = {"en": "INSEE, census", "fr": "Insee, recensement"}
CIVIL: Final = {"en": "INSEE, births and deaths", "fr": "Insee, état civil"}
CODES: Final = {"en": "INSEE, geographical codes", "fr": "Insee, code officiel géographique"}
EQUIPMENT: Final = {"en": "INSEE, BPE", "fr": "Insee, BPE"}
DENSITY: Final = {"en": "INSEE, density grid", "fr": "Insee, grille de densité"}
HOMES: Final = {"en": "CNSA, portal of homes", "fr": "CNSA, portail pour les personnes âgées"}
APL: Final = {"en": "DREES, APL", "fr": "Drees, APL"}
# Where each column is from: README of the table.
GIVEN: Final = {
    **dict.fromkeys(("code", "name", "dep", "region", "epci", "epci_name"), Given(CODES, "2026")),
    **dict.fromkeys(("lat", "lon", "area_km2"), Given("IGN", "2026")),
    "population": Given(CENSUS, "2023"),
    **dict.fromkeys(("population_before", "population_years"), Given(CENSUS, "2015")),
    **dict.fromkeys((*AGES, "dwellings", "second_homes"), Given(CENSUS, "2021")),
    **dict.fromkeys(("births", "deaths"), Given(CIVIL, "2022")),
    **dict.fromkeys(("gps", "gps_60_up"), Given("Observatoire des fragilités", "2024")),
    "gps_before": Given(EQUIPMENT, "2018"),
    "ehpad_places": Given(HOMES, "2025"),
    **dict.fromkeys(
        ("emergency_departments", "health_centres", "msp", "pharmacies"), Given(EQUIPMENT, "2024")
    ),
    "ed_minutes": Given({"en": "DREES, distances", "fr": "Drees, distances"}, "2019"),
    "density": Given(DENSITY, "2024"),
    **dict.fromkeys(
        ("adults", "adults_without_mt", "adults_no_visit", "people_with_ald", "people_insured"),
        Given("CNAM", "2024"),
    ),
    **dict.fromkeys(("apl", "apl_65", "apl_population"), Given(APL, "2023")),
}


def _recognises(file: OpenFile) -> bool:
    return file.has(*TEXTS.values(), *NUMBERS.values())


def _read(file: OpenFile) -> Reading:
    lines = count(file)
    table, losses = one_a_commune(query(file, {**TEXTS, **NUMBERS}, numbers=NUMBERS))
    table["population_years"] = YEARS
    now = table.pop("gps_of_bpe")
    before = table["gps_before"].where(_was_counted(table, now))
    # The BPE counts otherwise: it says by how many they changed
    table["gps_before"] = (table["gps"] + before - now).clip(lower=0)
    return Reading(ID, "communes", file.name, "2023", lines, len(table), table, losses, given=GIVEN)


def _was_counted(table: pd.DataFrame, now: pd.Series) -> pd.Series:
    """Whether the older BPE counted a commune: it has nobody overseas, in Paris, Lyon and Marseille."""
    of_department = table["gps_before"].groupby(table["dep"]).transform("sum")
    return (of_department > 0) & ~((table["gps_before"] == 0) & (now >= MISSING))


READER: Final = Reader(
    id=ID,
    shape="communes",
    gives=(
        *(name for name in TEXTS if name != "code"),
        *(name for name in NUMBERS if name != "gps_of_bpe"),
        "population_years",
    ),
    title={
        "en": "Table of all communes (people, doctors, services, distances)",
        "fr": "Table de toutes les communes (population, médecins, services, distances)",
    },
    published={
        "en": "communes.csv.gz, gathered from what INSEE, DREES, CNAM and IGN publish; not published itself",
        "fr": "communes.csv.gz, tirée des publications de l’Insee, de la Drees, de la Cnam et de l’IGN ; "
        "elle-même non publiée",
    },
    recognises=_recognises,
    read=_read,
)
