"""Services of a territory built from files: a true emergency always reaches a hospital, nothing is lost."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from sim.building.facilities import facilities_of
from sim.building.people import people_of
from tests.building_plans import BASSIN, facts_of, plan_of
from tests.france import all_communes


def population(plan):
    return np.rint(plan.communes["population"].to_numpy()).astype(np.int64)


def made(plan, **typed):
    return facilities_of(plan, population(plan), typed)


def of_sort(found, sort):
    return {key: block for key, block in found.places.items() if block["sort"] == sort}


def served(departments):
    """People for whom the parts of these departments are made."""
    serves = {"ed_small": 60_000, "ed": 110_000, "ed_city": 108_000}
    return sum(block["part"] * serves[block["profile"]] for block in departments.values())


def test_the_people_simulated_are_shared_out_among_the_nearest_departments():
    plan = plan_of(*BASSIN, ring=20)
    departments = of_sort(made(plan), "ed")
    assert served(departments) == pytest.approx(population(plan).sum(), rel=0.01)
    assert departments["ed_la_teste_de_buch"]["commune"] == "33529"
    assert departments["ed_ares"]["profile"] == "ed_small"


def test_a_department_beyond_is_there_when_it_is_the_nearest():
    found = of_sort(made(plan_of(codes=["33284"])), "ed")
    (block,) = found.values()
    assert block["commune"] is None  # La Teste-de-Buch, which is not simulated
    assert block["title"] == "Urgences, La Teste-de-Buch"


def beyond_le_porge(plan):
    """The same plan with a department in the north, beyond all communes: the nearest of Le Porge alone."""
    row = {"sort": "ed", "name": "CH du Nord", "code": "", "lat": 44.95, "lon": -1.09, "number": 1.0}
    facilities = pd.concat([plan.facts.facilities, pd.DataFrame([row])], ignore_index=True)
    return dataclasses.replace(plan, facts=dataclasses.replace(plan.facts, facilities=facilities))


def test_a_department_for_the_few_at_the_edge_of_the_ring_does_not_bring_a_whole_server():
    """An open department has at least one server round the clock. Here it would be there for the 3,465 people
    of a commune of the ring: they go to the next one, and bring their part there.
    """
    plan = plan_of(*BASSIN, ring=20)
    assert "33333" in plan.ring
    before, after = of_sort(made(plan), "ed"), of_sort(made(beyond_le_porge(plan)), "ed")
    assert set(after) == set(before)
    assert after["ed_ares"]["part"] == before["ed_ares"]["part"]
    assert served(after) == pytest.approx(population(plan).sum(), rel=0.01)


def test_a_commune_reported_has_its_nearest_department_however_small_its_part():
    plan = beyond_le_porge(plan_of(codes=["33333"], ring=20))
    departments = of_sort(made(plan), "ed")
    assert departments["ed_ch_du_nord"]["commune"] is None
    assert served(departments) == pytest.approx(population(plan).sum(), rel=0.01)


def test_without_a_file_of_departments_one_is_assumed_in_the_largest_commune():
    plan = plan_of(*BASSIN)
    facilities = plan.facts.facilities
    facts = dataclasses.replace(plan.facts, facilities=facilities[facilities["sort"] != "ed"])
    found = made(dataclasses.replace(plan, facts=facts))
    assert list(of_sort(found, "ed")) == ["ed_la_teste_de_buch"]
    assert any(assumed.what["en"] == "emergency departments" for assumed in found.assumed)
    entries = [entry for entry in found.origins if ".ed_la_teste_de_buch." in entry["key"]]
    assert {entry["status"] for entry in entries} == {"assumed"}


def test_services_are_where_the_planner_says():
    found = made(plan_of(*BASSIN), sos=["33529"], cmsi=["33284"], mmg=["33529"], ed=["33284"])
    assert found.places["cmsi_mios"]["profile"] == "cmsi"
    assert found.places["cmsi_mios"]["title"] == "CMSI, Mios"
    assert found.places["ed_mios"]["profile"] == "ed"
    assert found.places["sos_la_teste_de_buch"]["commune"] == "33529"
    assert found.places["mmg_la_teste_de_buch"]["source"]["en"] == "the planner (--service)"


def test_what_is_on_the_map_is_counted_as_in_the_files():
    plan = plan_of(*BASSIN, ring=20)
    found = made(plan)
    inside = plan.facts.communes.loc[list(plan.reported)]
    pharmacies = sum(block.get("number", 1) for block in of_sort(found, "pharmacy").values())
    assert pharmacies == inside["pharmacies"].sum()
    homes = of_sort(found, "ehpad")
    assert sum(block["places"] for block in homes.values()) == inside["ehpad_places"].sum()
    assert all(block["commune"] in plan.reported for block in homes.values())


def test_a_register_s_establishments_stand_where_it_says_and_several_have_numbers():
    rows = pd.DataFrame(
        {
            "sort": ["ehpad", "ehpad", "sos"],
            "name": ["Les Pins", "", "SOS Médecins Bassin"],
            "code": ["33284", "33284", "33529"],
            "lat": [44.61, np.nan, 44.63],
            "lon": [-0.94, np.nan, -1.14],
            "number": [1.0, 1.0, 1.0],
            "places": [70.0, np.nan, np.nan],
        }
    )
    plan = plan_of(*BASSIN)
    found = made(dataclasses.replace(plan, facts=dataclasses.replace(plan.facts, facilities=rows)))
    assert found.places["ehpad_mios_1"]["title"] == "Les Pins"
    assert (found.places["ehpad_mios_1"]["lat"], found.places["ehpad_mios_1"]["places"]) == (44.61, 70)
    assert found.places["ehpad_mios_2"]["title"] == "EHPAD, Mios"
    assert found.places["sos_la_teste_de_buch"]["profile"] == "sos"


def test_every_number_of_the_places_has_an_origin_with_its_value():
    found = made(plan_of(*BASSIN), sos=["33529"])
    told = {entry["key"]: entry["value"] for entry in found.origins}
    for key, block in found.places.items():
        for name in ("lat", "lon", "part", "number", "places"):
            if name in block:
                # The service of a place is the scenario's, and so is how large it is
                where = "services.open" if name == "part" else "territory.places"
                assert told[f"{where}.{key}.{name}"] == block[name]


@pytest.mark.heavy  # the whole country
def test_every_commune_of_france_reaches_a_department():
    facts = facts_of(all_communes())
    lived = facts.communes.index[facts.communes["population"].notna() & facts.communes["lat"].notna()]
    plan = plan_of(codes=lived, facts=facts)
    found = facilities_of(plan, people_of(plan).communes["population_2023"].to_numpy())
    departments = of_sort(found, "ed")
    assert sum(block.get("number", 1) for block in departments.values()) >= 690  # of the 700 in the file
    assert {block["profile"] for block in departments.values() if "part" in block} == {
        "ed_small",
        "ed",
        "ed_city",
    }
