"""Visits by day and GPs by month: the tables against the counts they are made of."""

from datetime import date, timedelta

import pytest

from sim.outcomes.storage import store
from sim.world.records import VISITS
from tests.runs import FIRST, manifest, played, write_run

DAYS = 400


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "run"
    write_run(folder, manifest(), [played(n_days=DAYS)])
    return store.read_run(folder)


def test_every_day_of_a_counter_comes_back(run):
    found = run.table("daily").to_pandas()
    begun = played(n_days=DAYS).catchments[0].records.daily[:, 0]
    mine = found[found["service"] == "cmsi_33284"].set_index("date")["n"]
    days = [FIRST + timedelta(days=day) for day in range(DAYS)]
    assert [mine.get(day, 0) for day in days] == begun.tolist()
    assert set(found.loc[found["service"] == "cmsi_33284", "commune"]) == {"33284"}
    assert set(found.loc[found["service"] == "the_15", "commune"]) == {""}


def test_a_service_of_two_catchments_has_one_row_a_day(run):
    """Both catchments call the same line."""
    found = run.table("daily").to_pandas()
    assert not found.duplicated(["date", "service"]).any()
    both = sum(each.records.daily[10, 2] for each in played(n_days=DAYS).catchments)
    day = FIRST + timedelta(days=10)
    assert found[(found["service"] == "the_15") & (found["date"] == day)]["n"].tolist() == [both]


def test_doctors_have_their_visits_and_panel(run):
    found = run.table("doctors").to_pandas()
    records = played(n_days=DAYS).catchments[0].records
    june = found[(found["month"] == date(2024, 6, 1)) & (found["doctor"] == "gp_33284_1")]
    assert june["visits"].tolist() == [records.at_agendas[5, 1, VISITS]]
    assert june["panel"].tolist() == [records.panels[5, 1]]
    assert june["commune"].tolist() == ["33009"]


def test_a_doctor_who_has_gone_has_no_panel(run):
    """gp_33284_0 practises until day 300; visits after that are of this made-up run alone."""
    found = run.table("doctors").to_pandas()
    months = found[found["doctor"] == "gp_33284_0"]
    gone = months["month"] > FIRST + timedelta(days=300)
    assert gone.any() and (months.loc[gone, "panel"] == 0).all()
    assert (months.loc[~gone, "panel"] > 0).any()
