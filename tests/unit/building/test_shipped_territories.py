"""The territories of the source documents that we ship: what `territory build` makes, looked at."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from benchmarks.pages.territories import LISTED, command, made, row, ship
from sim.building.build import read_facts
from sim.building.check.static import examine
from sim.cli import main
from sim.measures.registry import schemas
from sim.scenario.load import load
from sim.scenario.numbers import all_numbers
from sim.scenario.sources import data_root, find_sources
from sim.territory import load_territory
from tests.france import all_communes

ABOUT = yaml.safe_load(LISTED.read_text(encoding="utf-8"))
PAGE = data_root() / "docs" / "territories.md"
MOST_LINES = 1_250  # of all files of a territory: the communes of its ring stand in three of them
BY_DOCTOR = "occitanie"  # a region: a line for each of its 5,600 doctors, the rest is small


@pytest.fixture(scope="module")
def loaded():
    def loading(name):
        job = load([f"scenario={name}_as_is"], None, schemas())
        files = job.settings.territory
        return job, load_territory(files.settings, files.folder, job.settings.run.start)

    return loading


@pytest.mark.parametrize("name", ABOUT)
def test_it_loads_and_its_check_finds_nothing_wrong(loaded, name):
    job, territory = loaded(name)
    assert not territory.ring.all() and territory.ring.any()
    checks = examine(job, territory)
    assert [check for check in checks if check.verdict == "wrong"] == []
    assert set(job.settings.title) == {"en", "fr"}
    assert ABOUT[name]["document"]["fr"] in job.settings.source["fr"]


@pytest.mark.parametrize("name", ABOUT)
def test_the_page_says_what_the_files_hold(loaded, name):
    _, territory = loaded(name)
    cells = next(line for line in PAGE.read_text(encoding="utf-8").splitlines() if f"| `{name}` |" in line)
    communes, residents, gps = (cell.strip().replace(",", "") for cell in cells.split("|")[2:5])
    here = ~territory.ring
    table = (data_root() / f"conf/territory/{name}/communes.csv").read_text(encoding="utf-8").splitlines()
    column = table[0].split(";").index("population_2023")
    people = np.array([int(line.split(";")[column]) for line in table[1:]])
    assert (int(communes), int(residents), int(gps)) == (
        int(here.sum()), int(people[here].sum()), int(territory.gps[here].sum()),
    )  # fmt: skip
    assert command(name, ABOUT[name]) in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ABOUT)
def test_a_true_emergency_reaches_a_hospital(loaded, name):
    job, _ = loaded(name)
    opened = job.resolved["services"]["open"]
    assert any(each.get("profile", "").startswith("ed") for each in opened.values())


@pytest.mark.parametrize("name", ABOUT)
def test_it_is_a_small_folder_of_facts(name):
    folder = data_root() / "conf/territory" / name
    files = [*folder.iterdir(), folder.with_suffix(".yaml"), data_root() / f"scenarios/{name}_as_is.yaml"]
    files = [file for file in files if name != BY_DOCTOR or file.name != "doctors.csv"]
    assert sum(len(file.read_text(encoding="utf-8").splitlines()) for file in files) < MOST_LINES
    assert not list(folder.glob("report.*"))


def test_its_own_ledger_knows_all_its_numbers():
    shipped = {f"conf/territory/{name}" for name in ABOUT}
    found = [n for n in all_numbers(find_sources(), []) if "/observed.csv:" not in n.key]  # parameters.yaml
    theirs = [n for n in found if any(each in n.file for each in shipped)]
    assert len(theirs) > 1000
    # of the labour market of a region our ledger knows (conf/parameters.yaml)
    assert [n.key for n in theirs if n.known is None and not n.key.startswith("market.")] == []


def test_it_is_what_the_table_gives(tmp_path):
    facts, _ = read_facts(all_communes())
    name = "tulle"
    for folder in ("conf/territory", "scenarios"):
        (tmp_path / folder).mkdir(parents=True)
    plan, built = made(name, ABOUT[name], facts)
    ship(plan, built, tmp_path)
    assert row(replace(plan), built) in PAGE.read_text(encoding="utf-8")
    for file in sorted(path for path in tmp_path.rglob("*") if path.is_file()):
        assert file.read_text() == (data_root() / file.relative_to(tmp_path)).read_text(), file.name


@pytest.mark.parametrize("name", ["ceret", "biscarrosse"])
def test_a_month_of_it_is_played(tmp_path, monkeypatch, capsys, name):
    played(tmp_path, monkeypatch, capsys, name, "run.end=2025-01-31", "run.warmup_days=0")


@pytest.mark.heavy
def test_a_month_of_a_region_is_played(tmp_path, monkeypatch, capsys):
    words = ("run.grain=territory", "run.end=2025-01-31", "run.warmup_days=0")
    played(tmp_path, monkeypatch, capsys, BY_DOCTOR, *words)


@pytest.mark.heavy
@pytest.mark.parametrize("name", [name for name in ABOUT if name != BY_DOCTOR])  # six million people: a month
def test_a_year_of_it_is_played(tmp_path, monkeypatch, capsys, name):
    played(tmp_path, monkeypatch, capsys, name, "run.end=2025-12-31", "run.warmup_days=365")


def played(folder: Path, monkeypatch, capsys, name, *words):
    monkeypatch.chdir(folder)
    assert main(["run", f"scenario={name}_as_is", "run.replications=1", "run.jobs=1", *words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)
