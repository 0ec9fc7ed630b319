"""On which territories national figures are held."""

from pathlib import Path

import pandas as pd
import pytest

from sim.calibration.sample import SHIPPED, Candidate, built, needed, shipped, together
from sim.scenario.sources import find_sources
from sim.validation.country import Country, Place
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
    assert gps / people == pytest.approx(country["gps"] / country["population"], rel=0.03)
    asks = needed(communes)["asks"].groupby(communes["epci"]).sum()
    needs = sum(place.weight * asks[place.code] for place in places)
    assert needs / people == pytest.approx(asks.sum() / country["population"], rel=0.02), "ages as in France"


def of(code: str, gps: float, around: float, needs: float, people: float = 20_000.0) -> Candidate:
    return Candidate(Place(code, code), people, 2 * people, (gps, around, needs), False)


def test_those_are_chosen_that_together_are_like_the_country() -> None:
    """Alone `b` is nearest to the country in its class, but `a` makes up for what the other class has."""
    country = pd.Series({"population": 1.0, "gps": 1.0, "asks": 1.0})
    held = {1.0: [of("a", 0.8, 0.9, 1.0), of("b", 1.0, 1.0, 1.0)], 2.0: [of("c", 1.2, 1.1, 1.0)]}
    chosen = together(held, {1.0: 5.0, 2.0: 5.0}, 1, country)
    assert [each.place.code for those in chosen.values() for each in those] == ["a", "c"]
    both = together(held, {1.0: 5.0, 2.0: 5.0}, 2, country)
    assert sorted(each.place.code for those in both.values() for each in those) == ["a", "b", "c"]


def test_who_is_too_small_stands_for_nobody_where_another_is_there() -> None:
    country = pd.Series({"population": 1.0, "gps": 1.0, "asks": 1.0})
    held = {1.0: [of("small", 1.0, 1.0, 1.0, 9_000.0), of("large", 1.5, 1.5, 1.5)]}
    assert together(held, {1.0: 1.0}, 1, country)[1.0][0].place.code == "large"
    alone = {1.0: held[1.0][:1]}
    assert together(alone, {1.0: 1.0}, 1, country)[1.0][0].place.code == "small"


def test_files_of_a_part_of_the_country_stand_for_what_they_have(tmp_path: Path) -> None:
    """The extract has La Réunion, of which the sample has two classes of density."""
    places = built(EXTRACT, tmp_path, 1, lambda _: None)
    assert len(places) == 2
    assert all(place.code.startswith("2497401") or place.code.startswith("2497400") for place in places)
