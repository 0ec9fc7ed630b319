"""The figures over time: one line of JSON a run, in `history.jsonl` beside this file.

A line holds when, of which commit, where and with which versions a run was made, and each figure: its
value and, where a bare loop was measured beside it, the value over that of the bare loop, which hardly
depends on the machine.
"""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
FILE: Final = HERE / "history.jsonl"
VERSIONED: Final = ("numba", "llvmlite", "numpy", "simpy", "ciw")


@dataclass(frozen=True)
class Value:
    """A figure as measured; ``over_bare`` is None where no bare loop belongs to it, ``ns`` (an event,
    the least of the rounds) where it is not of one kernel.
    """

    value: float
    over_bare: float | None = None
    ns: float | None = None


@dataclass(frozen=True)
class Size:
    """What a need costs on one thread in a territory of so many residents."""

    residents: int
    ns: float


@dataclass(frozen=True)
class Line:
    """A run of the benchmarks. ``load``: how many processes wanted a core when it began, all of others."""

    commit: str
    date: str
    cpu: str
    cores: int
    load: float
    form: str
    versions: Mapping[str, str]
    figures: Mapping[str, Value]
    sizes: Sequence[Size] = field(default=())


def made_here(form: str, load: float, figures: Mapping[str, Value], sizes: Sequence[Size]) -> Line:
    """The line of a run that has just been made."""
    versions = {"python": platform.python_version()} | {name: version(name) for name in VERSIONED}
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Line(commit(), date.today().isoformat(), cpu(), cores, load, form, versions, figures, sizes)


def commit() -> str:
    """The commit checked out, with a `+` where tracked files differ from it."""

    def git(*words: str) -> str:
        done = subprocess.run(["git", "-C", str(HERE), *words], capture_output=True, text=True, check=False)
        return done.stdout.strip()

    found = git("rev-parse", "--short=10", "HEAD")
    changed = git("status", "--porcelain", "--untracked-files=no", "--", "sim", "conf", "scenarios")
    return (found + ("+" if changed else "")) or "unknown"


def cpu() -> str:
    """The model of the processor."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def read(file: Path = FILE) -> list[Line]:
    """All runs, oldest first; none if there is no file. Raises ValueError with the line that is wrong."""
    if not file.exists():
        return []
    found = []
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            found.append(_line(json.loads(text)))
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{file.name}, line {number}: not a run of the benchmarks ({error})") from None
    return found


def _line(data: dict[str, Any]) -> Line:
    figures = {name: Value(**value) for name, value in data.pop("figures").items()}
    sizes = tuple(Size(**size) for size in data.pop("sizes"))
    return Line(**data, figures=figures, sizes=sizes)


def append(line: Line, file: Path = FILE) -> None:
    """Adds a run."""
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")


def last(history: Sequence[Line], figure: str, cpu: str | None = None) -> tuple[Line, Value] | None:
    """The last run that has this figure; on that processor if any was."""
    with_it = [line for line in history if figure in line.figures]
    same = [line for line in with_it if line.cpu == cpu]
    for line in reversed(same or with_it):
        return line, line.figures[figure]
    return None
