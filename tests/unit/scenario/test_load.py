"""Whole scenarios: what we ship loads, settings have real types, runs have names."""

import shutil
from datetime import date, timedelta

import pytest

from sim.measures.registry import schemas
from sim.scenario.errors import ScenarioError
from sim.scenario.identity import code_hash, content_hash, run_id
from sim.scenario.load import load, load_sweep
from sim.scenario.sources import data_root, find_sources

SCENARIOS = list(find_sources().files["scenario"])


def one(*words, config_dir=None):
    return load(words, config_dir, schemas())


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_we_ship_can_be_read(name):
    job = one(f"scenario={name}")
    assert job.scenario == name
    assert job.settings.title
    assert job.settings.source
    assert job.settings.territory.settings["name"] == job.settings.territory.name
    assert set(job.settings.measures) == set(job.resolved["measures"])


def test_settings_have_real_types():
    run = one(
        "scenario=mios_as_is", "run.start=2025-03-01", "run.end=2025-03-31", "run.warmup_days=28"
    ).settings.run
    assert (run.start, run.end) == (date(2025, 3, 1), date(2025, 3, 31))
    assert run.first_day == date(2025, 2, 1)
    assert run.reported_days == 28 + 31
    assert run.first_day + timedelta(days=run.reported_days - 1) == run.end


def test_a_tilde_is_the_home_folder(monkeypatch):
    """A shell does not expand it behind the `=` of an override."""
    monkeypatch.setenv("HOME", "/home/me")
    assert one("scenario=mios_as_is", "run.outputs=~/x").settings.run.outputs == "/home/me/x"


def test_scenarios_inherit_the_measures_of_their_territory():
    as_is, three = one("scenario=mios_as_is"), one("scenario=gisele_halimi_3_doctors")
    assert set(as_is.settings.measures) < set(three.settings.measures)
    assert three.settings.measures["settle"].kind == "install"
    without = one("scenario=gisele_halimi_3_doctors", "measures.settle=null")
    assert "settle" not in without.settings.measures


def test_a_sweep_is_labelled_by_what_varies():
    jobs = load_sweep(
        ["scenario=gisele_halimi_3_doctors", "measures.settle.doctors=range(0,3)"], None, schemas()
    )
    assert [job.label for job in jobs] == [f"measures.settle.doctors={n}" for n in range(3)]
    assert [job.settings.measures["settle"].plan.doctors for job in jobs] == [0, 1, 2]
    assert len({run_id(job) for job in jobs}) == 3


def test_null_removes_an_entry_of_a_block_of_named_things():
    services = one("scenario=mios_as_is", "services.open.sos_bassin=null").settings.services
    assert "sos_bassin" not in services.open
    assert services.open


def test_a_measure_must_be_one(tmp_path):
    (tmp_path / "scenarios").mkdir()
    page = tmp_path / "scenarios/two.yaml"
    page.write_text(
        "title: T\nsource: S\nterritory: mios\nmeasures:\n  a: {close_line: {}, retire: {}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError) as error:
        one("scenario=two", config_dir=tmp_path)
    assert "two.yaml, line 5: key measures.a: should hold one measure" in str(error.value)
    assert "close_line, retire" in str(error.value)


def test_missing_keys_of_one_block_stand_in_one_line(tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios/short.yaml").write_text(
        "title: T\nsource: S\nterritory: mios\nmeasures:\n  a: {turnover: {notice: 1}}\n", encoding="utf-8"
    )
    with pytest.raises(ScenarioError) as error:
        one("scenario=short", config_dir=tmp_path)
    assert str(error.value).count("\n") == 0
    assert "key measures.a.turnover: missing: " in str(error.value)


# --- the name of a run -------------------------------------------------------------------------------------


def test_what_changes_no_result_changes_no_name():
    plain = run_id(one("scenario=mios_as_is"))
    assert plain.startswith("mios_as_is-")
    words = [
        "run.replications=3",
        "run.threads=2",
        "run.jobs=1",
        "run.cluster=tcp://h:1",
        "run.outputs=/tmp/x",
    ]
    assert run_id(one("scenario=mios_as_is", *words)) == plain


@pytest.mark.parametrize(
    "word", ["run.seed=1", "run.end=2029-12-31", "run.trace=0", "needs.per_year=4", "measures.turnover=null"]
)
def test_what_changes_a_result_changes_the_name(word):
    assert run_id(one("scenario=mios_as_is", word)) != run_id(one("scenario=mios_as_is"))


def test_a_data_file_counts(tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios/mine.yaml").write_text("title: T\nsource: S\nterritory: copy\n", encoding="utf-8")
    shutil.copytree(data_root() / "conf/territory/mios", tmp_path / "territory/mios")
    shutil.copy(data_root() / "conf/territory/mios.yaml", tmp_path / "territory/copy.yaml")
    first = content_hash(one("scenario=mine", config_dir=tmp_path))
    assert content_hash(one("scenario=mine", config_dir=tmp_path)) == first
    ages = tmp_path / "territory/mios/ages.csv"
    ages.write_text(ages.read_text(encoding="utf-8").replace(";2868;", ";2867;"), encoding="utf-8")
    assert content_hash(one("scenario=mine", config_dir=tmp_path)) != first


def test_the_code_counts(tmp_path):
    for name, text in (("a.py", "1"), ("b/c.py", "2")):
        for package in ("one", "same", "other", "moved"):
            path = tmp_path / package / ("b/d.py" if package == "moved" and name == "b/c.py" else name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("3" if package == "other" and name == "b/c.py" else text, encoding="utf-8")
    (tmp_path / "same/notes.txt").write_text("not code", encoding="utf-8")
    hashes = {package: code_hash(tmp_path / package) for package in ("one", "same", "other", "moved")}
    assert hashes["one"] == hashes["same"]
    assert len(set(hashes.values())) == 3
