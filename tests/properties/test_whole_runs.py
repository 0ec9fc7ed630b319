"""Whole runs through the command and the pool: same configuration and seed, same bytes of every Parquet file.

However many threads and processes, alone or in a sweep, in one go or extended: on a territory of three
catchments of 200 residents, over four months.
"""

import errno
import json
import os
from pathlib import Path

import pytest

from sim.cli import main
from sim.experiments import run_jobs
from sim.experiments.errors import ExperimentError
from sim.measures.registry import schemas
from sim.outcomes.storage import tables
from sim.outcomes.storage.spill_file import SpillFile
from sim.outcomes.storage.tables import TABLES
from sim.scenario.load import load, load_sweep
from tests.whole_runs import Bytes, digests, hamlets, words

REPLICATIONS = 3


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Path:
    return hamlets(tmp_path_factory.mktemp("own"))


def play(own: Path, outputs: Path, *more: str, replications: int = REPLICATIONS) -> Bytes:
    """Plays one scenario alone; what its folder then holds."""
    asked = words(outputs, "scenario=as_it_is", f"run.replications={replications}", *more)
    (run,) = run_jobs([load(asked, own, schemas())])
    return digests([run.folder])


@pytest.fixture(scope="module")
def expected(own, tmp_path_factory) -> Bytes:
    """Alone, in one process and one thread, in one go."""
    found = play(own, tmp_path_factory.mktemp("alone"), "run.threads=1", "run.jobs=1")
    assert len(found) == REPLICATIONS * len(TABLES)
    assert len(set(found.values())) > len(found) - REPLICATIONS, "replications differ"
    return found


def test_two_threads(own, expected, tmp_path):
    assert play(own, tmp_path, "run.threads=2", "run.jobs=1") == expected


def test_two_threads_on_a_generated_territory(tmp_path):
    """Eight catchments of a country in small, which two threads take in whatever order."""
    few = ["territory.residents=2400", "territory.communes.mean_residents=100"]
    few += ["territory.communes.per_catchment={from: 2, to: 4}", "territory.communes.gps_from=50"]
    few += ["run.start=2025-01-01", "run.end=2025-02-28", "run.warmup_days=31", "run.trace=0.25"]
    found = []
    for threads in (1, 2):
        asked = words(tmp_path / str(threads), "scenario=synthetic_as_is", "run.replications=1", *few)
        (run,) = run_jobs([load([*asked, f"run.threads={threads}", "run.jobs=1"], None, schemas())])
        assert len(run.manifest.communes) == 24
        found.append(digests([run.folder]))
    assert found[0] == found[1]


def test_two_processes(own, expected, tmp_path):
    assert play(own, tmp_path, "run.threads=1", "run.jobs=2") == expected


def test_extended_from_one_to_three(own, expected, tmp_path):
    first = play(own, tmp_path, "run.jobs=1", replications=1)
    assert first.items() < expected.items()
    assert play(own, tmp_path, "run.jobs=1") == expected


def test_in_a_sweep(own, expected, tmp_path):
    asked = words(tmp_path, "scenario=one_settles,as_it_is", f"run.replications={REPLICATIONS}", "run.jobs=1")
    runs = run_jobs(load_sweep(asked, own, schemas()))
    settled, as_it_is = (digests([run.folder]) for run in runs)
    assert as_it_is == expected
    assert not indicators(settled) & indicators(expected), "a GP more is counted in every replication"


def test_through_the_command(own, expected, tmp_path, capfd):
    asked = words(tmp_path, "scenario=as_it_is", "run.replications=1", "run.jobs=1")
    assert main(["run", *asked, "--config-dir", str(own), "--json"]) == 0
    (folder,) = json.loads(capfd.readouterr().out)["runs"]
    assert digests([Path(folder)]).items() < expected.items()


def test_a_few_months_at_a_time(own, expected, tmp_path, monkeypatch):
    """The files are made of one month after the other: the same counts, the same bytes."""
    monkeypatch.setattr(tables, "CELLS_AT_ONCE", 1)
    found = play(own, tmp_path, "run.threads=1", "run.jobs=1")
    assert counted(found) - indicators(found) == counted(expected) - indicators(expected)


@pytest.mark.parametrize("after", [0, 3, 10])
def test_a_disk_that_fills_while_the_run_goes_on_leaves_nothing(own, tmp_path, monkeypatch, after):
    """What is recorded is written in the middle of the run; where it cannot be, nothing is half-written."""
    real, laid = SpillFile.lay, []

    def some(shelf: SpillFile, data: bytes) -> int:
        laid.append(data)
        if len(laid) > after:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(shelf, data)

    monkeypatch.setattr(SpillFile, "lay", some)
    asked = words(tmp_path, "scenario=as_it_is", "run.replications=1", "run.jobs=1")
    with pytest.raises(ExperimentError, match="the disk is full; nothing half-written was left"):
        run_jobs([load(asked, own, schemas())])
    assert len(laid) == after + 1
    assert not list((tmp_path / "runs").iterdir())


def test_another_seed_is_another_story(own, expected, tmp_path):
    found = play(own, tmp_path, "run.jobs=1", "run.seed=7", replications=1)
    assert not counted(found) & counted(expected)


def counted(found: Bytes) -> set[str]:
    """Digests of what patients leave behind; supply may change alike, and a trace may be of nobody."""
    return {digest for name, digest in found.items() if "/events." not in name and "/trace." not in name}


def indicators(found: Bytes) -> set[str]:
    """Digests of the indicators alone: in 600 people, one doctor more may change nobody's wait."""
    return {digest for name, digest in found.items() if "/indicators." in name}
