"""docs/adding.md is what it says: each walk is made on one copy of the tree, and what it runs prints what it
shows.

Everything runs as plain Python (``NUMBA_DISABLE_JIT``), on a territory of a few hundred made-up residents,
so that a walk takes seconds and no compiler.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.walks.pages import Walk, apply, walks

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "adding.md"
COPIED = ("sim", "conf", "scenarios", "docs", "tests", "pyproject.toml", "README.md")
WALKS = walks(PAGE)
MOST_FILES = {"A kind of need": 0, "A service type": 0, "An indicator": 4, "A change of supply": 4, "A
parameter": 3}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy for all walks, which may lean on those before them."""
    copy = tmp_path_factory.mktemp("adding") / "premier-recours"
    copy.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__", "outputs"))
        else:
            shutil.copy(source, copy / name)
    return copy


def run(words: str, tree: Path) -> str:
    """What a command of the page prints, ``premier-recours`` being the copy's."""
    here = f"{sys.executable} -m sim"
    said = re.sub(r"^(uv run )?premier-recours", here, words)
    said = re.sub(r"^(uv run )?(python|pytest) ", lambda m: f"{sys.executable} {'-m pytest ' if m[2] ==
    'pytest' else ''}", said)
    environment = {**os.environ, "PYTHONPATH": str(tree), "NUMBA_DISABLE_JIT": "1", "COLUMNS": "160",
    "NO_COLOR": "1"}
    done = subprocess.run(said, cwd=tree, env=environment, shell=True, capture_output=True, text=True,
    check=False) assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@pytest.mark.parametrize("walk", WALKS, ids=[walk.title for walk in WALKS])
def test_a_walk_can_be_gone(walk: Walk, tree: Path):
    for edit in walk.edits:
        apply(edit, tree)
    for command in walk.commands:
        printed = run(command.words, tree)
        at = 0
        for line in command.shows:
            found = printed.find(line, at)
            assert found >= 0, f"{command.words}: no “{line}” in\n{printed}"
            at = found + len(line)


@pytest.mark.parametrize("walk", WALKS, ids=[walk.title for walk in WALKS])
def test_a_walk_touches_few_files(walk: Walk):
    python = [file for file in walk.files if file.endswith(".py") and file.startswith("sim/")]
    counted = python if MOST_FILES.get(walk.title) == 0 else [f for f in walk.files if not
    f.startswith("tests/")] if walk.title in MOST_FILES:
        assert len(counted) <= MOST_FILES[walk.title], counted


def test_every_noun_has_its_walk():
    nouns = {"A kind of need", "A service type", "A measure", "A change of supply", "An indicator", "A
    parameter", "A territory"} assert nouns <= {walk.title for walk in WALKS}
