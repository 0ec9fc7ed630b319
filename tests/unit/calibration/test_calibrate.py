"""The command, its files, and a tiny calibration of the model itself."""

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

from sim.calibration.implausible import Implausible
from sim.calibration.ordered import Order, run
from sim.calibration.result import about, lines, page, worlds_of, write
from sim.calibration.targets import rows
from sim.calibration.waves import Ask, Found, Wave
from sim.cli.main import main
from sim.experiments.progress import Silent
from sim.scenario.sources import data_root
from sim.scenario.uncertain import read_uncertain
from sim.scenario.worlds_file import read_worlds
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


def made_up(figures: int, inputs: int) -> Found:
    """A result: five worlds, the first figure met nowhere, the time over."""
    rng, nothing = np.random.default_rng(1), Implausible((), (), ())
    return Found(
        waves=(Wave(12, 0.3, (0.9,) * figures), Wave(8, 2e-7, (0.95,) * figures)),
        worlds=rng.random((5, inputs)),
        played=2,
        central=True,
        verified=(3, 8),
        unmet=(rows()[0].id,),
        apart=(),
        measure=nothing,
        rows=(),
        levels=rng.random((5, figures)),
        stopped=True,
    )


def test_what_is_written_says_all(tmp_path: Path) -> None:
    """The worlds are read again as they are; the companion and both pages name what was not met, how many
    were played, what remains.
    """
    held, uncertain = rows(), read_uncertain(data_root() / "conf")
    found = made_up(len(held), len(uncertain))
    worlds = worlds_of(found, uncertain, tmp_path / "plausible.csv")
    told = about(
        found, held, [Place("ceret", "", title="Pays d'ici")], Ask(seed=7), "premier-recours calibrate", False
    )
    files = write(worlds, told, lines(found, held))
    assert [file.name for file in files] == [
        "plausible.csv", "plausible.yaml", "calibration.md", "calibration.fr.md"
    ]  # fmt: skip
    assert read_worlds(files[0]).values == worlds.values
    companion = yaml.safe_load(files[1].read_text(encoding="utf-8"))
    assert companion["unmet"] == [held[0].id] and held[0].id not in companion["rows"]
    assert (companion["played"], companion["worlds"], companion["seed"]) == (2, 5, 7)
    assert [each["volume"] for each in companion["waves"]] == [0.3, 2e-7]
    english, french = (file.read_text(encoding="utf-8") for file in files[2:])
    for said in (english, french):
        assert held[0].id in said and all(f"`{each.key}`" in said for each in uncertain)
    assert ": Pays d'ici." in english and "Pays d’ici." in french and "epci_" not in english + french
    assert f"{held[0].published.figure['fr']} (par an)" in french
    assert "2 were simulated" in english and "2 ont été simulés" in french
    assert "The time was over" in english and "Le temps était écoulé" in french
    assert "not met anywhere" in english and "hors d’atteinte" in french


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
