"""The command `compile`: compiles the kernels before the first run needs them."""

from pathlib import Path
from time import perf_counter
from typing import Final

from sim.cli.progress import bars
from sim.experiments import pool
from sim.experiments.cache import is_compiled, throw_away_damaged, use_cache
from sim.experiments.worker import Unit
from sim.measures.registry import schemas
from sim.scenario.identity import run_id, world_hash
from sim.scenario.load import load

A_DAY: Final = ("scenario=mios_as_is", "run.warmup_days=0", "run.trace=0")  # any scenario compiles them all


def compile_now() -> None:
    """Compiles the kernels, or says that they are compiled already."""
    folder = use_cache()
    if not throw_away_damaged(folder) and is_compiled(folder):
        print(f"the kernels of this version are compiled already, in {folder}")
        return
    job = load(A_DAY, None, schemas())
    with bars() as progress:
        progress.say(pool.COMPILING)
        began = perf_counter()
        pool.compile_kernels(
            Unit(run_id(job), job.settings, 0, Path(job.settings.run.outputs), world_hash(job))
        )
    print(f"compiled in {perf_counter() - began:.0f} s, kept in {folder}; runs start at once from now on")
