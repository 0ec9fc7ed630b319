"""Load makes doctors leave, their patients load those who stay: on a small territory, in both engines."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.engine import History, simulate
from sim.kernels.patients import KernelPatients
from sim.reference.patients import ReferencePatients
from sim.vocabulary.structure import Link, Sort
from sim.world.build import build
from sim.world.prepare import prepare
from sim.world.world import World
from tests.unit.four_doctors import END, RATES, SEARCH, place, settings_of
from tests.unit.measures.fakes import conf

TURNOVER = {
    "hazard": RATES, "notice": 30, "replaced": 0, "at_once": 0, "takeover": 0, "vacancy_days": 1, "age": 35,
    "contract": "liberal", "ramp_days": 0, "ramp_start": 1, "spared": ["c1_1"],
}  # fmt: skip
RETIRES = {"retire": {"doctor": "c1_1", "on": "2024-03-15", "notice": 30}}
ADULT = conf("doctors")["patients"]["adult_age"]
NO_SEARCH = {"look": dict.fromkeys(("never", "lost", "far", "nearer"), 0.0), "takes": 0.0, "days": 36_525}


def played(
    engine: Callable[[World], Any],
    power: float,
    retires: bool,
    seed: int = 1,
    habits: dict[str, Any] = SEARCH,
) -> tuple[History, Any, World]:
    """Two years."""
    measures = {"turnover": {"turnover": TURNOVER}, **({"retires": RETIRES} if retires else {})}
    settings = settings_of(power, measures, seed, habits)
    world = build(prepare(place().territory, settings), 0)
    patients = engine(world)
    return simulate(world, place().territory, settings, patients), patients, world


def departures(engine: Callable[[World], Any], power: float, retires: bool, seed: int) -> dict[str, date]:
    """Of the others; the first keeps the date that is said, or stays."""
    history = played(engine, power, retires, seed)[0]
    left = {event.entity: event.date for event in history.events if event.event == "departure"}
    assert left.pop("c1_1", None) == (date(2024, 3, 15) if retires else None)
    return left


def test_where_load_counts_for_nothing_a_departure_changes_no_other_career():
    with_it, without = (departures(KernelPatients, 0.0, retires, 2) for retires in (True, False))
    assert with_it == without != {}


def test_one_leaves_the_others_load_and_more_leave():
    """Draws of careers are the same with the retirement and without: only their hazards differ. So nobody who
    leaves without it stays with it, or leaves later; and where load counts for nothing nobody more leaves.
    The next doctor, whose pressure goes from 0.9 to 1.5 of the usual, has an urge of 2.2 in place of 0.8: of
    a yearly 0.25, 0.48 leave in place of 0.21. With those who follow 9 more leave in 24 runs; of a binomial
    number of 24 and 9 / 24, fewer than 4 come in one of 140.
    """
    more = []
    for seed in range(1, 25):
        with_it, without = (departures(KernelPatients, 2.0, retires, seed) for retires in (True, False))
        assert all(name in with_it and with_it[name] <= day for name, day in without.items()), seed
        more.append(len(with_it) - len(without))
    assert sum(more) >= 4
    assert sum(more[seed - 1] for seed in (2, 4, 5, 6)) >= 2


@pytest.mark.parametrize("engine", [ReferencePatients, KernelPatients])
def test_whoever_is_released_has_lost_a_doctor_and_nobody_else_has(engine):
    """Nobody looks for another: those on the lists of who left are released, and LOST in the last census."""
    history, patients, world = played(engine, 0.0, True, 2, NO_SEARCH)
    gone = (event for event in history.events if event.event == "departure")
    left = [event.entity for event in gone if event.date < date(2025, 6, 1)]
    assert len(left) >= 2
    world_here, records = world.catchments[0], patients.finish()[0]
    residents, names = world_here.residents, world_here.doctor_names
    panels = [int(world_here.doctors["panel"][names.index(name)]) for name in left]
    released = np.isin(residents["mt"], panels)
    assert int(records.released.sum()) == int(released.sum()) > 0
    lost = released | ((residents["link"] == Link.LOST) & (residents["mt"] < 0))
    adult = (residents["is_a"] == Sort.RESIDENT) & (residents["birth_year"] <= END.year - ADULT)
    assert int(records.adults_mt_lost[-1].sum()) == int((lost & adult).sum())


def test_both_engines_tell_the_same_careers():
    (mine, one, _), (theirs, other, _) = (
        played(e, 2.0, True, 3) for e in (ReferencePatients, KernelPatients)
    )
    assert mine.events == theirs.events
    for a, b in zip(one.finish(), other.finish(), strict=True):
        for name in ("outcomes", "at_agendas", "panels", "released", "reassigned"):
            np.testing.assert_array_equal(getattr(a, name), getattr(b, name), err_msg=name)
