"""The kernels are compiled before anybody waits for them, once for an installed version."""

from pathlib import Path
from time import perf_counter

from sim.experiments.pool import COMPILING, compile_kernels
from sim.experiments.progress import Progress
from sim.experiments.worker import Unit
from sim.scenario.identity import run_id, stem_hash
from sim.scenario.settings import Job


def compile_ahead(job: Job, progress: Progress) -> float:
    """Compiles every kernel into the cache (``cache.use_cache``), with the people of ``job`` at hand.

    The seconds it took. Nothing is written but the cache.
    """
    progress.say(COMPILING)
    began = perf_counter()
    compile_kernels(Unit(run_id(job), job.settings, 0, Path(job.settings.run.outputs), stem_hash(job)))
    return perf_counter() - began
