"""Runs the benchmarks in a process of their own and reads what they measured."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Form
from benchmarks.history import HERE, Size, Value


@dataclass(frozen=True)
class Found:
    """What was measured; ``failed`` says that a benchmark did not hold what it checks."""

    figures: dict[str, Value]
    sizes: list[Size]
    failed: bool


def measure(form: Form, only: Collection[str] | None = None) -> Found:
    """Plays the benchmarks of a form, or those alone that measure these figures; they print to stderr."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "figures.json"
        words = ["--form", form.name.lower(), "--figures", str(file), "--benchmark-enable", "-q"]
        if only is not None:
            words += ["--only", ",".join(only)]
        pytest = [sys.executable, "-m", "pytest", "benchmarks", "--benchmark-columns=min,median,rounds"]
        done = subprocess.run([*pytest, *words], cwd=HERE.parent, stdout=sys.stderr, check=False)
        if not file.exists():
            raise SystemExit("the benchmarks could not be played; the lines above say why")
        found = json.loads(file.read_text(encoding="utf-8"))
    figures = {name: Value(**value) for name, value in found["figures"].items()}
    return Found(figures, [Size(**size) for size in found["sizes"]], done.returncode != 0)
