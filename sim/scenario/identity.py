"""The name of a run: the same question asked twice must find its answer, another question must not."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from sim.scenario.run import TECHNICAL
from sim.scenario.settings import Job
from sim.scenario.sources import PACKAGE

LENGTH: Final = 12  # letters of the hash in a run id: 48 bits


def run_id(job: Job) -> str:
    """`scenario-hash`: of the resolved configuration, the vocabulary, the territory's data files and the
    content of sim/.

    How many replications, threads and processes, on which machines and into which folder do not count.
    """
    return f"{job.scenario}-{content_hash(job)[:LENGTH]}"


def content_hash(job: Job) -> str:
    """The whole hash (64 hexadecimal letters)."""
    whole = hashlib.sha256()
    configuration = json.dumps(essential(job.resolved), ensure_ascii=False, default=str)
    words = json.dumps(job.settings.vocabulary.plain, ensure_ascii=False)
    for part in (configuration, words, files_hash(job), code_hash(PACKAGE)):
        whole.update(part.encode("utf-8") + b"\0")
    return whole.hexdigest()


def essential(resolved: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration without what changes no result. Order counts: rows follow the order of the files."""
    run = {key: value for key, value in resolved["run"].items() if key not in TECHNICAL}
    return {**resolved, "run": run}


def world_hash(job: Job) -> str:
    """Equal for scenarios that start from the same world: the same people, supply and rules on the first day.
    They differ at most in measures, texts and costs.
    """
    left_out = ("title", "source", "measures", "costs")
    shared = {key: value for key, value in job.resolved.items() if key not in left_out}
    whole = hashlib.sha256(json.dumps(shared, ensure_ascii=False, default=str).encode("utf-8"))
    whole.update(json.dumps(job.settings.vocabulary.plain, ensure_ascii=False).encode("utf-8"))
    whole.update(files_hash(job).encode("utf-8"))
    return whole.hexdigest()


def files_hash(job: Job) -> str:
    """The content of every file that the territory's settings name."""
    whole = hashlib.sha256()
    territory = job.settings.territory
    for name in sorted(_texts(territory.settings)):
        path = territory.folder / name
        if path.is_file():
            whole.update(name.encode("utf-8") + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


@cache
def code_hash(package: Path) -> str:
    """The content of every Python file of the package, in the order of their paths; once per process."""
    whole = hashlib.sha256()
    for path in sorted(package.rglob("*.py"), key=lambda file: file.relative_to(package).as_posix()):
        name = path.relative_to(package).as_posix()
        whole.update(name.encode("utf-8") + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def _texts(value: Any) -> set[str]:
    """Every short text in a nest of blocks and lists that could be the name of a file."""
    if isinstance(value, Mapping):
        return {text for item in value.values() for text in _texts(item)}
    if isinstance(value, list):
        return {text for item in value for text in _texts(item)}
    return {value} if isinstance(value, str) and 0 < len(value) < 200 and "\0" not in value else set()
