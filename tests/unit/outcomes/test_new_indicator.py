"""A new counted indicator is one record, and a word of the outcome that it counts: added to a copy of the
tree, it is in the results, docs and page.
"""

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
MOST_FILES = 4
RECORD = """\
    Indicator(
        id="sas_visits", unit="visits", rule=Rule.FLOW, counted=needs(counted_as("sas_visits"), by_kind=True),
        en=Wording("Slots of the SAS", "the number of slots of the SAS", "needs seen on a slot of the SAS"),
        fr=Wording("Créneaux du SAS", "le nombre de créneaux du SAS", "besoins vus sur un créneau du SAS"),
        main=True, section=Section("volumes", 5),
    ),
"""
PLAYED = """
from datetime import date
from pathlib import Path
import pandas as pd
import sim
from sim.experiments.compare import compare
from sim.outcomes.periods.drift import KEYS
from sim.outcomes.storage import manifest, store
from sim.outcomes.storage.manifest import Head, Share
from sim.reports.page import write_page
from sim.reports.words import words
from tests.runs import START, FIRST, costs, played

assert Path(sim.__file__).parents[1] == Path.cwd(), sim.__file__
folders = []
for name, shift in (("before", 0), ("after", 7)):
    folder = Path("runs") / name
    communes = {"33284": "Mios", "33009": "Arcachon", "2A004": "Ajaccio"}
    head = Head(name, name, "", name, "made_up", 1, FIRST, START, date(2026, 12, 31), name, communes)
    held = manifest.begin(head, 2, 1)
    with store.writing(folder):
        held = store.open_for_writing(folder, held, "title: made up\\nmeasures: {}\\n")
        for replication in (0, 1):
            store.write_replication(folder, played(replication, shift=shift), costs())
            held = store.adopt(folder, held, replication, Share(1, 1, 1.0, 1.0))
    folders.append(folder)
rows = store.read_run(folders[0]).table("indicators").to_pandas()
mine = rows[rows["indicator"] == "sas_visits"]
assert set(mine["unit"]) == {"visits"}
assert set(mine["group"]) >= {"all", "kind:acute_urgent"}
whole = mine[(mine["group"] == "all") & (mine["commune"] == "*")]["value"].sum()
counted = sum(c.records.outcomes[..., 3].sum() for n in (0, 1) for c in played(n).catchments)
assert whole == counted > 0, (whole, counted)
write_page(folders, compare(folders), Path("page.html"))
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the test needs, with the record in the file of its theme."""
    copy = tmp_path_factory.mktemp("tree")
    for folder in ("sim", "conf", "docs"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "tests").mkdir()
    (copy / "tests/__init__.py").touch()
    for module in ("runs", "shipped"):
        shutil.copy(ROOT / f"tests/{module}.py", copy / f"tests/{module}.py")
    theme = copy / "sim/outcomes/catalogue/use.py"
    text = theme.read_text(encoding="utf-8")
    before = '    Indicator(\n        id="calls",'
    assert text.count(before) == 1
    text = text.replace(before, RECORD + before)
    theme.write_text(text, encoding="utf-8")
    outcomes = copy / "conf/vocabulary/outcomes.yaml"
    text = outcomes.read_text(encoding="utf-8")
    priced = "  price: [consultation, call]\n"
    assert text.count(priced) == 1
    outcomes.write_text(text.replace(priced, f"{priced}  counted_as: sas_visits\n"), encoding="utf-8")
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


def test_two_files_are_touched_for_a_new_counted_indicator(tree: Path):
    touched = differing(tree)
    print(f"files to touch for a new counted indicator: {len(touched)} ({', '.join(touched)})")
    assert sorted(touched) == ["conf/vocabulary/outcomes.yaml", "sim/outcomes/catalogue/use.py"]
    assert len(touched) <= MOST_FILES


def test_it_is_in_the_tables_and_on_the_page(tree: Path):
    python(tree, "-c", PLAYED)
    page = (tree / "page.html").read_text(encoding="utf-8")
    assert "Where people go: Slots of the SAS" in page, "in the table of all differences"
    assert 'id="plot-sas_visits-all"' in page, "drawn among the volumes"
    assert "The number of slots of the SAS" in page or "the number of slots of the SAS" in page


def test_it_is_in_the_docs(tree: Path):
    python(tree, "-m", "sim.outcomes.catalogue.indicator_docs", "docs/indicators.md")
    docs = (tree / "docs/indicators.md").read_text(encoding="utf-8")
    line = "| `sas_visits` | visits | Slots of the SAS: needs seen on a slot of the SAS | sum |"
    assert line in docs
