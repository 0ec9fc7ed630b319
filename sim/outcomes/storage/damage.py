"""What is wrong with the files of a run folder: the manifest has the digest of each as it was written."""

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from sim.outcomes.storage.manifest import digest_of
from sim.scenario.reader import MOST_DEPTH
from sim.scenario.run import TECHNICAL

# The same as `yaml.SafeLoader` in C, ten times as fast, where it was built.
Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CONFIG: Final = "config.yaml"
CHANGED: Final = "is not what was written"


def file_of(folder: Path, table: str, replication: int) -> Path:
    """Where a replication's part of a table stands."""
    return folder / f"{table}.parquet" / f"replication-{replication:05d}.parquet"


def damaged(file: Path, fault: str) -> str:
    """What to tell the planner of a file of a run: what is wrong with it, and the remedy."""
    folder = file.parent.parent if file.suffix == ".parquet" else file.parent
    return f"{file}: {fault}; run it again: what is damaged is played again (or delete {folder})"


def first_line(error: Exception) -> str:
    """The reason of an error, in one line."""
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
    return reason.partition("\n")[0]


def fault_of(file: Path, replication: int, digest: str | None) -> str:
    """What is wrong with a file of a table; "" where it is as it was written. Without a digest it must only
    be a table, of that replication.
    """
    try:
        if digest is not None:
            return "" if digest_of(file) == digest else CHANGED
        parts = pq.read_metadata(file)
    except (OSError, pa.ArrowException) as error:
        return f"cannot be read ({first_line(error)})"
    for n in range(parts.num_row_groups):
        numbers = parts.row_group(n).column(0).statistics
        if numbers is not None and numbers.has_min_max and {numbers.min, numbers.max} != {replication}:
            return f"holds replication {numbers.min}"
    return ""


def parsed(config: str) -> dict[str, Any]:
    """A configuration as text, parsed. Raises YAMLError or ValueError; for aliases too: none is ever written,
    and a few of them can stand for more than any memory holds; and for what is deeper than any scenario.
    """
    depth = 0
    for event in yaml.parse(config, Loader=Loader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("it has aliases")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise yaml.YAMLError(f"more than {MOST_DEPTH} deep")
    found = yaml.load(config, Loader=Loader)
    if not isinstance(found, dict):
        raise ValueError("it is no mapping")
    return found


def digest_of_config(config: Mapping[str, Any]) -> str:
    """Of what a configuration says; how many replications, processes, … may change, as in the id of a run."""
    run = config.get("run")
    kept = (
        {key: value for key, value in run.items() if key not in TECHNICAL} if isinstance(run, dict) else run
    )
    text = json.dumps({**config, "run": kept}, default=str)
    return sha256(text.encode()).hexdigest()
