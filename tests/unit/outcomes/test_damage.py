"""What is not as it was written is told in one message that says what to do, and doing it mends the run."""

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from sim.outcomes.errors import StoreError
from sim.outcomes.storage import run_folder, store, tables
from sim.outcomes.storage.damage import file_of
from tests.runs import manifest, played, write_run

CONFIG = {"title": "Mios", "run": {"seed": 7, "jobs": 1, "replications": 2}}
DAYS, END = 60, date(2025, 2, 3)


def written(folder: Path, numbers=(), config=None):
    """The run with these replications, beside those it holds."""
    fresh = manifest(end=END, replications=2)
    return write_run(folder, fresh, (played(n, n_days=DAYS) for n in numbers), config or CONFIG)


@pytest.fixture
def run(tmp_path):
    written(tmp_path / "run", (0, 1))
    return tmp_path / "run"


def truncate(file: Path):
    os.truncate(file, file.stat().st_size // 2)


def overwrite(file: Path):
    """Eight bytes in the middle, which leave a table that can be read."""
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2 : len(whole) // 2 + 8] = b"\x01" * 8
    file.write_bytes(bytes(whole))


def copy_another(file: Path):
    shutil.copyfile(file.with_name("replication-00000.parquet"), file)


def forget_digests(run: Path):
    """As runs of earlier versions are."""
    file = run / "manifest.json"
    said = json.loads(file.read_text(encoding="utf-8"))
    said["config"] = ""
    for share in said["by_replication"].values():
        del share["digests"]
    file.write_text(json.dumps(said), encoding="utf-8")


@pytest.mark.parametrize("name", tables.TABLES)
@pytest.mark.parametrize("damage", [truncate, overwrite, copy_another, Path.unlink])
def test_a_damaged_table_is_named_and_the_next_run_plays_it_again(run, name, damage):
    whole = {path: path.read_bytes() for path in run.rglob("replication-*")}
    damage(file_of(run, name, 1))
    with pytest.raises(
        StoreError, match=rf"{name}\.parquet/replication-00001\.parquet: .*; run it again"
    ) as said:
        store.read_run(run).table(name)
    assert "\n" not in str(said.value)
    assert store.read_run(run).table(name, replications=(0,)).num_rows  # the other one is as it was
    heard = []
    with run_folder.writing(run):
        held = run_folder.open_for_writing(run, manifest(end=END, replications=2), CONFIG, heard.append)
        assert held.complete == (0,)
        run_folder.close(run, held)
    ((key, told),) = heard
    assert (key, told["n"]) == ("damaged", 1) and f"{name}.parquet" in told["fault"]
    written(run, (1,))
    assert {path: path.read_bytes() for path in run.rglob("replication-*")} == whole


@pytest.mark.parametrize("damage", [truncate, copy_another, Path.unlink])
def test_a_run_without_digests_is_looked_at_as_far_as_can_be(run, damage):
    forget_digests(run)
    assert store.read_run(run).table("waits").num_rows and store.read_run(run).config == CONFIG
    damage(file_of(run, "waits", 1))
    with pytest.raises(StoreError, match=r"replication-00001\.parquet: .*; run it again"):
        store.read_run(run).table("waits")
    assert written(run).complete == (0,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be read .No such file"),
        ("", "it is no mapping"),
        ("- 1\n", "it is no mapping"),
        ("a: [", "cannot be read"),
        ("a: &a [1]\nb: *a\n", "it has aliases"),
        ("a: " + "[" * 100_000, "cannot be read"),
        ("title: Mios\nrun: {seed: 999, jobs: 1, replications: 2}\n", "is not what was written"),
    ],
)
def test_a_damaged_configuration(run, text, said):
    if text is None:
        (run / "config.yaml").unlink()
    else:
        (run / "config.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=rf"config\.yaml: .*{said}.*; run it again"):
        store.read_run(run).config  # noqa: B018
    written(run)
    assert store.read_run(run).config == CONFIG


def test_bombs_of_aliases_are_not_let_off(run):
    layers = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12)]
    (run / "config.yaml").write_text("l0: &l0 [x]\n" + "".join(layers), encoding="utf-8")
    forget_digests(run)
    with pytest.raises(StoreError, match="aliases"):
        store.read_run(run).config  # noqa: B018


def test_more_replications_or_processes_leave_the_configuration_what_it_was(run):
    before = store.read_run(run).manifest.config
    assert before
    more = {**CONFIG, "run": {"seed": 7, "jobs": 2, "replications": 9}}
    assert written(run, config=more).config == before
    assert store.read_run(run).config == more


def test_what_stands_in_two_places_is_written_twice(tmp_path):
    pair = [1, 2]
    written(tmp_path / "run", (0,), {"a": pair, "b": pair})
    assert store.read_run(tmp_path / "run").config == {"a": pair, "b": pair}


@pytest.mark.parametrize(
    "change",
    [
        {"complete": [0, 0, 1]},
        {"complete": ["../x", 1]},
        {"complete": [0, 1, 2]},
        {"by_replication": {"-1": {"needs": 1, "residents": 1, "wall_s": 1, "kernel_s": 1}}},
        {"by_replication": {"../x": {"needs": 1, "residents": 1, "wall_s": 1, "kernel_s": 1}}},
        {"by_replication": []},
        {"seed": "x"},
    ],
)
def test_a_manifest_changed_by_hand_is_refused(run, change):
    file = run / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(StoreError, match=r"is no manifest of this program; delete .* and run again"):
        store.read_run(run)


@pytest.mark.parametrize("text", ["", "[]", "3", "[" * 100_000, '{"run_id": "', "null"])
def test_what_is_no_manifest_at_all(run, text):
    (run / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match="is no manifest of this program"):
        store.read_run(run)


@pytest.mark.parametrize("name", ["outcomes.parquet", "trace.parquet", ".partial"])
def test_a_link_is_not_followed(run, tmp_path, name):
    """What a link leads to is somebody else's: it is not emptied."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "letter.txt").write_text("dear")
    shutil.rmtree(run / name, ignore_errors=True)
    (run / name).symlink_to(theirs)
    with pytest.raises(StoreError, match=rf"{name}: is a link; "):
        written(run)
    assert (theirs / "letter.txt").read_text() == "dear"


def test_a_lock_that_is_a_link_empties_nothing(run, tmp_path):
    (tmp_path / "letter.txt").write_text("dear")
    (run / ".lock").unlink()
    (run / ".lock").symlink_to(tmp_path / "letter.txt")
    with pytest.raises(StoreError, match="cannot be written"):
        written(run)
    assert (tmp_path / "letter.txt").read_text() == "dear"
