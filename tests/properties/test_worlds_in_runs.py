"""Plausible worlds in whole runs: what a world says is what is played, the same in every scenario, and the
files do not depend on how they were played.

On one catchment of 400 residents, over two months.
"""

import csv
import hashlib
from pathlib import Path

import pytest

from sim.experiments import compare, run_jobs
from sim.experiments.errors import ExperimentError
from sim.measures.registry import schemas
from sim.outcomes.errors import StoreError
from sim.outcomes.storage.store import read_run
from sim.scenario.load import load, load_sweep
from tests.territories import own_folder
from tests.whole_runs import SETTLE

SCENARIO = "title: {title}\nsource: a test\nterritory: hamlets\nrun: {{end: 2025-02-28, warmup_days: 31}}\n"
KEYS = ("needs.per_year", "doctors.leave.weeks", "doctors.patients.look.lost")
WORLDS = ((4.5, 5.5, 0.6), (4.25, 7.5, 0.9), (4.0, 6.0, 0.7))


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Path:
    own = tmp_path_factory.mktemp("own")
    own_folder(own, "hamlets", 2, 400)
    (own / "scenarios/as_it_is.yaml").write_text(SCENARIO.format(title="As it is"), encoding="utf-8")
    settles = SCENARIO.format(title="One settles") + SETTLE
    (own / "scenarios/one_settles.yaml").write_text(settles, encoding="utf-8")
    with (own / "worlds.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([KEYS, *WORLDS])
    return own


def asked(own: Path, outputs: Path, *more: str) -> list[str]:
    usual = ["run.jobs=1"] if not any(word.startswith("run.jobs") for word in more) else []
    return [f"run.worlds={own / 'worlds.csv'}", f"run.outputs={outputs}", *usual, *more]


def play(own: Path, outputs: Path, *more: str):
    words = asked(own, outputs, *more)
    if any(word.startswith("run.worlds") for word in more):
        words = words[1:]
    return run_jobs(load_sweep(words, own, schemas()) if "," in more[0] else [load(words, own, schemas())])


def bytes_of(run, replication: int | None = None) -> dict[str, str]:
    return {
        f"{file.parent.name}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(run.folder.rglob("*.parquet"))
        if file.is_file() and (replication is None or file.stem.endswith(f"{replication:05d}"))
    }


@pytest.fixture(scope="module")
def whole(own, tmp_path_factory):
    """Five replications of both scenarios, in one process."""
    outputs = tmp_path_factory.mktemp("outputs")
    return play(own, outputs, "scenario=as_it_is,one_settles", "run.replications=5")


def test_a_world_is_what_one_gets_who_types_its_values(own, whole, tmp_path):
    """Replication 2 lives in the world of the second line: to the byte what its values give by themselves."""
    typed = [f"{key}={value}" for key, value in zip(KEYS, WORLDS[1], strict=True)]
    (run,) = play(own, tmp_path, "scenario=as_it_is", *typed, "run.worlds=central", "run.replications=3")
    assert bytes_of(run, 2) == bytes_of(whole[0], 2)
    assert bytes_of(run, 0) != bytes_of(whole[0], 0), "the first two live in another world"


def test_what_is_typed_is_played_in_every_world(own, whole, tmp_path):
    """With all columns typed, no world says anything more: the central world with those values."""
    typed = [f"{key}={value}" for key, value in zip(KEYS, WORLDS[0], strict=True)]
    (mine,) = play(own, tmp_path, "scenario=as_it_is", *typed, "run.replications=3")
    assert bytes_of(mine, 0) == bytes_of(whole[0], 0)
    assert bytes_of(mine, 2) != bytes_of(whole[0], 2)
    assert mine.lived_in.columns == ()


def test_every_scenario_has_the_same_world_in_a_replication(whole):
    as_it_is, settles = (run.lived_in for run in whole)
    assert as_it_is == settles
    assert as_it_is.columns == KEYS
    assert [as_it_is.world[n] for n in range(5)] == [0, 0, 1, 2, 0], "after the last comes the first again"
    assert as_it_is.assumed == dict(enumerate(WORLDS))


@pytest.mark.parametrize("more", [("run.jobs=2",), ("run.threads=2",)])
def test_the_bytes_do_not_depend_on_how_they_were_played(own, whole, tmp_path, more):
    runs = play(own, tmp_path, "scenario=one_settles,as_it_is", "run.replications=5", *more)
    assert bytes_of(runs[1]) == bytes_of(whole[0]) and bytes_of(runs[0]) == bytes_of(whole[1])


def test_a_run_that_grows_is_the_run_played_at_once(own, whole, tmp_path):
    play(own, tmp_path, "scenario=as_it_is", "run.replications=2")
    (grown,) = play(own, tmp_path, "scenario=as_it_is", "run.replications=5")
    assert grown.run_id == whole[0].run_id and bytes_of(grown) == bytes_of(whole[0])
    assert read_run(grown.folder).lived_in == whole[0].lived_in


def test_a_comparison_tells_luck_from_the_worlds(whole):
    table = compare([run.folder for run in whole])
    row = table[(table["indicator"] == "gps") & (table["commune"] == "*") & (table["group"] == "all")].iloc[0]
    assert row["worlds"] == 3 and row["replications"] == 5
    assert row["plausible_low"] <= row["low"] <= row["difference"] <= row["high"] <= row["plausible_high"]


def test_runs_of_other_worlds_are_not_compared(own, whole, tmp_path):
    (central,) = play(own, tmp_path, "scenario=one_settles", "run.worlds=central", "run.replications=1")
    with pytest.raises(ExperimentError, match=r"plausible worlds \(run\.worlds"):
        compare([whole[0].folder, central.folder])


def test_a_table_of_worlds_that_was_cut_is_one_clear_message(own, tmp_path):
    (run,) = play(own, tmp_path, "scenario=as_it_is", "run.replications=1")
    (run.folder / "worlds.csv").write_text("replication,wor", encoding="utf-8")
    with pytest.raises(StoreError, match=r"worlds\.csv: cannot be read"):
        _ = read_run(run.folder).lived_in
    (again,) = play(own, tmp_path, "scenario=as_it_is", "run.replications=1")
    assert again.lived_in.columns == KEYS, "it is written again"
