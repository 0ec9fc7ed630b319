"""The people of a territory built from the table of all communes: nobody lost, what is unknown assumed."""

import dataclasses

import numpy as np
import pytest

from sim.building.people import people_of
from sim.building.ring import around
from sim.territory.communes import read_communes
from tests.building_plans import BASSIN, facts_of, plan_of
from tests.france import all_communes


def without(plan, *columns, codes=None):
    """The same plan where no file says these facts (of some communes, or of any)."""
    communes = plan.facts.communes.copy()
    communes.loc[list(codes) if codes else slice(None), list(columns)] = np.nan
    origin = {k: v for k, v in plan.facts.origin.items() if codes or k not in columns}
    facts = dataclasses.replace(plan.facts, communes=communes, origin=origin)
    return dataclasses.replace(plan, facts=facts)


def statuses(people):
    return {entry["key"].removeprefix("here/"): entry["status"] for entry in people.origins}


def test_ages_sum_to_the_population_in_every_commune():
    people = people_of(plan_of(*BASSIN))
    assert len(people.communes) == 17
    assert people.communes["population_2023"].sum() == 165_952
    bands = people.ages.iloc[:, 2:]
    assert bands.shape[1] == 7
    assert (bands.sum(axis=1) == people.communes["population_2023"]).all()
    assert statuses(people)["ages.csv:P23_POP0014"] == "computed"


def test_the_communes_are_those_that_a_territory_reads(tmp_path):
    people = people_of(plan_of(*BASSIN))
    people.communes.assign(gps=1).to_csv(tmp_path / "communes.csv", sep=";", index=False)
    read = read_communes(tmp_path / "communes.csv")
    assert (read.census_year, read.catchments) == (2023, ("here",))
    assert set(read.shore) == set(people.settings["visitors"])


def test_every_second_home_has_its_visitors():
    plan = plan_of(*BASSIN)
    people = people_of(plan)
    peaks = people.communes["shore"].map({kind: b["peak"] for kind, b in people.settings["visitors"].items()})
    there = (peaks * people.communes["population_2023"]).sum()
    assert there == pytest.approx(5 * plan.communes["second_homes"].sum(), rel=0.01)  # 5 by the sea
    assert all(kind.startswith("coast_") for kind in people.communes["shore"])


def test_a_winter_resort_has_its_season_in_winter_and_the_plain_below_has_not():
    communes = facts_of().communes
    of_department = communes.assign(dep="38")
    alps = dataclasses.replace(facts_of(), communes=of_department)
    shapes = people_of(plan_of(*BASSIN, facts=alps)).settings["visitors"]
    assert {block["shape"]["02-15"] for block in shapes.values()} == {1.0}
    inland = people_of(plan_of("248600413")).settings["visitors"]  # Grand Châtellerault
    assert all("02-15" not in block["shape"] for block in inland.values())


def test_what_no_file_says_is_assumed_and_said():
    bare = without(plan_of(*BASSIN), *("age_0_14", "ehpad_places", "second_homes", "density", "births"))
    people = people_of(bare)
    assert (people.ages.iloc[:, 2:].sum(axis=1) == people.communes["population_2023"]).all()
    old = people.ages.iloc[:, -2:].sum().sum()
    assert people.communes["ehpad"].sum() == pytest.approx(0.095 * old, abs=1)
    assert (people.communes["no_car"] == 0.13).all()
    told = {assumed.what["en"]: assumed for assumed in people.assumed}
    for fact in ("residents by age", "places in an EHPAD", "second homes", "births of a year"):
        assert fact in told, fact
    assert told["residents by age"].communes == 17
    status = statuses(people)
    assert {status["ages.csv:P23_POP0014"], status["communes.csv:ehpad"]} == {"assumed"}


def test_one_commune_without_a_fact_is_named_in_the_origin():
    people = people_of(without(plan_of(*BASSIN), "ehpad_places", codes=["33284"]))
    entry = next(entry for entry in people.origins if entry["key"] == "here/communes.csv:ehpad")
    assert entry["status"] == "assumed"
    assert "33284" in entry["source"]["en"] and "CNSA" in entry["source"]["en"]


def test_a_count_that_cannot_be_of_the_same_commune_is_not_believed():
    plan = plan_of(*BASSIN)
    mios = plan.facts.communes.copy()
    mios.loc["33284", "population_before"] *= 3  # those that merged, counted three times
    people = people_of(dataclasses.replace(plan, facts=dataclasses.replace(plan.facts, communes=mios)))
    growth = people.communes.set_index("code")["growth"]
    assert growth["33284"] == 0.003
    assert growth["33051"] == pytest.approx(0.0136)


def test_births_deaths_and_ald_come_to_those_of_the_files():
    plan = plan_of("248600413")
    people = people_of(plan)
    bands = people.ages.iloc[:, 2:].to_numpy()
    rates = people.settings["demography"]
    assert bands[:, 1:3].sum() * rates["birth"] == pytest.approx(plan.communes["births"].sum(), rel=0.02)
    died = (bands * np.array([*rates["death"].values()])).sum()
    assert died == pytest.approx(plan.communes["deaths"].sum(), rel=0.02)
    ald = (bands * np.array([*people.settings["ald"].values()])).sum() / bands.sum()
    counted = plan.communes[["people_with_ald", "people_insured"]].sum()
    assert ald == pytest.approx(counted.iloc[0] / counted.iloc[1], rel=0.03)


def test_a_commune_without_people_stands_there_with_none():
    plan = plan_of(*BASSIN)
    communes = plan.facts.communes.copy()
    communes.loc["33260", ["population", "population_before", "births", "deaths", "age_0_14"]] = 0.0
    people = people_of(dataclasses.replace(plan, facts=dataclasses.replace(plan.facts, communes=communes)))
    row = people.ages.set_index("CODGEO").loc["33260"]
    assert (row == 0).all()
    assert np.isfinite(people.communes["growth"]).all()


def test_the_ring_is_what_lies_within_so_many_minutes():
    plan = plan_of(*BASSIN)
    ring = around(plan.nearby, plan.reported, 20)
    assert "40046" not in plan.reported
    assert around(plan.nearby, plan.reported, 0) == ()
    assert set(ring).isdisjoint(plan.reported)
    assert set(ring) < set(around(plan.nearby, plan.reported, 30))
    nearest = plan.nearby.within(20, plan.reported)
    assert set(nearest.index) == {*ring, *plan.reported}


@pytest.mark.heavy  # the whole country
def test_all_of_france_has_ages_homes_and_growth_within_bounds():
    facts = facts_of(all_communes())
    lived = facts.communes.index[facts.communes["population"].notna() & facts.communes["lat"].notna()]
    people = people_of(plan_of(codes=lived, facts=facts))
    table = people.communes
    assert (people.ages.iloc[:, 2:].sum(axis=1) == table["population_2023"]).all()
    assert (table["ehpad"] <= table["population_2023"]).all()
    assert table["growth"].between(-0.04, 0.08).all()
    without_car = (table["no_car"] * table["population_2023"]).sum() / table["population_2023"].sum()
    assert without_car == pytest.approx(0.13, abs=0.01)


def test_every_column_has_its_origin():
    plan = plan_of(*BASSIN)
    people = people_of(plan)
    told = {entry["key"] for entry in people.origins}
    assert {f"here/communes.csv:{column}" for column in people.communes} <= told
    assert {f"here/ages.csv:{column}" for column in people.ages} <= told
