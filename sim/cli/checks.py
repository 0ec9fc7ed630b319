"""Checks before anything is simulated: each scenario against its territory, and the folder of results."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from sim.cli.messages import say
from sim.cli.output import check_writable
from sim.experiments.comparable import Shared, difference
from sim.measures.doubt import Days, There
from sim.measures.foresight import doubts
from sim.measures.open_counter import CounterOpening
from sim.measures.open_line import LineOpening
from sim.measures.plan import Plan
from sim.measures.registry import schemas
from sim.scenario.compose import TOP
from sim.scenario.errors import ScenarioError
from sim.scenario.identity import world_hash
from sim.scenario.ledger import read_ledger
from sim.scenario.load import load
from sim.scenario.name_references import FirstDayNames, check_names
from sim.scenario.origin import Key, Place
from sim.scenario.reader import read, shown
from sim.scenario.settings import Job
from sim.scenario.sources import find_sources
from sim.scenario.whose import outside_range
from sim.schema.languages import Message
from sim.territory import Territory, TerritoryError, load_territory
from sim.world.dated_rules import check_dated
from sim.world.errors import WorldError
from sim.world.prepare import doctors_called, prepare

# With these the territory's complaints begin that are about a key of its YAML, or about the whole file.
TERRITORY_KEY: Final = "territory, key "
MOST_REPLICATIONS: Final = 100_000  # of a command
TERRITORY: Final = "territory: "
FirstDays = Mapping[str, FirstDayNames]  # by world
PLACES: Final = ("commune", "where")  # sorts of names in plans that may be a commune's


def check_scenario(name: str | None, config_dir: Path | None, lang: str) -> None:
    """Checks a scenario as `run` does, and plays nothing; says so, after what will not happen. Raises
    ScenarioError.
    """
    if name is None:
        raise ScenarioError("scenarios --check: name the scenario, as in `scenarios mios_as_is --check`")
    job = load([f"scenario={name}"], config_dir, schemas())
    names = first_day_names(job)
    check_names(job, names)
    print_notes([job], lang, {world_hash(job): names})
    note_ranges([job], lang)
    print(say("playable", lang, name=name))


def check_jobs(jobs: Sequence[Job]) -> FirstDays:
    """Checks all jobs; what is there on their first days. Raises ScenarioError for the first fault."""
    names: dict[str, FirstDayNames] = {}
    for job in jobs:
        world = world_hash(job)
        if world not in names:
            names[world] = first_day_names(job)
        check_names(job, names[world])
        _check_comparable(job, jobs[0], names)
    replications = sum(job.settings.run.replications for job in jobs)
    if replications > MOST_REPLICATIONS:
        said = (
            f"{len(jobs)} runs, {replications} replications together; at most {MOST_REPLICATIONS} are played"
        )
        raise ScenarioError(f"command line: {said}; lower run.replications")
    return names


def check_at_home(jobs: Sequence[Job], config_dir: Path | None) -> None:
    """Refuses a scenario in a territory that is not its own: it is all about that. Raises ScenarioError."""
    sources = find_sources(config_dir)
    for job in jobs:
        asked = next((word for word in job.overrides if word.startswith("territory=")), None)
        if asked is None:
            continue
        own = read(sources.files["scenario"][job.scenario]).data.get("territory")
        other = job.settings.territory
        if isinstance(own, str) and own != other.name:
            raise ScenarioError(
                f"command line, {asked}: the scenario {job.scenario} is of the territory {own}; name a "
                f"scenario of {other.name} (`premier-recours scenarios --territory {other.name}` lists them)"
            )


def check_folders(jobs: Sequence[Job]) -> None:
    """Checks that every folder of results can be written. Raises ScenarioError."""
    for folder in dict.fromkeys(job.settings.run.outputs for job in jobs):
        check_writable(Path(folder))


def _check_comparable(job: Job, first: Job, names: Mapping[str, FirstDayNames]) -> None:
    """Raises ScenarioError for a run that could be played, but not compared with the first."""
    mine, theirs = (_shared(each, names[world_hash(each)]) for each in (job, first))
    said = difference(mine, theirs)
    if said is not None:
        words = ", ".join(job.overrides)
        raise ScenarioError(
            f"command line, {words}: a sweep compares its runs with the first, and this one differs from it "
            f"in {said}; play it by itself, with `run`"
        )


def _shared(job: Job, names: FirstDayNames) -> Shared:
    settings = job.settings
    run = settings.run
    return Shared(
        seed=run.seed,
        territory=settings.territory.name,
        communes=tuple(sorted(names.communes)),
        first_days=(run.first_day, run.start),
        end=run.end,
        grain=run.grain,
        vocabulary=settings.vocabulary,
    )


def print_notes(jobs: Sequence[Job], lang: str, names: FirstDays | None = None) -> None:
    """Says on standard error what plans ask for that will not happen."""
    for note in notes(jobs, lang, names):
        print(say("note", lang, said=note), file=sys.stderr)


def notes(jobs: Sequence[Job], lang: str, names: FirstDays | None = None) -> list[str]:
    """Parts of months that are not reported, and what plans ask for that will not happen in the run: one line
    each, with its place. ``names``: what is there on their first days (`check_jobs`), or not known.
    """
    said: list[str] = []
    for job in jobs:
        run = job.settings.run
        said += _parts_of_months(job, lang)
        measures = job.settings.measures
        plans = {name: plan for name, (_, plan) in measures.items() if isinstance(plan, Plan)}
        days = Days(run.first_day, run.start, run.reported_until)
        first_day = names.get(world_hash(job)) if names else None
        hours = {name: profile.servers for name, profile in job.settings.services.profiles.items()}
        for doubt in doubts(plans, days, job.settings.doctors.contracts, _there(first_day), hours):
            path = ("measures", doubt.measure, measures[doubt.measure].kind, doubt.key)
            said.append(_placed_note(job, path, doubt.said, lang))
        said += _nearly_one(job, first_day, lang)
        said += _leave_in_the_second_year(job, lang)
        said += _in_ring(job, plans, lang)
        said += _nobody_comes(job, lang)
    return list(dict.fromkeys(said))


def _there(names: FirstDayNames | None) -> There | None:
    """What doubts ask of the first day."""
    if names is None:
        return None
    communes = {name.casefold(): code for code, name in names.communes.items()}
    communes |= {code.casefold(): code for code in names.communes}
    return There(names.practise, communes, names.unsure)


def _leave_in_the_second_year(job: Job, lang: str) -> Iterator[str]:
    """Contracts of a user's under which nobody leaves in the first year, and all do in the second."""
    for name, terms in job.settings.doctors.contracts.items():
        path = ("doctors", "contracts", name, "leaving")
        if list(terms.leaving or ()) == [0, 1] and not job.origin.place(path).writer.ours:
            yield _placed_note(job, path, Message("two_shares"), lang)


def _nearly_one(job: Job, names: FirstDayNames | None, lang: str) -> Iterator[str]:
    """Catchments whose names differ in capital letters alone: they are two."""
    spelt: dict[str, list[str]] = {}
    for name in names.catchment_names if names is not None else ():
        spelt.setdefault(name.casefold(), []).append(name)
    for several in spelt.values():
        if len(several) > 1:
            said = Message("nearly_one", {"names": " · ".join(several)})
            yield _placed_note(job, ("territory", "communes"), said, lang)


def _in_ring(job: Job, plans: Mapping[str, Plan], lang: str) -> Iterator[str]:
    """Measures that act in a commune of the ring, whose people and doctors are not reported."""
    places = [(name, each) for name, plan in plans.items() for each in plan.mentions() if each.sort in PLACES]
    territory = read_territory(job) if places else None
    for name, place in places:
        rank = None if territory is None else territory.rank(place.name)
        if territory is not None and rank is not None and territory.ring[rank]:
            path = ("measures", name, job.settings.measures[name].kind, place.key)
            yield _placed_note(job, path, Message("in_ring", {"commune": territory.names[rank]}), lang)


def _placed_note(job: Job, path: Key, said: Message | str, lang: str) -> str:
    """What is said of a value, behind its place and its key."""
    return say("place", lang, place=_where(job.origin.place(path), lang), key=".".join(path), said=said)


def _where(place: Place, lang: str) -> str:
    """Where a value was written."""
    if place.typed:
        return say("of_command", lang, typed=place.typed)
    return say("of_file", lang, file=place.writer.name, line=place.line) if place.line else place.said


def note_ranges(jobs: Sequence[Job], lang: str) -> None:
    """Says which numbers of a user's lie outside their range in the ledger: each once, on standard error."""
    ledger = read_ledger(find_sources().conf)
    every = (each for job in jobs for each in outside_range(job, ledger))
    found = {(each.key, each.value, each.place.said): each for each in every}.values()
    if found:
        from sim.reports.origin.range_notes import range_note
        from sim.reports.words import words

        said = words(lang)
        for each in found:
            print(said.pair("note", range_note(each, said)), file=sys.stderr)


def _nobody_comes(job: Job, lang: str) -> Iterator[str]:
    """Services, of the first day or opened by a measure, of a type that no pathway leads to."""
    services = job.settings.services
    reached = job.settings.pathway.reached(job.settings.vocabulary)
    opened = [(("services", "open", name, "profile"), each.profile) for name, each in services.open.items()]
    for name, (_, plan) in job.settings.measures.items():
        if isinstance(plan, CounterOpening) or (isinstance(plan, LineOpening) and plan.through is None):
            opened.append((("measures", name, job.settings.measures[name].kind, "profile"), plan.profile))
    for path, profile in opened:
        if profile in services.profiles and services.profiles[profile].type not in reached:
            said = Message("nobody_comes", {"sort": services.profiles[profile].type})
            yield _placed_note(job, path, said, lang)


def _parts_of_months(job: Job, lang: str) -> Iterator[str]:
    """Where the run begins or ends within a month."""
    run = job.settings.run
    begins, ends = run.start != run.reported_from, run.end != run.reported_until
    if begins or ends:
        from sim.reports.words.reported import begins_within_month, ends_within_month

        if begins:
            said = begins_within_month(run.start, run.reported_from, lang)
            yield _placed_note(job, ("run", "start"), said, lang)
        if ends:
            said = ends_within_month(run.end, run.reported_until, lang)
            yield _placed_note(job, ("run", "end"), said, lang)


def first_day_names(job: Job) -> FirstDayNames:
    """The names that a measure may mention, from the first day without its people. Raises ScenarioError."""
    territory = read_territory(job)
    try:
        first_day = prepare(territory, job.settings)
        check_dated(territory, job.settings)
    except WorldError as error:  # the files do not fit together
        raise ScenarioError(_placed(job, str(error))) from None
    services = job.settings.services
    vocabulary = job.settings.vocabulary
    lines = [name for name, profile in services.profiles.items() if profile.type in vocabulary.lines]
    called = dict(zip(doctors_called(territory), territory.codes, strict=True))
    gps = dict(zip(territory.codes, territory.gps.tolist(), strict=True))
    practise = {
        name: called[name.rpartition("_")[0]] for given in first_day.catchments for name in given.gp_names
    }
    silent = {
        name
        for given in first_day.catchments
        for name, unknown in zip(given.gp_names, given.silent.tolist(), strict=True)
        if unknown and job.settings.doctors.particular > 0 and gps[practise[name]] > 1
    }
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
        lines=[name for name, each in services.open.items() if each.profile in lines],
        particular=[
            f"{called}_{number}"
            for rank, called in enumerate(doctors_called(territory))
            for number, who in territory.doctor_list.get(rank, {}).items()
            if who.particular
        ],
        practise=practise,
        unsure=silent,
        catchment_names=tuple(given.name for given in first_day.catchments),
    )


def is_ours(job: Job) -> bool:
    """Whether the territory of a job is one of ours, not of the user's folder."""
    return job.settings.territory.folder.resolve() == (find_sources().conf / "territory").resolve()


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
