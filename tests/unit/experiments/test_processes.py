"""The real thing, a month of it: one process or two, alone or in a sweep, the files hold the same bytes; and
when the disk refuses to take them.
"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim.experiments import ExperimentError, run_jobs
from sim.measures.registry import schemas
from sim.outcomes.storage.tables import TABLES
from sim.scenario.load import load

WORDS = ("run.start=2025-01-01", "run.end=2025-02-28", "run.warmup_days=31", "run.replications=2")

pytestmark = pytest.mark.heavy


def job(outputs: Path, scenario: str, *words: str):
    given = {word.partition("=")[0] for word in words}
    usual = [word for word in WORDS if word.partition("=")[0] not in given]
    return load([f"scenario={scenario}", *usual, *words, f"run.outputs={outputs}"], None, schemas())


def files(folder: Path) -> dict[str, bytes]:
    return {
        f"{name}/{file.name}": file.read_bytes()
        for name in TABLES
        for file in sorted((folder / f"{name}.parquet").iterdir())
    }


def test_the_bytes_do_not_depend_on_processes_or_company(tmp_path):
    (alone,) = run_jobs([job(tmp_path / "one", "mios_as_is", "run.jobs=1")])
    together = run_jobs(
        [
            job(tmp_path / "two", name, "run.jobs=2", "run.threads=2")
            for name in ("mios_without_cmsi", "mios_as_is")
        ]
    )
    assert alone.run_id == together[1].run_id
    assert files(alone.folder) == files(together[1].folder)
    assert files(alone.folder) != files(together[0].folder)
    assert len(files(alone.folder)) == 2 * len(TABLES)


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """The system cuts every file at so many bytes, in this process and in those that it starts meanwhile."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_sweep_that_cannot_write_in_the_middle_leaves_nothing_half_written(tmp_path, processes):
    """The traces do not fit, all that is written before them does: what was complete before is as it was, the
    other run is not there at all.
    """
    (before,) = run_jobs([job(tmp_path, "mios_as_is", "run.jobs=1", "run.replications=1")])
    kept = files(before.folder)
    assert max(map(len, kept.values())) > 60_000 > sorted(map(len, kept.values()))[-2]
    sweep = [job(tmp_path, name, f"run.jobs={processes}") for name in ("mios_as_is", "mios_without_cmsi")]
    with (
        files_end_at(60_000),
        pytest.raises(ExperimentError, match=r"cannot be written \(File too large\)") as caught,
    ):
        run_jobs(sweep)
    assert str(caught.value).count("\n") == 1  # one line for each run
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [before.run_id]
    assert files(before.folder) == kept
    others = {path.name for path in before.folder.iterdir()}
    small = {"manifest.json", "config.yaml", "worlds.csv", ".lock"}
    assert others == {*small, *(f"{name}.parquet" for name in TABLES)}
    after, _ = run_jobs(sweep)  # once there is room, what is missing is played
    assert after.manifest.complete == (0, 1)
    assert {name: files(after.folder)[name] for name in kept} == kept
