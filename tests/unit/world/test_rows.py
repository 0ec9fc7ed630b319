"""Rows that the first day and the measures make alike: counters, newcomers, teams, links."""

import numpy as np
import pytest

from sim.draws import purposes
from sim.world.build import build
from sim.world.bulk_draws import Draws
from sim.world.counters import OPEN_FOR_EVER, counter_row
from sim.world.doctors import leaves, practice, sexes
from sim.world.links import choose, flows, pull
from sim.world.places import spot
from sim.world.tables import AGENDA, COUNTER, NEVER
from tests.shipped import SHIPPED, AgendaSort, CounterType, Kind
from tests.shipped_conf import mios, plan, prepared
from tests.territories import travel


def test_a_counter_that_opens():
    profile = plan("services").profiles["cmsi"]
    row = counter_row(profile, 0, -184, SHIPPED)
    assert row.dtype == COUNTER
    assert (row.type, row.active, row.commune, row.opened_day) == (CounterType.CMSI, 1, 0, -184)
    assert set(np.flatnonzero(row.kinds)) == {Kind[name.upper()] for name in profile.minutes}
    assert row.minutes[Kind.ACUTE_MINOR] == profile.minutes["acute_minor"]
    assert row.servers[:, 9:19].min() == 2
    assert row.servers.sum() == 8 * 10 * 2
    assert row.answers.sum() == 0


def test_its_hours_can_be_others():
    row = counter_row(plan("services").profiles["cmsi"], 0, 0, SHIPPED, hours={"mon": {"9-10": 4}})
    assert row.servers.sum() == row.servers[0, 9] == 4


def test_a_part_of_a_service_keeps_a_server():
    profile = plan("services").profiles["ed_city"]
    assert counter_row(profile, -1, OPEN_FOR_EVER, SHIPPED, part=0.5).servers.max() == 3
    assert counter_row(profile, -1, OPEN_FOR_EVER, SHIPPED, part=0.01).servers.max() == 1


def test_the_sessions_of_a_doctor():
    doctors = plan("doctors")
    row = practice(doctors, np.array(doctors.newcomer.week.values))
    assert row.dtype == AGENDA
    assert (row["is_a"], row.active, row.until_day, row.book_until) == (AgendaSort.GP, 1, NEVER, NEVER)
    assert (row.doctor, row.panel, row.team) == (-1, -1, -1), "rows are not numbered yet"
    assert tuple(row.weekly) == doctors.newcomer.week.values
    assert row.kinds.all()  # whatever a pathway brings
    slots = 11
    assert row.same_day == int(doctors.reserves.same_day * slots + 0.5)
    assert row.same_day + row.panel_reserve < slots
    assert list(row.starts) == [11 * 3600, 17 * 3600]


def test_leave_of_one_doctor_is_that_of_the_first_day():
    place = build(prepared(), 0).catchments[0]
    doctor = place.doctors[5]
    who = Draws(33284, 0).of(purposes.DOCTOR, [doctor["key"]], [doctor["rank"]])
    assert leaves(plan("doctors"), who)[0].tolist() == place.agendas["leave"][5].tolist()


def test_the_sex_of_one_doctor_is_that_of_the_first_day():
    doctors = plan("doctors", women=0.5)
    found = build(prepared(changes={"doctors": {"women": 0.5}}), 0).catchments[0].doctors
    draws = Draws(33284, 0)
    who = [draws.of(purposes.DOCTOR, [each["key"]], [each["rank"]]) for each in found[:20]]
    alone = [int(sexes(doctors, one)[0]) for one in who]
    assert alone == found["sex"][:20].tolist()
    assert set(alone) == {1, 2}


def test_flows_meet_both_sides():
    minutes = np.array([[3, 12, 20], [12, 3, 15]], dtype=np.int32)
    load, room = np.array([300.0, 100.0]), np.array([10.0, 20.0, 10.0])
    table = flows(load, room, pull(minutes, 5.0, 30))
    assert table.sum(axis=1) == pytest.approx(load)
    assert table.sum(axis=0) == pytest.approx(400 * room / 40, rel=1e-3)
    assert table[0, 0] > table[1, 0]


def test_who_reaches_nobody_has_none():
    table = flows(
        np.array([50.0, 50.0]), np.array([1.0]), pull(np.array([[5], [60]], dtype=np.int32), 5.0, 30)
    )
    assert table[1].sum() == 0
    commune, uniform = np.array([0, 1, 0]), np.array([0.01, 0.5, 0.999])
    assert choose(commune, uniform, table).tolist() == [0, -1, 0]


def test_draws_follow_the_flows():
    """1,000 evenly spaced numbers fall into the agendas as the flows say; one without flow gets nobody."""
    uniform = (np.arange(1000) + 0.5) / 1000
    chosen = choose(np.zeros(1000, dtype=int), uniform, np.array([[1.0, 0.0, 3.0, 0.0]]))
    assert np.bincount(chosen, minlength=4).tolist() == [250, 0, 750, 0]


def test_places():
    territory = mios()
    assert spot(territory, "ed_ares", "k").commune == territory.find("Arès")
    assert spot(territory, "33284", "k").minutes.tolist() == territory.roads.to(0).tolist()
    assert spot(territory, "33284", "k").minutes[0] == travel(territory)[0, 0]
    assert spot(territory, "ed_pellegrin", "k").commune == -1
