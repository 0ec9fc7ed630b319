"""The territory we ship, against the figures it was made from."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.territory import BANDS, Territory, load_territory
from sim.territory.rounding import by_row
from tests.shipped_conf import data
from tests.territories import travel, visitors

CONF = Path(__file__).parents[3] / "conf" / "territory"


def mios(start: date = date(2024, 1, 1), **changes: object) -> Territory:
    settings = data("territory")
    return load_territory({**settings, **changes}, CONF, start)


@pytest.fixture(scope="module")
def territory() -> Territory:
    return mios()


def test_census_is_the_published_one(territory: Territory) -> None:
    assert (len(territory), territory.ring.sum()) == (29, 12)
    then = mios(date(2023, 6, 1))
    assert then.population[~then.ring].sum() == territory.census[~territory.ring].sum() == 165_952
    assert territory.census.sum() == 165_952 + 12_227
    assert territory.census[territory.find("Mios")] == 12_043


def test_growth_of_mios_is_that_of_2016_to_2023(territory: Territory) -> None:
    rank = territory.find("33284")
    assert territory.growth[rank] == pytest.approx((12_043 / 9_959) ** (1 / 7) - 1, abs=5e-5)
    assert territory.population[rank] == round(12_043 * 1.0275)
    assert territory.population_in(2025)[rank] == round(12_043 * 1.0275**2)


def test_gps_are_those_of_the_lists(territory: Territory) -> None:
    """178 liberal GPs in the 17 communes (Observatoire des fragilités, 2024), seven of them in Mios: the four
    whom the town hall counts, three of 60 and over, and the three of the walk-in centre, which is a counter.
    """
    assert territory.gps[~territory.ring].sum() == 178
    known = territory.doctor_list[territory.find("Mios")]
    assert territory.gps[territory.find("Mios")] == len(known) == 7
    assert [number for number, who in known.items() if who.ages is not None and who.ages[0] >= 60] == [
        1,
        2,
        3,
    ]
    assert [number for number, who in known.items() if who.particular] == [5, 6, 7]
    lists = [
        who
        for commune, them in territory.doctor_list.items()
        if not territory.ring[commune]
        for who in them.values()
    ]
    assert len(lists) == 178
    assert sum(who.ages is not None and who.ages[0] >= 60 for who in lists) == 46
    assert sum(who.particular is True for who in lists) == 3, "of the others nobody knows"


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
    minutes = {p.key: int(p.minutes[rank]) for p in territory.places}
    assert minutes["ed_pellegrin"] == 42
    at_la_teste = dict.fromkeys(("ed_arcachon", "front_arcachon", "sos_bassin"), "33529")
    where = {"ed_ares": "33011", **at_la_teste}
    assert {p.key: territory.codes[p.commune] for p in territory.places if p.key in where} == where
    far = [p for p in territory.places if p.key.startswith(("beyond_", "ed_"))]
    for place in far:
        assert (place.commune < 0) == (place.key not in where), "the others lie beyond"


def test_own_commune_takes_three_to_six_minutes(territory: Territory) -> None:
    own = travel(territory).diagonal()
    assert own.min() == 3
    assert own.max() == 6
    for place in territory.places:
        assert place.commune < 0 or place.minutes[place.commune] >= own[place.commune]


def test_visitors_fill_the_beds_of_the_coast_in_august_and_are_few_in_winter(territory: Territory) -> None:
    """174,000 beds around the Bassin, for 105,000 residents of its shore: 1.65 each."""
    coast = [territory.find(name) for name in ("Arcachon", "La Teste-de-Buch", "Lège-Cap-Ferret", "Arès")]
    assert visitors(territory).shape == (29, 366)
    people = territory.population[coast].sum()
    present = people + visitors(territory)[coast].sum(axis=0)
    assert present.max() == pytest.approx((1 + 1.65) * people)
    assert 213 <= present.argmax() <= 243  # August
    assert present[20] < 1.1 * people
    assert (visitors(territory) >= 0).all()


def test_ages(territory: Territory) -> None:
    assert territory.age_shares.sum(axis=1) == pytest.approx(np.ones(len(territory)))
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


def test_mean_ald_is_what_cnam_counts(territory: Territory) -> None:
    """35,934 of 160,863 people of the general scheme in the 17 communes, in 2024."""
    people = by_row(territory.census, territory.age_shares)[~territory.ring]
    mean = float(people.sum(axis=0) @ territory.ald_share) / people.sum()
    assert mean == pytest.approx(35_934 / 160_863, abs=0.003)


def test_each_commune_has_its_own_mean_without_a_car(territory: Territory) -> None:
    mean = (territory.no_car_here * territory.age_shares).sum(axis=1)
    assert mean[territory.find("Arcachon")] == pytest.approx(0.14)
    assert mean[territory.find("Mios")] == pytest.approx(0.04)


def test_ehpad_are_those_of_the_portal_of_homes(territory: Territory) -> None:
    assert territory.ehpad.sum() == 1578
    assert (territory.ehpad < by_row(territory.population, territory.age_shares)[:, 5:].sum(axis=1)).all()


def test_nobody_can_change_it(territory: Territory) -> None:
    with pytest.raises(ValueError, match="read-only"):
        territory.population[0] = 1
    with pytest.raises(ValueError, match="frozen"):
        territory.demography.growth = 1


def test_growth_that_does_not_go_on_leaves_the_census(territory: Territory) -> None:
    """`territory.demography.growth: 0`: whatever the year, as many people as were counted."""
    settings = data("territory")
    still = mios(demography={**settings["demography"], "growth": 0})
    assert (still.population == territory.census).all()
    assert (still.population_in(2031) == territory.census).all()
