"""How often needs arise, by age, kind, day and hour."""

import numpy as np
import pytest

from sim.world import intensity
from sim.world.build import build
from sim.world.bulk_draws import Draws
from tests.shipped import Kind
from tests.shipped_conf import data, mios, plan, prepared
from tests.territories import visitors


@pytest.fixture(scope="module")
def whole():
    return prepared()


@pytest.fixture(scope="module")
def world(whole):
    return build(whole, 0)


def test_cumulative_begins_at_nothing_and_rises(world):
    cumulative = world.catchments[0].cumulative
    assert (cumulative[:, 0] == 0).all()
    assert (np.diff(cumulative[:7], axis=1) > 0).all()
    assert (np.diff(cumulative, axis=1) >= 0).all()


def test_cumulative_is_the_sum_of_rates_and_seasons(world):
    catchment = world.catchments[0]
    daily = catchment.rates[:7] @ world.seasons[:, : world.n_days]
    assert np.diff(catchment.cumulative[:7], axis=1) == pytest.approx(daily)


def test_streams_stand_for_people(world):
    catchment, day = world.catchments[0], 366 + 220  # 9 August 2025
    people = mios().population_in(2025)
    visiting = visitors(mios())[:, 221]
    for commune in (0, 11):
        daily = np.diff(catchment.cumulative[7 + 3 * commune : 10 + 3 * commune, day : day + 2], axis=1)[:, 0]
        rates = (catchment.rates[7 + 3 * commune : 10 + 3 * commune] * world.seasons[:, day]).sum(axis=1)
        present = people[commune] + plan("needs").visitor_part * visiting[commune]
        homes = (plan("needs").housebound.ehpad_emergencies - 1.0) * mios().ehpad[commune]
        assert (homes > 0) == (commune == 11), "none in Mios"
        assert daily == pytest.approx(rates * [visiting[commune], present + homes, present])


def test_needs_of_a_band_are_its_weight(world):
    """Over a year without epidemic, clock 0 and chronic illness together make per_year × weight."""
    calm = prepared(changes={"needs": {"epidemics__least": 0, "epidemics__most": 0}})
    cumulative = build(calm, 0).catchments[0].cumulative
    needs = plan("needs")
    total = cumulative[:7, 731] - cumulative[:7, 366] + intensity.follow_ups(needs, mios())
    expected = needs.per_year * np.array(needs.weights.values)
    assert total == pytest.approx(
        expected, rel=0.02
    )  # holidays, and the weekdays on which a year begins and ends


def test_clock_0_brings_no_follow_up(world):
    rates = world.catchments[0].rates[:7]
    assert (rates[:, [Kind.FOLLOW_UP, Kind.RENEWAL, Kind.EMERGENCY, Kind.OTHER_CALL]] == 0).all()
    assert (rates[:, [Kind.ACUTE_URGENT, Kind.ACUTE_MINOR, Kind.PREVENTION, Kind.CERTIFICATE]] > 0).all()


def test_hours_have_no_equal_neighbours(world):
    assert (world.hours[:, 0] == 0).all()
    assert (world.hours[:, 24] == 1).all()
    assert (np.diff(world.hours, axis=1) > 0).all()
    assert np.diff(world.hours[0])[8:10].sum() > 0.2  # the peak of 8 to 10 h


def test_seasons_have_mean_one_over_weeks(whole):
    base = whole.seasons
    for kind in (Kind.ACUTE_MINOR, Kind.PREVENTION, Kind.CERTIFICATE):
        ordinary = whole.days["holiday"] == 0  # a holiday takes its needs away
        assert base[kind, ordinary].mean() == pytest.approx(1, abs=0.02)
    assert (base[[Kind.FOLLOW_UP, Kind.RENEWAL]] == 1).all()
    monday = base[Kind.ACUTE_MINOR][whole.days["weekday"] == 0].mean()
    sunday = base[Kind.ACUTE_MINOR][whole.days["weekday"] == 6].mean()
    assert monday > 1.2 > sunday


def test_a_holiday_replaces_its_weekday(whole):
    week = data("needs")["seasons"]["prevention"]["week"]
    months = data("needs")["seasons"]["prevention"]["months"]
    new_year, friday = 366, 368  # Wednesday 1 and Friday 3 January 2025
    ratio = whole.seasons[Kind.PREVENTION, new_year] / whole.seasons[Kind.PREVENTION, friday]
    assert ratio == pytest.approx(week["holiday"] / week["fri"])
    july = whole.seasons[Kind.PREVENTION, 366 + 181 : 366 + 209].mean()
    october = whole.seasons[Kind.PREVENTION, 366 + 273 : 366 + 301].mean()
    assert july / october == pytest.approx(months[6] / months[9], rel=0.1)  # July has a holiday more


def test_one_wave_a_winter(whole):
    plan_ = plan("needs").epidemics
    for replication in range(20):
        wave = intensity.epidemics(plan("needs"), whole.calendar, Draws(33284, replication))
        for winter in range(2):  # 2024–25 and 2025–26 lie wholly inside
            months = slice(366 * winter + 250, 366 * winter + 550)
            assert plan_.least * 0.99 <= wave[months].max() <= plan_.most
            peak = whole.calendar.date_of(366 * winter + 250 + int(wave[months].argmax()))
            assert (peak.month, peak.day) >= (12, 20) or (peak.month, peak.day) <= (2, 20)
    waves = [intensity.epidemics(plan("needs"), whole.calendar, Draws(33284, r)) for r in range(20)]
    assert len({int(wave[250:550].argmax()) for wave in waves}) > 10
