"""The name of a run: the same question asked twice must find its answer, another question must not."""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sim.scenario.origin import WORDS, leaves
from sim.scenario.plausible import worlds_of
from sim.scenario.run import TECHNICAL
from sim.scenario.settings import Job
from sim.scenario.sources import PACKAGE

LONGEST: Final = 200  # letters of the name of a file
NOT_PLAYED: Final = ("origins", "observed", "contours")  # files of a territory that no engine reads
LENGTH: Final = 12  # letters of the hash in a run id: 48 bits


def run_id(job: Job) -> str:
    """`scenario-hash`: of the resolved configuration, the vocabulary, the territory's data files and the
    content of sim/.

    How many replications, threads and processes, on which machines and into which folder do not count.
    """
    return f"{job.scenario}-{content_hash(job)[:LENGTH]}"


def content_hash(job: Job) -> str:
    """The whole hash (64 hexadecimal letters). Order counts: rows follow the order of the files."""
    run = {key: value for key, value in job.resolved["run"].items() if key not in TECHNICAL}
    return _hash(*_start({**job.resolved, "run": run}, job), *_worlds(job), code_hash(PACKAGE))


def _worlds(job: Job) -> tuple[str, ...]:
    """In which worlds the replications live; nothing where all live in the central one."""
    worlds = worlds_of(job)
    return () if worlds is None else (worlds.digest,)


def world_hash(job: Job) -> str:
    """Equal for scenarios that start from the same worlds: of a replication, the same people, supply and
    rules on the first day. They differ at most in measures, texts, costs and the labour market, which
    measures alone read.
    """
    left_out = (*WORDS, "measures", "market", "costs")
    kept = {key: value for key, value in job.resolved.items() if key not in left_out}
    return _hash(*_start(kept, job), *_worlds(job))


@cache
def code_hash(package: Path) -> str:
    """The content of every Python file of the package; once per process."""
    return _of_files({path.relative_to(package).as_posix(): path for path in package.rglob("*.py")})


def _start(configuration: Mapping[str, Any], job: Job) -> tuple[str, str, str]:
    """A configuration, the vocabulary, and every file that the territory's settings name for the engines."""
    territory = job.settings.territory
    played = {key: value for key, value in territory.settings.items() if key not in NOT_PLAYED}
    texts = {text for _, text in leaves(played) if isinstance(text, str)}
    named = {text: territory.folder / text for text in texts if len(text) < LONGEST and "\0" not in text}
    files = {name: path for name, path in named.items() if path.is_file()}
    blocks = (configuration, job.settings.vocabulary.plain)
    configured, words = (json.dumps(block, ensure_ascii=False, default=str) for block in blocks)
    return configured, words, _of_files(files)


def _of_files(files: Mapping[str, Path]) -> str:
    return _hash(
        *(f"{name}\0{sha256(path.read_bytes()).hexdigest()}" for name, path in sorted(files.items()))
    )


def _hash(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8")).hexdigest()
