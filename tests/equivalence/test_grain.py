"""Counts by catchment or territory: sums of those by commune, in both engines; nothing else changes."""

from dataclasses import fields, replace

import numpy as np
import pytest

from sim.reference.patients import ReferencePatients
from sim.world.cells import WHOLE, cells_of
from sim.world.patients_protocol import Patients
from sim.world.records import Records
from sim.world.world import Catchment, World
from tests.worlds import changes, play, small_world

SEED, VARIANT, DAYS = 11, 0, 110  # a new year is among the days
NOT_BY_CELL = {"at_agendas", "panels", "at_counters", "began", "daily", "contacts", "inhabitants", "trace"}


def world(grain: str) -> World:
    made = small_world(SEED, residents=160, catchments=2, days=DAYS, variant=VARIANT)
    return replace(made, grain=grain)


def kernels(world: World) -> Patients:
    from sim.kernels.patients import KernelPatients

    return KernelPatients(world)


ENGINES = {"kernels": kernels, "reference": ReferencePatients}


@pytest.fixture(scope="module")
def records() -> dict[tuple[str, str], tuple[Records, ...]]:
    """By engine and grain."""
    return {
        (engine, grain): play(make(world(grain)), world(grain), changes(world(grain), VARIANT), (31,))
        for engine, make in ENGINES.items()
        for grain in ("commune", "catchment", "territory")
    }


def arrays(counted: Records) -> dict[str, np.ndarray]:
    return {field.name: getattr(counted, field.name) for field in fields(Records)}


@pytest.mark.parametrize("grain", ["catchment", "territory"])
def test_engines_count_alike(records, grain):
    for expected, got in zip(records["reference", grain], records["kernels", grain], strict=True):
        for name, array in arrays(expected).items():
            other = getattr(got, name)
            if name == "trace":
                assert sorted(array.tolist()) == sorted(other.tolist())
            else:
                assert np.array_equal(array, other), name


@pytest.mark.parametrize("grain", ["catchment", "territory"])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_coarser_count_is_the_sum_of_the_finer_ones(records, engine, grain):
    for fine, coarse in zip(records[engine, "commune"], records[engine, grain], strict=True):
        for name, array in arrays(fine).items():
            if name in NOT_BY_CELL:
                assert np.array_equal(array, getattr(coarse, name)), f"{name} is not of cells: it stays"
            else:
                assert array.shape[1] == 3, f"{name} is by commune"
                assert array.any(), f"{name} is never counted: nothing is compared"
                assert np.array_equal(array.sum(axis=1, keepdims=True), getattr(coarse, name)), name


def test_inhabitants_are_the_people_of_the_first_of_january(records):
    days = world("commune").days
    januaries = [0, *(int(days["month"][day]) for day in np.flatnonzero(days["new_year"]))]
    for counted in records["kernels", "commune"]:
        by_band = counted.people.reshape(*counted.people.shape[:2], -1, 2).sum(axis=-1)
        assert np.array_equal(counted.inhabitants, by_band[januaries])


def test_what_cells_are_called():
    catchment: Catchment = world("commune").catchments[1]
    assert cells_of("commune", catchment).names == catchment.communes
    assert cells_of("commune", catchment).of.tolist() == [0, 1, 2]
    assert cells_of("catchment", catchment).names == ("catchment_1",)
    assert cells_of("territory", catchment).names == (WHOLE,)
    assert cells_of("territory", catchment).of.tolist() == [0, 0, 0]
