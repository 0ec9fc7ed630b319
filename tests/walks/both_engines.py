"""``python tests/walks/both_engines.py scenario=NAME [key=value …]``: plays a scenario in both engines.

It prints what happened, changes of supply and how needs of each kind ended, and fails where the reference and
the kernels differ. A month is played, with its cool-down, unless ``run.…`` says otherwise.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Final

import numpy as np

from sim.engine import History, simulate
from sim.kernels.patients import KernelPatients
from sim.measures.registry import schemas
from sim.reference.patients import ReferencePatients
from sim.scenario.load import load
from sim.territory import load_territory
from sim.vocabulary.vocabulary import Vocabulary
from sim.world.build import build
from sim.world.prepare import prepare
from sim.world.records import Records

A_MONTH: Final = {"run.start": "2025-01-01", "run.end": "2025-01-31", "run.warmup_days": "7"}


def main(overrides: Sequence[str]) -> int:
    """Plays replication 0 of the scenario twice; 1 where something is counted otherwise."""
    said = {override.partition("=")[0] for override in overrides}
    short = [f"{key}={value}" for key, value in A_MONTH.items() if key not in said]
    settings = load([*overrides, *short], None, schemas()).settings
    files = settings.territory
    territory = load_territory(files.settings, files.folder, settings.run.first_day)
    world = build(prepare(territory, settings), 0)
    reference, kernels = ReferencePatients(world), KernelPatients(world)
    theirs = simulate(world, territory, settings, reference)
    ours = simulate(world, territory, settings, kernels)
    pairs = list(zip(reference.finish(), kernels.finish(), strict=True))
    differing = sorted({name for one, other in pairs for name in unlike(one, other)})
    if differing or theirs.events != ours.events:
        print("the engines differ:", *differing, "" if theirs.events == ours.events else "events")
        return 1
    for line in (*said_of_supply(ours), *said_of_needs([one for one, _ in pairs], world.vocabulary)):
        print(line)
    print("both engines agree")
    return 0


def unlike(one: Records, other: Records) -> Iterator[str]:
    """The arrays of two records that differ."""
    for field in fields(one):
        arrays = getattr(one, field.name), getattr(other, field.name)
        if field.name == "trace":  # lines of each are in the order in which its engine wrote them
            arrays = tuple(np.sort(lines) for lines in arrays)
        if not np.array_equal(*arrays):
            yield field.name


def said_of_supply(history: History) -> Iterator[str]:
    """A line for each change of supply."""
    for event in history.events:
        detail = f" ({event.detail})" if event.detail else ""
        yield f"{event.date}  {event.measure}: {event.event} {event.entity}{detail}"


def said_of_needs(records: Sequence[Records], vocabulary: Vocabulary) -> Iterator[str]:
    """A line for each kind of need and each outcome of it; true emergencies and calls too."""
    care = sum(each.outcomes.sum(axis=(0, 1)) for each in records)
    others = sum(each.exogenous.sum(axis=(0, 1)) for each in records)
    for kind, ended in zip(vocabulary.kinds, (*care, *others), strict=True):
        for outcome, number in zip(vocabulary.outcomes, ended, strict=True):
            if number:
                yield f"{kind.id}  {outcome.id}  {number}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
