"""Worlds drawn from the ranges of the assumptions alone, held against nothing: a Latin hypercube.

    uv run python -m sim.calibration.design

writes conf/worlds/ledger.csv, and plausible.csv where nothing better is known (``--plausible``); each with a
companion NAME.yaml that says how it was made.
"""

import argparse
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.errors import PlannerError
from sim.outcomes.storage.manifest import commit_here
from sim.scenario.plausible import JobWorlds, worlds_of
from sim.scenario.settings import Job
from sim.scenario.sources import data_root
from sim.scenario.uncertain import FOLDER, Uncertain, matching, read_uncertain
from sim.scenario.worlds_file import Worlds, write_with_companion, write_worlds
from sim.territory import load_territory
from sim.world import intensity

SEED: Final = 33284
MOST_WORLDS: Final = 200
SPARE: Final = 3  # as many are drawn for each that is kept, since some cannot be
DIGITS: Final = 6
SCENARIOS: Final = ("mios_as_is", "synthetic_as_is")  # of which every world must be possible


def designed(uncertain: Sequence[Uncertain], n: int, seed: int) -> NDArray[np.float64]:
    """``[world, assumption]``: a Latin hypercube over the ranges, each on its scale."""
    from scipy.stats import qmc  # costs a second: only where worlds are drawn

    parts = qmc.LatinHypercube(len(uncertain), rng=np.random.default_rng(seed)).random(n)
    return np.array([[each.at(part) for each, part in zip(uncertain, row, strict=True)] for row in parts])


def can_be(jobs: Sequence[Job]) -> Callable[[Worlds, int], bool]:
    """Whether a world can be played in all of these jobs: its settings are allowed, and there are no fewer
    needs than follow-up alone brings.
    """
    territories = [
        load_territory(
            job.settings.territory.settings, job.settings.territory.folder, job.settings.run.first_day
        )
        for job in jobs
    ]
    made = [worlds_of(job) for job in jobs]

    def possible(worlds: Worlds, world: int) -> bool:
        for job, usual, territory in zip(jobs, made, territories, strict=True):
            assert usual is not None
            here = JobWorlds(worlds, usual.blocks, usual.sets)
            try:
                settings = here.settings_in(job.settings, world)
                intensity.rates(settings.needs, territory, 0, settings.vocabulary)
            except PlannerError:
                return False
        return True

    return possible


def of_ledger(file: Path, jobs: Sequence[Job], n: int = MOST_WORLDS, seed: int = SEED) -> Worlds:
    """The central world, so that one or two replications are of the values of our files, and the first of a
    design that can be: ``n`` together.
    """
    uncertain = read_uncertain(data_root() / "conf")
    drawn = designed(uncertain, SPARE * n, seed)
    rows = [tuple(float(f"{value:.{DIGITS}g}") for value in row) for row in drawn]
    inside = [
        tuple(min(max(value, each.low), each.high) for value, each in zip(row, uncertain, strict=True))
        for row in rows
    ]
    candidates, possible = Worlds(file, uncertain, tuple(inside)), can_be(jobs)
    those = (inside[world] for world in range(len(inside)) if possible(candidates, world))
    return Worlds(file, uncertain, (central(uncertain, jobs[0]), *islice(those, n - 1)))


def central(uncertain: Sequence[Uncertain], job: Job) -> tuple[float, ...]:
    """The world that changes nothing: factors of 1, and the values of a job that sets none of them itself."""
    return tuple(
        1.0 if each.factor else next(value for _, value in matching(job.resolved, each.key.split(".")))
        for each in uncertain
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes conf/worlds/ledger.csv, and on demand plausible.csv."""
    from sim.measures.registry import schemas
    from sim.scenario.load import load

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plausible", action="store_true", help="plausible.csv, too")
    given = parser.parse_args(arguments)
    folder = data_root() / "conf" / FOLDER
    names = ["ledger", *(["plausible"] if given.plausible else [])]
    _first(folder / "ledger.csv")
    jobs = [load([f"scenario={name}", "run.worlds=ledger"], None, schemas()) for name in SCENARIOS]
    for name in names:
        worlds = of_ledger(folder / f"{name}.csv", jobs)
        about = {
            "what": {
                "en": "ledger ranges, not calibrated: a Latin hypercube, held against nothing",
                "fr": "plages du registre, non calées : un hypercube latin, confronté à rien",
            },
            "calibrated": False,
            "command": " ".join(["python -m sim.calibration.design", *(["--plausible"] * given.plausible)]),
            "seed": SEED,
            "rows": [],
        }
        write_with_companion(worlds, about, commit_here())
        print(f"{worlds.file}: {len(worlds.values)} worlds, {len(worlds.uncertain)} assumptions")


def _first(file: Path) -> None:
    """A file of one world, the middle of each range, so that jobs can be read."""
    uncertain = read_uncertain(data_root() / "conf")
    write_worlds(Worlds(file, uncertain, (tuple(each.at(0.5) for each in uncertain),)))


if __name__ == "__main__":
    main()
