"""An intercommunalité in place of its communes: nobody is lost, and a region keeps its own."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.building.assemble import built_of
from sim.building.build import Order, build, check_grain, grained, plan_of
from sim.building.coarser import by_epci, leads
from sim.building.errors import BuildingError
from sim.building.facilities import POINTS
from sim.building.select import Asked
from sim.cli import main
from sim.france.facts import AGES, COLUMNS
from tests.building_plans import facts_of
from tests.france import EXTRACT

SUMS = ("population", *AGES, "area_km2", "gps", "gps_60_up", "dwellings", "second_homes", "births", "deaths",
        "ehpad_places", "emergency_departments", "pharmacies", "people_with_ald", "adults")  # fmt: skip
REGION = "75"  # Nouvelle-Aquitaine: of the extract, communes of six départements


def planned(facts=None, **asked):
    ring = asked.pop("ring", 0.0)
    order = Order("here", Asked(**asked), None, Path(), ring=ring, by="epci")
    return plan_of(order, grained(facts or facts_of(), "epci"))[0]


@pytest.mark.parametrize("column", SUMS)
def test_sums_are_kept_in_each_region(column):
    fine, coarse = facts_of().communes, by_epci(facts_of()).communes
    assert fine[column].notna().all()  # else nothing would have to be the same
    for region in fine["region"].unique():
        there, here = fine[fine["region"] == region], coarse[coarse["region"] == region]
        assert here[column].sum() == pytest.approx(there[column].sum())


def test_a_line_is_an_epci_under_its_name_where_its_most_populous_commune_lies():
    fine, coarse = facts_of().communes, by_epci(facts_of()).communes
    assert not coarse.duplicated(["epci", "region"]).any()
    assert set(coarse["epci"]) == set(fine["epci"])
    line = coarse.loc["86066"]  # Châtellerault
    assert line["name"] == "Grand Châtellerault"
    assert {"Bordeaux Métropole", "Pays Loudunais", "Loches Sud Touraine"} <= set(coarse["name"])
    assert (line["lat"], line["lon"]) == (fine.at["86066", "lat"], fine.at["86066", "lon"])


def test_communes_of_one_department_may_be_in_several_epcis_and_those_of_one_epci_in_several_regions():
    communes = facts_of().communes[["epci", "region", "population", "lat"]].iloc[:4].copy()
    communes["epci"], communes["region"] = ["a", "a", "a", ""], ["75", "75", "24", "75"]
    communes["population"] = [10.0, 20.0, 90.0, 5.0]
    _, two, three, four = communes.index
    assert leads(communes).to_list() == [two, two, three, four]


def test_what_is_known_of_a_part_is_not_taken_for_the_whole():
    facts = facts_of()
    part = facts.communes.copy()
    part.loc["86066", ["gps", "population_before"]] = np.nan
    line = by_epci(replace(facts, communes=part)).communes.loc["86066"]
    assert np.isnan(line["gps"]) and np.isnan(line["population_before"])


def test_means_are_between_those_of_the_communes():
    fine, coarse = facts_of().communes, by_epci(facts_of()).communes
    of = fine[fine["epci"] == coarse.at["86066", "epci"]]
    for column in ("density", "ed_minutes", "apl"):
        known = of[column].dropna()
        assert not len(known) or known.min() <= coarse.at["86066", column] <= known.max()


def test_a_doctor_of_two_sites_in_one_line_is_whole_there():
    sites = pd.DataFrame(
        [("a", "86066", "one", 0.5), ("a", "86007", "two", 0.5), ("b", "86066", "one", 1.0)],
        columns=["doctor", "code", "site", "share"],
    ).reindex(columns=list(COLUMNS["doctors"]))
    assert facts_of().communes.at["86007", "epci"] == facts_of().communes.at["86066", "epci"]
    made = by_epci(replace(facts_of(), doctors=sites)).doctors
    assert made[["doctor", "code", "share"]].to_numpy().tolist() == [["a", "86066", 1.0], ["b", "86066", 1.0]]


def test_no_service_is_lost_and_each_stands_in_a_line():
    fine, coarse = facts_of(), by_epci(facts_of())
    services = fine.facilities[~fine.facilities["sort"].isin(POINTS)]
    assert len(services) and coarse.facilities["number"].to_list() == services["number"].to_list()
    assert coarse.facilities[["lat", "lon"]].notna().all(axis=None)
    assert set(coarse.facilities["code"]) <= set(coarse.communes.index)


def test_the_catchments_of_a_region_are_departments_and_everybody_has_a_hospital_in_their_own():
    facts = facts_of()
    everywhere = facts.communes.groupby("dep")["population"].idxmax()
    hospitals = pd.DataFrame({"sort": "ed", "name": "", "code": everywhere.to_numpy(), "number": 1.0})
    facts = replace(facts, facilities=hospitals.reindex(columns=list(COLUMNS["facilities"])))
    plan = planned(facts, regions=[REGION], ring=45.0)
    deps = plan.communes["dep"][list(plan.reported)]
    assert deps.nunique() > 2 and plan.ring
    assert plan.catchments[: len(deps)] == tuple(f"dep_{dep}" for dep in deps)
    assert set(plan.catchments) == set(plan.catchments[: len(deps)])  # the ring adds none
    built = built_of(plan)
    at = dict(zip(plan.codes, plan.catchments, strict=True))
    opened = [block for block in built.places.values() if block["sort"] == "ed" and "profile" in block]
    assert {at[block["commune"]] for block in opened} == set(plan.catchments)  # none shared by all
    assert not any(block["sort"] == "gp" for block in built.places.values())  # nor doctors beyond
    assert built.communes["catchment"].to_list() == list(plan.catchments)


def test_one_department_is_one_catchment_with_doctors_and_hospitals_beyond_it_as_before():
    plan = planned(departments=["86"])
    assert set(plan.catchments) == {"here"}
    assert any(block["sort"] == "gp" for block in built_of(plan).places.values())


def test_departments_without_a_hospital_share_those_there_are():
    facts = facts_of()
    none = facts.facilities[facts.facilities["sort"] != "ed"]
    assert set(planned(replace(facts, facilities=none), regions=[REGION]).catchments) == {"here"}


def test_a_region_by_its_code_and_an_unknown_one_offers_the_nearest():
    plan = planned(regions=[REGION])
    assert set(plan.communes["region"]) == {REGION}
    with pytest.raises(BuildingError, match=r"--region 76: .*75"):
        planned(regions=["76"])


@pytest.mark.parametrize(
    ("by", "asked", "said"),
    [("epcis", {"regions": ["75"]}, "epci"), ("epci", {"communes": ["33284"]}, "--region, --dep or --epci")],
)
def test_an_unknown_grain_and_a_commune_that_is_no_line_are_refused(by, asked, said):
    with pytest.raises(BuildingError, match=said):
        check_grain(Order("here", Asked(**asked), None, Path(), by=by))


def test_a_month_of_it_is_played(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    asked = Asked(epcis=["243301504", "243301405"])  # of Gironde: two lines
    build(Order("two", asked, EXTRACT, tmp_path / "own", ring=0, by="epci"))
    words = ["scenario=two_as_is", "--config-dir", "own", "run.grain=territory", "run.end=2025-01-31"]
    quick = ["run.warmup_days=0", "run.replications=1", "run.jobs=1", "--json"]
    assert main(["run", *words, *quick]) == 0
    assert json.loads(capsys.readouterr().out)
