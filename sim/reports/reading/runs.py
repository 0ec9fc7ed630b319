"""Runs as the reports read them: out of the result store, the Parquet tables through DuckDB.

A table that is not there is a note on the page, not an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.errors import PlannerError
from sim.outcomes.storage.store import StoredRun, read_run
from sim.reports.reading.queries import query
from sim.schema.languages import in_language


class ReportError(PlannerError):
    """What cannot be shown, or not be written; the message says which and why."""


@dataclass(frozen=True)
class Run(StoredRun):
    """One run folder. ``label`` is what it is called in its sweep."""

    label: str

    @property
    def replications(self) -> int:
        """How many replications are complete."""
        return len(self.manifest.complete)

    def title(self, lang: str) -> str:
        """What its scenario is called in a language."""
        return in_language(self.manifest.title, lang)

    def source(self, lang: str) -> str:
        """Where its scenario comes from, in a language; "" if that is not written."""
        return in_language(self.config.get("source") or "", lang)

    def files(self, table: str) -> list[str]:
        """The Parquet files of a table's complete replications. Raises StoreError for what is damaged."""
        return [str(self.file(table, n)) for n in self.manifest.complete]

    def has(self, table: str) -> bool:
        """Whether the run holds that table: it may have been taken away."""
        return (self.folder / f"{table}.parquet").is_dir()

    def query(self, table: str, sql: str, **parameters: object) -> pd.DataFrame:
        """The answer to ``sql`` over the table, which it calls ``this``; ``$name`` is a parameter."""
        return query(sql, parameters, this=self.files(table))


def read_runs(folders: Sequence[Path], labels: Mapping[str, str]) -> list[Run]:
    """Reads run folders, each once. ``labels``: by run id, what the comparison calls them.

    Raises StoreError for a folder that is no run, ReportError if there is none.
    """
    if not folders:
        raise ReportError("there is nothing to report on: no run folder was given")
    read: dict[str, Run] = {}
    for folder in folders:
        head = read_run(Path(folder)).manifest
        label = labels.get(head.run_id) or head.label or head.scenario
        read.setdefault(head.run_id, Run(Path(folder), head, label))
    return list(read.values())


def called(runs: Sequence[Run], lang: str) -> dict[str, str]:
    """What each run is called on the page: its title, or its label where titles are not distinct."""
    titles = {run.run_id: run.title(lang) for run in runs}
    given = list(titles.values())
    return {
        run.run_id: run.label if given.count(titles[run.run_id]) > 1 else titles[run.run_id] for run in runs
    }
