"""Run folders, read: one folder of Parquet files per table, one file per replication, a manifest that says
which are whole.

    manifest.json  config.yaml  (worlds.csv: ``lived_in``)
    outcomes.parquet/replication-00000.parquet …   (and waits, indicators, events, trace)

``run_folder`` writes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from numpy.typing import NDArray

from sim.outcomes.errors import StoreError
from sim.outcomes.storage import manifest as manifests
from sim.outcomes.storage.damage import (
    CHANGED,
    CONFIG,
    damaged,
    digest_of_config,
    fault_of,
    file_of,
    first_line,
    parsed,
)
from sim.outcomes.storage.lived_in import LivedIn, read_lived_in
from sim.outcomes.storage.manifest import Manifest
from sim.scenario.run import CENTRAL


@dataclass(frozen=True)
class StoredRun:
    """A run folder, read. Tables are read when asked for."""

    folder: Path
    manifest: Manifest

    @property
    def run_id(self) -> str:
        """The name of the run, ``scenario-hash``."""
        return self.manifest.run_id

    @cached_property
    def config(self) -> dict[str, Any]:
        """The resolved configuration. Raises StoreError if it is not what was written."""
        file, written = self.folder / CONFIG, self.manifest.config
        try:
            found = parsed(file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
            raise StoreError(damaged(file, f"cannot be read ({first_line(error)})")) from None
        if written and digest_of_config(found) != written:
            raise StoreError(damaged(file, CHANGED))
        return found

    @cached_property
    def lived_in(self) -> LivedIn | None:
        """In which plausible worlds its replications live; None where all live in the central one. Raises
        StoreError.
        """
        return None if self.manifest.worlds == CENTRAL else read_lived_in(self.folder)

    def file(self, name: str, replication: int) -> Path:
        """Where a replication's part of a table stands. Raises StoreError if it is not what was written."""
        file = file_of(self.folder, name, replication)
        if file not in self._whole:
            fault = fault_of(file, replication, self.manifest.by_replication[replication].digests.get(name))
            if fault:
                raise StoreError(damaged(file, fault))
            self._whole.add(file)
        return file

    @cached_property
    def _whole(self) -> set[Path]:
        """Files that have been looked at."""
        return set()

    def table(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        filters: Any = None,
        replications: Sequence[int] | None = None,
        coded: Sequence[str] = (),
    ) -> pa.Table:
        """The rows of a table of the complete replications (or of some of them), in their order.

        ``coded``: columns of words that are left as dictionaries, which is faster.
        """
        numbers = self.manifest.complete if replications is None else replications
        names = None if columns is None else list(columns)
        parts = []
        for file in (self.file(name, number) for number in numbers):
            try:
                parts.append(pq.read_table(file, columns=names, filters=filters, read_dictionary=list(coded)))
            except (OSError, pa.ArrowException) as error:
                raise StoreError(damaged(file, f"cannot be read ({first_line(error)})")) from None
        return pa.concat_tables(parts)


def read_run(folder: Path) -> StoredRun:
    """Opens a run folder. Raises StoreError if it is none, or holds no complete replication."""
    run = StoredRun(folder, manifests.load(folder))
    if not run.manifest.complete:
        raise StoreError(f"{folder}: no replication of this run is complete; run it again")
    return run


class Coded(NamedTuple):
    """A column of words: the place of each in ``words``."""

    codes: NDArray[np.int32]
    words: tuple[str, ...]


def coded(column: pa.ChunkedArray) -> Coded:
    """A column that was read as dictionaries (``coded`` of ``StoredRun.table``)."""
    whole = column.unify_dictionaries().combine_chunks()
    return Coded(whole.indices.to_numpy(), tuple(whole.dictionary.to_pylist()))


def ranks(column: pa.ChunkedArray, order: Sequence[str]) -> NDArray[np.int64]:
    """The places of its words in ``order``."""
    found = coded(column)
    places = np.array([order.index(word) for word in found.words], dtype=np.int64)
    return places[found.codes]
