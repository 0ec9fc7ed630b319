"""A new counted indicator is one record: added to a copy of the tree, it is in the results, docs and page.

It counts needs that ended on a slot of the SAS, so that the row of that outcome says so too.
"""

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MOST_FILES = 2
RECORD = """
sas_visits:
  unit: visits
  rule: flow
  counted: {needs: {ended: {counted_as: sas_visits}, by_kind: true}}
  main: true
  section: {name: volumes, rank: 5}
  en:
    title: "Slots of the SAS"
    noun: "the number of slots of the SAS"
    definition: "needs seen on a slot of the SAS"
  fr:
    title: "Créneaux du SAS"
    noun: "le nombre de créneaux du SAS"
    definition: "besoins vus sur un créneau du SAS"
"""
PLAYED = """
from datetime import date
from pathlib import Path
import pandas as pd
import sim
from sim.experiments.compare import compare
from sim.outcomes.storage import store
from sim.reports.page import write_page
from tests.runs import manifest, played, write_run
from tests.shipped import Outcome

assert Path(sim.__file__).parents[1] == Path.cwd(), sim.__file__
folders = []
for name, shift in (("before", 0), ("after", 7)):
    folder = Path("runs") / name
    fresh = manifest(name, scenario=name, title=name, territory="made_up", hash=name, replications=2)
    made = (played(replication, shift=shift) for replication in (0, 1))
    write_run(folder, fresh, made, {"title": "made up", "measures": {}})
    folders.append(folder)
rows = store.read_run(folders[0]).table("indicators").to_pandas()
mine = rows[rows["indicator"] == "sas_visits"]
assert set(mine["unit"]) == {"visits"}
assert set(mine["group"]) >= {"all", "kind:acute_urgent"}
whole = mine[(mine["group"] == "all") & (mine["commune"] == "*")]["value"].sum()
counted = sum(c.records.outcomes[..., Outcome.SEEN_SAS].sum() for n in (0, 1) for c in played(n).catchments)
assert whole == counted > 0, (whole, counted)
write_page(folders, compare(folders), Path("page.html"))
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the test needs, with the record in its theme, and the outcome that it counts."""
    copy = tmp_path_factory.mktemp("tree")
    for folder in ("sim", "conf", "docs"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "tests").mkdir()
    (copy / "tests/__init__.py").touch()
    for name in ("runs.py", "shipped.py"):
        shutil.copy(ROOT / "tests" / name, copy / "tests" / name)
    theme = copy / "conf/indicators/use.yaml"
    text = theme.read_text(encoding="utf-8")
    before = "\ncalls:\n"
    assert text.count(before) == 1
    text = text.replace(before, RECORD.rstrip() + before)
    theme.write_text(text, encoding="utf-8")
    outcomes = copy / "conf/vocabulary/outcomes.yaml"
    rows = outcomes.read_text(encoding="utf-8")
    assert rows.count("\nseen_sas:\n") == 1
    rows = rows.replace("\nseen_sas:\n", "\nseen_sas:\n  counted_as: sas_visits\n")
    outcomes.write_text(rows, encoding="utf-8")
    return copy


def python(tree: Path, *arguments: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def differing(tree: Path) -> list[str]:
    """The files of the copy that differ from ours; none may be new."""
    files = [file for folder in ("sim", "conf") for file in (tree / folder).rglob("*") if file.is_file()]
    ours = {file: ROOT / file.relative_to(tree) for file in files if "__pycache__" not in file.parts}
    return [
        str(file.relative_to(tree))
        for file, mine in ours.items()
        if not filecmp.cmp(file, mine, shallow=False)
    ]


def test_few_files_are_touched_for_a_new_counted_indicator(tree: Path):
    """Its record, and here the row of data that says which ends it counts."""
    touched = sorted(differing(tree))
    print(f"files to touch for a new counted indicator: {len(touched)} ({', '.join(touched)})")
    assert touched == ["conf/indicators/use.yaml", "conf/vocabulary/outcomes.yaml"]
    assert len(touched) <= MOST_FILES


def test_it_is_in_the_tables_and_on_the_page(tree: Path):
    python(tree, "-c", PLAYED)
    page = (tree / "page.html").read_text(encoding="utf-8")
    assert "Where people go: Slots of the SAS" in page, "in the table of all differences"
    assert 'id="plot-sas_visits-all"' in page, "drawn among the volumes"


def test_it_is_in_the_docs(tree: Path):
    python(tree, "-m", "sim.outcomes.catalogue.indicator_docs", "docs/indicators.md")
    docs = (tree / "docs/indicators.md").read_text(encoding="utf-8")
    line = "| `sas_visits` | visits | Slots of the SAS: needs seen on a slot of the SAS | sum |"
    assert line in docs
