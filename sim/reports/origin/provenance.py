"""Where a page comes from: which runs, seed, versions and commit, and the command that makes them again."""

import shlex
from dataclasses import dataclass

from sim.reports.comparison.study import Study
from sim.reports.reading.runs import Run
from sim.reports.words.numbers import number


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
    said, head = study.said, run.manifest
    unknown = said.say("unknown")
    wanted = "" if run.replications == head.replications else f" / {head.replications}"
    return Origin(
        name=study.style(run).name,
        run_id=run.run_id,
        seed=str(head.seed),
        replications=f"{run.replications}{wanted}",
        period=said.say("with_warmup", start=run.start, end=run.end, first_day=run.first_day),
        needs=number(float(head.needs), 0, said),
        versions=", ".join(f"{name} {version}" for name, version in head.versions.items() if version)
        or unknown,
        commit=head.commit or unknown,
    )


def _command(study: Study) -> str:
    """The runs' scenarios under one sweep; changes on the command line are not known from the folders."""
    names = list(dict.fromkeys(run.manifest.scenario for run in study.runs))
    words = ["premier-recours", "run" if len(study.runs) == 1 else "sweep", f"scenario={','.join(names)}"]
    words += [f"run.replications={study.replications}", f"run.seed={study.baseline.manifest.seed}"]
    return shlex.join(words)
