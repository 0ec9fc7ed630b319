"""Runs as the reports read them: out of the result store, the Parquet tables through DuckDB.

A table that is not there is a note on the page, not an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from sim.errors import PlannerError
from sim.outcomes.storage.manifest import Manifest
from sim.outcomes.storage.store import StoredRun, file_of, read_run
from sim.reports.reading.queries import connect
from sim.vocabulary.vocabulary import Vocabulary


class ReportError(PlannerError):
    """What cannot be shown, or not be written; the message says which and why."""


@dataclass(frozen=True)
class Run:
    """One run folder. ``label`` is what it is called in its sweep."""

    folder: Path
    label: str
    manifest: Manifest
    config: Mapping[str, Any]

    @property
    def run_id(self) -> str:
        """The id of the run."""
        return self.manifest.run_id

    @property
    def vocabulary(self) -> Vocabulary:
        """In whose words the results are written."""
        return self.manifest.vocabulary

    @property
    def title(self) -> str:
        """The scenario in a planner's words."""
        return self.manifest.title or self.manifest.scenario

    @property
    def first_day(self) -> date:
        """The first day of the warm-up."""
        return self.manifest.first_day

    @property
    def start(self) -> date:
        """The first day that is reported."""
        return self.manifest.start

    @property
    def end(self) -> date:
        """The last day simulated."""
        return self.manifest.end

    @property
    def replications(self) -> int:
        """How many replications are complete."""
        return len(self.manifest.complete)

    def files(self, table: str) -> list[str]:
        """The Parquet files of a table's complete replications; none if it lacks one."""
        files = [file_of(self.folder, table, n) for n in self.manifest.complete]
        return [str(file) for file in files] if all(file.is_file() for file in files) else []

    def has(self, table: str) -> bool:
        """Whether the run holds that table."""
        return bool(self.files(table))

    def table(
        self, name: str, columns: Sequence[str], replication: int, coded: Sequence[str] = ()
    ) -> pa.Table:
        """The rows of a table of one replication; the columns ``coded`` as dictionaries."""
        return StoredRun(self.folder, self.manifest).table(name, columns, None, (replication,), coded)

    def query(self, table: str, sql: str, parameters: Sequence[object] = ()) -> pd.DataFrame:
        """Runs ``sql`` over the table, which it calls ``this``; ``?`` are filled from ``parameters``."""
        with connect() as connection:
            connection.register("this", connection.read_parquet(self.files(table)))
            return connection.execute(sql, list(parameters)).df()


def read_runs(folders: Sequence[Path], labels: Mapping[str, str]) -> list[Run]:
    """Reads run folders, each once. ``labels``: by run id, what the comparison calls them.

    Raises StoreError for a folder that is no run, ReportError if there is none.
    """
    if not folders:
        raise ReportError("there is nothing to report on: no run folder was given")
    read: dict[str, Run] = {}
    for folder in folders:
        stored = read_run(Path(folder))
        head = stored.manifest
        label = labels.get(head.run_id) or head.label or head.scenario
        read.setdefault(head.run_id, Run(Path(folder), label, head, stored.config))
    return list(read.values())


def called(runs: Sequence[Run]) -> dict[str, str]:
    """What each run is called on the page: its title, or its label where titles are not distinct."""
    titles = [run.title for run in runs]
    return {run.run_id: run.title if titles.count(run.title) == 1 else run.label for run in runs}
