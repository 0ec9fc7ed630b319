"""Where Python is told to write no bytecode beside its sources, ours is kept in the user's cache."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario.sources import PACKAGE

WRITE, PREFIX = "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"
SAY = "import sys; from sim.__main__ import run; sys.argv = ['x', 'scenarios']; status = run(); "
SAY += "print('prefix', sys.pycache_prefix, status, file=sys.stderr)"


def started(cache: Path, **environment: str) -> str:
    """The prefix of bytecode after a command."""
    inherited = {name: value for name, value in os.environ.items() if name not in (WRITE, PREFIX)}
    done = subprocess.run(
        [sys.executable, "-c", SAY],
        env={**inherited, "XDG_CACHE_HOME": str(cache), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = (line for line in done.stderr.splitlines() if line.startswith("prefix"))
    _, prefix, status = line.split()
    assert status == "0"
    return prefix


@pytest.fixture
def sources_alone(tmp_path) -> dict[str, str]:
    """A path on which a package of ours lies without bytecode."""
    import typer

    place = tmp_path / "packages"
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(typer.__file__).parent, place / "typer", ignore=without)
    shutil.copytree(PACKAGE, place / "sim", ignore=without)
    for folder in ("conf", "scenarios"):
        shutil.copytree(PACKAGE.parent / folder, place / folder)
    return {"PYTHONPATH": str(place)}


def test_it_is_kept_in_the_cache(tmp_path, sources_alone):
    kept = tmp_path / "premier-recours/bytecode"
    assert started(tmp_path, **{WRITE: "1"}, **sources_alone) == str(kept)
    assert any(kept.rglob("sim/cli/commands*.pyc"))
    assert not list((tmp_path / "packages").rglob("*.pyc")), "nothing beside the sources"


def test_a_folder_that_the_user_chose_stays(tmp_path, sources_alone):
    chosen = tmp_path / "chosen"
    assert started(tmp_path, **{WRITE: "1", PREFIX: str(chosen)}, **sources_alone) == str(chosen)
    assert not chosen.exists()
    assert not (tmp_path / "premier-recours").exists()


def test_python_does_as_it_does_where_nobody_forbids_it(tmp_path, sources_alone):
    assert started(tmp_path, **sources_alone) == "None"
    assert any((tmp_path / "packages").rglob("*.pyc"))
    # … and what it has written is used, though it may not write any more.
    assert started(tmp_path, **{WRITE: "1"}, **sources_alone) == "None"
