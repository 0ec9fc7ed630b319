"""Communes of the ring: both engines count alike, and leave out what is theirs; nothing else changes."""

from collections.abc import Collection
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.reference.diary import sorted_log
from sim.reference.patients import ReferencePatients
from sim.world.cells import WHOLE, cells_of
from sim.world.records import AXES, Records
from sim.world.world import World
from tests.both_engines import difference, kernel_log, unlike
from tests.properties.plans import Plan, few, plans, traced
from tests.worlds import N_COMMUNES, changes, play, small_world

SEED, VARIANT, DAYS = 17, 0, 110  # a new year is among the days
Ring = tuple[tuple[int, ...], ...]  # by catchment, the rows of its communes in the ring
PLAIN: Ring = ((), ())
MIXED: Ring = ((1,), (0, 1, 2))  # one commune of the first catchment, the whole of the second
GRAINS = ("commune", "catchment", "territory")


def in_ring(world: World, ring: Ring) -> World:
    """The same world, of which nobody in the ring is traced (``sim.world.build`` traces nobody there)."""
    catchments = []
    for catchment, rows in zip(world.catchments, ring, strict=True):
        residents = catchment.residents.copy()
        residents["traced"] &= ~np.isin(residents["commune"], rows)
        named = np.isin(np.arange(len(catchment.communes)), rows)
        catchments.append(replace(catchment, residents=residents, ring=named))
    return replace(world, catchments=tuple(catchments))


def world(ring: Ring, grain: str = "commune") -> World:
    made = small_world(SEED, residents=160, catchments=2, days=DAYS, variant=VARIANT)
    return in_ring(replace(traced(made), grain=grain), ring)


@cache
def played(engine: str, ring: Ring, grain: str = "commune") -> tuple[Records, ...]:
    from sim.kernels.patients import KernelPatients

    made = world(ring, grain)
    patients = KernelPatients(made) if engine == "kernels" else ReferencePatients(made)
    return play(patients, made, changes(made, VARIANT), (31,))


def kept(rows: Collection[int]) -> list[int]:
    return [row for row in range(N_COMMUNES) if row not in rows]


@pytest.mark.parametrize("grain", GRAINS)
def test_engines_count_alike(grain):
    for expected, got in zip(played("reference", MIXED, grain), played("kernels", MIXED, grain), strict=True):
        assert unlike(expected, got) == {}


@pytest.mark.parametrize("engine", ["kernels", "reference"])
def test_reported_communes_have_the_figures_they_have_without_a_ring(engine):
    left_out = dict.fromkeys((name for name, axes in AXES.items() if "cell" in axes), 0)
    for rows, plain, ringed in zip(MIXED, played(engine, PLAIN), played(engine, MIXED), strict=True):
        for name, axes in AXES.items():
            before, after = getattr(plain, name), getattr(ringed, name)
            if "cell" in axes:
                left_out[name] += int(before[:, list(rows)].sum())
                assert np.array_equal(after, before[:, kept(rows)]), name
            elif name != "contacts":
                assert np.array_equal(after, before), f"{name} is of services, or what the APL is made of"
        of_reported = ~np.isin(plain.trace["commune"], rows)
        assert sorted(ringed.trace.tolist()) == sorted(plain.trace[of_reported].tolist())
    assert all(left_out.values()), "something of each count is the ring's"


@pytest.mark.parametrize("engine", ["kernels", "reference"])
def test_contacts_are_those_of_reported_people(engine):
    """Each commune reported alone: together they make those of all."""
    alone = [played(engine, (tuple(kept([row])), ()))[0].contacts for row in range(N_COMMUNES)]
    assert all(each.any() for each in alone)
    assert np.array_equal(sum(alone), played(engine, PLAIN)[0].contacts)
    assert not played(engine, MIXED)[1].contacts.any(), "a catchment that lies wholly in the ring"


@pytest.mark.parametrize("grain", ["catchment", "territory"])
def test_a_coarser_count_is_the_sum_over_reported_communes(grain):
    for fine, coarse in zip(played("kernels", MIXED), played("kernels", MIXED, grain), strict=True):
        for name, axes in AXES.items():
            before, after = getattr(fine, name), getattr(coarse, name)
            if "cell" in axes and fine.people.shape[1] == 0:
                assert after.shape[1] == 0, "no commune is reported: there is no cell"
            elif "cell" in axes:
                assert np.array_equal(before.sum(axis=1, keepdims=True), after), name
            else:
                assert np.array_equal(before, after), name


def test_what_cells_are_called():
    mixed, ring = world(MIXED).catchments
    assert cells_of("commune", mixed).names == (mixed.communes[0], mixed.communes[2])
    assert cells_of("commune", mixed).of.tolist() == [0, 2, 1], "that of the ring stands behind the others"
    assert cells_of("catchment", mixed).of.tolist() == [0, 1, 0]
    assert cells_of("territory", mixed).names == (WHOLE,)
    for grain in GRAINS:
        assert cells_of(grain, ring).names == ()
        assert cells_of(grain, ring).reported.tolist() == [False] * N_COMMUNES
        assert cells_of(grain, ring).counted == 1


@few(6)
@given(plans(most_catchments=1), st.sets(st.integers(0, N_COMMUNES - 1), min_size=1))
def test_kernels_equal_the_reference_whatever_lies_in_the_ring(plan: Plan, rows: set[int]):
    """Whatever supply does; and the log of what happens is the same as without a ring."""
    from sim.kernels.patients import KernelPatients

    ringed = in_ring(plan.world(), (tuple(rows),))
    reference, kernels = ReferencePatients(ringed), KernelPatients(ringed, log=True)
    expected = play(reference, ringed, plan.changes(), (9,))
    got = play(kernels, ringed, plan.changes(), (4,))
    assert difference(sorted_log(reference.log[0]), kernel_log(kernels.log[0])) == ""
    assert unlike(expected[0], got[0]) == {}
    plain = KernelPatients(plan.world(), log=True)
    play(plain, plan.world(), plan.changes(), (9,))
    assert difference(sorted_log(reference.log[0]), kernel_log(plain.log[0])) == ""


def test_every_array_is_compared():
    assert {field.name for field in fields(Records)} == {*AXES, "trace"}
