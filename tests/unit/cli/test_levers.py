"""The command `levers`, played for real on a hamlet of 400 residents."""

import json
from pathlib import Path

import pytest

from sim.cli.main import main
from sim.levers.kept import read_kept
from sim.scenario.sources import data_root

BAD = [
    (["--scenarios", "one_setles"], ["--scenarios one_setles", "did you mean one_settles"]),
    (["--scenarios", "hamlet_as_is"], ["hamlet_as_is", "it is a baseline"]),
    (["--scenarios", ","], ["--scenarios", "names no scenario"]),
    (["run.end=2026-12-31"], ["run.end cannot be set", "until five years after its first day"]),
    (["measures.settle.doctors=2"], ["measures.settle.doctors cannot be set"]),
    (["run.warmup_dais=3", "--scenarios", "one_settles"], ["run.warmup_dais", "did you mean warmup_days"]),
    (["--replications", "0"], ["--replications"]),
    (["--kept", "nowhere.csv"], ["nowhere.csv: cannot be read"]),
    (["--territory", "mioz"], ["levers --territory: there is no territory “mioz”", "did you mean mios?"]),
    (["--territory", "hamlet", "--scenarios", "premises"], ["write either --scenarios or --territory"]),
    (["--territory", "hamlet"], ["--territory hamlet: no lever is played there"]),
]
KEPT = data_root() / "docs/levers.csv"


@pytest.fixture(scope="module")
def own_levers(own):
    """The folder of the hamlet, with a baseline called so, a lever that settles and one that costs."""
    page = (own / "scenarios/as_it_is.yaml").read_text(encoding="utf-8")
    (own / "scenarios/hamlet_as_is.yaml").write_text(page, encoding="utf-8")
    site = "{open_site: {site: house, commune: C1, on: 2025-03-15, rooms: 2, capital_cost: 50000}}"
    (own / "scenarios/premises.yaml").write_text(f"{page}measures:\n  house: {site}\n", encoding="utf-8")
    return own


@pytest.mark.parametrize(("words", "said"), BAD)
def test_bad_input_is_one_message(own_levers, capsys, monkeypatch, words, said):
    monkeypatch.chdir(own_levers)
    assert main(["levers", *words, "--config-dir", "."]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("premier-recours: ") == 1
    for part in said:
        assert part in captured.err, captured.err


def test_a_dry_run_plays_nothing(own_levers, capsys, monkeypatch):
    monkeypatch.chdir(own_levers)
    words = ["--scenarios", "one_settles,premises", "--replications", "3", "--dry-run", "--json"]
    assert not main(["levers", *words, "--config-dir", "."])
    found = json.loads(capsys.readouterr().out)
    names = [each["run_id"].rpartition("-")[0] for each in found["runs"]]
    assert names == ["hamlet_as_is", "one_settles", "premises"]
    assert not (own_levers / "outputs/levers.csv").exists()


def test_a_dry_run_of_kept_figures_writes_nothing(tmp_path, capsys):
    words = ["levers", "--kept", str(data_root() / "docs/levers.csv"), "--out", str(tmp_path), "--dry-run"]
    assert not main([*words, "--lang", "en"])
    assert capsys.readouterr().out.splitlines() == [
        f"Would be written: {tmp_path / name}" for name in ("levers.md", "levers.fr.md")
    ]
    assert not main([*words, "--json"])
    assert len(json.loads(capsys.readouterr().out)["written"]) == 2
    assert list(tmp_path.iterdir()) == []


def test_levers_of_one_territory_are_told(tmp_path, capsys):
    """Of what is kept, too: those of Tulle and no others; one that is not kept is told how to be played."""
    words = ["levers", "--kept", str(KEPT), "--out", str(tmp_path), "--lang", "en"]
    assert not main([*words, "--territory", "tulle"])
    assert {each.scenario.partition("_")[0] for each in read_kept(KEPT)} > {"tulle", "mios"}
    told = (tmp_path / "levers.md").read_text(encoding="utf-8")
    assert "(#tulle_mmg)" in told and "(#mios_" not in told
    capsys.readouterr()
    assert main([*words, "--scenarios", "tulle_as_is"]) == 2
    said = capsys.readouterr().err
    assert "does not hold it; `premier-recours levers --scenarios tulle_as_is` plays it" in said
    assert len(said) < 500


@pytest.mark.heavy  # compiles the kernels
def test_levers_are_played_kept_and_told(own_levers, played):
    words = ["--scenarios", "one_settles,premises", "--replications", "4", "--lang", "en"]
    out, _ = played("levers", *words)
    assert [Path(line).name for line in out.splitlines()[-3:]] == ["levers.csv", "levers.md", "levers.fr.md"]
    found = {each.scenario: each for each in read_kept(Path("outputs/levers.csv"))}
    figures = {
        name: {(figure.id, figure.year): figure for figure in each.figures} for name, each in found.items()
    }
    premises, settles = figures["premises"], figures["one_settles"]
    assert premises["payer:commune", 0].value == premises["own", 0].value == 10_000  # 50,000 € in five years
    assert premises["gps", 5].value == premises["care", 0].value == 0  # nobody comes there
    assert settles["gps", 1].value > 0 and settles["own", 0].value == 0
    assert found["premises"].baseline == "hamlet_as_is"
    text = Path("outputs/levers.md").read_text(encoding="utf-8")
    assert "No source: a scenario without a record" in text

    again, err = played("levers", *words)
    assert again == out and err.count("the result exists") == 3
    page, _ = played("levers", "--kept", "outputs/levers.csv", "--out", "again", "--lang", "en")
    assert Path("again/levers.md").read_text(encoding="utf-8").split("\n")[4:] == text.split("\n")[4:]
    assert "One settles" in page
    one, _ = played(
        "levers", "--kept", "outputs/levers.csv", "--scenarios", "premises", "--out", "one", "--json"
    )
    assert {row["scenario"] for row in json.loads(one)} == {"premises"}
