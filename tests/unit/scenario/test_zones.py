"""Zones of shipped scenarios follow from the accessibility that DREES published, as their texts say."""

import csv

import pytest

from sim.scenario.reader import read
from sim.scenario.sources import data_root, find_sources

THRESHOLD = 2.5  # consultations a year per resident, under which a commune is of too little care
FILES = find_sources().files["scenario"]


def accessibility(territory: str) -> dict[str, float]:
    """By commune, for those of a territory of which it is known: `*` is the whole territory."""
    path = data_root() / "conf" / "territory" / territory / "observed.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return {
        row["commune"]: float(row["value"])
        for row in rows
        if row["indicator"] == "apl" and row["commune"] != "*"
    }


@pytest.mark.parametrize("name", ["tulle_obligation_obeyed", "tulle_obligation_defied"])
def test_the_zones_are_the_communes_of_too_little_care(name):
    known = accessibility("tulle")
    zones = read(FILES[name]).data["market"]["zones"]
    assert len(known) == 43
    assert zones == {code: "zip" for code, apl in known.items() if apl < THRESHOLD}


def test_the_zones_around_mios_are_the_five_where_accessibility_is_lowest():
    known = accessibility("mios")
    path = data_root() / "conf" / "territory" / "mios" / "communes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file, delimiter=";")}
    lowest = [names[code] for code in sorted(known, key=lambda code: known[code])[:5]]
    assert read(FILES["mios_neighbours_zip"]).data["measures"]["zip"]["attract"]["where"] == lowest
