"""Run folders as the reports read them: manifest, configuration, and the Parquet tables through DuckDB.

A table is a file ``NAME.parquet`` or a folder of that name (or ``NAME/``) with one file per replication. What
is missing is a note on the page, not an error.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import yaml


class ReportError(ValueError):
    """A run folder that cannot be shown; the message says which and why."""


@dataclass(frozen=True)
class Run:
    """One run folder. ``first_day`` is the first day of the warm-up, ``start`` the first that is reported."""

    folder: Path
    run_id: str
    label: str
    title: str
    manifest: Mapping[str, Any]
    config: Mapping[str, Any]
    first_day: date
    start: date
    end: date

    @property
    def replications(self) -> int:
        """How many replications are complete."""
        done = self.manifest.get("complete")
        return len(done) if isinstance(done, list) else int(self.manifest.get("replications", 1))

    def files(self, table: str) -> list[str]:
        """The Parquet files of a table, in order of name; none if the run does not hold it."""
        for place in (self.folder / f"{table}.parquet", self.folder / table):
            if place.is_file():
                return [str(place)]
            if place.is_dir():
                return sorted(str(file) for file in place.glob("*.parquet"))
        return []

    def has(self, table: str) -> bool:
        """Whether the run holds that table."""
        return bool(self.files(table))

    def query(self, table: str, sql: str, parameters: Sequence[object] = ()) -> pd.DataFrame:
        """Runs ``sql`` over the table, which it calls ``this``; ``?`` are filled from ``parameters``."""
        with duckdb.connect() as connection:
            connection.execute("SET threads = 2")
            this = connection.read_parquet(self.files(table))
            connection.register("this", this)
            return connection.execute(sql, list(parameters)).df()

    def months(self, warmup: bool = True) -> pd.DatetimeIndex:
        """The first days of the months that are simulated, with the warm-up or without."""
        first = self.first_day if warmup else self.start
        return pd.date_range(first.replace(day=1), self.end, freq="MS")


def read_runs(folders: Sequence[Path], labels: Mapping[str, str]) -> list[Run]:
    """Reads run folders, the baseline first.

    ``labels``: by run id, what each is called. Raises ReportError.
    """
    if not folders:
        raise ReportError("there is nothing to report on: no run folder was given")
    read = [_read(Path(folder), labels) for folder in folders]
    return list({run.run_id: run for run in read}.values())


def _read(folder: Path, labels: Mapping[str, str]) -> Run:
    manifest = _mapping(folder / "manifest.json")
    config = _mapping(folder / "config.yaml")
    run = config.get("run")
    if not isinstance(run, Mapping) or "start" not in run or "end" not in run:
        raise ReportError(
            f"{folder / 'config.yaml'}: run.start and run.end are missing; is this a run folder?"
        )
    start, end = (date.fromisoformat(str(run[key])[:10]) for key in ("start", "end"))
    run_id = str(manifest.get("run_id", folder.name))
    scenario = str(manifest.get("scenario", run_id))
    return Run(
        folder=folder,
        run_id=run_id,
        label=labels.get(run_id, scenario),
        title=str(config.get("title") or scenario),
        manifest=manifest,
        config=config,
        first_day=start - timedelta(days=int(run.get("warmup_days", 0))),
        start=start,
        end=end,
    )


def _mapping(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ReportError(
            f"{path}: cannot be read ({error.strerror}); is {path.parent} a run folder?"
        ) from error
    try:
        value = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (json.JSONDecodeError, yaml.YAMLError) as error:
        raise ReportError(f"{path}: cannot be understood ({error})") from error
    if not isinstance(value, dict):
        raise ReportError(f"{path}: holds no mapping")
    return value


def called(runs: Sequence[Run]) -> dict[str, str]:
    """What each run is called on the page: its title, or its label where titles are not distinct."""
    titles = [run.title for run in runs]
    return {run.run_id: run.title if titles.count(run.title) == 1 else run.label for run in runs}
