"""One scenario in both engines, and whether they tell the same: for the tests of equivalence."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.engine import History, simulate
from sim.kernels.patients import KernelPatients
from sim.measures.registry import schemas
from sim.reference.diary import sorted_log
from sim.reference.patients import ReferencePatients
from sim.scenario.load import load
from sim.scenario.settings import Settings
from sim.territory import Territory, load_territory
from sim.world.build import build
from sim.world.patients_protocol import Patients
from sim.world.prepare import prepare
from sim.world.records import Records
from sim.world.world import World
from tests.equivalence.test_engines import difference, kernel_log, unlike


def _opened(own: Path, words: tuple[str, ...]) -> tuple[World, Territory, Settings]:
    settings = load(list(words), own, schemas()).settings
    files = settings.territory
    territory = load_territory(files.settings, files.folder, settings.run.first_day)
    return build(prepare(territory, settings), 0), territory, settings


def logged(own: Path, patients_of: Callable[[World], Any], *words: str) -> tuple[History, Records, Any]:
    """History, records and log of the first catchment, in one engine."""
    world, territory, settings = _opened(own, words)
    patients = patients_of(world)
    history = simulate(world, territory, settings, patients)
    return history, patients.finish()[0], patients.log[0]


def both(own: Path, *words: str) -> list[tuple[History, Any]]:
    """History and records, of the reference and of the kernels."""
    world, territory, settings = _opened(own, words)
    found = []
    for engine in (ReferencePatients(world), KernelPatients(world)):
        history = simulate(world, territory, settings, engine)
        found.append((history, engine.finish()))
    return found


def alike(
    world: World, territory: Territory, settings: Settings
) -> tuple[History, ReferencePatients, Patients]:
    """Both engines play it event for event alike; the history, and both as they end."""
    reference, kernels = ReferencePatients(world), KernelPatients(world, log=True)
    theirs = simulate(world, territory, settings, reference)
    ours = simulate(world, territory, settings, kernels)
    assert theirs.events == ours.events
    for c, (expected, got) in enumerate(zip(reference.finish(), kernels.finish(), strict=True)):
        message = difference(sorted_log(reference.log[c]), kernel_log(kernels.log[c]))
        assert not message, f"catchment {c}: {message}"
        assert unlike(expected, got) == {}, f"records of catchment {c}"
    return ours, reference, kernels
