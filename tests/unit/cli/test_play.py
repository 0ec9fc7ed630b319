"""The commands that simulate, played for real on a hamlet of 400 residents and three months."""

import json
from pathlib import Path

import pytest
import yaml

from sim.cli import main
from tests.territories import small

pytestmark = pytest.mark.heavy  # compiles the kernels

PAGE = (
    "title: {title}\nsource: a test\nterritory: hamlet\n"
    "run: {{end: 2025-03-31, warmup_days: 31, replications: 2}}\n"
)
SETTLE = (
    "measures:\n  settle: {install: {doctors: 1, commune: C1, by: 2025-02-01, contract: liberal, age: 36,"
    " ramp_days: 10, ramp_start: 0.4, departure_hazard: 0.05, notice: 180}}\n"
)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A user's folder: a territory with services of its own, and two scenarios."""
    own = tmp_path_factory.mktemp("own")
    (own / "territory/files").mkdir(parents=True)
    (own / "scenarios").mkdir()
    settings = dict(small(2, 400, folder=own / "territory/files").settings)
    settings |= {"name": "hamlet", "communes": "files/communes.csv", "ages": "files/ages.csv"}
    settings["services"] = {
        "open": dict.fromkeys(("ed_arcachon", "ed_ares", "ed_pellegrin", "front_arcachon", "sos_bassin"))
        | {"ed_here": {"profile": "ed", "at": "ed"}},
        "agendas": {"outside_mt": None, "outside_others": None},
    }
    text = yaml.safe_dump(json.loads(json.dumps(settings)), sort_keys=False, allow_unicode=True)
    (own / "territory/hamlet.yaml").write_text(text, encoding="utf-8")
    (own / "scenarios/as_it_is.yaml").write_text(PAGE.format(title="As it is"), encoding="utf-8")
    settles = PAGE.format(title="One settles") + SETTLE
    (own / "scenarios/one_settles.yaml").write_text(settles, encoding="utf-8")
    return own


@pytest.fixture
def played(own, capfd, monkeypatch):
    """Runs a command in the folder; (standard output, standard error)."""
    monkeypatch.chdir(own)

    def _played(*words, config=True):
        status = main([*words, *(["--config-dir", "."] if config else [])])
        captured = capfd.readouterr()
        assert status == 0, captured.err
        return captured.out, captured.err

    return _played


def test_a_sweep_ends_with_its_folders_and_the_page(played):
    out, _ = played("sweep", "scenario=as_it_is,one_settles")
    *_, first, second, page = out.splitlines()
    assert Path(first).name.startswith("as_it_is-")
    assert Path(second).name.startswith("one_settles-")
    for folder in (first, second):
        manifest = json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))
        assert manifest["run_id"] == Path(folder).name
        assert len(manifest["complete"]) == 2
    assert "<html" in Path(page).read_text(encoding="utf-8")
    assert "GPs in practice" in out
    assert "hamlet" not in out.splitlines()[-1]


def stamps(folder):
    """When each file of results was written."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*.parquet") if path.is_file()}


def test_what_is_there_is_not_played_again(played):
    before, _ = played("run", "scenario=as_it_is")
    folder = Path(before.splitlines()[-2])
    first = stamps(folder)
    assert first
    out, err = played("run", "scenario=as_it_is")
    assert out == before
    assert "the result exists" in err
    assert stamps(folder) == first
    _, err = played("run", "scenario=as_it_is", "run.replications=3")
    assert "2 replications exist; 1 more" in err
    second = stamps(folder)
    assert len(second) > len(first)
    assert {path: second[path] for path in first} == first
    played("run", "scenario=as_it_is", "--force")
    third = stamps(folder)
    assert all(third[path] > first[path] for path in first)


def test_json_is_alone_on_standard_output(played):
    out, _ = played("sweep", "scenario=as_it_is,one_settles", "--json")
    found = json.loads(out)
    assert [Path(folder).is_dir() for folder in found["runs"]] == [True, True]
    assert Path(found["page"]).is_file()
    first, second = (Path(folder).name for folder in found["runs"])
    rows = json.loads(played("compare", first, second, "--json", config=False)[0])
    assert {row["run_id"] for row in rows} == {second}
    assert {row["baseline_run_id"] for row in rows} == {first}
    gps = [row for row in rows if row["indicator"] == "gps" and row["commune"] == "*"]
    assert gps
    assert all(0 < row["difference"] <= 1 for row in gps)  # one settles after a month
    turned = json.loads(played("compare", first, second, "--baseline", second, "--json", config=False)[0])
    assert {row["run_id"] for row in turned} == {first}


def test_a_sweep_over_a_parameter_has_a_row_for_each_value(played):
    out, _ = played("sweep", "scenario=one_settles", "measures.settle.doctors=0,2", "run.replications=1")
    assert "settle.doctors" in out
    assert "0 (baseline)" in out


def test_reports_of_one_run_and_of_several(played):
    runs = json.loads(played("sweep", "scenario=as_it_is,one_settles", "--json")[0])["runs"]
    for chosen in (runs[:1], runs):
        page = played("report", *chosen, config=False)[0].strip()
        assert Path(page).is_file()


def test_a_run_is_found_by_its_beginning(played):
    runs = json.loads(played("sweep", "scenario=as_it_is,one_settles", "--json")[0])["runs"]
    out, _ = played("compare", "as_it_is", "one_settles-" + Path(runs[1]).name[-12:-2], config=False)
    assert out.splitlines()[-1].endswith(".html")
