"""docs/adding.md is what it says: each walk is made on one copy of the tree, and what it runs prints what it
shows.

Everything runs as plain Python (``NUMBA_DISABLE_JIT``), on a territory of a few hundred made-up residents, so
that a walk takes seconds and no compiler.
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
COPIED = ("sim", "conf", "scenarios", "docs", "tests", "pyproject.toml", "README.md")
WALKS = walks(ROOT / "docs" / "adding.md")
# Files that a walk may touch: of sim/, or of the whole tree without its tests.
MOST_OF_SIM = {"A kind of need": 0, "A service type": 0, "A territory": 0, "An indicator": 0}
MOST = {"An indicator": 2, "A change of supply": 4, "A parameter": 4}
PROGRAMS = {"premier-recours": "-m sim", "python": "", "pytest": "-m pytest"}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy for all walks, which may lean on those before them."""
    copy = tmp_path_factory.mktemp("adding") / "premier-recours"
    copy.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    return copy


def run(words: str, tree: Path) -> str:
    """What a command of the page prints; the copy's modules stand for those of the checkout."""
    program, _, rest = re.sub(r"^uv run ", "", words).partition(" ")
    said = f"{sys.executable} {PROGRAMS[program]} {rest}"
    own = {"PYTHONPATH": str(tree), "NUMBA_DISABLE_JIT": "1", "COLUMNS": "160", "NO_COLOR": "1"}
    done = subprocess.run(
        said, cwd=tree, env={**os.environ, **own}, shell=True, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@pytest.mark.heavy
@pytest.mark.parametrize("walk", WALKS, ids=[walk.title for walk in WALKS])
def test_a_walk_leads_where_the_page_says(walk: Walk, tree: Path):
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
    of_sim = [file for file in walk.files if file.startswith("sim/")]
    product = [file for file in walk.files if not file.startswith("tests/")]
    assert len(of_sim) <= MOST_OF_SIM.get(walk.title, len(of_sim)), of_sim
    assert len(product) <= MOST.get(walk.title, len(product)), product


def test_every_noun_has_its_walk():
    titles = {walk.title for walk in WALKS}
    assert titles >= {*MOST_OF_SIM, *MOST, "A measure"}
