"""The house rules: which room may import which, who loads numba, how long a file and a function may be."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "sim").rglob("*.py"))

MAX_FILE_LINES = 350
MAX_FUNCTION_LINES = 60
MUST_NOT_LOAD_NUMBA = ["cli", "scenario", "territory", "reports", "outcomes", "measures"]

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length in lines of each function of a file, decorators left out, docstring included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def test_imports_go_one_way():
    done = python(LINT_IMPORTS)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("room", MUST_NOT_LOAD_NUMBA)
def test_what_does_not_simulate_does_not_load_numba(room):
    done = python(f"import sys, sim.{room}; sys.exit('numba was loaded' if 'numba' in sys.modules else 0)")
    assert done.returncode == 0, done.stderr


def test_the_rooms_are_found():
    assert len(SOURCES) > 10, f"no sources under {ROOT / 'sim'}"


def test_no_file_is_too_long():
    lengths = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCES}
    assert {path: n for path, n in lengths.items() if n > MAX_FILE_LINES} == {}


def test_no_function_is_too_long():
    too_long = {name: n for path in SOURCES for name, n in functions(path) if n > MAX_FUNCTION_LINES}
    assert too_long == {}
