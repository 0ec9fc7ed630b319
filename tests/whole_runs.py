"""Scenarios that are really played, on hamlets of one's own, and what their folders then hold."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from tests.territories import own_folder

SCENARIO = "title: {title}\nsource: a test\nterritory: hamlets\nrun: {{end: 2025-03-31, warmup_days: 31}}\n"
SETTLE = (
    "measures:\n  settle: {install: {doctors: 1, commune: C2, by: 2025-02-01, contract: liberal, age: 36,"
    " ramp_days: 10, ramp_start: 0.4, departure_hazard: 0.05, notice: 180}}\n"
)
Bytes = dict[str, str]


def hamlets(own: Path) -> Path:
    """A user's folder: three catchments of two communes, with services of their own, and two scenarios."""
    own_folder(own, "hamlets", 6, 600, catchments=3)
    (own / "scenarios/as_it_is.yaml").write_text(SCENARIO.format(title="As it is"), encoding="utf-8")
    settles = SCENARIO.format(title="One settles") + SETTLE
    (own / "scenarios/one_settles.yaml").write_text(settles, encoding="utf-8")
    return own


def words(outputs: Path, *more: str) -> list[str]:
    """What is typed, for runs into a folder."""
    return [f"run.outputs={outputs}", *more]


def digests(folders: Sequence[Path]) -> Bytes:
    """Of every Parquet file, by run and place."""
    found = {
        f"{folder.name}/{file.relative_to(folder)}": hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in folders
        for file in sorted(folder.rglob("*.parquet"))
        if file.is_file()
    }
    assert found
    return found
