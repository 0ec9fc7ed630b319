"""What scenarios take for granted, and how many live where they take place."""

import pytest

from sim.levers.about import about, who_comes
from sim.scenario.sources import find_sources
from tests.unit.levers.made import lever


@pytest.mark.parametrize(
    ("plan", "how"),
    [
        ({"install": {"doctors": 3}}, ["granted"]),
        ({"install": {"doctors": 3, "probability": 1}}, ["granted"]),
        ({"install": {"doctors": 3, "probability": 0.33}}, ["chance"]),
        ({"retire": {"doctor": "mios_1"}}, []),
        ({"retire": {"doctor": "mios_1", "goes_on": {"contract": "retired_active"}}}, ["granted"]),
        ({"run_centre": {"posts": 3}}, ["chance"]),
        ({"market": {}}, ["market"]),
        ({"offer_posts": {"posts": 3}}, ["market"]),
        ({"open_counter": {}}, ["staff"]),
        ({"delegate": {"to": "ipa"}}, ["staff"]),
        ({"delegate": {"to": "protocol"}}, []),
        ({"open_site": {"rooms": 4}}, []),
        (None, []),
    ],
)
def test_how_people_come_follows_from_a_measure(plan, how):
    assert list(who_comes({"it": plan})) == how


def test_of_a_scenario_what_its_baseline_does_not_have():
    """165,952 residents in 2023 (docs/mios.md); its ring is not counted."""
    made = [lever("gisele_halimi_each_one_in_three"), lever("mios_without_cmsi"), lever("mios_zip")]
    found = about(made, find_sources())
    assert found["gisele_halimi_each_one_in_three"].comes == ("chance",)
    assert found["mios_without_cmsi"].comes == ()
    assert found["mios_zip"].comes == ("market",)
    assert found["mios_zip"].place.residents == 165_952
