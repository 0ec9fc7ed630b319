"""Writing a run folder, so that what its manifest names is whole, whatever happens meanwhile.

A replication is written beside (``.partial/``) and moved into place when all its files are whole, even where
who wrote it has been killed since (``seal``); then the manifest names it, with the digest of each file. What
the manifest does not name does not exist: it is swept away when the folder is next opened. What is not as the
manifest says is damaged, and played again. Whoever writes holds the folder's lock.
"""

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import yaml

from sim.outcomes.errors import StoreError
from sim.outcomes.storage import lived_in, tables
from sim.outcomes.storage import manifest as manifests
from sim.outcomes.storage.damage import CONFIG, digest_of_config, fault_of, file_of, parsed
from sim.outcomes.storage.manifest import Manifest, Share, digest_of
from sim.scenario.plausible import JobWorlds
from sim.schema.languages import Message

PARTIAL: Final = ".partial"
LOCK: Final = ".lock"
SHARE: Final = "share.json"  # beside a replication's files, once they are whole


@contextmanager
def writing(folder: Path, say: Callable[[Message], object] = str) -> Iterator[None]:
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


def _locked(folder: Path, say: Callable[[Message], object]) -> int:
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
                say(Message("waiting", {"run": folder.name}))
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
    folder: Path,
    fresh: Manifest,
    config: Mapping[str, Any],
    say: Callable[[Message], object] = str,
    worlds: JobWorlds | None = None,
) -> Manifest:
    """The manifest of what the folder already holds, or ``fresh``; leftovers of a crash are swept away, and
    so is what is damaged, which is said. ``worlds``: those in which its replications live.

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
            say(Message("damaged", {"run": folder.name, "n": number, "fault": fault}))
        known = _with_sealed(folder, known)
    text = _as_text(config)
    known = known.model_copy(update={"config": digest_of_config(parsed(text))})
    shutil.rmtree(folder / PARTIAL, ignore_errors=True)
    try:
        for name in tables.TABLES:
            for file in sorted((folder / f"{name}.parquet").glob("*")):
                if file not in {file_of(folder, name, n) for n in known.complete}:
                    file.unlink()
        manifests.replace_text(folder / CONFIG, text)
        if worlds is not None:
            wanted = max(known.replications, *(number + 1 for number in known.complete), 1)
            manifests.replace_text(folder / lived_in.FILE, lived_in.as_text(worlds, wanted))
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
            fault = fault_of(file, number, share.digests.get(name))
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
    for place in sorted((folder / PARTIAL).glob("*")):
        share = _sealed(place / SHARE)
        if share is not None and int(place.name) not in manifest.complete:
            manifest = adopt(folder, manifest, int(place.name), share)
    return manifest


def _sealed(file: Path) -> Share | None:
    """What ``seal`` said; None where it did not, or cannot be read (after a power cut, say)."""
    try:
        return Share(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def close(folder: Path, manifest: Manifest) -> None:
    """Takes over what is whole, and away what only writing needed; a folder without a complete replication is
    taken away whole.
    """
    with suppress(StoreError):  # of a disk that is full, say: that has been told
        manifest = _with_sealed(folder, manifest)
    shutil.rmtree(folder / PARTIAL, ignore_errors=True)
    if not manifest.complete:
        shutil.rmtree(folder, ignore_errors=True)
