"""Run folders: whole replications or none, the same bytes for the same counts."""

import errno
import json
import os
import resource
from datetime import date
from pathlib import Path
from threading import Thread
from time import sleep

import pandas as pd
import pytest

from sim.outcomes.errors import StoreError
from sim.outcomes.storage import damage, run_folder, store, tables
from sim.outcomes.storage.manifest import Share
from tests.runs import costs, manifest, played, write_replication, write_run
from tests.shipped import Outcome

DAYS = 400
END = date(2025, 2, 3)


def write(folder: Path, numbers=(0,), replications=1, **head):
    fresh = manifest(end=END, replications=replications, **head)
    return write_run(folder, fresh, (played(number, n_days=DAYS) for number in numbers), {"run": {"seed": 7}})


def files(folder: Path) -> dict[str, bytes]:
    found = sorted(path for path in folder.rglob("*.parquet") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_same_counts_same_bytes(tmp_path):
    write(tmp_path / "a", (0, 1))
    write(tmp_path / "b", (1, 0))
    assert len(files(tmp_path / "a")) == 2 * len(tables.TABLES)
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_the_columns_are_those_promised(tmp_path):
    write(tmp_path)
    promised = {
        "outcomes": "replication month commune kind outcome n",
        "waits": "replication month commune kind days n",
        "indicators": "replication month commune indicator group value unit",
        "events": "replication date event entity site commune detail measure",
        "trace": "replication commune resident age ald kind occurrence arose outcome service at minutes days "
        "refused tried",
        "daily": "replication date commune service n",
        "doctors": "replication month commune doctor birth_year panel visits hours weeks refused",
    }
    run = store.read_run(tmp_path)
    for name, columns in promised.items():
        assert run.table(name).schema.names == columns.split()
        assert run.table(name).schema.metadata is None


def test_a_table_is_readable_as_one(tmp_path):
    write(tmp_path, (0, 1, 2), 3)
    outcomes = pd.read_parquet(tmp_path / "outcomes.parquet")
    assert sorted(outcomes["replication"].unique()) == [0, 1, 2]
    assert outcomes["n"].sum() == store.read_run(tmp_path).manifest.needs


def test_outcomes_come_back_as_they_were_counted(tmp_path):
    write(tmp_path)
    outcomes = store.read_run(tmp_path).table("outcomes").to_pandas()
    counts = played(n_days=DAYS).catchments[0].records.outcomes
    one = outcomes[
        (outcomes["month"] == date(2024, 6, 1))
        & (outcomes["commune"] == "33009")
        & (outcomes["kind"] == "renewal")
        & (outcomes["outcome"] == "seen_ed")
    ]
    assert one["n"].tolist() == [counts[5, 1, 3, Outcome.SEEN_ED]]
    assert (outcomes["n"] > 0).all()


def test_rows_are_sorted(tmp_path):
    write(tmp_path)
    run = store.read_run(tmp_path)
    for name, order in (
        ("outcomes", ["month", "commune"]),
        ("waits", ["month", "commune"]),
        ("indicators", ["month", "commune", "indicator", "group"]),
        ("trace", ["commune", "resident", "occurrence"]),
        ("events", ["date"]),
        ("daily", ["date", "service"]),
        ("doctors", ["month", "commune", "doctor"]),
    ):
        rows = run.table(name).to_pandas()
        assert rows[order].equals(rows[order].sort_values(order, kind="stable"))


def test_traced_needs_name_their_service_and_clock(tmp_path):
    write(tmp_path)
    trace = store.read_run(tmp_path).table("trace").to_pandas()
    made = played(n_days=DAYS).catchments[1]
    row = made.records.trace[0]
    found = trace[
        (trace["commune"] == "2A004")
        & (trace["resident"] == int(row["resident"]))
        & (trace["occurrence"] == 2 * int(row["occurrence"]) + int(row["clock"]))
    ]
    service = int(row["service"])
    names = made.agenda_names if service >= 0 else made.counter_names
    expected = "" if service == -1 else names[service if service >= 0 else -2 - service]
    assert found["service"].tolist() == [expected]


def test_more_replications_extend_a_run(tmp_path):
    write(tmp_path, (0,), 1)
    before = files(tmp_path)
    held = write(tmp_path, (1, 2), 3)
    assert held.complete == (0, 1, 2)
    assert held.status == "complete"
    assert before.items() <= files(tmp_path).items()


def test_fewer_replications_take_none_away(tmp_path):
    write(tmp_path, (0, 1), 2)
    assert write(tmp_path, (), 1).complete == (0, 1)


def test_a_run_that_lacks_some_says_so(tmp_path):
    assert write(tmp_path, (1,), 3).status == "incomplete"
    assert json.loads((tmp_path / "manifest.json").read_text())["complete"] == [1]


def test_the_manifest_holds_what_is_promised(tmp_path):
    write(tmp_path, (0, 1), 2)
    said = json.loads((tmp_path / "manifest.json").read_text())
    promised = "run_id scenario seed replications complete residents needs wall_s kernel_s threads"
    promised += " versions commit hash status"
    assert set(promised.split()) <= set(said)
    assert said["wall_s"] == 4.0 and said["kernel_s"] == 2.0
    assert said["needs"] == played(0, n_days=DAYS).needs + played(1, n_days=DAYS).needs


# --- what goes wrong ------------------------------------------------------------------------------------


def full(*_arguments, **_options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("nth", range(len(tables.TABLES)))
def test_a_disk_that_fills_while_files_are_written_leaves_nothing(tmp_path, monkeypatch, nth):
    write(tmp_path, (0,), 1)
    before = files(tmp_path)
    real, written = tables.Rows._write, []

    def some(rows, n):
        written.append(n)
        if len(written) > nth:
            rows._file.write_bytes(b"half")
            full()
        real(rows, n)

    monkeypatch.setattr(tables.Rows, "_write", some)
    with pytest.raises(StoreError, match="the disk is full"):
        write(tmp_path, (1,), 2)
    assert files(tmp_path) == before
    assert not any((tmp_path / run_folder.PARTIAL).glob("*"))


@pytest.mark.parametrize("nth", range(1, len(tables.TABLES) + 2))
def test_a_disk_that_fills_while_files_are_moved_leaves_nothing(tmp_path, monkeypatch, nth):
    write(tmp_path, (0,), 1)
    made = played(1, n_days=DAYS)
    with run_folder.writing(tmp_path):
        held = run_folder.open_for_writing(tmp_path, manifest(end=END, replications=2), {})
        before = files(tmp_path)
        write_replication(tmp_path, made)
        real, moved = os.replace, []

        def some(source, target):
            moved.append(target)
            if len(moved) >= nth:
                full()
            real(source, target)

        monkeypatch.setattr(os, "replace", some)
        with pytest.raises(StoreError, match="the disk is full"):
            run_folder.adopt(tmp_path, held, 1, Share(1, 1, 1.0, 1.0))
        monkeypatch.undo()
        run_folder.close(tmp_path, held)
    assert files(tmp_path) == before
    assert store.read_run(tmp_path).manifest.complete == (0,)


@pytest.mark.parametrize("nth", [1, 2])  # the configuration, the manifest
def test_a_disk_that_is_full_at_the_start_leaves_no_folder(tmp_path, monkeypatch, nth):
    real, written = Path.write_bytes, []

    def some(path, content):
        real(path, content[: len(content) // 2])
        written.append(path)
        if len(written) == nth:
            full()
        real(path, content)

    monkeypatch.setattr(Path, "write_bytes", some)
    with pytest.raises(StoreError, match="the disk is full"):
        write(tmp_path / "run", ())
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_at_the_start_keeps_what_is_complete(tmp_path, monkeypatch):
    write(tmp_path, (0,), 1)
    before = files(tmp_path)
    real = Path.write_bytes

    def some(path, content):
        real(path, content[: len(content) // 2])
        full()

    monkeypatch.setattr(Path, "write_bytes", some)
    with pytest.raises(StoreError, match="the disk is full"):
        write(tmp_path, (1,), 2)
    assert files(tmp_path) == before
    assert store.read_run(tmp_path).manifest.complete == (0,)


def test_a_file_that_the_system_cuts_short_leaves_nothing(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (9_000, before[1])
    )  # bytes: the manifest fits, the tables do not
    try:
        with pytest.raises(StoreError, match=r"cannot be written \(File too large\)"):
            write(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert files(tmp_path) == {}
    assert not any((tmp_path / run_folder.PARTIAL).glob("*"))


def test_what_a_crash_left_is_swept_away(tmp_path):
    write(tmp_path, (0,), 1)
    before = files(tmp_path)
    damage.file_of(tmp_path, "outcomes", 7).write_bytes(b"of a replication that was never complete")
    (tmp_path / run_folder.PARTIAL / "00003").mkdir(parents=True)
    (tmp_path / run_folder.PARTIAL / "00003" / "waits.parquet").write_bytes(b"half")
    write(tmp_path, (), 1)
    assert files(tmp_path) == before


@pytest.mark.parametrize("again", [False, True])  # whether the command itself was killed, too
def test_what_a_killed_process_had_finished_is_kept(tmp_path, again):
    """Its files are whole and sealed; that it has not reported them takes nothing away."""
    write(tmp_path / "whole", (0, 1), 2)
    run, share = tmp_path / "run", Share(3, 2, 1.5, 0.5)
    with run_folder.writing(run):
        held = run_folder.open_for_writing(run, manifest(end=END, replications=2), {"run": {"seed": 7}})
        for number in (0, 1):
            with run_folder.beside(run, number) as place:
                tables.write_all(played(number, n_days=DAYS), costs(), place)
                if number == 0:
                    run_folder.seal(place, share)
        if not again:
            run_folder.close(run, held)
    if again:
        write(run, (), 2)
    found = store.read_run(run).manifest
    assert found.complete == (0,) and found.needs == 3 and found.wall_s == 1.5
    assert not (run / run_folder.PARTIAL).exists()
    write(run, (1,), 2)
    assert files(run) == files(tmp_path / "whole")


@pytest.mark.parametrize("seal", ["", '{"needs": 3', "[1, 2]", '{"strange": 1}'])
def test_what_a_power_cut_left_unreadable_is_played_again(tmp_path, seal):
    run = tmp_path / "run"
    write(run, (0,), 2)
    place = run / run_folder.PARTIAL / "00001"
    place.mkdir(parents=True)
    (place / run_folder.SHARE).write_text(seal)
    write(run, (), 2)
    assert store.read_run(run).manifest.complete == (0,)
    assert not (run / run_folder.PARTIAL).exists()


def test_a_run_of_which_nothing_is_complete_leaves_no_folder(tmp_path):
    write(tmp_path / "run", ())
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("ends", [(), (0,)])
def test_a_command_waits_for_another_that_writes_the_same_run(tmp_path, ends):
    """The other may leave a result, or take the folder away since it has none."""
    folder, said, found = tmp_path / "run", [], []

    def second():
        with run_folder.writing(folder, said.append):
            assert (folder / run_folder.LOCK).exists()
            found.append((folder / "manifest.json").exists())

    waiting = Thread(target=second)
    with run_folder.writing(folder):
        held = run_folder.open_for_writing(folder, manifest(end=END), {})
        waiting.start()
        while not said:
            sleep(0.01)
        assert said == [("waiting", {"run": "run"})]  # and not a second time
        for number in ends:
            write_replication(folder, played(number, n_days=DAYS))
            held = run_folder.adopt(folder, held, number, Share(1, 1, 1.0, 1.0))
        assert not found
        run_folder.close(folder, held)
    waiting.join(timeout=30)
    assert found == [bool(ends)]


def test_a_folder_of_another_run_is_refused(tmp_path):
    write(tmp_path)
    with pytest.raises(StoreError, match="another run"):
        write(tmp_path, (), hash="other")


def test_a_place_that_is_no_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot be written .*run\.outputs"):
        write(tmp_path / "file" / "run")


def test_folders_that_are_no_runs(tmp_path):
    with pytest.raises(StoreError, match=r"is .* a run folder"):
        store.read_run(tmp_path)
    (tmp_path / "manifest.json").write_text('{"run_id": 3}')
    with pytest.raises(StoreError, match="no manifest of this program"):
        store.read_run(tmp_path)


def test_a_broken_file_is_named(tmp_path):
    write(tmp_path)
    damage.file_of(tmp_path, "waits", 0).write_bytes(b"PAR1")
    with pytest.raises(
        StoreError, match=r"waits\.parquet/replication-00000\.parquet: is not what was written; run it again"
    ):
        store.read_run(tmp_path).table("waits")
