"""Where a page comes from: which runs, seed, versions and commit, and the command that makes them again."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sim.outcomes.counting.source import ALL, WHOLE
from sim.reports.comparison.study import Study
from sim.reports.reading.runs import Run
from sim.reports.words.numbers import number
from sim.schema.languages import in_language


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


class Territory(NamedTuple):
    """Where all of it takes place, as a reader knows it."""

    title: str
    communes: list[str]  # their names
    residents: str  # on the first day that is reported; empty where the run does not tell


def territory_of(study: Study) -> Territory:
    """Read from the baseline; a territory without a title is called by its name."""
    run, said = study.baseline, study.said
    block = run.config.get("territory")
    title = in_language(block.get("title") or "", said.lang) if isinstance(block, Mapping) else ""
    residents = ""
    if run.has("indicators"):
        found = run.query(
            "indicators",
            """SELECT avg(value) AS value FROM this WHERE indicator = 'residents' AND "group" = $everybody
               AND commune = $whole AND month = $month""",
            everybody=ALL,
            whole=WHOLE,
            month=run.manifest.start.replace(day=1),
        )
        residents = number(float(found["value"].iloc[0]), 0, said)
    names = sorted(run.manifest.communes.values(), key=str.casefold)
    return Territory(str(title or run.manifest.territory), names, residents if residents != "–" else "")


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
