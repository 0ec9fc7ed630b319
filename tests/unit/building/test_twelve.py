"""Twelve intercommunalités of all sorts, from the table of all communes: each builds and loads, unedited.

The longer proof checks each and plays a year of it, and prints the seconds of each step (`pytest -s`); how
many there may be, benchmarks say.
"""

import json
from pathlib import Path
from time import perf_counter

import pytest

from sim.building.build import Order, build, read_facts
from sim.building.select import Asked
from sim.cli import main
from sim.measures.registry import schemas
from sim.scenario.load import load
from sim.territory import load_territory
from tests.france import all_communes

EPCIS = {
    "rural_creuse_grand_sud": "200044014",
    "rural_portes_de_la_creuse": "200041556",  # one GP for 6,600 residents
    "urban_boulonnais": "246200729",
    "urban_grand_besancon": "242500361",
    "coast_arcachon_sud": "243300563",
    "coast_mimizan": "244000543",
    "mountain_brianconnais": "240500439",
    "mountain_haut_jura": "200026573",
    "corsica_ajaccio": "242010056",
    "corsica_calvi": "242020105",
    "la_reunion_est": "249740093",
    "la_reunion_nord": "249740119",
}
ENDS = ("run.replications=1", "run.jobs=1", "run.end=2025-12-31", "run.warmup_days=365")


@pytest.fixture(scope="module")
def data():
    return all_communes()


@pytest.fixture(scope="module")
def facts(data):
    """The table, read once."""
    return read_facts(data)


@pytest.mark.parametrize("name", EPCIS)
def test_it_builds_and_loads(data, facts, tmp_path, monkeypatch, name):
    monkeypatch.setattr("sim.building.build.read_facts", lambda _: facts)
    done = build(Order(name, Asked(epcis=[EPCIS[name]]), data, tmp_path))
    job = load([f"scenario={name}_as_is"], tmp_path, schemas())
    files = job.settings.territory
    territory = load_territory(files.settings, files.folder, job.settings.run.start)
    known = done.plan.communes
    assert territory.codes == tuple(known.index)
    assert set(known["epci"][: len(done.plan.reported)]) == {EPCIS[name]}
    assert EPCIS[name] not in set(known["epci"][len(done.plan.reported) :])  # nobody of it in the ring
    assert territory.gps.sum() == known["gps"].sum()
    assert any(place["sort"] == "ed" for place in done.built.places.values())  # an emergency is always seen


@pytest.mark.heavy
@pytest.mark.parametrize("name", EPCIS)
def test_it_is_checked_and_a_year_is_played(data, tmp_path, monkeypatch, capsys, name):
    """By the commands, as a planner gives them, with no file edited in between."""
    monkeypatch.chdir(tmp_path)
    mine = ("--config-dir", "mine")
    steps = {
        "build": ("territory", "build", name, "--epci", EPCIS[name], "--data", str(data), *mine),
        "check": ("territory", "check", name, *mine, "--quick", "--json"),
        "run": ("run", f"scenario={name}_as_is", *mine, *ENDS, "--json"),
    }
    said, seconds = {}, {}
    for step, command in steps.items():
        since = perf_counter()
        assert main([*command]) == 0, capsys.readouterr().err
        seconds[step] = perf_counter() - since
        said[step] = capsys.readouterr().out
    with capsys.disabled():
        print(f"\n{name}: " + ", ".join(f"{step} {took:.1f} s" for step, took in seconds.items()))
    checks = json.loads(said["check"])["checks"]
    assert len(checks) > 10
    assert [check["id"] for check in checks if check["verdict"] == "wrong"] == []
    assert (tmp_path / "mine" / "territory" / name / "report.md").exists()
    (folder,) = json.loads(said["run"])["runs"]
    manifest = json.loads((Path(folder) / "manifest.json").read_text("utf-8"))
    assert (manifest["status"], manifest["replications"]) == ("complete", 1)
    assert (manifest["start"], manifest["end"]) == ("2025-01-01", "2025-12-31")
    assert manifest["needs"] > manifest["residents"] > 0  # of the ring, too
