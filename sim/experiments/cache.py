"""The folder of compiled kernels: one for each state of their sources and of the compiler's versions.

Numba does not notice edits in the modules that a cached function imports, so the name of the folder is a hash
of every source that a kernel is compiled from. It must be in the environment before numba is imported.
"""

import hashlib
import os
import pickle  # noqa: TID251 (what it names is neither imported nor called: _LookThrough)
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

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
COMPILED: Final = ("start", "advance", "finish")  # the entries that every run calls, in that order
VERSIONS: Final = ("numba", "llvmlite", "numpy")


def use_cache() -> Path:
    """Sets the folder for this process and those it starts, unless the user has set one; returns it."""
    if not os.environ.get(VARIABLE):
        os.environ[VARIABLE] = str(cache_home() / sources_hash()[:16])
    return Path(os.environ[VARIABLE])


def is_compiled(folder: Path) -> bool:
    """Whether the entries of the kernels are in ``folder``: numba keeps an index file of each."""
    return all(any(folder.rglob(f"advance.{entry}-*.nbi")) for entry in COMPILED)


def throw_away_damaged(folder: Path) -> bool:
    """Removes what numba could not read, with all else of the same function; whether there was any.

    Numba ends with a traceback where one of its files is cut off, and would do so at every start.
    """
    damaged = [file for file in folder.rglob("*.nb[ic]") if not _is_whole(file)]
    for file in damaged:
        for other in file.parent.glob(f"{file.name.partition('-')[0]}-*.nb[ic]"):
            other.unlink(missing_ok=True)
    return bool(damaged)


def _is_whole(file: Path) -> bool:
    """Whether the file holds pickles to its end. They are looked through without what they are made of."""
    try:
        with file.open("rb") as pickles:
            size = os.fstat(pickles.fileno()).st_size
            while pickles.tell() < size:
                _LookThrough(pickles).load()
    except Exception:  # of damaged bytes anything may come
        return not file.exists()
    return size > 0


class _Anything:
    """Stands for each object of a pickle."""

    def __new__(cls, *_: Any) -> "_Anything":
        return object.__new__(cls)

    def __init__(self, *_: Any) -> None: ...

    def __setstate__(self, _: Any) -> None: ...

    def __setitem__(self, *_: Any) -> None: ...

    def __call__(self, *_: Any) -> "_Anything":
        return self

    def append(self, _: Any) -> None:
        """As a list does."""

    def extend(self, _: Any) -> None:
        """As a list does."""


class _LookThrough(pickle.Unpickler):
    """Reads a pickle without importing or calling anything that it names."""

    def find_class(self, _module: str, _name: str) -> type[_Anything]:
        return _Anything


def sources_hash() -> str:
    """The hash of the kernels' sources, their path, and of compiler and machine (64 hexadecimal digits).

    The time stamp of the entries' file is part of it: numba compiles again where that has changed, and
    `is_compiled` must say so.
    """
    whole = hashlib.sha256()
    for name in SOURCES:
        place = PACKAGE / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            whole.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    entries = (PACKAGE / ENTRIES).stat()
    stamp = f"{entries.st_mtime_ns} {entries.st_size}"
    made_by = [str(PACKAGE), stamp, sys.version, platform.machine(), *(version(name) for name in VERSIONS)]
    whole.update("\0".join(made_by).encode())
    return whole.hexdigest()
