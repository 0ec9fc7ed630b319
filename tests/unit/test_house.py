"""The house rules: which room may import which, who loads numba."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "sim").rglob("*.py"))

MUST_NOT_LOAD_NUMBA = ["cli", "scenario", "territory", "reports", "outcomes", "measures", "vocabulary"]

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def test_imports_go_one_way():
    done = python(LINT_IMPORTS)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("room", MUST_NOT_LOAD_NUMBA)
def test_what_does_not_simulate_does_not_load_numba(room):
    done = python(f"import sys, sim.{room}; sys.exit('numba was loaded' if 'numba' in sys.modules else 0)")
    assert done.returncode == 0, done.stderr


def test_the_rooms_are_found():
    assert len(SOURCES) > 10, f"no sources under {ROOT / 'sim'}"
