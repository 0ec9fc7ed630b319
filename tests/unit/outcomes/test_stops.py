"""A service that goes from place to place: one name, counted at each stop and over all."""

from dataclasses import replace

import numpy as np
import pytest

from sim.outcomes.storage import store
from sim.world.records import BEGAN
from tests.runs import indicators, manifest, played, write_run
from tests.shipped import CounterType, typed

DAYS = 400


@pytest.fixture(scope="module")
def made():
    """A walk-in centre and a second one as two stops of a bus, in Mios and in Arcachon."""
    run = played(n_days=DAYS)
    first = run.catchments[0]
    counters = first.counters.copy()
    typed(counters[1], CounterType.CMSI)
    counters["commune"][1] = 1
    bus = replace(first, counters=counters, counter_names=("bus", "bus", "the_15"))
    return replace(run, catchments=(bus, *run.catchments[1:]))


def test_an_indicator_of_a_service_is_of_all_its_stops(made):
    found, counts = indicators(made), made.catchments[0].records.at_counters
    both = counts[:, 0, BEGAN] + counts[:, 1, BEGAN]
    for name in ("cmsi_visits", "counter_served"):
        assert found[name, "service:bus"][:, -1].tolist() == both.tolist()


def test_days_are_told_stop_by_stop(made, tmp_path):
    write_run(tmp_path / "run", manifest(), [made])
    found = store.read_run(tmp_path / "run").table("daily").to_pandas()
    bus = found[found["service"] == "bus"]
    assert set(bus["commune"]) == {"33284", "33009"}
    daily = made.catchments[0].records.daily[:DAYS]
    for row, commune in enumerate(("33284", "33009")):
        assert bus.loc[bus["commune"] == commune, "n"].sum() == daily[:, row].sum()
    assert not bus.duplicated(["date", "commune"]).any()
    assert np.array_equal(bus["n"].sum(), daily[:, :2].sum())
