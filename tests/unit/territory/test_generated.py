"""A territory like France: sizes as published, and whatever the size the sums are what was asked for."""

import copy
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.draws.keyed import key36
from sim.scenario.reader import read
from sim.territory import Territory, TerritoryError, load_territory
from tests.territories import START

CONF = Path(__file__).resolve().parents[3] / "conf/territory"
SIZES = (1, 1500, 12_000, 60_000, 600_000, 6_000_000, 68_000_000)


def settings(**changes: Any) -> dict[str, Any]:
    """The shipped file, without the blocks laid over conf/; `changes` by dotted key, dots as `__`."""
    values = copy.deepcopy(dict(read(CONF / "synthetic.yaml").data))
    values = {key: values[key] for key in values if key not in ("services", "doctors", "run")}
    for key, value in changes.items():
        *way, last = key.split("__")
        block = values
        for part in way:
            block[part] = dict(block[part])
            block = block[part]
        block[last] = value
    return values


@cache
def synthetic(residents: int, seed: int = 1) -> Territory:
    return load_territory(settings(residents=residents, seed=seed), CONF, START)


@pytest.mark.parametrize("residents", SIZES)
def test_whatever_the_size_the_sums_are_what_was_asked_for(residents):
    made = synthetic(residents)
    communes = max(1, round(residents / 1915))
    assert made.residents == residents
    assert len(made) == len(set(made.codes)) == len({key36(code) for code in made.codes}) == communes
    assert len(set(made.names)) == communes
    assert made.population.min() >= 1
    assert made.gps.sum() == round(9e-4 * residents)
    assert made.ehpad.sum() == round(0.009 * residents)
    assert (made.ehpad <= made.population).all()
    assert made.area.sum() == pytest.approx(15.6 * communes)
    assert (np.abs(made.lat - 46.5) < 8).all() and (np.abs(made.lon - 2.5) < 12).all()


@pytest.mark.parametrize("residents", [600_000, 6_000_000, 68_000_000])
def test_communes_are_as_large_as_those_of_france(residents):
    people = synthetic(residents).population
    assert np.median(people) == pytest.approx(459, rel=0.06)  # of 34,870: 459
    assert np.quantile(people, 0.25) == pytest.approx(198, rel=0.06)
    assert np.quantile(people, 0.9) == pytest.approx(3221, rel=0.06)
    assert people[people > 10_000].sum() / residents == pytest.approx(0.5, abs=0.02)  # published: 0.501


def test_a_catchment_is_a_town_and_the_villages_around_it():
    made = synthetic(6_000_000)
    assert (np.diff(made.catchment) >= 0).all(), "catchment by catchment"
    many = np.bincount(made.catchment)
    assert many.min() >= 20 and many.max() <= 42  # 20 to 40 on average over the draws, largest remainders
    people = np.bincount(made.catchment, made.population)
    assert ((people > 30_000) & (people < 200_000)).mean() > 0.85
    for number in range(0, len(many), 13):
        here = np.flatnonzero(made.catchment == number)
        assert made.population[here].argmax() == 0
        north = (made.lat[here] - made.lat[here[0]]) * 111.195
        east = (made.lon[here] - made.lon[here[0]]) * 111.195 * np.cos(np.radians(made.lat[here[0]]))
        radius = np.sqrt(made.area[here].sum() / np.pi)
        assert np.hypot(north, east).max() < 1.01 * radius, "inside a disc of the catchment's area"


def test_doctors_practise_where_people_are():
    made = synthetic(6_000_000)
    assert made.gps[made.population < 500].sum() == 0
    heads = np.bincount(made.catchment, made.gps)
    expected = 9e-4 * np.bincount(made.catchment, made.population)
    assert np.abs(heads - expected).max() < 1


def test_the_seed_deals_villages_out_and_changes_no_size():
    made, again, other = synthetic(60_000), load_territory(settings(residents=60_000), CONF, START), None
    other = synthetic(60_000, 2)
    assert made.population.tolist() == again.population.tolist() and made.lat.tolist() == again.lat.tolist()
    assert made.area.tolist() == again.area.tolist()
    assert sorted(made.population) == sorted(other.population)
    assert made.area.tolist() != other.area.tolist()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"residents": 0}, "key residents: 0 must lie between 1 and 100000000"),
        ({"residents": "many"}, "key residents: “many” is not a whole number; write digits only"),
        ({"residents": 1000.5}, "key residents: “1000.5” is not a whole number; write digits only"),
        ({"seed": -1}, "key seed: -1 must lie between 0"),
        ({"population": 5}, "key population: unknown"),
        ({"communes__mean_resident": 5}, "key communes.mean_resident: unknown; did you mean mean_residents?"),
        ({"communes__sizes__part": [0, 0.5]}, "key communes.sizes.part: must run from 0 to 1"),
        ({"communes__sizes__part": [0, 0.5, 0.4, 1]}, "each number must be higher than the one before"),
        ({"communes__sizes__residents": [1, 2, 3]}, "has 3 numbers; `part` has 17"),
        ({"communes__sizes__residents": 7}, "key communes.sizes.residents: “7” should be a list, such as"),
        ({"communes__per_catchment__to": 3}, "key communes.per_catchment.to: 3 must lie between 20 and"),
        ({"communes__shore": "coast"}, "the shore coast of communes.csv has no block here"),
        ({"ages__age_90_up": 0.5}, "key ages: the seven shares sum to"),
    ],
)
def test_one_message_that_says_what_would_be_right(changes, said):
    with pytest.raises(TerritoryError) as caught:
        load_territory(settings(**changes), CONF, START)
    assert said in str(caught.value)


def test_residents_are_asked_of_a_generated_territory_alone():
    mios = dict(read(CONF / "mios.yaml").data)
    with pytest.raises(TerritoryError, match="key residents: unknown"):
        load_territory({**mios, "residents": 1000}, CONF, START)
