"""Many catchments: threads, chapters and the order of play change nothing, however the world was settled.

On a synthetic territory small enough for a test: ten communes in three or four catchments, over two new
years, with doctors who retire and are replaced, and slots kept for the SAS.
"""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from sim.engine import simulate
from sim.kernels import patients as engine
from sim.kernels.patients import KernelPatients
from sim.measures.registry import schemas
from sim.reference.diary import sorted_log
from sim.reference.patients import ReferencePatients
from sim.scenario.load import load
from sim.territory import load_territory
from sim.world.build import build
from sim.world.prepare import Prepared, prepare
from sim.world.records import Records

WORDS = (
    "scenario=synthetic_as_is",
    "territory.residents=1500",
    "territory.communes.mean_residents=150",
    "territory.communes.per_catchment={from: 2, to: 4}",
    "territory.communes.gps_from=100",
    "territory.communes.gps_per_10000=60",
    "run.start=2024-12-01",
    "run.warmup_days=31",
    "run.end=2026-01-31",
    "run.trace=1",
    "run.seed=1",  # of which doctors are followed by others
)


class Setting:
    """The scenario, checked, and what its replications share."""

    def __init__(self) -> None:
        self.settings = load(WORDS, None, schemas()).settings
        run, files = self.settings.run, self.settings.territory
        self.territory = load_territory(files.settings, files.folder, run.first_day)
        self.prepared: Prepared = prepare(self.territory, self.settings)


@pytest.fixture(scope="module")
def setting() -> Setting:
    return Setting()


@pytest.fixture(scope="module")
def whole(setting) -> tuple[Any, tuple[Records, ...], Any]:
    """Built whole, one catchment after the other, one thread; with its log."""
    world = build(setting.prepared, 0)
    assert len(world.catchments) in (3, 4)
    patients = KernelPatients(world, log=True)
    history = simulate(world, setting.territory, setting.settings, patients)
    return history, patients.finish(), patients.log


def the_same(one: tuple[Records, ...], other: tuple[Records, ...]) -> None:
    for mine, theirs in zip(one, other, strict=True):
        for field in fields(Records):
            found, expected = getattr(mine, field.name), getattr(theirs, field.name)
            if field.name == "trace":  # in whatever order needs ended
                found, expected = np.sort(found), np.sort(expected)
            assert np.array_equal(found, expected), field.name


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("by_year", [False, True])
def test_catchment_by_catchment_in_threads_and_chapters(setting, whole, threads, by_year, monkeypatch):
    monkeypatch.setattr(engine, "WHOLE_CELLS", 0 if by_year else 1 << 40)
    world, patients = KernelPatients.founded(setting.prepared, 0, threads=threads)
    assert all(len(one.residents) == 0 for one in world.catchments)
    days = patients.tables(0).cumulative.shape[1] - 3  # the days, and three columns (guides.py)
    assert days == (62 if by_year else world.n_days), "from 31 October to the first new year"
    history = simulate(world, setting.territory, setting.settings, patients)
    the_same(patients.finish(), whole[1])
    assert history.events == whole[0].events
    assert any(change.event == "arrival" for change in history.events), "a doctor is followed by another"


def test_asked_every_day(setting, whole):
    """Whoever asks makes the days that have passed be played; that makes no difference to what comes."""
    world = build(setting.prepared, 0)
    patients = KernelPatients(world, log=True)

    class PendingChange:
        """Passes everything on, and asks one catchment after the other."""

        def advance(self, from_day: int, to_day: int) -> None:
            for day in range(from_day, to_day, 7):
                patients.advance(day, min(day + 7, to_day))
                patients.counters(day % len(world.catchments))

        def __getattr__(self, name: str) -> Any:
            return getattr(patients, name)

    simulate(world, setting.territory, setting.settings, PendingChange())
    the_same(patients.finish(), whole[1])
    for mine, theirs in zip(patients.log, whole[2], strict=True):
        assert np.array_equal(mine, theirs)


def test_the_reference_tells_the_same_story(setting, whole):
    world = build(setting.prepared, 0)
    reference = ReferencePatients(world)
    simulate(world, setting.territory, setting.settings, reference)
    the_same(reference.finish(), whole[1])
    for mine, theirs in zip(reference.log, whole[2], strict=True):
        rows = sorted((tuple(row) for row in theirs.tolist()), key=lambda line: line[:5])
        assert [tuple(row) for row in sorted_log(mine)] == rows
