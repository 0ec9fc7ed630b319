"""The command `compile`: compiles the kernels before the first run needs them."""

from typing import Final

from sim.cli.progress import bars
from sim.experiments.cache import is_compiled, use_cache

A_DAY: Final = ("scenario=mios_as_is", "run.warmup_days=0", "run.trace=0")  # any scenario compiles them all


def compile_now() -> None:
    """Compiles the kernels, or says that they are compiled already."""
    folder = use_cache()
    if is_compiled(folder):
        print(f"the kernels of this version are compiled already, in {folder}")
        return
    from sim.experiments.compile_ahead import compile_ahead
    from sim.measures.registry import schemas
    from sim.scenario.load import load

    with bars() as progress:
        seconds = compile_ahead(load(A_DAY, None, schemas()), progress)
    print(f"compiled in {seconds:.0f} s, kept in {folder}; runs start at once from now on")
