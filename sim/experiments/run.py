"""Simulates the replications that jobs lack, all in one pool; those that exist are used again."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sim.experiments import pool
from sim.experiments.batches import batches
from sim.experiments.errors import ExperimentError
from sim.experiments.find_run import RUNS
from sim.experiments.progress import Progress, Silent
from sim.experiments.worker import Unit, UnitResult
from sim.outcomes.storage import run_folder, store
from sim.outcomes.storage.manifest import Manifest
from sim.outcomes.storage.store import StoredRun
from sim.scenario.identity import code_hash, content_hash, run_id, world_hash
from sim.scenario.plausible import JobWorlds, worlds_of
from sim.scenario.settings import Job
from sim.scenario.sources import PACKAGE
from sim.scenario.vocabulary import shipped
from sim.scenario.whose import entries_of_territory, own_values
from sim.schema.languages import Message
from sim.territory import load_territory


class UnitFailed(RuntimeError):
    """A fault of the program while a unit was simulated; the message ends with the trace."""


def run_jobs(
    jobs: Sequence[Job],
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> list[StoredRun]:
    """Simulates every job; the runs in the order of the jobs.

    Replications that exist are not simulated again, unless ``force``; additional ones extend their run. Where
    a unit fails, the rest of its run is cancelled, the other runs are completed, complete replications are
    kept, and then the failure is raised: ExperimentError or StoreError where the planner can mend it,
    UnitFailed where the program is at fault.
    """
    shown: Progress = progress if progress is not None else Silent()
    distinct = {run_id(job): job for job in jobs}
    worlds = {name: worlds_of(job) for name, job in distinct.items()}
    new = {name: _new_manifest(name, job, worlds[name]) for name, job in distinct.items()}
    runs: dict[str, _Run] = {}
    with ExitStack() as stack:
        try:
            folders = {name: Path(job.settings.run.outputs) / RUNS / name for name, job in distinct.items()}
            for folder in sorted(folders.values(), key=Path.resolve):
                stack.enter_context(run_folder.writing(folder, shown.say))
            for name, job in distinct.items():
                folder = folders[name]
                held = run_folder.open_for_writing(folder, new[name], job.resolved, shown.say, worlds[name])
                runs[name] = _Run(job, worlds[name], folder, held)
            units = [unit for run in runs.values() for unit in _missing(run, force, shown)]
            if units:
                _play(units, runs, shown)
        finally:
            for run in runs.values():
                run_folder.close(run.folder, run.held)
    return [store.read_run(runs[run_id(job)].folder) for job in jobs]


@dataclass
class _Run:
    """A run whose folder is locked, and what it holds so far."""

    job: Job
    worlds: JobWorlds | None
    folder: Path
    held: Manifest


def _new_manifest(name: str, job: Job, worlds: JobWorlds | None) -> Manifest:
    settings = job.settings
    run, files = settings.run, settings.territory
    territory = load_territory(files.settings, files.folder, run.first_day)
    return Manifest(
        run_id=name,
        scenario=job.scenario,
        label=job.label,
        title=settings.title,
        territory=files.name,
        seed=run.seed,
        first_day=run.first_day,
        start=run.reported_from,
        end=run.reported_until,
        hash=content_hash(job),
        code=code_hash(PACKAGE),
        communes=territory.reported,
        grain=run.grain,
        catchments=territory.reported_catchments,
        own_values=own_values(job),
        origins=tuple(entries_of_territory(job)),
        own_vocabulary={} if settings.vocabulary == shipped() else settings.vocabulary.plain,
        replications=run.replications,
        threads=run.threads,
        worlds=run.worlds,
        worlds_digest="" if worlds is None else worlds.worlds.digest,
    )


def _missing(run: _Run, force: bool, shown: Progress) -> list[Unit]:
    """The units to simulate; says which results exist already."""
    name, wanted = run.folder.name, run.job.settings.run.replications
    there = () if force else run.held.complete
    world, worlds = world_hash(run.job), run.worlds
    missing = [
        Unit(
            name,
            run.job.settings,
            number,
            run.folder.resolve(),
            world if worlds is None else f"{world}-{worlds.worlds.of(number)}",
            worlds,
        )
        for number in range(wanted)
        if number not in there
    ]
    if not missing:
        shown.say(Message("exists", {"run": name, "n": len(there)}))
    elif len(missing) < wanted:
        told = {"run": name, "there": wanted - len(missing), "missing": len(missing)}
        shown.say(Message("extends", told))
    return missing


def _play(units: Sequence[Unit], runs: dict[str, _Run], shown: Progress) -> None:
    """Simulates the units and takes each complete replication into its run folder."""
    settings = next(iter(runs.values())).job.settings.run
    n = pool.processes(settings.jobs, settings.threads, len(units))
    usual = pool.processes(None, settings.threads, len(units))
    if settings.cluster is None and n > usual:
        told = {"jobs": settings.jobs, "n": n, "cores": pool.cores(), "usual": usual}
        told |= {"memory": round(pool.PROCESS_GB * n), "threads": settings.threads}
        shown.say(Message("many_jobs", told))
    failed: list[UnitResult] = []
    given_up: set[str] = set()
    # Catchments are simulated one after the other, each over the whole run: with several of them, scenarios
    # share no midnight at which they could branch.
    together = settings.cluster is None and all(len(run.held.catchments) == 1 for run in runs.values())
    ready = batches(units, n if together else None)
    results = pool.results(ready, n, settings.cluster, shown, given_up)
    for done in shown.track(results, len(units), description="replications"):
        if done is None:
            continue
        if done.share is None:
            failed.append(done)
            given_up.add(done.run_id)
        else:
            run = runs[done.run_id]
            run.held = run_folder.adopt(run.folder, run.held, done.replication, done.share)
    if failed:
        raise _failure(failed)


def _failure(failed: Sequence[UnitResult]) -> Exception:
    """The first failure of each run, in one message."""
    backwards = sorted(failed, key=lambda done: (done.run_id, done.replication), reverse=True)
    first = {done.run_id: done for done in backwards}
    said = "\n".join(
        f"{done.run_id}, replication {done.replication}: {done.fault}" for done in first.values()
    )
    traces = "\n".join(done.trace for done in first.values() if done.trace)
    return UnitFailed(f"{said}\n{traces}") if traces else ExperimentError(said)
