"""On which territories national figures are held."""

from pathlib import Path

import pytest

from sim.calibration.sample import SHIPPED, built, shipped
from sim.scenario.sources import find_sources
from sim.validation.country import Country
from tests.france import EXTRACT, all_communes


def test_those_that_are_shipped_are_there() -> None:
    known = find_sources(None).files["scenario"]
    assert [place.name for place in shipped()] == list(SHIPPED)
    assert all(f"{name}_as_is" in known for name in SHIPPED)


@pytest.mark.heavy
def test_one_of_each_class_of_density_stands_for_its_residents(tmp_path: Path) -> None:
    """Of the seven classes; together they weigh what the country has, and nothing is built twice."""
    told: list[str] = []
    places = built(all_communes(), tmp_path, 1, told.append)
    assert len(places) == 7 == len({place.code for place in places}) and len(told) == 7
    assert all((tmp_path / "scenarios" / f"{place.name}_as_is.yaml").is_file() for place in places)
    assert all(place.weight > 1 for place in places)
    assert built(all_communes(), tmp_path, 1, told.append) == places and len(told) == 7
    communes = Country(all_communes(), tmp_path).communes
    own = communes.groupby("epci")[["population", "gps"]].sum().astype(float)
    people = sum(place.weight * own["population"][place.code] for place in places)
    gps = sum(place.weight * own["gps"][place.code] for place in places)
    country = own.sum()
    assert people == pytest.approx(country["population"], rel=0.01)  # few have no class
    assert gps / people == pytest.approx(country["gps"] / country["population"], rel=0.05)


def test_files_of_a_part_of_the_country_stand_for_what_they_have(tmp_path: Path) -> None:
    """The extract has La Réunion, of which the sample has two classes of density."""
    places = built(EXTRACT, tmp_path, 1, lambda _: None)
    assert len(places) == 2
    assert all(place.code.startswith("2497401") or place.code.startswith("2497400") for place in places)
