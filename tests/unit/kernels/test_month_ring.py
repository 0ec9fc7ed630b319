"""Months are handed out as soon as nothing can change them; how many are held changes nothing."""

from dataclasses import fields

import numpy as np
import pytest

from sim.kernels import catchment, common, start
from sim.kernels.patients import KernelPatients
from sim.kernels.record import month_ring as held
from sim.world.record_sink import MemorySink
from sim.world.records import MONTHLY, Records
from sim.world.world import World
from tests.worlds import changes, play, small_world

DAYS, VARIANT = 470, 8  # sixteen months
MOST = 5  # months that may be held at once: needs of this world end within three, and one may be asked for


class Counting(MemorySink):
    """Notes how many months have come, and when."""

    def __init__(self) -> None:
        super().__init__()
        self.came: list[int] = []

    def months(self, counts) -> None:
        super().months(counts)
        self.came.append(len(counts["outcomes"]))


class Watched(held.Held):
    """Notes how many months have been held at once."""

    most = 1

    def reach(self, t, day):
        t = super().reach(t, day)
        self.most = max(self.most, self.end - self.first)
        return t


@pytest.fixture(autouse=True)
def watched(monkeypatch) -> None:
    monkeypatch.setattr(catchment, "Held", Watched)


def most_months(patients: KernelPatients) -> int:
    return max(one.held.most for one in patients._catchments)


@pytest.fixture(scope="module")
def world() -> World:
    return small_world(9, residents=60, days=DAYS, variant=VARIANT)


def kept(world: World, steps=(31,)) -> tuple[Counting, KernelPatients]:
    sink = Counting()
    patients = KernelPatients(world, sinks=[sink])
    assert play(patients, world, changes(world, VARIANT), steps) == ()
    return sink, patients


def test_few_months_are_held_at_once(world):
    sink, patients = kept(world)
    assert sum(sink.came) == 16
    assert len(sink.came) > 3, "they come while the run goes on"
    assert 2 <= most_months(patients) <= MOST


@pytest.mark.parametrize("steps", [(1,), (7, 30), (1000,)])
def test_the_number_does_not_depend_on_steps(world, steps):
    sink, patients = kept(world, steps)
    first, same = kept(world)
    assert most_months(patients) == most_months(same)
    assert sink.came == first.came


@pytest.mark.parametrize("length", [2, 3, 64])
def test_records_do_not_depend_on_how_many_are_held(world, length, monkeypatch):
    """Rings of two months must grow, those of 64 hold the whole run."""
    usual, _ = kept(world)
    for module in (common, held, start):
        monkeypatch.setattr(module, "FIRST_LENGTH", length)
    other, patients = kept(world)
    if length == 64:
        assert most_months(patients) == sum(other.came) == 16
        assert other.came == [16], "all at the end"
    one, two = usual.records(), other.records()
    for field in fields(Records):
        assert np.array_equal(getattr(one, field.name), getattr(two, field.name)), field.name
    assert {name for name in MONTHLY if getattr(one, name).any()} == set(MONTHLY)


def test_a_month_that_is_gone_is_not_guessed(world):
    _, patients = kept(world)
    with pytest.raises(ValueError, match="month 0 is not held"):
        patients.workload(0, 0)
