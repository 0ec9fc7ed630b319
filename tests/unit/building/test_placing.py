"""Coordinates that cannot be meant are not: a commune lies with the others of its intercommunalité."""

import dataclasses

import numpy as np
import pytest

from sim.building.facilities import facilities_of
from sim.building.people import people_of
from sim.building.placing import believed, placed
from tests.building_plans import BASSIN, facts_of, plan_of


@pytest.fixture
def communes():
    whole = facts_of().communes
    return whole[whole["epci"].isin(BASSIN)].copy()


def test_communes_stay_where_they_are(communes):
    same = placed(communes)
    assert same.moved == ()
    assert (same.communes[["lat", "lon"]] == communes[["lat", "lon"]]).all(axis=None)


@pytest.mark.parametrize(
    ("lat", "lon"), [(44.60539, 0.93963), (-0.93963, 44.60539)], ids=["the other sign", "exchanged"]
)
def test_a_slip_of_the_file_is_mended(communes, lat, lon):
    there = communes.loc["33284", ["lat", "lon"]].tolist()
    communes.loc["33284", ["lat", "lon"]] = lat, lon
    mended = placed(communes)
    assert mended.moved == ("33284",)
    assert mended.communes.loc["33284", ["lat", "lon"]].tolist() == pytest.approx(there)


@pytest.mark.parametrize("at", [(48.85, 2.35), (np.nan, np.nan)], ids=["far away", "not known"])
def test_otherwise_it_is_placed_in_the_middle_of_the_others(communes, at):
    communes.loc["33284", ["lat", "lon"]] = at
    mended = placed(communes)
    assert mended.moved == ("33284",)
    others = communes[(communes["epci"] == communes["epci"]["33284"]) & (communes.index != "33284")]
    assert mended.communes["lat"]["33284"] == pytest.approx(others["lat"].median(), abs=0.03)


def test_a_commune_that_belongs_with_no_other_is_left_alone(communes):
    communes["epci"] = ""
    communes.loc["33284", ["lat", "lon"]] = 48.85, 2.35
    assert placed(communes).moved == ()


def test_whose_coordinates_were_not_believed_is_said():
    people = people_of(dataclasses.replace(plan_of(*BASSIN), moved=("33284", "40046")))
    told = {assumed.what["en"]: assumed.communes for assumed in people.assumed}
    assert told["coordinates that can be meant"] == 1  # the other is not of this territory
    by_key = {entry["key"]: entry for entry in people.origins}
    for axis in ("lat", "lon"):
        entry = by_key[f"here/communes.csv:{axis}"]
        assert (entry["status"], "33284" in entry["source"]["en"]) == ("assumed", True)


def test_what_stands_at_the_town_hall_moves_with_it():
    facts = facts_of()
    wrong = facts.communes.copy()
    wrong.loc["33529", "lon"] *= -1
    places = facts.facilities.copy()
    places.loc[places["code"] == "33529", "lon"] *= -1
    better, moved = believed(dataclasses.replace(facts, communes=wrong, facilities=places))
    assert "33529" in moved
    plan = plan_of(*BASSIN, facts=better)
    found = facilities_of(plan, plan.communes["population"].to_numpy().astype(int))
    hospital = found.places["ed_la_teste_de_buch"]
    assert (hospital["lat"], hospital["lon"]) == tuple(facts.communes.loc["33529", ["lat", "lon"]])
