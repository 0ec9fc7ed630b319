"""Before any test imports numba: compiled kernels are kept by the state of their sources; and bytecode, which
each process would make of thousands of modules for half a minute where Python was told to write none.
"""

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
