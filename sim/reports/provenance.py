"""Where a page comes from:

which runs, with which seed, versions and commit, and the command that makes them again.
"""

import shlex
from dataclasses import dataclass
from typing import Any

from sim.reports.numbers import number
from sim.reports.runs import Run
from sim.reports.study import Study


@dataclass(frozen=True)
class Origin:
    """One run as the footer tells it."""

    name: str
    run_id: str
    seed: str
    replications: str
    period: str
    needs: str
    versions: str
    commit: str


@dataclass(frozen=True)
class Provenance:
    """All runs, and the command."""

    runs: tuple[Origin, ...]
    command: str


def provenance(study: Study, command: str | None) -> Provenance:
    """Read from the manifests; what they do not tell is said to be unknown."""
    return Provenance(tuple(_origin(study, run) for run in study.runs), command or _command(study))


def _origin(study: Study, run: Run) -> Origin:
    said, manifest = study.said, run.manifest
    unknown = said.say("unknown")
    asked = manifest.get("replications")
    done = f"{run.replications}" if asked in (None, run.replications) else f"{run.replications} / {asked}"
    needs = manifest.get("needs")
    return Origin(
        name=study.style(run).name,
        run_id=run.run_id,
        seed=str(manifest.get("seed", unknown)),
        replications=done,
        period=f"{run.start} – {run.end} ({said.say('warmup')}: {run.first_day})",
        needs=number(float(needs), 0, said) if isinstance(needs, int | float) else unknown,
        versions=_versions(manifest.get("versions")) or unknown,
        commit=str(manifest.get("git_commit") or manifest.get("commit") or manifest.get("git") or unknown),
    )


def _versions(versions: Any) -> str:
    if isinstance(versions, dict):
        return ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
    return str(versions) if versions else ""


def _command(study: Study) -> str:
    """The runs' scenarios under one sweep; changes on the command line are not known from the folders."""
    names = list(dict.fromkeys(str(run.manifest.get("scenario", run.run_id)) for run in study.runs))
    seed = study.baseline.manifest.get("seed")
    words = ["premier-recours", "run" if len(study.runs) == 1 else "sweep", f"scenario={','.join(names)}"]
    words.append(f"run.replications={study.replications}")
    if seed is not None:
        words.append(f"run.seed={seed}")
    return shlex.join(words)
