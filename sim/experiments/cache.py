"""Where compiled kernels are kept: a folder for each state of their sources and versions.

Numba does not notice edits in the modules a cached function imports, so the folder's name is a hash of every
source a kernel can be compiled from. It must stand in the environment before numba is imported.
"""

import hashlib
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Final

from sim.cache_dir import cache_home
from sim.scenario.sources import PACKAGE

VARIABLE: Final = "NUMBA_CACHE_DIR"
SOURCES: Final = (
    "kernels",
    "draws",
    "vocabulary",
    "world/log_events.py",
    "world/records.py",
    "world/tables.py",
)
ENTRIES: Final = "kernels/advance.py"  # where the compiled entries are
COMPILED: Final = ("start", "advance", "finish")  # those that every run calls, in the order of their calls
VERSIONS: Final = ("numba", "llvmlite", "numpy")


def use_cache() -> Path:
    """Sets the folder for this process and those it starts, unless the user has; the folder."""
    if not os.environ.get(VARIABLE):
        os.environ[VARIABLE] = str(cache_home() / sources_hash()[:16])
    return Path(os.environ[VARIABLE])


def is_compiled(folder: Path) -> bool:
    """Whether the kernels' entries have been compiled into it (numba keeps an index of each)."""
    return all(any(folder.rglob(f"advance.{entry}-*.nbi")) for entry in COMPILED)


def sources_hash() -> str:
    """Of the sources of kernels, where they are, and of what compiles them for which machine.

    Numba compiles again when the file of an entry has another time stamp; that counts here, too, so that what
    `is_compiled` says is so.
    """
    whole = hashlib.sha256()
    for name in SOURCES:
        place = PACKAGE / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            whole.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    entries = (PACKAGE / ENTRIES).stat()
    stamp = f"{entries.st_mtime_ns} {entries.st_size}"  # numba compiles again where these have changed
    made_by = [str(PACKAGE), stamp, sys.version, platform.machine(), *(version(name) for name in VERSIONS)]
    whole.update("\0".join(made_by).encode())
    return whole.hexdigest()
