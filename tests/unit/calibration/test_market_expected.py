"""What is expected of the labour market: by hand, candidates conserved, the mean of what the engine plays."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.calibration.market.expect import ENDS, Expected, Play
from sim.calibration.market.land import OLDEST, First, Land, ages_of, pull_of
from sim.calibration.market.vacancies import AFTER, BEFORE, Vacancies
from sim.scenario.doctors import AgeGroup
from sim.scenario.market import Market
from tests.unit.measures.fakes import conf, merged, play, settings, territory
from tests.unit.measures.labour import BARE, NEVER


def market(**changes: Any) -> Market:
    """Of which everything is known; the territory is its region."""
    return Market.model_validate(merged(merged(conf("market"), BARE), changes))


def land(gps: tuple[float, ...], residents: tuple[float, ...]) -> Land:
    """Places on a line, 10 km from each other."""
    lat = 44.5 + np.arange(len(gps)) * 0.09
    codes = tuple(f"C{n}" for n in range(len(gps)))
    return Land(codes, lat, np.full(len(gps), -1.0), np.array(residents), np.array(gps))


def aged(age: int) -> First:
    ages = np.zeros(OLDEST + 1)
    ages[age] = 1.0
    return First(ages)


# --- by hand


def test_two_posts_are_taken_as_the_logit_says():
    """Own practices for two and for one GP, so few candidates that none is in another's way."""
    told = market(graduates={"a_year": 12e-6}, utility={"own_practice": -1.0}, search={"none": 0.5})
    made = Play(told, land((3, 3), (2000, 1000)), aged(40)).run(1)
    others = (1 / 6) * 6 * (np.exp(0.5) + np.exp(-20))
    first, second = 2 * np.exp(-1), np.exp(-1)
    whole = first + second + others
    assert made.settled.sum(axis=0) == pytest.approx([1e-6 * first / whole, 1e-6 * second / whole], rel=1e-5)
    assert made.first.sum() == pytest.approx(1e-6 * (first + second) / whole, rel=1e-5)


def test_a_post_that_many_want_is_taken_once_at_most():
    """A hundred candidates a month and next to nothing else: of the one practice there is one is taken."""
    told = market(graduates={"a_year": 1200}, utility={"own_practice": 2.0}, search={"none": -8})
    made = Play(told, land((6,), (1000,)), aged(40)).run(1)
    assert made.ends["here"] == pytest.approx(1.0, rel=0.01)
    assert made.ends["here"] < 1.0 + 1e-9


def test_departures_follow_the_hazard_of_the_age_and_nobody_comes():
    """Ten GPs of 60, of whom a tenth leaves a year at this age: 9 after a year, 8.1 after two."""
    told = market(graduates={"a_year": 0}, exits={"hazard": {**NEVER, "from_55": 0.1}})
    made = Play(told, land((10,), (1000,)), aged(60)).run(24)
    assert made.heads[:, 0] == pytest.approx([10, 9, 9 * 0.9])
    assert made.exits == pytest.approx([1.0, 0.9])
    assert made.ends == dict.fromkeys(ENDS, 0.0)


def test_of_a_vacancy_what_nobody_took_lapses():
    """Half is taken before the last day (successors begin on it), half of the rest after it."""
    vacancies = Vacancies(1, lead=1, lapses=2)
    vacancies.announce(3, np.array([1.0]))
    assert vacancies.month(0) == [] and vacancies.number[BEFORE] == 1.0
    vacancies.take(np.array([[0.5], [0.0]]))
    ((day, successors),) = vacancies.month(2)
    assert (day, successors[0]) == (3, 0.5)
    assert vacancies.number[:, 0] == pytest.approx([0.0, 0.5])
    vacancies.take(np.array([[0.0], [0.25]]))
    assert vacancies.month(4) == [] and vacancies.number[AFTER] == pytest.approx(0.25)
    assert vacancies.month(5) == [] and vacancies.number[AFTER] == pytest.approx(0.0, abs=1e-15)


def test_load_is_residents_for_each_gp_around():
    """Two places out of each other's reach: 3000 residents for 1 GP, 1000 for 3; the mean is 1000."""
    lat, lon = np.array([44.0, 46.0]), np.array([0.0, 0.0])
    people = np.array([3000.0, 1000.0])
    there = Land(("a", "b"), lat, lon, people, np.array([1.0, 3.0]), people, pull_of(lat, lon, lat, lon))
    assert there.load(there.gps) == pytest.approx([3.0, 1 / 3])


def test_ages_are_even_within_a_group():
    groups = [AgeGroup.model_validate({"from": 30, "to": 39, "share": 0.75})]
    groups.append(AgeGroup.model_validate({"from": 60, "to": 60, "share": 0.25}))
    ages = ages_of(groups)
    assert ages[30:40] == pytest.approx(np.full(10, 0.075)) and ages[60] == 0.25 and ages.sum() == 1.0


# --- laws


USUAL = {"region": {"gps": 400, "residents_per_gp": 300, "reach": 4}, "graduates": {"a_year": 24}}
GPS = (12, 20, 6)


def test_candidates_are_conserved():
    told = Market.model_validate(merged(conf("market"), USUAL))
    made = Play(told, land(GPS, (1000, 1000, 1000)), aged(50)).run(60)
    assert made.ends["looked"] == pytest.approx(sum(made.ends[end] for end in ENDS[1:]), rel=1e-6)
    assert min(made.ends.values()) > 0
    assert made.heads[-1] == pytest.approx(np.array(GPS) + made.arrived - made.gone)


def test_more_that_attracts_is_more_that_come():
    there, told = land((5, 5), (1000, 1000)), Market.model_validate(merged(conf("market"), USUAL))
    plain = Play(told, there, aged(50)).run(60).arrived
    aided = Play(told, there, aged(50), np.array([0.5, 0.0])).run(60).arrived
    assert aided[0] > plain[0] and aided[1] < plain[1]


# --- the engine


def expected_of(until: date) -> Expected:
    """Of the territory that the engine plays: its GPs are born in 1960, 1961 …"""
    chosen, place = settings({"market": {"market": {}}}, until, None, USUAL), territory()
    ages, row = np.zeros((len(GPS), OLDEST + 1)), 0
    for commune, gps in enumerate(GPS):
        for _ in range(gps):
            ages[commune, 2024 - (1960 + row)] += 1 / gps
            row += 1
    residents = np.full(len(GPS), 1000.0)
    there = Land(
        tuple(place.codes), np.array(place.lat), np.array(place.lon), residents, np.array(GPS, dtype=float)
    )
    return Play(chosen.market, there, First(ages)).run(12 * (until.year - 2023))


def test_it_is_the_mean_of_what_the_engine_plays():
    """Over 30 seeds (fixed), five years: who came, went, GPs by commune. Means lie within 4 standard errors
    and 3 %, left for numbers that are whole there and not here; by chance alone the test would fail for one
    set of seeds in 3,000 at most (five figures, 6e-5 each).
    """
    until = date(2028, 12, 31)
    made, played = expected_of(until), []
    for seed in range(30):
        run = play({"market": {"market": {}}}, until, seed, gps=GPS, market=USUAL, load=0.95)
        events = [event for event in run.history.events if event.event in ("arrival", "departure")]
        came = [event for event in events if event.event == "arrival"]
        heads = list(GPS)
        for event in events:
            heads[territory().codes.index(event.commune)] += 1 if event in came else -1
        played.append([len(came), len(events) - len(came), *heads])
    values = np.array(played, dtype=float)
    wanted = np.array([made.arrived.sum(), made.gone.sum(), *made.heads[-1]])
    error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    off = np.abs(values.mean(axis=0) - wanted)
    assert (off <= 4 * error + 0.03 * wanted).all(), (values.mean(axis=0), wanted, error)
