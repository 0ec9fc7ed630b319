"""Commands as one types them, in processes of their own: how long they take."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from sim.scenario.sources import PACKAGE

COMMAND = "import sys; from sim.__main__ import run; sys.exit(run())"
STARTS = """
import os, sys
from sim.__main__ import keep_bytecode
keep_bytecode()
import sim.engine
from sim.cli import main
sim.engine.simulate_together = lambda *_: os._exit(0)
sys.exit(main() or "the run ended without a simulation")
"""


def timed(words: Sequence[str], code: str = COMMAND) -> tuple[float, str]:
    """Seconds from start to end of `premier-recours WORDS`, and what it printed."""
    began = perf_counter()
    done = _python(code, words)
    return perf_counter() - began, done


def played(words: Sequence[str], outputs: Path) -> tuple[float, int]:
    """Seconds of a `run` or `sweep` into an empty folder, and the needs it played."""
    seconds, printed = timed([*words, f"run.outputs={outputs}", "--json"])
    manifests = [json.loads((Path(run) / "manifest.json").read_text()) for run in json.loads(printed)["runs"]]
    return seconds, sum(int(manifest["needs"]) for manifest in manifests)


def compilation(folder: Path) -> float:
    """Seconds of `premier-recours compile` into an empty cache."""
    began = perf_counter()
    _python(COMMAND, ["compile"], {"NUMBA_CACHE_DIR": str(folder)})
    return perf_counter() - began


def _python(code: str, words: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    import os

    done: Any = subprocess.run(
        [sys.executable, "-c", code, *words],
        env=os.environ | dict(environment or {}),
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} failed:\n{done.stderr}")
    return str(done.stdout)
