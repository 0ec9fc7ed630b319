"""Compiles the kernels of an installed version ahead of the first run."""

from pathlib import Path
from time import perf_counter

from sim.experiments.pool import COMPILING, compile_kernels
from sim.experiments.progress import Progress
from sim.experiments.worker import Unit
from sim.scenario.identity import run_id, world_hash
from sim.scenario.settings import Job


def compile_ahead(job: Job, progress: Progress) -> float:
    """Compiles every kernel into the cache (``cache.use_cache``), for the world of ``job``.

    Returns the seconds it took. Nothing else is written.
    """
    progress.say(COMPILING)
    began = perf_counter()
    compile_kernels(Unit(run_id(job), job.settings, 0, Path(job.settings.run.outputs), world_hash(job)))
    return perf_counter() - began
