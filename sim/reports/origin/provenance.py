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


def origin(study: Study, run: Run) -> Origin:
    """Read from the manifest; what it does not tell is said to be unknown."""
    said, head = study.said, run.manifest
    unknown = said.say("unknown")
    wanted = "" if run.replications == head.replications else f" / {head.replications}"
    versions = ", ".join(f"{name} {version}" for name, version in head.versions.items() if version)
    days = {name: said.day(getattr(head, name), "alone") for name in ("start", "end", "first_day")}
    return Origin(
        name=study.style(run).name if run.run_id in study.styles else run.label,
        run_id=run.run_id,
        seed=str(head.seed),
        replications=f"{run.replications}{wanted}",
        period=said.say("with_warmup", **days),
        needs=number(float(head.needs), 0, said),
        versions=versions or unknown,
        commit=head.commit or unknown,
    )


def command_of(study: Study) -> str:
    """What makes the results again: the runs' scenarios under one sweep; changes on the command line are not
    known from the folders.
    """
    names = list(dict.fromkeys(run.manifest.scenario for run in study.runs))
    words = ["premier-recours", "run" if len(study.runs) == 1 else "sweep", f"scenario={','.join(names)}"]
    words += [f"run.replications={study.replications}", f"run.seed={study.baseline.manifest.seed}"]
    return shlex.join(words)
