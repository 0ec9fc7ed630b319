"""One scenario in both engines, and whether they tell the same: for the tests of equivalence."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine import History, simulate
from sim.kernels.patients import KernelPatients
from sim.measures.registry import schemas
from sim.reference.diary import sorted_log
from sim.reference.patients import ReferencePatients
from sim.scenario.load import load
from sim.scenario.settings import Settings
from sim.territory import Territory, load_territory
from sim.vocabulary.structure import EventClass
from sim.vocabulary.time import DAY
from sim.world.build import build
from sim.world.log_events import LogEvent
from sim.world.patients_protocol import LogRow, Patients
from sim.world.prepare import prepare
from sim.world.records import Records
from sim.world.world import World
from tests.shipped import Outcome

CONTEXT = 8  # lines shown before and after the first difference


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


def told(line: Sequence[int]) -> str:
    """A line of a log for people."""
    row = LogRow(*map(int, line))
    day, second = divmod(row.second, DAY)
    clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
    a = Outcome(row.a).name if row.verb == LogEvent.ENDS else str(row.a)
    return (
        f"day {day:3} {clock} {EventClass(row.event_class).name:12}"
        f" entity {row.entity:4} occ {row.occurrence:3} clock {row.tag // 16} step {row.tag % 16:2}"
        f"  {LogEvent(row.verb).name:12} a={a} b={row.b}"
    )


def difference(reference: Sequence[Sequence[int]], kernels: Sequence[Sequence[int]]) -> str:
    """The first difference of two sorted logs with the lines around it; empty if there is none."""
    lines = zip(reference, kernels, strict=False)
    shorter = min(len(reference), len(kernels))
    first = next((i for i, (r, k) in enumerate(lines) if tuple(r) != tuple(k)), shorter)
    if first == len(reference) == len(kernels):
        return ""
    shown = [f"logs differ at line {first} (reference {len(reference)} lines, kernels {len(kernels)})"]
    for name, log in (("reference", reference), ("kernels", kernels)):
        shown.append(f"--- {name}")
        for i in range(max(0, first - CONTEXT), min(len(log), first + CONTEXT + 1)):
            shown.append(f"{'>' if i == first else ' '} {i:6} {told(log[i])}")
    return "\n".join(shown)


def unlike(reference: Records, kernels: Records) -> dict[str, str]:
    """The arrays of the records that are not equal, by name; traces are compared need by need,
    the lines of each in their order.
    """
    found: dict[str, str] = {}
    for field in fields(Records):
        expected, got = getattr(reference, field.name), getattr(kernels, field.name)
        if expected.shape != got.shape:
            found[field.name] = f"shape {expected.shape} in the reference, {got.shape} in the kernels"
        elif field.name == "trace":
            expected, got = need_by_need(expected), need_by_need(got)
            if expected != got:
                lines = zip(expected, got, strict=True)
                found["trace"] = str(next((r, k) for r, k in lines if r != k))
        elif not np.array_equal(expected, got):
            cells = np.argwhere(expected != got)
            pairs = [(tuple(map(int, i)), int(expected[tuple(i)]), int(got[tuple(i)])) for i in cells[:5]]
            found[field.name] = f"{len(cells)} cells: (index, reference, kernels) {pairs}"
    return found


def need_by_need(trace: np.ndarray) -> list[tuple[int, ...]]:
    """The lines of a trace, sorted by need alone (streams share a name: so by moment and kind too)."""
    names = ("kind", "first_moment", "occurrence", "clock", "resident", "commune")
    return trace[np.lexsort([trace[name] for name in names])].tolist()


def kernel_log(log: Any) -> list[tuple[int, ...]]:
    """The lines of the kernels' log after the stable sort by the key."""
    rows: Iterable[list[int]] = np.asarray(log).tolist()
    return sorted((tuple(row) for row in rows), key=lambda line: line[:5])
