"""`france_sample`: the intercommunalités on which the model is tried, a list of codes."""

import csv

import pandas as pd
import pytest

from sim.scenario.sources import data_root
from tests.france import all_communes

WITHOUT = {"06"}  # Mayotte: none with figures of outcomes


@pytest.fixture(scope="module")
def sample():
    with (data_root() / "conf/france/sample.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_it_covers_every_class_of_density(sample):
    assert 35 <= len(sample) <= 45 and len({line["code"] for line in sample}) == len(sample)
    assert {line["density"] for line in sample} == {str(number) for number in range(1, 8)}
    assert all(line["why"] for line in sample)


def test_its_codes_are_in_the_table_and_cover_every_region(sample):
    file = all_communes() / "communes.csv.gz"
    communes = pd.read_csv(file, sep=";", dtype={"code": str, "dep": str, "region": str, "epci": str})
    there = communes[communes["epci"].isin([line["code"] for line in sample])]
    assert set(there["epci"]) == {line["code"] for line in sample}
    assert set(there["half"]) == {"open"}  # the other half is kept back for validation
    of_whole = communes.loc[communes["epci"].notna() & (communes["epci"] != ""), "region"]
    regions = {region for region in of_whole.dropna() if len(region) == 2} - WITHOUT
    assert set(there["region"]) == regions == {line["region"] for line in sample}
    named = communes.groupby("epci")["epci_name"].first()
    assert all(named[line["code"]] == line["name"] for line in sample)
