"""The territory we ship, against the figures it was made from."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.territory import BANDS, Territory, load_territory
from sim.territory.rounding import by_row
from tests.planned import data
from tests.territories import travel, visitors

CONF = Path(__file__).parents[3] / "conf" / "territory"

# GP establishments of SIRENE 2019, communes in the order of communes.csv, Mios left out.
SIRENE = [14, 6, 8, 9, 21, 16, 20, 39, 30, 9, 55, 7, 5, 6, 1, 0]


def mios(start: date = date(2024, 1, 1), **changes: object) -> Territory:
    settings = data("territory")
    return load_territory({**settings, **changes}, CONF, start)


@pytest.fixture(scope="module")
def territory() -> Territory:
    return mios()


def test_census_is_the_published_one(territory: Territory) -> None:
    assert len(territory) == 17
    assert mios(date(2023, 6, 1)).residents == territory.census.sum() == 165_952
    assert territory.census[territory.find("Mios")] == 12_043


def test_growth_of_mios_is_that_of_2016_to_2023(territory: Territory) -> None:
    rank = territory.find("33284")
    assert territory.growth[rank] == pytest.approx((12_043 / 9_959) ** (1 / 7) - 1, abs=5e-5)
    assert territory.population[rank] == round(12_043 * 1.0275)
    assert territory.population_in(2025)[rank] == round(12_043 * 1.0275**2)


def test_heads_of_gps_follow_the_density_and_the_establishments(territory: Territory) -> None:
    """11.2 heads per 10,000 of the territory, four in Mios, the others by largest remainder."""
    total = round(11.2 * 165_952 / 1e4)
    assert territory.gps.sum() == total == 186
    assert territory.gps[territory.find("Mios")] == 4
    exact = (total - 4) * np.array(SIRENE) / sum(SIRENE)
    heads = np.floor(exact).astype(int)
    for i in sorted(range(16), key=lambda i: (heads[i] - exact[i], i))[: total - 4 - heads.sum()]:
        heads[i] += 1
    assert territory.gps[1:].tolist() == heads.tolist()


@pytest.mark.parametrize(
    ("a", "b", "minutes"),
    [
        ("Mios", "Biganos", 11),
        ("Mios", "Le Teich", 15),
        ("Mios", "Salles", 13),
        ("Mios", "Saint-Magne", 29),
        ("Arcachon", "La Teste-de-Buch", 9),
        ("Audenge", "Lanton", 8),
        ("Arès", "Lège-Cap-Ferret", 8),
        ("Lugos", "Le Barp", 21),
        ("Gujan-Mestras", "Le Teich", 8),
        ("Lège-Cap-Ferret", "Saint-Magne", 57),
        ("Andernos-les-Bains", "Arcachon", 17),
    ],
)
def test_travel_as_the_crow_flies_is_the_estimate_of_the_sources(a: str, b: str, minutes: int) -> None:
    settings = data("territory")
    flat = mios(roads={**settings["roads"], "around_water": None})
    assert travel(flat)[flat.find(a), flat.find(b)] == travel(flat)[flat.find(b), flat.find(a)] == minutes


def test_the_bassin_is_driven_around(territory: Territory) -> None:
    """The crow flies from Arès to Arcachon in 19 minutes, over the sea."""
    assert travel(territory)[territory.find("Arès"), territory.find("Arcachon")] == 40
    ed = next(place for place in territory.places if place.key == "ed_arcachon")
    assert ed.minutes[territory.find("Arès")] == 35
    assert ed.minutes[territory.find("Mios")] == 23


def test_minutes_to_places(territory: Territory) -> None:
    rank = territory.find("Mios")
    beyond = {p.key: int(p.minutes[rank]) for p in territory.places if p.commune < 0}
    assert beyond == {"ed_pellegrin": 42, "cestas": 30}
    inside = {p.key: territory.codes[p.commune] for p in territory.places if p.commune >= 0}
    at_la_teste = dict.fromkeys(("ed_arcachon", "front_arcachon", "sos_bassin"), "33529")
    assert inside == {"ed_ares": "33011", **at_la_teste}


def test_own_commune_takes_three_to_six_minutes(territory: Territory) -> None:
    own = travel(territory).diagonal()
    assert own.min() == 3
    assert own.max() == 6
    for place in territory.places:
        assert place.commune < 0 or place.minutes[place.commune] >= own[place.commune]


def test_visitors_peak_at_three_per_resident_on_the_coast_and_are_few_in_winter(territory: Territory) -> None:
    coast = [territory.find(name) for name in ("Arcachon", "La Teste-de-Buch", "Lège-Cap-Ferret", "Arès")]
    assert visitors(territory).shape == (17, 366)
    people = territory.population[coast].sum()
    present = people + visitors(territory)[coast].sum(axis=0)
    assert present.max() == pytest.approx(4 * people)
    assert 213 <= present.argmax() <= 243  # August
    assert present[20] < 1.1 * people
    assert (visitors(territory) >= 0).all()


def test_ages(territory: Territory) -> None:
    assert territory.age_shares.sum(axis=1) == pytest.approx(np.ones(17))
    over_60 = territory.age_shares[:, 4:].sum(axis=1)
    assert over_60[territory.find("Arcachon")] > 2 * over_60[territory.find("Mios")]
    for band in BANDS:
        assert territory.year_shares[band.first : band.last + 1].sum() == pytest.approx(1)
    assert territory.year_shares[75] > territory.year_shares[89]
    assert (by_row(territory.population, territory.age_shares).sum(axis=1) == territory.population).all()


def test_age_file_agrees_with_the_census() -> None:
    ages = np.genfromtxt(CONF / "mios" / "ages.csv", delimiter=";", skip_header=1, dtype=np.int64)
    assert (ages[:, 2:].sum(axis=1) == ages[:, 1]).all()
    assert ages[:, 1].tolist() == mios().census.tolist()


def test_mean_ald_is_that_of_the_departments_around(territory: Territory) -> None:
    mean = (
        float(by_row(territory.population, territory.age_shares).sum(axis=0) @ territory.ald_share)
        / territory.residents
    )
    assert mean == pytest.approx(0.20, abs=0.005)


def test_each_commune_has_its_own_mean_without_a_car(territory: Territory) -> None:
    mean = (territory.no_car_here * territory.age_shares).sum(axis=1)
    assert mean[territory.find("Arcachon")] == pytest.approx(0.14)
    assert mean[territory.find("Mios")] == pytest.approx(0.04)


def test_ehpad_about_one_place_per_hundred_residents(territory: Territory) -> None:
    assert territory.ehpad.sum() == 1660
    assert (territory.ehpad < by_row(territory.population, territory.age_shares)[:, 5:].sum(axis=1)).all()


def test_nobody_can_change_it(territory: Territory) -> None:
    with pytest.raises(ValueError, match="read-only"):
        territory.population[0] = 1
    with pytest.raises(ValueError, match="frozen"):
        territory.demography.growth = 1  # type: ignore[misc]


def test_growth_that_does_not_go_on_leaves_the_census(territory: Territory) -> None:
    """`territory.demography.growth: 0`: whatever the year, as many people as were counted."""
    settings = data("territory")
    still = mios(demography={**settings["demography"], "growth": 0})
    assert (still.population == territory.census).all()
    assert (still.population_in(2031) == territory.census).all()
