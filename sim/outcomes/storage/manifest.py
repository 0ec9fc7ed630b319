"""What a run is and how far it got: ``manifest.json``."""

import json
import os
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from hashlib import file_digest
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt

from sim.outcomes.errors import StoreError
from sim.scenario.ledger import Entry
from sim.scenario.run import CENTRAL, Grain
from sim.scenario.sources import PACKAGE
from sim.scenario.vocabulary import shipped, vocabulary_of
from sim.scenario.whose import Own
from sim.schema.types import Bilingual
from sim.vocabulary.vocabulary import Vocabulary

FILE: Final = "manifest.json"
PACKAGES: Final = ("premier-recours", "numpy", "numba", "pandas", "pyarrow", "scipy", "simpy")
SUMMED: Final = (  # of `by_replication`
    "status", "complete", "residents", "simulated", "needs", "wall_s", "kernel_s",
)  # fmt: skip


@dataclass(frozen=True)
class Share:
    """What one replication contributes."""

    needs: int
    residents: int
    wall_s: float
    kernel_s: float
    digests: dict[str, str] = field(default_factory=dict)  # of its files, by table; earlier runs have none
    simulated: int = 0  # residents, those of the ring among them; earlier runs have none


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
def commit_here() -> str:
    """The commit of the checkout this code runs from.

    "" outside a checkout (an installed wheel) or without git.
    """
    root = PACKAGE.parent
    if not (root / ".git").exists():
        return ""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=False, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


class Manifest(BaseModel):
    """The file: these fields, and what SUMMED names."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    scenario: str
    label: str
    title: Bilingual
    territory: str
    seed: int
    first_day: date  # of the warm-up
    start: date  # first day reported
    end: date  # last day reported
    hash: str
    code: str = ""  # hash of the program; earlier runs have none
    config: str = ""  # digest of what config.yaml says; earlier runs have none
    communes: dict[str, str]  # name by INSEE code, of those that are reported
    grain: Grain = "commune"  # earlier runs knew no other
    catchments: tuple[str, ...] = ()  # names
    own_values: dict[str, Own] = {}  # those that a user wrote, by key
    origins: tuple[Entry, ...] = ()  # the ledger of the territory, where it has one of its own
    own_vocabulary: dict[str, Any] = {}  # all tables, where they are not those we ship
    replications: int  # wanted
    threads: int
    worlds: str = CENTRAL  # in which its replications live; earlier runs knew no other
    worlds_digest: str = ""  # of all those worlds; "" for the central one
    versions: dict[str, str] = Field(default_factory=_versions)
    commit: str = Field(default_factory=commit_here)
    by_replication: dict[NonNegativeInt, Share] = {}  # those that are there, in order

    @property
    def complete(self) -> tuple[int, ...]:
        """The numbers of the replications that are there, in order."""
        return tuple(self.by_replication)

    @property
    def status(self) -> str:
        """Whether all that are wanted are there."""
        return "complete" if len(self.by_replication) >= self.replications else "incomplete"

    @property
    def residents(self) -> int:
        """Residents who are reported, on the first day; 0 before there is a replication."""
        return next((share.residents for share in self.by_replication.values()), 0)

    @property
    def simulated(self) -> int:
        """Residents on the first day, those of the ring among them, who are not reported."""
        return next((max(share.simulated, share.residents) for share in self.by_replication.values()), 0)

    @property
    def needs(self) -> int:
        """Needs of all replications that are there."""
        return sum(share.needs for share in self.by_replication.values())

    @property
    def wall_s(self) -> float:
        """Seconds that processes took."""
        return round(sum(share.wall_s for share in self.by_replication.values()), 3)

    @property
    def kernel_s(self) -> float:
        """Seconds in compiled kernels."""
        return round(sum(share.kernel_s for share in self.by_replication.values()), 3)

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

    def with_replication(self, number: int, share: Share) -> "Manifest":
        """The same, with one more replication (or the same one again)."""
        parts = {**self.by_replication, number: share}
        return self.model_copy(update={"by_replication": dict(sorted(parts.items()))})

    def without(self, numbers: Collection[int]) -> "Manifest":
        """The same, but for these replications."""
        kept = {number: share for number, share in self.by_replication.items() if number not in numbers}
        return self.model_copy(update={"by_replication": kept})

    def wanting(self, other: "Manifest") -> "Manifest":
        """The same, of which at least as many replications are wanted as ``other`` wants."""
        most = max(self.replications, other.replications)
        return self.model_copy(update={"replications": most, "threads": other.threads})


def save(manifest: Manifest, folder: Path) -> None:
    """Writes ``manifest.json``: the old one stands until the new one is whole."""
    plain = manifest.model_dump(mode="json") | {name: getattr(manifest, name) for name in SUMMED}
    replace_text(folder / FILE, json.dumps(plain, ensure_ascii=False, indent=2) + "\n")


def load(folder: Path) -> Manifest:
    """Reads ``manifest.json``. Raises StoreError."""
    file = folder / FILE
    try:
        text = file.read_text(encoding="utf-8")
        said, found = json.loads(text), Manifest.model_validate_json(text)
        if said.get("complete", list(found.complete)) != list(found.complete):
            raise ValueError("its two lists of replications differ")
        return found
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise StoreError(f"{file}: cannot be read ({reason}); is {folder} a run folder?") from None
    except (ValueError, RecursionError):
        raise StoreError(f"{file}: is no manifest of this program; delete {folder} and run again") from None


def digest_of(file: Path) -> str:
    """The digest of a file's content. Raises OSError."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def replace_text(file: Path, text: str) -> None:
    """Writes a text beside its place and moves it there."""
    replace_bytes(file, text.encode())


def replace_bytes(file: Path, content: bytes) -> None:
    """Writes beside the place of a file and moves it there."""
    beside = file.with_name(f".{file.name}.partial")
    try:
        beside.write_bytes(content)
        os.replace(beside, file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
