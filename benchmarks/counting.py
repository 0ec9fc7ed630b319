"""How many draws a kernel makes: counted, by playing a little of it in plain Python.

Under ``NUMBA_DISABLE_JIT=1`` kernels are plain functions, so that a profiler sees every call. A benchmark
that wants to know has a function ``few()``, which prepares a sample and returns what plays it and tells
the number of its events. ``counted`` plays it in a process of its own; back come the calls of every
kernel per event.
"""

import importlib
import json
import os
import subprocess
import sys
from collections import Counter
from types import FrameType
from typing import Any, Final

from sim.scenario.sources import PACKAGE

LOGARITHMS: Final = ("exponential", "weibull4")  # one each


def counted(module: str, *environment: tuple[str, str]) -> dict[str, float]:
    """Calls of each kernel by its name, per event of ``few()`` of a module."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.counting", module],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"} | dict(environment),
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{module}: the sample in plain Python failed:\n{done.stderr}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


def blocks(calls: dict[str, float]) -> float:
    """Philox blocks per event; of those made ahead (decision 021) the ones that were wanted."""
    ahead = calls.get("block_made", 0.0) - calls.get("block_ahead", 0.0)
    return calls.get("philox", 0.0) + ahead


def logarithms(calls: dict[str, float]) -> float:
    """Logarithms per event."""
    return sum(calls.get(name, 0.0) for name in LOGARITHMS)


def play(module: str) -> dict[str, float]:
    """Plays the sample in this process, which has no compiled kernels."""
    calls: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(str(PACKAGE)):
            calls[frame.f_code.co_name] += 1

    few = importlib.import_module(module).few
    prepared = few()  # what must be there before counting begins
    sys.setprofile(note)
    events = prepared()
    sys.setprofile(None)
    return {name: n / events for name, n in calls.items()}


if __name__ == "__main__":
    print(json.dumps(play(sys.argv[1])))
