"""The real thing, a month of it: one process or two, alone or in a sweep, the files hold the same bytes."""

from pathlib import Path

import pytest

from sim.experiments import run_jobs
from sim.measures.registry import schemas
from sim.outcomes.tables import TABLES
from sim.scenario.load import load

WORDS = ("run.start=2025-01-01", "run.end=2025-02-28", "run.warmup_days=31", "run.replications=2")

pytestmark = pytest.mark.heavy


def job(outputs: Path, scenario: str, *words: str):
    return load([f"scenario={scenario}", *WORDS, *words, f"run.outputs={outputs}"], None, schemas())


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
