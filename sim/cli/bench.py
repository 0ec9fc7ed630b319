"""The command `bench`: runs the benchmarks of the checkout in a process of their own."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from sim.scenario.errors import ScenarioError
from sim.scenario.sources import PACKAGE

NEEDED: Final = ("pytest", "pytest_benchmark", "ciw", "playwright")


def bench(*, short: bool, full: bool, check: bool, as_json: bool, checkout: Path = PACKAGE.parent) -> int:
    """Runs the benchmarks; their exit status. Raises ScenarioError where they are not installed."""
    if short + full + check > 1:
        raise ScenarioError("bench: --short, --full and --check exclude each other; name one of them")
    if not (checkout / "benchmarks" / "__main__.py").is_file():
        raise ScenarioError(
            "bench: an installed package has no benchmarks; run it in a clone of the repository, after "
            "`uv sync`"
        )
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ScenarioError(f"bench: {', '.join(missing)} not installed; `uv sync` in {checkout} does")
    chosen = {"--short": short, "--full": full, "--check": check, "--json": as_json}
    words = [option for option, wanted in chosen.items() if wanted]
    return subprocess.run([sys.executable, "-m", "benchmarks", *words], cwd=checkout, check=False).returncode
