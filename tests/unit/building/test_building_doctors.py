"""The doctors of a territory: the counts of the files, ages and modes where they are known."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from sim.building.gps import before_of, doctors_of
from sim.scenario.doctors import Doctors
from sim.scenario.reader import read
from sim.scenario.sources import data_root
from tests.building_plans import BASSIN, facts_of, plan_of


def test_the_bassin_has_its_178_liberal_gps_and_mios_seven_of_whom_three_are_over_60():
    plan = plan_of(*BASSIN)
    doctors = doctors_of(plan)
    assert doctors.gps.sum() == 178
    mios = doctors.table[doctors.table["commune"] == "33284"]
    assert list(mios["number"]) == [1, 2, 3, 4, 5, 6, 7]
    assert list(mios["age"]) == ["60+"] * 3 + ["<60"] * 4
    assert (doctors.table["age"] == "60+").sum() == plan.communes["gps_60_up"].sum()


def test_no_file_tells_the_modes_and_the_list_says_so():
    """They are drawn with the world (``doctors.particular``)."""
    assert set(doctors_of(plan_of(*BASSIN, ring=20)).table["mode"]) == {""}


def test_the_ring_changes_no_doctor_of_the_territory():
    alone, ringed = doctors_of(plan_of(*BASSIN)), doctors_of(plan_of(*BASSIN, ring=20))
    n = len(alone.table)
    pd.testing.assert_frame_equal(alone.table, ringed.table[:n])
    assert (ringed.gps[:17] == alone.gps).all()


def test_a_count_that_the_planner_typed_goes_before_the_files():
    doctors = doctors_of(plan_of(*BASSIN, gps={"33284": 4}))
    mios = doctors.table[doctors.table["commune"] == "33284"]
    assert list(mios["age"]) == ["60+"] * 3 + [""][: len(mios) - 3]
    assert doctors.gps.sum() == 175
    entry = next(entry for entry in doctors.origins if entry["key"] == "here/communes.csv:gps")
    assert "--gps" in entry["source"]["en"] and "33284" in entry["source"]["en"]


def with_facts(plan, **changes):
    return dataclasses.replace(plan, facts=dataclasses.replace(plan.facts, **changes))


def test_without_any_count_there_are_as_many_as_in_the_country_and_that_is_assumed():
    communes = facts_of().communes.copy()
    communes[["gps", "gps_60_up"]] = np.nan
    doctors = doctors_of(with_facts(plan_of(*BASSIN), communes=communes))
    assert doctors.gps.sum() == round(8.8e-4 * 165_952)
    assert doctors.table is None, "nothing is known of anybody"
    assert [each.communes for each in doctors.assumed] == [17, 17]


def test_halves_of_doctors_at_two_sites_are_rounded_together():
    communes = facts_of().communes.copy()
    communes.loc[:, "gps"] = 0.0
    communes.loc[["33284", "33051", "33498"], "gps"] = [2.5, 0.5, 1.0]
    doctors = doctors_of(with_facts(plan_of(*BASSIN), communes=communes))
    assert doctors.gps.sum() == 4


def test_what_a_register_says_of_a_doctor_stands_in_the_line():
    register = pd.DataFrame(
        {
            "doctor": ["b", "a", "c"],
            "code": ["33284"] * 3,
            "site": ["Centre de santé", "Cabinet", ""],
            "share": [1.0, 1.0, 0.5],
            "mode": ["particular", "mt", "mt"],
            "age": [np.nan, 64.0, np.nan],
            "salaried": [0.0, 0.0, 0.0],
        }
    )
    doctors = doctors_of(with_facts(plan_of(*BASSIN), doctors=register))
    mios = doctors.table[doctors.table["commune"] == "33284"].set_index("number")
    assert (mios["age"] == "64").sum() == 1
    assert mios["age"].isin(["64", "60+"]).sum() == 3  # of whom the file counts three
    assert dict(mios["site"].value_counts())["Centre de santé"] == 1
    assert mios[mios["site"] == "Centre de santé"]["mode"].item() == "particular"


def test_the_activity_of_a_head_is_that_of_those_whose_acts_are_counted():
    doctors = Doctors.model_validate(read(data_root() / "conf" / "doctors" / "default.yaml").data)
    parts, acts = doctors.activity.acts_a_year.curve
    in_the_country = 60_573 * (1 - doctors.particular) * np.trapezoid(acts, parts)
    assert in_the_country / 68.95e6 == pytest.approx(3.7, abs=0.1)  # a resident and year, as published


def test_gps_of_some_years_before_stand_beside_those_of_now():
    """What the BPE counts more or fewer since 2018 than the file of today; unknown (NaN): as many as now."""
    facts = facts_of()
    communes = facts.communes.copy()
    communes["gps_before"] = communes["gps"]
    communes.loc["33284", "gps_before"] = 9.0
    communes.loc["33051", "gps_before"] = float("nan")
    plan = plan_of(*BASSIN, facts=dataclasses.replace(facts, communes=communes), gps={"33284": 4})
    doctors = doctors_of(plan)
    name, before, told = before_of(plan, doctors.gps)
    of = dict(zip(plan.codes, zip(doctors.gps.tolist(), before.tolist(), strict=True), strict=True))
    assert name == "gps_2018"
    assert of["33284"] == (4, 6), "a planner's count of now: two more before, as the file says"
    assert of["33051"][0] == of["33051"][1]
    assert [entry["key"] for entry in told] == ["here/communes.csv:gps_2018"]


def test_where_no_file_knows_there_is_no_column():
    facts = facts_of()
    communes = facts.communes.assign(gps_before=float("nan"))
    plan = plan_of(*BASSIN, facts=dataclasses.replace(facts, communes=communes))
    assert before_of(plan, doctors_of(plan).gps) is None
