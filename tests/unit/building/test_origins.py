"""Every number of a territory that was built says where it is from, until the planner changes it."""

import re

import pytest

from sim.building.build import Order, build
from sim.building.select import Asked
from sim.scenario.numbers import all_numbers
from sim.scenario.sources import find_sources
from tests.france import EXTRACT


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    mine = tmp_path_factory.mktemp("mine")
    build(Order("here", Asked(communes=("33284", "33051")), EXTRACT, mine, ring=10.0))
    return mine


def numbers(folder):
    """Those of the territory: with a source of the user's, or None where its own ledger speaks for them."""
    return {n.key: n for n in all_numbers(find_sources(folder), []) if str(folder) in n.file}


def test_no_number_is_without_an_origin(folder):
    found = numbers(folder)
    assert len(found) > 150
    assert [key for key, number in found.items() if number.known is None] == []
    assert [key for key, number in found.items() if number.source is not None] == []


def test_a_number_that_the_planner_changes_is_theirs(folder):
    settings, table = folder / "territory/here.yaml", folder / "territory/here/communes.csv"
    was = settings.read_text(), table.read_text()
    try:
        settings.write_text(re.sub(r"( birth: )[\d.]+", r"\g<1>0.03", was[0]))
        table.write_text(was[1].replace(";136.93;7;", ";136.93;4;"))
        changed = {key for key, number in numbers(folder).items() if number.source is not None}
    finally:
        settings.write_text(was[0])
        table.write_text(was[1])
    assert changed == {"territory.demography.birth", "territory/here/communes.csv:gps"}
