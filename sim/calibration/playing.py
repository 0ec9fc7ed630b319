"""Plays points of the ranges on territories, as any run is played, and reads what they say of the figures."""

import json
import shutil
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.calibration.design import DIGITS, can_be, central
from sim.calibration.says import said
from sim.calibration.targets import Row
from sim.experiments import run_jobs
from sim.experiments.progress import Progress, Silent
from sim.measures.registry import schemas
from sim.scenario.identity import content_hash
from sim.scenario.load import load
from sim.scenario.settings import Job
from sim.scenario.uncertain import Uncertain
from sim.scenario.worlds_file import Worlds, write_worlds
from sim.schema.languages import Message
from sim.validation.country import Place

Array = NDArray[np.float64]
YEAR: Final = 2025
ID: Final = 12  # letters of the name of a folder


def values_at(uncertain: Sequence[Uncertain], point: Sequence[float]) -> tuple[float, ...]:
    """The world at a point of the unit cube, as its file says it."""
    found = []
    for each, part in zip(uncertain, point, strict=True):
        value = float(f"{each.at(part):.{DIGITS}g}")
        found.append(min(max(value, each.low), each.high))
    return tuple(found)


class Territories:
    """Plays each point on all of some territories, a year after a year of warm-up. Points of the same
    replication have the same luck.
    """

    def __init__(
        self,
        uncertain: Sequence[Uncertain],
        rows: Sequence[Row],
        places: Sequence[Place],
        config_dir: Path | None,
        folder: Path,
        *,
        seed: int,
        jobs: int | None,
        progress: Progress,
    ) -> None:
        self.uncertain, self.rows, self.places = tuple(uncertain), tuple(rows), tuple(places)
        self.config_dir, self.folder = config_dir, folder
        self.seed, self.jobs, self.progress = seed, jobs, _Quiet(progress)
        folder.mkdir(parents=True, exist_ok=True)
        middle = self._worlds([[0.5] * len(self.uncertain)])
        self._central = [self._job(place, middle.file, seed) for place in self.places]
        self._can_be = can_be(self._central)

    def id(self, points: int) -> str:
        """Equal where the same points would be played and would say the same."""
        about = [
            [content_hash(job) for job in self._central],
            [place.weight for place in self.places],
            [row.target.__dict__ for row in self.rows],
            [points, self.seed],
        ]
        return sha256(json.dumps(about).encode()).hexdigest()[:ID]

    @property
    def centre(self) -> Array:
        """The point of the values of the files."""
        values = central(self.uncertain, self._central[0])
        return np.array([each.part_of(value) for each, value in zip(self.uncertain, values, strict=True)])

    def possible(self, points: Array) -> NDArray[np.bool_]:
        """Whether the settings are allowed on all territories, and there are no fewer needs than follow-up
        alone brings.
        """
        worlds = Worlds(
            self._central_file, self.uncertain, tuple(values_at(self.uncertain, p) for p in points)
        )
        return np.array([self._can_be(worlds, world) for world in range(len(points))], dtype=np.bool_)

    def play(self, points: Array, replications: Sequence[int]) -> Array:
        """``[point, figure]``. Raises what ``run_jobs`` raises."""
        jobs = []
        for point, replication in zip(points, replications, strict=True):
            file = self._worlds([point]).file
            jobs += [self._job(place, file, self.seed + replication) for place in self.places]
        folders = [Path(run.folder) for run in run_jobs(jobs, progress=self.progress)]
        n, weights = len(self.places), [place.weight for place in self.places]
        rows = [row.published for row in self.rows]
        found = [said(folders[at : at + n], weights, YEAR, rows)[0] for at in range(0, len(folders), n)]
        for folder in folders:  # what they say is kept
            shutil.rmtree(folder, ignore_errors=True)
        return np.stack(found)

    @property
    def _central_file(self) -> Path:
        return self.folder / "worlds" / "points.csv"

    def _worlds(self, points: Sequence[Sequence[float]] | Sequence[Array]) -> Worlds:
        values = tuple(values_at(self.uncertain, [float(part) for part in point]) for point in points)
        name = sha256(json.dumps(values).encode()).hexdigest()[:ID]
        worlds = Worlds(self.folder / "worlds" / f"{name}.csv", self.uncertain, values)
        worlds.file.parent.mkdir(exist_ok=True)
        write_worlds(worlds)
        return worlds

    def _job(self, place: Place, worlds: Path, seed: int) -> Job:
        about = {
            "scenario": f"{place.name}_as_is",
            "run.start": f"{YEAR}-01-01",
            "run.end": f"{YEAR}-12-31",
            "run.replications": 1,
            "run.grain": "territory",
            "run.trace": 0,
            "run.seed": seed % 2**32,
            "run.worlds": f"'{worlds.resolve()}'",
            "run.outputs": f"'{self.folder.resolve()}'",
            "run.jobs": "null" if self.jobs is None else self.jobs,
        }
        return load([f"{key}={value}" for key, value in about.items()], self.config_dir, schemas())


class _Quiet(Silent):
    """Passes messages on, but counts nothing: a batch is a line of the calibration's own."""

    def __init__(self, shown: Progress) -> None:
        self.shown = shown

    def say(self, message: Message) -> None:
        """Passes it on."""
        self.shown.say(message)
