"""What has been played is listed and removed; what would be played is told. Nothing is played here."""

import json
from datetime import date

import pytest

from sim.cli import main
from tests.runs import manifest, played, write_run


@pytest.fixture
def outputs(tmp_path):
    """Three runs: two of one scenario that differ in two settings, and one of another."""
    for run_id, scenario, looks, made in (
        ("mios-1", "mios", 0.33, 2),
        ("mios-2", "mios", 0.8, 1),
        ("other-1", "other", 0.5, 1),
    ):
        config = {
            "title": run_id,
            "doctors": {"patients": {"look": {"lost": looks}, "mt_minutes": 30}},
            "run": {"jobs": made, "end": f"202{made}-12-31"},
        }
        fresh = manifest(run_id, scenario=scenario, end=date(2025, 3, 31), replications=2)
        write_run(tmp_path / "runs" / run_id, fresh, (played(n, n_days=456) for n in range(made)), config)
    return tmp_path


def listed(capsys, outputs, *more):
    assert main(["runs", "--outputs", str(outputs), "--json", *more]) == 0
    return {each["run_id"]: each for each in json.loads(capsys.readouterr().out)}


def test_runs_are_listed_with_the_settings_in_which_those_of_a_scenario_differ(capsys, outputs):
    """Neither titles nor what changes no result (run.jobs) is a difference; one run alone has none."""
    found = listed(capsys, outputs)
    assert found["mios-1"]["settings"] == {"doctors.patients.look.lost": "0.33", "run.end": "2022-12-31"}
    assert found["mios-2"]["settings"] == {"doctors.patients.look.lost": "0.8", "run.end": "2021-12-31"}
    assert found["other-1"]["settings"] == {}
    assert found["mios-1"]["complete"] == [0, 1]
    assert found["mios-1"]["size"] == sum(
        file.stat().st_size for file in (outputs / "runs/mios-1").rglob("*") if file.is_file()
    )


@pytest.mark.parametrize(
    ("text", "names"), [("look.lost=0.8", {"mios-2"}), ("OTHER", {"other-1"}), ("nothing", set())]
)
def test_runs_are_found_by_a_text(capsys, outputs, text, names):
    assert set(listed(capsys, outputs, "--with", text)) == names


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("doctors.patients.look.lost=0.33", "2/2", "1/2", "3 runs")),
        ("fr", ("réplications", "3 simulation")),
    ],
)
def test_the_table_reads_in_both_languages(capsys, outputs, lang, said):
    assert main(["runs", "--outputs", str(outputs), "--lang", lang]) == 0
    out = capsys.readouterr().out
    assert all(text in out for text in said)


def test_a_folder_without_runs_says_so(capsys, tmp_path):
    assert main(["runs", "--outputs", str(tmp_path)]) == 0
    assert f"there is no run in {tmp_path / 'runs'} yet" in capsys.readouterr().out


def test_a_damaged_run_is_listed_with_its_fault_and_the_others_too(capsys, outputs):
    (outputs / "runs/mios-2/manifest.json").write_text("{")
    found = listed(capsys, outputs)
    assert "is no manifest of this program" in found["mios-2"]["fault"]
    assert found["mios-1"]["fault"] == ""
    (outputs / "runs/mios-1/config.yaml").unlink()
    assert main(["runs", "--outputs", str(outputs)]) == 0
    out = capsys.readouterr().out
    assert "damaged" in out
    assert "other-1" in out


def test_a_run_is_removed_once_that_is_confirmed(capsys, outputs):
    words = ["runs", "remove", "mios-1", "--outputs", str(outputs)]
    assert main(words) == 2  # standard input is no terminal
    assert "confirm with --yes" in capsys.readouterr().err
    assert (outputs / "runs/mios-1/manifest.json").exists()
    assert main([*words, "--yes"]) == 0
    assert capsys.readouterr().out == f"removed  {outputs / 'runs/mios-1'}\n"
    assert not (outputs / "runs/mios-1").exists()
    assert set(listed(capsys, outputs)) == {"mios-2", "other-1"}


def test_what_is_no_run_or_a_link_is_not_removed(capsys, outputs, tmp_path):
    assert main(["runs", "remove", "mios-1", "nosuch", "--yes", "--outputs", str(outputs)]) == 2
    assert "there is no such run" in capsys.readouterr().err
    (outputs / "runs/linked").symlink_to(outputs / "runs/mios-1")
    assert main(["runs", "remove", "linked", "--yes", "--outputs", str(outputs)]) == 2
    assert "is a link" in capsys.readouterr().err
    assert (outputs / "runs/mios-1/manifest.json").exists()


def forecast(capsys, *words):
    assert main([*words, "--dry-run", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_plays_nothing_and_makes_no_folder(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = forecast(capsys, "sweep", "run.replications=3", "run.jobs=2")
    assert [(run["wanted"], run["there"], run["missing"]) for run in found["runs"]] == [(3, 0, 3)] * 2
    assert found["processes"] == 2
    assert found["seconds"] is None
    assert list(tmp_path.iterdir()) == []
    assert main(["run", "scenario=mios_as_is", "--dry-run", "--lang", "fr"]) == 0
    assert "20 réplications à simuler" in capsys.readouterr().out


def test_a_dry_run_tells_what_is_there_and_how_long_the_rest_takes(capsys, tmp_path):
    """A run of 2 seconds a replication over 456 days tells of one of 2 × 456 days: twice the time."""
    words = ("run", "scenario=mios_as_is", f"run.outputs={tmp_path}", "run.start=2025-01-01", "run.jobs=1")
    shape = ("run.warmup_days=366", "run.end=2025-03-31", "run.replications=4")
    (told,) = forecast(capsys, *words, *shape)["runs"]
    from sim.measures.registry import schemas
    from sim.scenario.identity import content_hash
    from sim.scenario.load import load

    whole = content_hash(load([*words[1:], *shape], None, schemas()))
    fresh = manifest(told["run_id"], hash=whole, end=date(2025, 3, 31), replications=2)
    write_run(tmp_path / "runs" / told["run_id"], fresh, (played(n, n_days=456) for n in range(2)))
    found = forecast(capsys, *words, *shape)
    (told,) = found["runs"]
    assert (told["there"], told["missing"]) == (2, 2)
    assert found["seconds"] == pytest.approx(2 * 2.0)
    assert forecast(capsys, *words, *shape[:2], "run.replications=2")["seconds"] == 0
    assert forecast(capsys, *words, *shape, "--force")["runs"][0]["missing"] == 4
    longer = forecast(capsys, *words, "run.warmup_days=366", "run.end=2026-06-30", "run.replications=1")
    assert longer["seconds"] == pytest.approx(2 * 2.0)
