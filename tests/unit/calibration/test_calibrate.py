"""The command, its files, and a tiny calibration of the model itself."""

import json
from pathlib import Path

import pytest
import yaml

from sim.calibration.ordered import Order, run
from sim.calibration.result import page
from sim.calibration.targets import rows
from sim.calibration.waves import Ask
from sim.cli.main import main
from sim.experiments.progress import Silent
from sim.scenario.plausible import read_worlds
from sim.scenario.sources import data_root
from sim.scenario.uncertain import read_uncertain
from sim.validation.country import Place


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--data", "nowhere"], "--data nowhere: there is no such folder"),
        (["--hours", "-1"], "--hours"),
        (["--points", "3"], "--points"),
        (["--out", "file/there"], "choose another folder with --out FOLDER"),
    ],
)
def test_bad_input_is_one_message(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    assert main(["calibrate", *words]) == 2
    error = capsys.readouterr().err
    assert said in error and len(error.strip().splitlines()) == 1


@pytest.mark.heavy
def test_a_tiny_calibration_of_the_model(tmp_path: Path) -> None:
    """One small territory, one wave of twelve points: files that the program reads again, the same figures in
    both pages, and a second call that plays nothing.
    """
    ask = Ask(waves=1, points=12, worlds=20, at_once=6, crowd=256)
    order = Order(tmp_path / "out", tmp_path / "outputs", ask, jobs=1, places=(Place("ceret", ""),))
    done = run(order, Silent())
    ids = [row.id for row in rows()]
    assert set(done.told["rows"]) | set(done.told["unmet"]) | set(done.told["apart"]) <= set(ids)
    assert done.told["waves"][0]["points"] == 12
    assert [line.row.id for line in done.lines] == ids
    if done.worlds.values:
        held = read_worlds(tmp_path / "out" / "plausible.csv")
        assert held.values == done.worlds.values and len(held.values) == 20
        about = yaml.safe_load((tmp_path / "out" / "plausible.yaml").read_text(encoding="utf-8"))
        assert about["calibrated"] and about["worlds"] == 20 and about["seed"] == ask.seed
    for lang in ("en", "fr"):
        said = page(done.worlds, done.told, done.lines, lang)
        for each in read_uncertain(data_root() / "conf"):
            assert f"`{each.key}`" in said
    json.dumps(done.flat())
    kept = {file: file.stat().st_mtime_ns for file in (tmp_path / "outputs").rglob("points-*.json")}
    again = run(order, Silent())
    assert again.worlds.values == done.worlds.values
    assert {file: file.stat().st_mtime_ns for file in kept} == kept
