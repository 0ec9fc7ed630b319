"""One table with everything we know of each commune: what tests, calibration and validation read."""

from typing import Final

from sim.france.facts import AGES, Reader, Reading
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
YEARS: Final = 8.0  # between both populations


def _recognises(file: OpenFile) -> bool:
    return file.has(*TEXTS.values(), *NUMBERS.values())


def _read(file: OpenFile) -> Reading:
    lines = count(file)
    table, losses = one_a_commune(query(file, {**TEXTS, **NUMBERS}, numbers=NUMBERS))
    table["population_years"] = YEARS
    return Reading(ID, "communes", file.name, "2023", lines, len(table), table, losses)


READER: Final = Reader(
    id=ID,
    shape="communes",
    gives=(*(name for name in TEXTS if name != "code"), *NUMBERS, "population_years"),
    title={
        "en": "Table of all communes (people, doctors, services, distances)",
        "fr": "Table de toutes les communes (population, médecins, services, distances)",
    },
    published={
        "en": "communes.csv.gz, gathered from what INSEE, DREES, CNAM and IGN publish; not published itself",
        "fr": "communes.csv.gz, tirée des publications de l’Insee, de la Drees, de la Cnam et de l’IGN ; "
        "elle-même non publiée",
    },
    recognises=_recognises,
    read=_read,
)
