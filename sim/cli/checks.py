"""Checks before anything is simulated: each scenario against its territory, and the folder of results."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sim.cli.output import check_writable
from sim.measures.foresight import Days, doubts
from sim.measures.plan import Plan
from sim.scenario.compose import TOP
from sim.scenario.errors import ScenarioError
from sim.scenario.identity import world_hash
from sim.scenario.name_references import FirstDayNames, check_names
from sim.scenario.reader import shown
from sim.scenario.settings import Job
from sim.territory import Territory, TerritoryError, load_territory
from sim.world.errors import WorldError
from sim.world.prepare import prepare

# With these the territory's complaints begin that are about a key of its YAML, or about the whole file.
TERRITORY_KEY: Final = "territory, key "
TERRITORY: Final = "territory: "


def check_jobs(jobs: Sequence[Job]) -> None:
    """Checks all jobs and every folder of results. Raises ScenarioError for the first fault."""
    names: dict[str, FirstDayNames] = {}
    for job in jobs:
        world = world_hash(job)
        if world not in names:
            names[world] = first_day_names(job)
        check_names(job, names[world])
    for folder in dict.fromkeys(job.settings.run.outputs for job in jobs):
        check_writable(Path(folder))


def notes(jobs: Sequence[Job], lang: str = "en") -> list[str]:
    """Parts of months that are not reported, and what plans ask for that will not happen in the run: one line
    each, with its place.
    """
    said: list[str] = []
    for job in jobs:
        run = job.settings.run
        said += _parts_of_months(job, lang)
        measures = job.settings.measures
        plans = {name: plan for name, (_, plan) in measures.items() if isinstance(plan, Plan)}
        for doubt in doubts(plans, Days(run.first_day, run.start, run.reported_until)):
            path = ("measures", doubt.measure, measures[doubt.measure].kind, doubt.key)
            said.append(job.origin.says(path, doubt.said))
    return list(dict.fromkeys(said))


def _parts_of_months(job: Job, lang: str) -> Iterator[str]:
    """Where the run begins or ends within a month."""
    run = job.settings.run
    begins, ends = run.start != run.reported_from, run.end != run.reported_until
    if begins or ends:
        from sim.reports.words.reported import begins_within_month, ends_within_month

        if begins:
            said = begins_within_month(run.start, run.reported_from, lang)
            yield job.origin.says(("run", "start"), said)
        if ends:
            yield job.origin.says(("run", "end"), ends_within_month(run.end, run.reported_until, lang))


def first_day_names(job: Job) -> FirstDayNames:
    """The names that a measure may mention, from the first day without its people. Raises ScenarioError."""
    territory = read_territory(job)
    try:
        first_day = prepare(territory, job.settings)
    except WorldError as error:  # the files do not fit together
        raise ScenarioError(_placed(job, str(error))) from None
    services = job.settings.services
    vocabulary = job.settings.vocabulary
    lines = [name for name, profile in services.profiles.items() if profile.type in vocabulary.lines]
    return FirstDayNames(
        communes=dict(zip(territory.codes, territory.names, strict=True)),
        doctors=tuple(name for given in first_day.catchments for name in given.gp_names),
        services=tuple(
            dict.fromkeys(name for given in first_day.catchments for name in given.counters.names)
        ),
        profiles=tuple(name for name in services.profiles if name not in lines),
        line_profiles=tuple(lines),
        catchments={
            **dict(zip(territory.codes, map(int, territory.catchment), strict=True)),
            **{name: n for n, given in enumerate(first_day.catchments) for name in given.gp_names},
        },
        day=job.settings.run.first_day,
    )


def read_territory(job: Job) -> Territory:
    """The territory of a job. Raises ScenarioError, with the file and line of each fault."""
    files = job.settings.territory
    try:
        return load_territory(files.settings, files.folder, job.settings.run.first_day)
    except TerritoryError as error:
        file = f"{shown(files.folder / files.name)}.yaml"
        lines = [
            _placed(job, "territory." + line.removeprefix(TERRITORY_KEY))
            if line.startswith(TERRITORY_KEY)
            else f"{file}: {line.removeprefix(TERRITORY)}"
            for line in str(error).splitlines()
        ]
        raise ScenarioError("\n".join(lines)) from None


def _placed(job: Job, said: str) -> str:
    """A message that begins with its key, preceded by the place where that key is written."""
    key, colon, rest = said.partition(": ")
    path = tuple(key.split("."))
    if not colon or path[0] not in TOP or " " in key:
        return said
    return job.origin.says(path, rest)
