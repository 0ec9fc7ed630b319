"""Before any test imports numba: compiled kernels are kept by the state of their sources; and bytecode, which
each process would make of thousands of modules for half a minute where Python was told to write none.
"""

import gc
import os

import pytest

from sim.__main__ import keep_bytecode

keep_bytecode()

from sim.experiments.cache import use_cache  # noqa: E402 (it imports much, of which bytecode is to be kept)

use_cache()
os.environ["PREMIER_RECOURS_LANG"] = "en"  # whatever this machine speaks


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two processes for folders of tests; single files are run in this one, where they begin at once.

    More would each compile the kernels on a fresh machine.
    """
    files = [arg for arg in config.args if arg.partition("::")[0].endswith(".py")]
    return 0 if len(files) == len(config.args) else min(2, os.cpu_count() or 1)


COMPILES = "equivalence/test_engines.py"
PLAIN = {
    f"unit/{room}" for room in ("france", "scenario", "schema", "territory", "validation", "world", "reports")
}
PLAIN |= {f"unit/cli/test_{name}.py" for name in ("bad_input", "language", "report_commands")}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process begins with what compiles the kernels, the other with what needs none until they are kept:
    else a fresh machine would compile them twice, for minutes.
    """
    items.sort(key=lambda item: _turn(item.nodeid.partition("::")[0].removeprefix("tests/")))


def _turn(file: str) -> int:
    if file == COMPILES:
        return 0
    return 1 if any(file.startswith(begins) for begins in PLAIN) else 2


def pytest_collection_finish() -> None:
    """What has been imported stays: the collector, which would look through all of it again and again, for a
    sixth of the time, is not to; and it looks seldom at what is new.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def pytest_unconfigure() -> None:
    """So that nothing is left when the process ends, which some libraries would tell."""
    gc.unfreeze()
