"""Where a page comes from: which runs, seed, versions and commit, and the command that makes them again."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sim.outcomes.counting.source import ALL, WHOLE
from sim.reports.comparison.study import Study
from sim.reports.reading.runs import Run
from sim.reports.words.numbers import number
from sim.scenario.origin import COMMAND_LINE, leaves
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
    simulated: str  # with those of the ring, on the first day; empty where there is none


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
    head = run.manifest
    simulated = number(float(head.simulated), 0, said) if head.simulated > head.residents else ""
    return Territory(str(title or head.territory), names, residents if residents != "–" else "", simulated)


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
    """What makes the results again: the runs' scenarios under one sweep, with what all of them were given on
    the command line, and the folder of the user's files.
    """
    names = list(dict.fromkeys(run.manifest.scenario for run in study.runs))
    words = ["premier-recours", "run" if len(study.runs) == 1 else "sweep", f"scenario={','.join(names)}"]
    given = [_typed(run) for run in study.runs]
    shared = {key: value for key, value in given[0].items() if all(each.get(key) == value for each in given)}
    shared |= {"run.replications": study.replications, "run.seed": study.baseline.manifest.seed}
    words += [f"{key}={'null' if value is None else value}" for key, value in shared.items()]
    writers = (Path(own.writer) for run in study.runs for own in run.manifest.own_values.values())
    folders = {str(file.parent.parent) for file in writers if file.suffix.lower() == ".yaml"}
    top = min(folders, key=len, default="")  # tables of a territory lie in a folder further in
    words += ["--config-dir", top] if top and all(Path(each).is_relative_to(top) for each in folders) else []
    return shlex.join(words)


def _typed(run: Run) -> dict[str, Any]:
    """The settings of a run that were written on the command line, by key."""
    values = {".".join(path): value for path, value in leaves(run.config)}
    own = run.manifest.own_values.items()
    return {key: values[key] for key, each in own if each.writer == COMMAND_LINE and key in values}
