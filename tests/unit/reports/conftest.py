"""Run folders made up once for all tests of the reports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sim.schema.languages import Worded
from tests.unit.reports import synthetic

LAST = "last 12 months, 2027-01..2027-12"
FIRST = "first 12 months after the last arrival, 2025-10..2026-09"
PERIODS = {
    LAST: (date(2027, 1, 1), date(2027, 12, 1)),
    FIRST: (date(2025, 10, 1), date(2026, 9, 1)),
}


@dataclass(frozen=True)
class Pair:
    """Two runs, the baseline first, and their comparison."""

    folders: list[Path]
    comparison: pd.DataFrame


@pytest.fixture(scope="session")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Mios as it is against three doctors, four replications each."""
    root = tmp_path_factory.mktemp("runs")
    title: Worded = {"en": "Three doctors at Gisèle Halimi", "fr": "Trois médecins à Gisèle Halimi"}
    folders = [
        synthetic.write_run(root, replications=4),
        synthetic.write_run(root, "gisele_halimi_3_doctors", title, doctors=3, replications=4),
    ]
    yield Pair(folders, synthetic.compare(folders, periods=PERIODS))


@pytest.fixture(scope="session")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """One scenario with 1, 2 and 3 doctors, the first the baseline, three replications each."""
    root = tmp_path_factory.mktemp("sweep")
    title = "Doctors at Gisèle Halimi"
    names = ["gisele_halimi"] * 3
    folders = [
        synthetic.write_run(root, name, title, doctors=n, replications=3, needs=100)
        for n, name in enumerate(names, start=1)
    ]
    labels = [f"settle.doctors={n}" for n in (1, 2, 3)]
    yield Pair(folders, synthetic.compare(folders, labels))
