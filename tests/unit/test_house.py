"""The house rules: which room may import which, who loads numba."""

import json
import subprocess
import sys
import tomllib
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
