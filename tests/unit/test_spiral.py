"""Departures bring departures, an arrival keeps those who are there and brings more: Tulle, Sore, Uzerche.

Neither is said anywhere: load raises the hazard of leaving, and a place with less load and more colleagues is
taken sooner. On a small territory, with the candidates and the draws of the same seeds.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from sim.engine import History, simulate
from sim.kernels.patients import KernelPatients
from sim.reference.patients import ReferencePatients
from sim.scenario.market import Market
from sim.world.build import build
from sim.world.prepare import prepare
from sim.world.world import World
from tests.unit.four_doctors import RATES, SEARCH, place, settings_of
from tests.unit.measures.fakes import conf, merged
from tests.unit.measures.fakes import play as fake_play
from tests.unit.measures.labour import BARE, FLAT

ONE_LEAVES = {"retires": {"retire": {"doctor": "c1_1", "on": "2024-03-15", "notice": 30}}}
ONE_COMES = {"comes": {"install": {"doctors": 1, "commune": "C1", "by": "2024-03-15"}}}
THERE = ("c2_1", "c3_1", "c4_1")
SEEDS = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
# A region eight times as large; all of its forty candidates a year consider the territory, and take over a
# practice or come not at all.
TOLD = {
    "region": {"gps": 32, "reach": 8, "posts": 0.05},
    "graduates": {"a_year": 40, "seeks": 1, "at_once": 1, "most_locum_years": 0},
    "foreign": {"a_year": 0},
    "movers": {"first_years": 0, "later": 0},
    "search": {"months": 12, "none": 1.0, "lead_days": 30},
    "visible": {"vacancy": 1},
    "utility": {**FLAT, "load": -3, "colleagues": 1.0, "own_practice": -20},
    "exits": {"hazard": RATES, "ahead_days": 60, "notice": 30, "lapses_days": 365},
    "ramp": {"succession": {"days": 0, "start": 1}},
}


def played(
    engine: Callable[[World], Any], more: dict[str, Any], seed: int, **told: Any
) -> tuple[History, Any]:
    """Some two years; `c1_1` stays, unless the plan says otherwise."""
    measures = {"market": {"market": {"spared": ["c1_1"]}}, **more}
    settings = settings_of(2.0, measures, seed, SEARCH)
    market = Market.model_validate(merged(conf("market"), TOLD))
    settings = replace(settings, market=market)
    world = build(prepare(place().territory, settings), 0)
    patients = engine(world)
    return simulate(world, place().territory, settings, patients), patients


def others(history: History) -> Counter[str]:
    """Arrivals and departures, but those that a measure has dated."""
    dated = ("c1_1", "comes_1")
    return Counter(e.event for e in history.events if e.entity not in dated and e.change.entity)


def test_one_leaves_and_more_leave():
    gone = []
    for seed in SEEDS:
        with_it, without = (others(played(KernelPatients, more, seed)[0]) for more in (ONE_LEAVES, {}))
        gone.append(with_it["departure"] - without["departure"])
    assert min(gone) >= 0 and sum(gone) >= 3


def departures(more: dict[str, Any], seed: int) -> dict[str, date]:
    """Of those who were there on the first day and whom no measure dates."""
    events = played(KernelPatients, more, seed)[0].events
    return {e.entity: e.date for e in events if e.event == "departure" and e.entity in THERE}


def test_one_comes_and_who_is_there_leaves_later_or_not_at_all():
    """On the day of the same retirement one doctor settles whom a measure brings, or nobody does. Draws of
    careers are the same, and load alone parts the hazards: nobody leaves earlier, whatever the seed.
    """
    later, gone = 0, []
    for seed in range(2, 22):
        alone, helped = departures(ONE_LEAVES, seed), departures({**ONE_LEAVES, **ONE_COMES}, seed)
        assert all(name in alone and day >= alone[name] for name, day in helped.items()), seed
        later += sum(helped.get(name) != day for name, day in alone.items())
        gone += [len(helped) - len(alone)] * (seed in SEEDS)
    assert later >= 5
    assert sum(gone) <= -3, gone


# --- colleagues


def arrivals_in_c3(measures: dict[str, Any], colleagues: float, seed: int) -> list[date]:
    """In three years, of a commune with one GP and of people for three; without load."""
    worth = {"own_practice": -1.5, "colleagues": colleagues, "msp": 0.5}
    told = merged(BARE, {"search": {"none": 2.5}, "utility": worth, "region": {"residents_per_gp": 300}})
    plan = {"market": {"market": {"closed": ["C1", "C2"]}}}
    run = fake_play({**plan, **measures}, date(2026, 12, 31), seed, market=told)
    return [e.date for e in run.history.events if e.event == "arrival" and e.entity.startswith("market")]


def test_one_who_comes_and_builds_a_house_brings_others_and_they_bring_more():
    """The same candidates and draws; the draws are those of fixed seeds."""
    comes = {
        "comes": {"install": {"doctors": 1, "commune": "C3", "by": "2024-02-01"}},
        "house": {"attract": {"what": "msp", "where": "C3", "on": "2024-02-01"}},
    }
    both = [(arrivals_in_c3(comes, 1.0, seed), arrivals_in_c3({}, 1.0, seed)) for seed in range(20)]
    assert all(len(with_it) >= len(without) for with_it, without in both)
    more = sum(len(with_it) for with_it, _ in both), sum(len(without) for _, without in both)
    assert more[0] > 1.5 * more[1] > 0
    # Where colleagues count for nothing the house alone brings some, and those who come bring nobody.
    alone = sum(len(arrivals_in_c3(comes, 0.0, seed)) for seed in range(20))
    nobody = sum(len(arrivals_in_c3({}, 0.0, seed)) for seed in range(20))
    assert more[0] / more[1] > alone / nobody > 1


def test_one_who_leaves_a_commune_keeps_others_away():
    goes = {"goes": {"retire": {"doctor": "c3_1", "on": "2024-03-01", "notice": 0}}}
    both = [(arrivals_in_c3(goes, 1.0, seed), arrivals_in_c3({}, 1.0, seed)) for seed in range(20)]
    assert sum(len(one) for one, _ in both) < 0.7 * sum(len(other) for _, other in both)


def test_both_engines_tell_the_same():
    (mine, one), (theirs, other) = (played(e, ONE_LEAVES, 3) for e in (ReferencePatients, KernelPatients))
    assert mine.events == theirs.events
    for a, b in zip(one.finish(), other.finish(), strict=True):
        for name in ("outcomes", "at_agendas", "panels", "released", "reassigned"):
            np.testing.assert_array_equal(getattr(a, name), getattr(b, name), err_msg=name)
