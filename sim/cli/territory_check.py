"""The command `territory check`: whether a territory can be believed."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import typer

from sim.building.check import examine, not_loaded
from sim.building.check.known import Known
from sim.building.check.record import Check
from sim.building.check.report import add_to_reports
from sim.building.check.show import as_json as json_of
from sim.building.check.show import notes, show, show_compared
from sim.building.check.simulated import compared, short_run
from sim.cli.checks import check_folders, check_jobs, is_ours, read_territory
from sim.cli.messages import say
from sim.cli.output import print_json, wide_console
from sim.cli.progress import bars
from sim.experiments.runs_there import runs_there
from sim.measures.registry import schemas
from sim.scenario.errors import ScenarioError
from sim.scenario.load import load
from sim.scenario.reader import read
from sim.scenario.settings import Job
from sim.scenario.sources import Sources, find_sources

REPLICATIONS: Final = 2  # of the short simulation
WRONG: Final = 1  # exit status


def check_territory(name: str, config_dir: Path | None, *, quick: bool, as_json: bool, lang: str) -> None:
    """Looks at a territory, plays a year of it unless `quick`, prints what came of both. Exit status 1 where
    something is wrong.
    """
    asked = f"scenario={scenario_of(name, find_sources(config_dir))}"
    found = None
    try:
        job = load([asked], config_dir, schemas())
        territory = read_territory(job)
    except ScenarioError as error:
        checks = not_loaded(str(error))
    else:
        checks = examine(job, territory)
    if not as_json:
        show(wide_console(), name, checks, lang)
    if not quick and checks[0].id != "files":
        short = load([asked, *short_run(job, REPLICATIONS)], config_dir, schemas())
        found = compared(_play(short, lang), Known(job, territory))
    if as_json:
        print_json(json_of(checks, found))
    elif found is not None:
        show_compared(wide_console(), found, lang)
    if any(check.verdict == "wrong" for check in checks):
        raise typer.Exit(WRONG)


def check_built(name: str, config_dir: Path, lang: str) -> None:
    """Looks at a territory that was built just now: into its report; what is not well, on standard error."""
    job = load([f"scenario={scenario_of(name, find_sources(config_dir))}"], config_dir, schemas())
    checks = examine(job, read_territory(job))
    add_to_reports(job.settings.territory.folder / name, checks, lang)
    for said in notes(checks, lang):
        print(say("note", lang, said=said), file=sys.stderr)


def _play(job: Job, lang: str) -> Path:
    """Plays the short run, or finds it played; its folder."""
    check_jobs([job])
    check_folders([job])
    from sim.experiments import run_jobs

    with bars(lang) as progress:
        return Path(run_jobs([job], progress=progress)[0].folder)


def scenario_of(name: str, sources: Sources) -> str:
    """The scenario of a territory as it is: NAME_as_is, or the first that names the territory. Raises
    ScenarioError.
    """
    sources.find("territory", name, f"territory check {name}")
    usual = f"{name}_as_is"
    if usual in sources.files["scenario"]:
        return usual
    for scenario, path in sources.files["scenario"].items():
        if _territory(path) == name:
            return scenario
    raise ScenarioError(
        f"no scenario is played in the territory {name}; write scenarios/{usual}.yaml with the line "
        f"`territory: {name}`"
    )


def _territory(path: Path) -> Any:
    try:
        return read(path).data.get("territory")
    except ScenarioError:
        return None  # who plays it is told


def note_first_runs(jobs: Sequence[Job], lang: str) -> None:
    """Before the first run of a territory of the user's folder: says on standard error what is not well."""
    seen = {job.settings.territory.name: job for job in reversed(jobs)}
    for name, job in seen.items():
        if is_ours(job) or _was_played(name, Path(job.settings.run.outputs)):
            continue
        for said in _notes(job, lang):
            print(say("note", lang, said=f"{name}: {said}"), file=sys.stderr)


def _notes(job: Job, lang: str) -> Iterator[str]:
    checks: tuple[Check, ...] = examine(job, read_territory(job))
    return notes(checks, lang)


def _was_played(name: str, outputs: Path) -> bool:
    return any(run.manifest is not None and run.manifest.territory == name for run in runs_there(outputs))
