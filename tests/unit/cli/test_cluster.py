"""`run.cluster`: the same bytes as on this machine, and clear words when there is no cluster to be had."""

import os
import sys
from pathlib import Path

import dask
import pytest
from distributed import Client, LocalCluster

from sim.cli import main
from sim.experiments.cache import VARIABLE
from sim.experiments.worker import Site
from sim.outcomes.storage.tables import TABLES
from sim.scenario.identity import code_hash
from sim.scenario.sources import PACKAGE

SCENARIO = "scenario=one_settles"


def files(out: str) -> dict[str, bytes]:
    """The files of results of the run that a command has printed."""
    folder = Path(out.splitlines()[-2])
    return {
        f"{name}/{file.name}": file.read_bytes()
        for name in TABLES
        for file in sorted((folder / f"{name}.parquet").iterdir())
    }


@pytest.fixture
def cluster(monkeypatch):
    """A scheduler on 127.0.0.1 with two processes that know nothing of this one's environment."""
    monkeypatch.delenv(VARIABLE, raising=False)
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=":0"
    ) as found:
        yield found.scheduler_address


@pytest.mark.heavy
def test_a_cluster_gives_the_same_bytes(played, cluster):
    here, _ = played("run", SCENARIO, "run.replications=3", "run.jobs=1", "run.outputs=here")
    address = f"run.cluster={cluster}"
    there, err = played("run", SCENARIO, "run.replications=3", address, "run.outputs=there")
    assert len(files(here)) == 3 * len(TABLES)
    assert files(here) == files(there)
    assert "Traceback" not in err
    with Client(cluster) as client:
        kept = client.run(os.getenv, VARIABLE)  # each process keeps its kernels by their sources
    assert set(kept.values()) == {os.environ[VARIABLE]}


def refused(capfd, *words):
    assert main(["run", SCENARIO, "--config-dir", ".", *words]) == 2
    captured = capfd.readouterr()
    assert captured.out == ""
    _, ours, message = captured.err.partition("premier-recours: ")  # before it the cluster's own log
    assert ours
    assert "Traceback" not in message
    assert not any(Path("outputs/runs").glob("*/manifest.json"))
    return message


@pytest.fixture
def here(own, monkeypatch, tmp_path):
    """The hamlet's folder without results."""
    for name in ("scenarios", "territory"):
        (tmp_path / name).symlink_to(own / name)
    monkeypatch.chdir(tmp_path)


def test_without_the_extra_it_is_said_how_to_get_it(here, capfd, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    message = refused(capfd, "run.cluster=tcp://127.0.0.1:8786")
    assert "run.cluster=tcp://127.0.0.1:8786: needs the extra `cluster`" in message
    assert "pip install 'premier-recours[cluster]'" in message


def test_where_no_scheduler_answers_it_is_said(here, capfd, monkeypatch):
    monkeypatch.setattr("sim.experiments.cluster.TIMEOUT", 1)
    message = refused(capfd, "run.cluster=tcp://127.0.0.1:9")
    assert "run.cluster=tcp://127.0.0.1:9: no scheduler answers there" in message


@pytest.fixture
def scheduler():
    """A scheduler on 127.0.0.1 without workers; they are added as a test needs them."""
    with LocalCluster(n_workers=0, processes=True, host="127.0.0.1", dashboard_address=":0") as found:
        yield found


def test_a_scheduler_without_workers_is_not_waited_for(here, capfd, monkeypatch, scheduler):
    monkeypatch.setattr("sim.experiments.cluster.TIMEOUT", 1)
    message = refused(capfd, f"run.cluster={scheduler.scheduler_address}")
    assert "the scheduler has no worker; start one: dask worker" in message


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("code", "there", "said"),
    [
        ("another", True, "has another version of the program; install the same"),
        (code_hash(PACKAGE), False, "set run.outputs to a folder that all of them share"),
    ],
    ids=["version", "folder"],
)
def test_workers_that_would_not_do_are_refused(here, capfd, monkeypatch, scheduler, code, there, said):
    def answer(folder):  # sent to the worker by value
        return Site(code, there)

    scheduler.scale(1)
    monkeypatch.setattr("sim.experiments.cluster.site", answer)
    assert said in refused(capfd, f"run.cluster={scheduler.scheduler_address}")


@pytest.mark.heavy
def test_workers_without_the_program_are_refused(here, capfd, monkeypatch, scheduler):
    """A worker cannot import this module, as another could not import ours."""
    scheduler.scale(1)
    monkeypatch.setattr("sim.experiments.cluster.site", not_installed_there)
    message = refused(capfd, f"run.cluster={scheduler.scheduler_address}")
    assert "install premier-recours where the workers are (ModuleNotFoundError" in message


def not_installed_there(folder):
    return Site("", True)


@pytest.mark.heavy
def test_a_worker_that_dies_ends_the_run_with_a_message(here, capfd, monkeypatch):
    def die(unit):  # as when the system ends it for lack of memory
        import os

        os._exit(1)

    monkeypatch.setattr("sim.experiments.pool.play", die)
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(
            n_workers=1, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=":0"
        ) as found,
    ):
        message = refused(capfd, f"run.cluster={found.scheduler_address}")
    assert "run.cluster: the work was lost on the cluster" in message
