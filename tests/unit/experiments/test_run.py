"""What `run_jobs` plays, uses again, and does when a replication fails. The playing itself is made up."""

import contextlib
import dataclasses
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from sim.cli.messages import spoken
from sim.experiments import ExperimentError, UnitFailed, pool, run_jobs, worker
from sim.measures.registry import schemas
from sim.outcomes.errors import StoreError
from sim.outcomes.storage import run_folder, store
from sim.outcomes.storage.manifest import Share
from sim.outcomes.storage.tables import write_all
from sim.scenario.identity import run_id
from sim.scenario.load import load
from tests.runs import costs, played, write_replication


class Lines:
    def __init__(self):
        self.said, self.done, self.total = [], 0, 0

    def track(self, results, total, description):
        self.total += total
        for result in results:
            self.done += 1
            yield result

    def say(self, message):
        self.said.append(spoken(message, "en"))


@pytest.fixture
def units(monkeypatch):
    """Which units were played, in order; each replication is made up in a moment."""
    seen = []

    def play(units):
        for number, unit in enumerate(units):
            seen.append((unit.run_id.split("-")[0], unit.replication))
            made = dataclasses.replace(played(unit.replication, n_days=60))
            write_replication(unit.folder, made)
            yield number, Share(made.needs, made.residents, 0.5, 0.25)

    monkeypatch.setattr(worker, "_play", play)
    monkeypatch.setattr(pool, "is_compiled", lambda folder: True)
    return seen


def job(outputs: Path, *words: str, scenario="mios_as_is", replications=1):
    jobs = [] if any(word.startswith("run.jobs=") for word in words) else ["run.jobs=1"]
    everything = [f"scenario={scenario}", f"run.replications={replications}", *jobs, *words]
    return load([*everything, f"run.outputs={outputs}"], None, schemas())


def test_a_run_is_played_once(tmp_path, units):
    (first,) = run_jobs([job(tmp_path)])
    lines = Lines()
    (again,) = run_jobs([job(tmp_path)], progress=lines)
    assert units == [("mios_as_is", 0)]
    assert again == first
    assert "the result exists (1 replications); --force plays it again" in lines.said[0]


def test_a_run_keeps_its_label(tmp_path, units):
    """A later sweep in which it happens to be the default does not rename it."""
    (before,) = run_jobs([dataclasses.replace(job(tmp_path), label="")])
    (after,) = run_jobs([dataclasses.replace(job(tmp_path), label="doctors.patients.look.lost=0.33")])
    assert after.manifest.label == before.manifest.label == ""


def test_more_processes_than_cores_are_told(tmp_path, units, monkeypatch):
    monkeypatch.setattr(pool, "cores", lambda: 2)
    monkeypatch.setattr(pool, "results", lambda *_: iter(()))
    for asked, told in ((1, False), (2, False), (3, True), (64, True)):
        lines = Lines()
        with contextlib.suppress(StoreError):  # nothing was played
            run_jobs([job(tmp_path, f"run.jobs={asked}", replications=64)], progress=lines)
        assert any(f"run.jobs={asked}: " in text for text in lines.said) == told
    assert "64 processes on 2 cores take no less time, and more memory (24 GB and more)" in lines.said[-1]


def test_more_replications_extend_it(tmp_path, units):
    run_jobs([job(tmp_path)])
    lines = Lines()
    (run,) = run_jobs([job(tmp_path, replications=3)], progress=lines)
    assert units == [("mios_as_is", 0), ("mios_as_is", 1), ("mios_as_is", 2)]
    assert run.manifest.complete == (0, 1, 2)
    assert (lines.total, lines.done) == (2, 2)
    assert "1 replications exist; 2 more are played" in lines.said[0]


def test_force_plays_it_again(tmp_path, units):
    run_jobs([job(tmp_path, replications=2)])
    (run,) = run_jobs([job(tmp_path, replications=2)], force=True)
    assert [number for _, number in units] == [0, 1, 0, 1]
    assert run.manifest.wall_s == 1.0


def test_the_folder_tells_what_was_run(tmp_path, units):
    (run,) = run_jobs([job(tmp_path)])
    assert run.folder.parent == tmp_path / "runs"
    assert run.folder.name == run.run_id
    assert run.manifest.scenario == "mios_as_is" and run.manifest.territory == "mios"
    assert run.manifest.communes["33284"] == "Mios"
    assert run.config["run"]["seed"] == run.manifest.seed
    assert run.config["costs"]["unit_costs"]["consultation"] == 30


def test_jobs_that_ask_the_same_are_played_once(tmp_path, units):
    runs = run_jobs([job(tmp_path), job(tmp_path, scenario="mios_without_cmsi"), job(tmp_path)])
    assert [name for name, _ in units] == ["mios_as_is", "mios_without_cmsi"]
    assert runs[0] == runs[2]


def test_two_sweeps_that_share_runs_wait_for_each_other(tmp_path, units):
    """Whatever their order: none holds what the other waits for, and what is shared is played once."""
    names = ["mios_as_is", "mios_without_cmsi"]
    jobs = [job(tmp_path, scenario=name) for name in names]
    shared = tmp_path / "runs" / run_id(jobs[0])
    sweeps, first, second = [], Lines(), Lines()
    with run_folder.writing(shared):
        for given, lines in ((jobs, first), (jobs[::-1], second)):
            sweeps.append(Thread(target=run_jobs, args=(given,), kwargs={"progress": lines}))
            sweeps[-1].start()
        while not (first.said and second.said):
            sleep(0.01)
        assert units == []
    for sweep in sweeps:
        sweep.join(timeout=60)
        assert not sweep.is_alive()
    assert sorted(units) == [(name, 0) for name in names]
    assert any("another command plays this run; waiting" in text for text in first.said)


def test_another_horizon_is_another_run(tmp_path, units):
    one, other = run_jobs([job(tmp_path), job(tmp_path, "run.end=2026-12-31")])
    assert one.run_id != other.run_id


def failing(monkeypatch, error, scenario, replication):
    real = worker._play

    def play(units):
        for number, unit in enumerate(units):
            if unit.run_id.startswith(scenario) and unit.replication == replication:
                raise error
            yield from ((number, share) for _, share in real([unit]))

    monkeypatch.setattr(worker, "_play", play)


def test_a_failure_keeps_what_is_complete_and_names_its_origin(tmp_path, units, monkeypatch):
    failing(monkeypatch, KeyError("nobody"), "mios_as_is", 1)
    jobs = [job(tmp_path, replications=3), job(tmp_path, scenario="mios_without_cmsi")]
    with pytest.raises(UnitFailed, match=r"mios_as_is-\w+, replication 1: KeyError: 'nobody'"):
        run_jobs(jobs)
    assert units == [("mios_as_is", 0), ("mios_without_cmsi", 0)]  # 2 is given up, the other run is played
    monkeypatch.undo()
    kept = {path.parent.name.split("-")[0] for path in (tmp_path / "runs").glob("*/manifest.json")}
    assert kept == {"mios_as_is", "mios_without_cmsi"}


def test_a_fault_the_planner_can_mend_comes_without_a_trace(tmp_path, units, monkeypatch):
    failing(monkeypatch, StoreError("/results: the disk is full"), "mios_as_is", 0)
    with pytest.raises(ExperimentError, match="the disk is full") as caught:
        run_jobs([job(tmp_path)])
    assert "Traceback" not in str(caught.value)
    assert list((tmp_path / "runs").iterdir()) == []


def test_stopping_by_hand_keeps_what_is_complete(tmp_path, units, monkeypatch):
    failing(monkeypatch, KeyboardInterrupt(), "mios_as_is", 1)
    with pytest.raises(KeyboardInterrupt):
        run_jobs([job(tmp_path, replications=3)])
    monkeypatch.undo()
    (folder,) = (tmp_path / "runs").iterdir()
    assert [path.name for path in sorted((folder / "outcomes.parquet").iterdir())] == [
        "replication-00000.parquet"
    ]


def test_what_was_written_but_not_reported_is_kept(tmp_path, units, monkeypatch):
    """As when the process of a batch is killed after its first scenario: the batch never answers."""

    def play(units):
        with run_folder.beside(units[0].folder, units[0].replication) as place:
            made = played(units[0].replication, n_days=60)
            write_all(made, costs(), place)
            run_folder.seal(place, Share(made.needs, made.residents, 0.5, 0.25))
        raise KeyboardInterrupt

    monkeypatch.setattr(worker, "_play", play)
    with pytest.raises(KeyboardInterrupt):
        run_jobs([job(tmp_path, replications=2)])
    (folder,) = (tmp_path / "runs").iterdir()
    assert store.read_run(folder).manifest.complete == (0,)


def test_processes_stay_within_the_cores(monkeypatch):
    monkeypatch.setattr(pool, "cores", lambda: 8)
    assert pool.processes(None, 1, 100) == 8
    assert pool.processes(None, 4, 100) == 2
    assert pool.processes(None, 16, 100) == 1
    assert pool.processes(3, 1, 100) == 3
    assert pool.processes(None, 1, 2) == 2
