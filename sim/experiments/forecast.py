"""What a command would play, and how long that may take: from what runs of the same machine took before."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from sim.experiments import pool
from sim.experiments.cache import is_compiled, use_cache
from sim.experiments.find_run import RUNS
from sim.outcomes.errors import StoreError
from sim.outcomes.storage import manifest as manifests
from sim.outcomes.storage.manifest import Manifest
from sim.scenario.identity import content_hash, run_id
from sim.scenario.settings import Job


class Forecast(NamedTuple):
    """Of one run: ``wanted`` replications, of which ``there`` exist, in ``folder``. ``seconds``: of a process
    for those that are missing; None where no run of the territory tells.
    """

    run_id: str
    folder: Path
    wanted: int
    there: int
    missing: int
    seconds: float | None


class Forecasts(NamedTuple):
    """Of a command. ``processes``: how many would work at a time; ``seconds``: until they have ended, None
    where that is not known; ``compiled``: whether the kernels are.
    """

    runs: list[Forecast]
    processes: int
    seconds: float | None
    compiled: bool


def forecast(jobs: Sequence[Job], *, force: bool) -> Forecasts:
    """Plays nothing and writes nothing. Where scenarios share days (decision 011), less time passes than this
    says.
    """
    runs = [_of_run(job, force) for job in jobs]
    first = jobs[0].settings.run
    missing = sum(run.missing for run in runs)
    n = pool.processes(first.jobs, first.threads, missing)
    known = [run.seconds for run in runs if run.seconds is not None]
    seconds = sum(known) / n if len(known) == len(runs) else None
    return Forecasts(runs, n, seconds, is_compiled(use_cache()))


def _of_run(job: Job, force: bool) -> Forecast:
    settings, name = job.settings, run_id(job)
    outputs = Path(settings.run.outputs)
    folder, wanted = outputs / RUNS / name, settings.run.replications
    held = _manifest(folder)
    same = held is not None and held.hash == content_hash(job) and not force
    there = len(held.complete) if held is not None and same else 0
    missing = sum(held is None or not same or number not in held.complete for number in range(wanted))
    days = (settings.run.end - settings.run.first_day).days + 1
    pace = _pace(outputs, settings.territory.name)
    seconds = 0.0 if not missing else None if pace is None else missing * days * pace
    return Forecast(name, folder, wanted, there, missing, seconds)


def _pace(outputs: Path, territory: str) -> float | None:
    """Seconds for a day of a replication, over the runs of a territory."""
    there = (_manifest(file.parent) for file in (outputs / RUNS).glob(f"*/{manifests.FILE}"))
    return _median(_seconds_a_day(each) for each in there if each is not None and each.territory == territory)


def _seconds_a_day(manifest: Manifest) -> float:
    days = (manifest.end - manifest.first_day).days + 1
    return manifest.wall_s / max(len(manifest.complete), 1) / days


def _median(values: Iterable[float]) -> float | None:
    found = [value for value in values if value > 0]
    return median(found) if found else None


def _manifest(folder: Path) -> Manifest | None:
    """None where there is no run, or none that can be read: it would be played again."""
    try:
        return manifests.load(folder)
    except StoreError:
        return None
