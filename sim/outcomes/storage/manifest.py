"""What a run is and how far it got: ``manifest.json``."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final, NamedTuple

from sim.outcomes.errors import StoreError
from sim.scenario.run import Grain
from sim.scenario.vocabulary import shipped, vocabulary_of
from sim.vocabulary.vocabulary import Vocabulary

FILE: Final = "manifest.json"
PACKAGES: Final = ("premier-recours", "numpy", "numba", "pandas", "pyarrow", "scipy", "simpy")


class Head(NamedTuple):
    """What identifies a run, known before it is played."""

    run_id: str
    scenario: str
    label: str
    title: str
    territory: str
    seed: int
    first_day: date  # of the warm-up
    start: date  # first day reported
    end: date  # last day
    hash: str
    communes: Mapping[str, str]  # name by INSEE code
    grain: Grain = "commune"
    catchments: tuple[str, ...] = ()  # names
    own_vocabulary: Mapping[str, Any] = {}  # all tables, where they are not those we ship


class Share(NamedTuple):
    """What one replication contributes."""

    needs: int
    residents: int
    wall_s: float
    kernel_s: float


@dataclass(frozen=True)
class Manifest:
    """``replications`` are wanted, those of ``complete`` are there; ``needs``, ``wall_s`` and ``kernel_s``
    are sums over them, ``residents`` those of the first day.
    """

    run_id: str
    scenario: str
    label: str
    title: str
    territory: str
    seed: int
    first_day: date
    start: date
    end: date
    hash: str
    communes: Mapping[str, str]
    grain: Grain
    catchments: tuple[str, ...]
    own_vocabulary: Mapping[str, Any]
    status: str
    replications: int
    complete: tuple[int, ...]
    residents: int
    needs: int
    wall_s: float
    kernel_s: float
    threads: int
    versions: Mapping[str, str]
    commit: str
    by_replication: Mapping[int, Share]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """In whose words the results are written."""
        return vocabulary_of(self.own_vocabulary) if self.own_vocabulary else shipped()

    @property
    def places(self) -> tuple[str, ...]:
        """What the results have rows of, beside the whole territory, in order: communes by INSEE code (or
        catchments, or nothing).
        """
        if self.grain == "territory":
            return ()
        return tuple(sorted(self.communes if self.grain == "commune" else self.catchments))

    @property
    def months(self) -> int:
        """Months that are reported, from the month of ``start`` to that of ``end``."""
        return 12 * (self.end.year - self.start.year) + self.end.month - self.start.month + 1


def begin(head: Head, replications: int, threads: int) -> Manifest:
    """The manifest of a run of which nothing has been played."""
    return Manifest(
        **head._asdict(),
        status="incomplete",
        replications=replications,
        complete=(),
        residents=0,
        needs=0,
        wall_s=0.0,
        kernel_s=0.0,
        threads=threads,
        versions=_versions(),
        commit=_commit(),
        by_replication={},
    )


def with_replication(manifest: Manifest, number: int, share: Share) -> Manifest:
    """The same, with one more replication (or the same one again)."""
    return _summed(replace(manifest, by_replication={**manifest.by_replication, number: share}))


def wanting(manifest: Manifest, replications: int, threads: int, label: str) -> Manifest:
    """The same, of which at least so many replications are wanted now, under its name in this sweep."""
    most = max(manifest.replications, replications)
    return _summed(replace(manifest, replications=most, threads=threads, label=label))


def _summed(manifest: Manifest) -> Manifest:
    parts = dict(sorted(manifest.by_replication.items()))
    shares = parts.values()
    return replace(
        manifest,
        by_replication=parts,
        complete=tuple(parts),
        residents=next((share.residents for share in shares), 0),
        needs=sum(share.needs for share in shares),
        wall_s=round(sum(share.wall_s for share in shares), 3),
        kernel_s=round(sum(share.kernel_s for share in shares), 3),
        status="complete" if len(parts) >= manifest.replications else "incomplete",
    )


def save(manifest: Manifest, folder: Path) -> None:
    """Writes ``manifest.json``: the old one stands until the new one is whole."""
    plain = asdict(manifest)
    plain["by_replication"] = {str(n): share._asdict() for n, share in manifest.by_replication.items()}
    replace_text(folder / FILE, json.dumps(plain, ensure_ascii=False, indent=2, default=str) + "\n")


def load(folder: Path) -> Manifest:
    """Reads ``manifest.json``. Raises StoreError."""
    file = folder / FILE
    try:
        plain = json.loads(file.read_text(encoding="utf-8"))
        plain["by_replication"] = {int(n): Share(**share) for n, share in plain["by_replication"].items()}
        plain["complete"] = tuple(plain["complete"])
        plain["catchments"] = tuple(plain.get("catchments", ()))
        plain.setdefault("grain", "commune")  # earlier runs knew no other
        plain.setdefault("own_vocabulary", {})
        for key in ("first_day", "start", "end"):
            plain[key] = date.fromisoformat(plain[key])
        return Manifest(**plain)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise StoreError(f"{file}: cannot be read ({reason}); is {folder} a run folder?") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StoreError(f"{file}: is no manifest of this program; delete {folder} and run again") from None


def replace_text(file: Path, text: str) -> None:
    """Writes a text beside its place and moves it there."""
    beside = file.with_name(f".{file.name}.partial")
    try:
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


@cache
def _versions() -> dict[str, str]:
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


@cache
def _commit() -> str:
    """The commit of the checkout this code runs from.

    "" outside a checkout (an installed wheel) or without git.
    """
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        return ""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=False, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
