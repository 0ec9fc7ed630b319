"""Run folders: one folder of Parquet files per table, one file per replication, a manifest that says which
are whole.

    manifest.json  config.yaml
    outcomes.parquet/replication-00000.parquet …   (and waits, indicators, events, trace)

A replication is written beside (``.partial/``) and moved into place when all its files are whole; then the
manifest names it. What the manifest does not name does not exist: it is swept away when the folder is next
opened. Whoever writes holds the folder's lock.
"""

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from numpy.typing import NDArray

from sim.outcomes.errors import StoreError
from sim.outcomes.storage import manifest as manifests
from sim.outcomes.storage import tables
from sim.outcomes.storage.manifest import Manifest, Share

# The same as `yaml.SafeLoader` in C, ten times as fast, where it was built.
Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CONFIG: Final = "config.yaml"
PARTIAL: Final = ".partial"
LOCK: Final = ".lock"


@dataclass(frozen=True)
class StoredRun:
    """A run folder, read. Tables are read when asked for."""

    folder: Path
    manifest: Manifest

    @property
    def run_id(self) -> str:
        return self.manifest.run_id

    @cached_property
    def config(self) -> dict[str, Any]:
        """The resolved configuration."""
        with (self.folder / CONFIG).open(encoding="utf-8") as file:
            return dict(yaml.load(file, Loader=Loader))

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
        for file in (file_of(self.folder, name, number) for number in numbers):
            try:
                parts.append(pq.read_table(file, columns=names, filters=filters, read_dictionary=list(coded)))
            except (OSError, pa.ArrowException) as error:
                raise StoreError(f"{file}: cannot be read ({error}); run it again with --force") from None
        return pa.concat_tables(parts)


def read_run(folder: Path) -> StoredRun:
    """Opens a run folder. Raises StoreError if it is none, or holds no complete replication."""
    run = StoredRun(folder, manifests.load(folder))
    if not run.manifest.complete:
        raise StoreError(f"{folder}: no replication of this run is complete; run it again")
    return run


def file_of(folder: Path, table: str, replication: int) -> Path:
    """Where a replication's part of a table stands."""
    return folder / f"{table}.parquet" / f"replication-{replication:05d}.parquet"


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Holds the folder's lock.

    The folder is made if need be. Raises StoreError if it cannot be written or is in use.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("w")
    except OSError as error:
        raise StoreError(cannot_write(folder, error)) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreError(
                f"{folder}: another command computes this run; wait until it has ended"
            ) from None
        yield


def cannot_write(place: Path, error: OSError) -> str:
    """What to tell the planner when writing fails."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"{place}: the disk is full; nothing half-written was left; free space or set run.outputs=FOLDER"
        )
    reason = os.strerror(error.errno) if error.errno else str(error)
    return f"{place}: cannot be written ({reason}); choose another folder with run.outputs=FOLDER"


def open_for_writing(folder: Path, fresh: Manifest, config: str) -> Manifest:
    """The manifest of what the folder already holds, or ``fresh``; leftovers of a crash are swept away.

    The lock must be held. Raises StoreError, and then a folder without a result is not left.
    """
    known = fresh
    if (folder / manifests.FILE).exists():
        old = manifests.load(folder)
        if old.hash != fresh.hash:
            raise StoreError(f"{folder}: holds another run (hash {old.hash[:12]}…); delete it and run again")
        known = old.wanting(fresh)
    shutil.rmtree(folder / PARTIAL, ignore_errors=True)
    try:
        for name in tables.TABLES:
            for file in sorted((folder / f"{name}.parquet").glob("*")):
                if file not in {file_of(folder, name, n) for n in known.complete}:
                    file.unlink()
        manifests.replace_text(folder / CONFIG, config)
        manifests.save(known, folder)
    except OSError as error:
        close(folder, known)
        raise StoreError(cannot_write(folder, error)) from None
    return known


@contextmanager
def beside(folder: Path, replication: int, purpose: str = "") -> Iterator[Path]:
    """An empty folder for the files of one replication, beside the run's; for those that are to stay, unless
    there is another ``purpose``. Raises StoreError for whatever cannot be written to it; then, and after any
    other failure, nothing is left.
    """
    place = folder / PARTIAL / f"{replication:05d}{purpose}"
    try:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        yield place
    except BaseException as error:
        shutil.rmtree(place, ignore_errors=True)
        if isinstance(error, OSError):
            raise StoreError(cannot_write(folder, error)) from None
        raise


def adopt(folder: Path, manifest: Manifest, number: int, share: Share) -> Manifest:
    """Moves a replication's files into place and names it in the manifest.

    Raises StoreError, and then it is not there.
    """
    moved: list[Path] = []
    grown = manifest.with_replication(number, share)
    try:
        for name in tables.TABLES:
            target = file_of(folder, name, number)
            target.parent.mkdir(exist_ok=True)
            os.replace(folder / PARTIAL / f"{number:05d}" / f"{name}.parquet", target)
            moved.append(target)
        manifests.save(grown, folder)
    except OSError as error:
        for file in moved if number not in manifest.complete else ():
            file.unlink(missing_ok=True)
        raise StoreError(cannot_write(folder, error)) from None
    shutil.rmtree(folder / PARTIAL / f"{number:05d}", ignore_errors=True)
    return grown


def close(folder: Path, manifest: Manifest) -> None:
    """Takes away what only writing needed; a folder without a complete replication is taken away whole."""
    shutil.rmtree(folder / PARTIAL, ignore_errors=True)
    if not manifest.complete:
        shutil.rmtree(folder, ignore_errors=True)


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
