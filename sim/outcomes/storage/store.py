"""Run folders: one folder of Parquet files per table, one file per replication, a manifest that says which
are whole.

    manifest.json  config.yaml
    outcomes.parquet/replication-00000.parquet …   (and waits, indicators, events, trace)

A replication is written beside (``.partial/``) and moved into place when all its files are whole, even where
who wrote it has been killed since (``seal``); then the manifest names it, with the digest of each file. What
the manifest does not name does not exist: it is swept away when the folder is next opened. What is not as the
manifest says is damaged: reading says so, and the next run plays it again. Whoever writes holds the folder's
lock.
"""

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from hashlib import sha256
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
from sim.outcomes.storage.manifest import Manifest, Share, digest_of
from sim.scenario.run import TECHNICAL

# The same as `yaml.SafeLoader` in C, ten times as fast, where it was built.
Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CONFIG: Final = "config.yaml"
PARTIAL: Final = ".partial"
LOCK: Final = ".lock"
SHARE: Final = "share.json"  # beside a replication's files, once they are whole
CHANGED: Final = "is not what was written"


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
        """The resolved configuration. Raises StoreError if it is not what was written."""
        file, written = self.folder / CONFIG, self.manifest.config
        try:
            found = _plain(file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
            raise StoreError(_damaged(file, f"cannot be read ({_first_line(error)})")) from None
        if written and _digest_of_config(found) != written:
            raise StoreError(_damaged(file, CHANGED))
        return found

    def file(self, name: str, replication: int) -> Path:
        """Where a replication's part of a table stands. Raises StoreError if it is not what was written."""
        file = file_of(self.folder, name, replication)
        if file not in self._whole:
            fault = _fault(file, replication, self.manifest.by_replication[replication].digests.get(name))
            if fault:
                raise StoreError(_damaged(file, fault))
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
                raise StoreError(_damaged(file, f"cannot be read ({_first_line(error)})")) from None
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


def _damaged(file: Path, fault: str) -> str:
    folder = file.parent if file.name == CONFIG else file.parent.parent
    return f"{file}: {fault}; run it again: what is damaged is played anew (or delete {folder})"


def _first_line(error: Exception) -> str:
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
    return reason.partition("\n")[0]


def _fault(file: Path, replication: int, digest: str | None) -> str:
    """What is wrong with a file of a table; "" where it is as it was written. Without a digest it must only
    be a table, of that replication.
    """
    try:
        if digest is not None:
            return "" if digest_of(file) == digest else CHANGED
        parts = pq.read_metadata(file)
    except (OSError, pa.ArrowException) as error:
        return f"cannot be read ({_first_line(error)})"
    for n in range(parts.num_row_groups):
        numbers = parts.row_group(n).column(0).statistics
        if numbers is not None and numbers.has_min_max and {numbers.min, numbers.max} != {replication}:
            return f"holds replication {numbers.min}"
    return ""


def _plain(config: str) -> dict[str, Any]:
    """A configuration as text, parsed. Raises YAMLError or ValueError; for aliases too: none is ever written,
    and a few of them can stand for more than any memory holds.
    """
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(config, Loader=Loader)):
        raise ValueError("it has aliases")
    found = yaml.load(config, Loader=Loader)
    if not isinstance(found, dict):
        raise ValueError("it is no mapping")
    return found


def _digest_of_config(config: Mapping[str, Any]) -> str:
    """Of what a configuration says; how many replications, processes, … may change, as in the id of a run."""
    run = config.get("run")
    kept = (
        {key: value for key, value in run.items() if key not in TECHNICAL} if isinstance(run, dict) else run
    )
    text = json.dumps({**config, "run": kept}, default=str)
    return sha256(text.encode()).hexdigest()


@contextmanager
def writing(folder: Path, say: Callable[[str], object] = str) -> Iterator[None]:
    """Holds the folder's lock; where another command holds it, says so and waits until that has ended.

    The folder is made if need be. Who holds several locks takes them in the order of their paths, so that no
    two commands wait for each other. Raises StoreError if the folder cannot be written.
    """
    try:
        lock = _locked(folder, say)
    except OSError as error:
        raise StoreError(cannot_write(folder, error)) from None
    try:
        yield
    finally:
        os.close(lock)


def _locked(folder: Path, say: Callable[[str], object]) -> int:
    """The lock's file, opened. Who held it before may have taken the folder away: then it is made again."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        except FileNotFoundError:
            continue
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say(f"{folder.name}: another command plays this run; waiting until it has ended…")
                fcntl.flock(lock, fcntl.LOCK_EX)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(lock), (folder / LOCK).stat()):
                    return lock
        except BaseException:
            os.close(lock)
            raise
        os.close(lock)


def cannot_write(place: Path, error: OSError) -> str:
    """What to tell the planner when writing fails."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            f"{place}: the disk is full; nothing half-written was left; free space or set run.outputs=FOLDER"
        )
    reason = os.strerror(error.errno) if error.errno else str(error)
    return f"{place}: cannot be written ({reason}); choose another folder with run.outputs=FOLDER"


def open_for_writing(
    folder: Path, fresh: Manifest, config: Mapping[str, Any], say: Callable[[str], object] = str
) -> Manifest:
    """The manifest of what the folder already holds, or ``fresh``; leftovers of a crash are swept away, and
    so is what is damaged, which is said.

    The lock must be held. Raises StoreError, and then a folder without a result is not left.
    """
    known = fresh
    _refuse_links(folder)
    if (folder / manifests.FILE).exists():
        old = manifests.load(folder)
        if old.hash != fresh.hash:
            raise StoreError(f"{folder}: holds another run (hash {old.hash[:12]}…); delete it and run again")
        known = old.wanting(fresh)
        damaged = _faults(folder, known)
        known = known.without(damaged)
        for number, fault in damaged.items():
            say(f"{folder.name}: replication {number} is damaged and is played again: {fault}")
        known = _with_sealed(folder, known)
    text = _as_text(config)
    known = known.model_copy(update={"config": _digest_of_config(_plain(text))})
    shutil.rmtree(folder / PARTIAL, ignore_errors=True)
    try:
        for name in tables.TABLES:
            for file in sorted((folder / f"{name}.parquet").glob("*")):
                if file not in {file_of(folder, name, n) for n in known.complete}:
                    file.unlink()
        manifests.replace_text(folder / CONFIG, text)
        manifests.save(known, folder)
    except OSError as error:
        close(folder, known)
        raise StoreError(cannot_write(folder, error)) from None
    return known


def _as_text(config: Mapping[str, Any]) -> str:
    return yaml.dump(dict(config), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Dumper(yaml.SafeDumper):
    """Writes what stands in two places twice, not as an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _refuse_links(folder: Path) -> None:
    """Results are deleted and replaced: what a link leads to is somebody else's."""
    for place in (folder / name for name in (PARTIAL, *(f"{name}.parquet" for name in tables.TABLES))):
        if place.is_symlink():
            raise StoreError(
                f"{place}: is a link; put the folder it leads to in its place, or delete {folder}"
            )


def _faults(folder: Path, manifest: Manifest) -> dict[int, str]:
    """By replication, the first thing that is wrong with its files."""
    found: dict[int, str] = {}
    for number, share in manifest.by_replication.items():
        for name in tables.TABLES:
            file = file_of(folder, name, number)
            fault = _fault(file, number, share.digests.get(name))
            if fault:
                found.setdefault(number, f"{name}.parquet/{file.name} {fault}")
    return found


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
    """Moves a replication's files into place and names it in the manifest, with their digests.

    Raises StoreError, and then it is not there.
    """
    moved: list[Path] = []
    made = folder / PARTIAL / f"{number:05d}"
    try:
        digests = {name: digest_of(made / f"{name}.parquet") for name in tables.TABLES}
        grown = manifest.with_replication(number, replace(share, digests=digests))
        for name in tables.TABLES:
            target = file_of(folder, name, number)
            target.parent.mkdir(exist_ok=True)
            os.replace(made / f"{name}.parquet", target)
            moved.append(target)
        manifests.save(grown, folder)
    except OSError as error:
        for file in moved if number not in manifest.complete else ():
            file.unlink(missing_ok=True)
        raise StoreError(cannot_write(folder, error)) from None
    shutil.rmtree(made, ignore_errors=True)
    return grown


def seal(place: Path, share: Share) -> None:
    """Says in a replication's own folder (``beside``) that its files are whole. Raises OSError."""
    manifests.replace_text(place / SHARE, json.dumps(asdict(share)))


def _with_sealed(folder: Path, manifest: Manifest) -> Manifest:
    """Takes over what is whole though nobody reported it: its process was killed before it could."""
    for file in sorted((folder / PARTIAL).glob(f"*/{SHARE}")):
        if int(file.parent.name) not in manifest.complete:
            share = Share(**json.loads(file.read_text(encoding="utf-8")))
            manifest = adopt(folder, manifest, int(file.parent.name), share)
    return manifest


def close(folder: Path, manifest: Manifest) -> None:
    """Takes over what is whole, and away what only writing needed; a folder without a complete replication is
    taken away whole.
    """
    with suppress(StoreError):  # of a disk that is full, say: that has been told
        manifest = _with_sealed(folder, manifest)
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
