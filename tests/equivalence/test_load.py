"""Doctors who answer their load, in both engines: the same log, records and rows, month by month."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim.reference.diary import sorted_log
from sim.reference.patients import ReferencePatients
from sim.world import records
from sim.world.patients_protocol import Patients
from tests.both_engines import difference, kernel_log, unlike
from tests.worlds import LOADED, N_GPS, Change, changes, play, small_world

STEPS = ("longer", "later_steps", "saved")
ROWS = ("doctors", "panels", "agendas")
EVERYTHING = ("up", "back", "closed", "opened")


def probes(world: Any, seen: list[dict[str, Any]]) -> list[Change]:
    """Looks at the rows on the second day of every month."""
    months = world.days["month"]
    second = [day for day in range(2, world.n_days) if months[day - 1] != months[day - 2]]

    def look(patients: Patients) -> None:
        seen.append({f"{name} {c}": getattr(patients, name)(c) for name in ROWS for c in range(n)})

    n = len(world.catchments)
    return [(day, look) for day in second]


def told(world: Any, patients: Any, variant: int, steps: tuple[int, ...]) -> tuple[Any, list[Any]]:
    seen: list[dict[str, Any]] = []
    every = sorted(changes(world, variant) + probes(world, seen), key=lambda change: change[0])
    return play(patients, world, every, steps), seen


@pytest.mark.parametrize(
    ("seed", "variant", "residents", "catchments", "days", "occurs"),
    [
        (25, LOADED, 120, 1, 240, ("up", "back", "closed")),
        (22, LOADED, 120, 1, 240, EVERYTHING),
        (23, LOADED, 240, 2, 200, ("up", "closed")),
    ],
)
def test_engines_answer_a_load_alike(seed, variant, residents, catchments, days, occurs):
    from sim.kernels.patients import KernelPatients

    world = small_world(seed, residents=residents, catchments=catchments, days=days, variant=variant)
    reference, kernels = ReferencePatients(world), KernelPatients(world, log=True)
    expected, looked = told(world, reference, variant, (10**6,))
    got, seen = told(world, kernels, variant, (1, 9))
    for month, (theirs, mine) in enumerate(zip(looked, seen, strict=True)):
        for name in theirs:
            assert np.array_equal(theirs[name], mine[name]), f"{name}, month {month + 1}"
    for c in range(catchments):
        message = difference(sorted_log(reference.log[c]), kernel_log(kernels.log[c]))
        assert not message, f"catchment {c}: {message}"
        assert unlike(expected[c], got[c]) == {}, f"records of catchment {c}"
        counted = expected[c].at_agendas.sum(axis=(0, 1))
        assert counted[records.SECONDS] > 0 and counted[records.REFUSES] > 0
    panels = [np.concatenate([each[f"panels {c}"][:N_GPS] for c in range(catchments)]) for each in seen]
    found = happened(panels)
    assert all(found[what] for what in occurs), f"nothing is compared: {found}"


def happened(panels: list[Any]) -> dict[str, int]:
    """Steps up and back, lists that close and open, from month to month."""
    up = back = closed = opened = 0
    for before, after in pairwise(panels):
        for name in STEPS:
            change = after[name].astype(int) - before[name]
            up, back = up + (change > 0).sum(), back + (change < 0).sum()
        cap = after["cap"] - before["cap"]
        closed, opened = closed + (cap < 0).sum(), opened + (cap > 0).sum()
    return dict(zip(EVERYTHING, (up, back, closed, opened), strict=True))
