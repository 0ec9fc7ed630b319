"""The command `compile`: compiles the kernels before the first run needs them."""

from pathlib import Path
from time import perf_counter
from typing import Final

from sim.cli.language import language
from sim.cli.messages import say
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
    lang = language(None)
    folder = use_cache()
    if not throw_away_damaged(folder) and is_compiled(folder):
        print(say("compiled_already", lang, folder=folder))
        return
    job = load(A_DAY, None, schemas())
    with bars(lang) as progress:
        progress.say(pool.COMPILING)
        began = perf_counter()
        pool.compile_kernels(
            Unit(run_id(job), job.settings, 0, Path(job.settings.run.outputs), world_hash(job))
        )
    print(say("compiled", lang, seconds=round(perf_counter() - began), folder=folder))
