"""The command `premier-recours`, and `python -m sim`."""

import os
import signal
import sys
from importlib.util import cache_from_source, find_spec

from sim.cache_dir import cache_home


def run() -> int:
    """Runs one command; the exit status."""
    stop_as_by_hand()
    keep_bytecode()
    from sim.cli import main

    return main()


def stop_as_by_hand() -> None:
    """Lets TERM and HUP do what Ctrl-C does; a signal that is ignored already (`nohup`) stays ignored."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def keep_bytecode() -> None:
    """Keeps bytecode in the user's cache, for this process and for those it starts, where Python was told to
    write none beside its sources (PYTHONDONTWRITEBYTECODE, as in many containers) and there is none. Without
    it hundreds of modules would be compiled at every start, for seconds.
    """
    if not sys.dont_write_bytecode or sys.pycache_prefix is not None or os.path.exists(_of_a_dependency()):
        return
    folder = str(cache_home() / "bytecode")
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = folder
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # it may have been an option of the interpreter


def _of_a_dependency() -> str:
    """The file of a dependency's bytecode, if its sources have been compiled; "" if it is not known."""
    found = find_spec("typer")
    return cache_from_source(found.origin) if found is not None and found.origin is not None else ""


if __name__ == "__main__":
    sys.exit(run())
