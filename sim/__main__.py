"""The command `premier-recours`, and `python -m sim`."""

import os
import sys
from importlib.util import cache_from_source, find_spec

from sim.cache_dir import cache_home


def run() -> int:
    """Runs one command; the status with which to exit."""
    keep_bytecode()
    from sim.cli import main

    return main()


def keep_bytecode() -> None:
    """Where Python was told to write no bytecode beside its sources (PYTHONDONTWRITEBYTECODE, as in many
    containers) and none stands there, hundreds of modules would be compiled at every start, for seconds. Then
    theirs is kept in the user's cache, for this process and for those that it starts.
    """
    if not sys.dont_write_bytecode or sys.pycache_prefix is not None or os.path.exists(_of_a_dependency()):
        return
    folder = str(cache_home() / "bytecode")
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = folder
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # it may have been an option of the interpreter


def _of_a_dependency() -> str:
    """Where the bytecode of a package of ours would stand, if its sources have been compiled."""
    found = find_spec("typer")
    return cache_from_source(found.origin) if found is not None and found.origin is not None else ""


if __name__ == "__main__":
    sys.exit(run())
