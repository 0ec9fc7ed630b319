"""Doctors beyond the border: flows that conserve people and heads, net of the people who live there."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from sim.building.beyond import beyond_of, exchange, weekly_slots
from sim.building.gps import doctors_of
from sim.building.nearby import usual_roads
from sim.scenario.doctors import Doctors
from sim.scenario.reader import read
from sim.scenario.sources import data_root
from sim.world.doctors import weeks_held
from tests.building_plans import BASSIN, plan_of


@pytest.fixture(scope="module")
def doctors():
    return Doctors.model_validate(read(data_root() / "conf" / "doctors" / "default.yaml").data)


def line(people, spacing=0.08):
    """Communes in a line from west to east, some 6 km apart."""
    n = len(people)
    return pd.DataFrame(
        {
            "lat": [46.0] * n,
            "lon": [spacing * i for i in range(n)],
            "population": [float(p) for p in people],
            "area_km2": [15.0] * n,
        }
    )


def test_a_border_through_even_country_is_crossed_as_much_both_ways(doctors):
    communes = line([1000] * 10)
    crossing = exchange(communes, np.ones(10), 5, doctors, usual_roads())
    assert crossing.gives.sum() > 0
    assert crossing.gives.sum() == pytest.approx(crossing.takes.sum(), rel=0.01)


def test_doctors_beyond_give_what_their_own_people_leave(doctors):
    communes = line([1000] * 10)
    heads = np.array([1.0] * 5 + [3.0] * 5)
    crossing = exchange(communes, heads, 5, doctors, usual_roads())
    # 20 heads for 10,000 people: those inside need 10 and have 5; whatever the way, 5 come from beyond
    assert crossing.gives.sum() - crossing.takes.sum() == pytest.approx(5.0, rel=0.01)
    assert (crossing.gives <= heads[5:] + 1e-9).all()


def test_where_nobody_is_near_nothing_crosses(doctors):
    communes = line([1000] * 4, spacing=2.0)
    crossing = exchange(communes, np.ones(4), 2, doctors, usual_roads())
    assert crossing.gives.sum() == crossing.takes.sum() == 0


def test_slots_of_a_mean_head_are_its_acts(doctors):
    a_year = weekly_slots(doctors) * doctors.activity.filled * weeks_held(doctors)
    assert a_year == pytest.approx(4_973, rel=0.06)  # the published mean; the curve goes through percentiles


def test_agendas_have_places_beyond_and_never_too_many_slots():
    plan = plan_of("248600413")  # Grand Châtellerault
    gps = doctors_of(plan).gps
    beyond = beyond_of(plan, gps)
    agendas = beyond.settings["services"]["agendas"]
    assert agendas
    assert len(beyond.places) <= 8
    for agenda in agendas.values():
        assert beyond.places[agenda["at"]]["commune"] is None
        assert max(slots for day in agenda["slots"].values() for slots in day) <= 255
        assert agenda["mt_weight"] > 0
    told = {entry["key"]: entry["value"] for entry in beyond.origins}
    for name, agenda in agendas.items():
        assert told[f"services.agendas.{name}.mt_weight"] == agenda["mt_weight"]
        assert told[f"services.agendas.{name}.slots.mon.0"] == agenda["slots"]["mon"][0]


def test_fewer_doctors_inside_draw_more_from_beyond():
    plan = plan_of("248600413")
    gps = doctors_of(plan).gps

    def weight(gps):
        agendas = beyond_of(plan, gps).settings.get("services", {}).get("agendas", {})
        return sum(agenda["mt_weight"] for agenda in agendas.values())

    assert weight(gps // 2) > weight(gps)


def test_many_slots_are_shared_out_among_agendas_of_one_place():
    plan = plan_of(*BASSIN)
    communes = plan.facts.communes.copy()
    outside = ~communes.index.isin(plan.codes)
    communes.loc[outside, "gps"] = communes.loc[outside, "gps"] * 20 + 5
    plan = dataclasses.replace(plan, facts=dataclasses.replace(plan.facts, communes=communes))
    beyond = beyond_of(plan, doctors_of(plan).gps)
    agendas = beyond.settings["services"]["agendas"]
    parts = [name for name in agendas if name.endswith("_2")]
    assert parts
    first, second = (agendas[parts[0].removesuffix("2") + number] for number in "12")
    assert first["at"] == second["at"]
    assert abs(first["slots"]["mon"][0] - second["slots"]["mon"][0]) <= 1


def test_nothing_is_random():
    plan = plan_of(*BASSIN)
    gps = doctors_of(plan).gps
    assert beyond_of(plan, gps) == beyond_of(plan, gps)
