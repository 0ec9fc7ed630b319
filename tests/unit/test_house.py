"""The house rules: which room may import which, who loads numba; tests share what stands in helpers."""

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"

# Imports every module of the rooms named on the command line, but for those run as programs, and says what is
# loaded at the end.
IMPORT_ALL = """
import importlib, json, pkgutil, sys
for room in sys.argv[1:]:
    names = [room]
    for module in pkgutil.walk_packages(getattr(importlib.import_module(room), "__path__", ()), room + "."):
        names.append(module.name)
    for name in names:
        if name.rpartition(".")[2] != "__main__":
            importlib.import_module(name)
print(json.dumps(sorted(sys.modules)))
"""


def python(code: str, *args: str) -> subprocess.CompletedProcess[str]:
    done = [sys.executable, "-c", code, *args]
    return subprocess.run(done, cwd=ROOT, capture_output=True, text=True, check=False)


def test_imports_go_one_way():
    done = python(LINT_IMPORTS)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_does_not_simulate_does_not_load_numba():
    """All modules of the rooms of the contract `numba`, for an `__init__` alone imports next to nothing."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {each["id"]: each for each in project["tool"]["importlinter"]["contracts"]}
    rooms, forbidden = contracts["numba"]["source_modules"], contracts["numba"]["forbidden_modules"]
    assert "numba" in forbidden
    done = python(IMPORT_ALL, *rooms)
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stdout)
    ours = [name for name in loaded if any(f"{name}.".startswith(f"{room}.") for room in rooms)]
    files = [path for room in rooms for path in (ROOT / room.replace(".", "/")).rglob("*.py")]
    assert len(ours) >= len([path for path in files if path.name != "__main__.py"]) > 300, "all are imported"
    assert [name for name in forbidden if name in loaded] == []


def imported(source: str) -> Iterator[str]:
    """The dotted names that a module imports, at its top or anywhere else."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def of_tests(source: str) -> list[str]:
    """Of these, the ones out of a module of tests."""
    return [name for name in imported(source) if any(part.startswith("test_") for part in name.split("."))]


def test_no_module_imports_from_a_module_of_tests():
    """What several of them use stands in a helper, so that each can be moved, read and run by itself."""
    files = sorted((ROOT / "tests").rglob("*.py"))
    assert len(files) > 250
    found = {str(path.relative_to(ROOT)): of_tests(path.read_text(encoding="utf-8")) for path in files}
    assert {path: names for path, names in found.items() if names} == {}
    for line in (
        "from tests.unit.test_a import b",
        "from tests import test_a",
        "def f():\n import tests.test_a",
    ):
        assert len(of_tests(line)) == 1, line
