"""Simulates the replications that jobs lack, all in one pool; those that exist are used again."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

import yaml

from sim.experiments import pool
from sim.experiments.batches import batches
from sim.experiments.errors import ExperimentError
from sim.experiments.find_run import RUNS
from sim.experiments.progress import Progress, Silent
from sim.experiments.worker import Unit, UnitResult
from sim.outcomes.storage import store
from sim.outcomes.storage.manifest import Manifest
from sim.outcomes.storage.store import StoredRun
from sim.scenario.identity import content_hash, run_id, world_hash
from sim.scenario.settings import Job
from sim.scenario.vocabulary import shipped
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
    new = {name: _new_manifest(name, job) for name, job in distinct.items()}
    folders = {name: Path(job.settings.run.outputs) / RUNS / name for name, job in distinct.items()}
    with ExitStack() as stack:
        held: dict[str, Manifest] = {}
        try:
            for name, job in distinct.items():
                stack.enter_context(store.writing(folders[name]))
                held[name] = store.open_for_writing(folders[name], new[name], _config(job))
            units = [
                unit
                for name, job in distinct.items()
                for unit in _missing(job, name, held[name], folders[name], force)
            ]
            _report_existing(distinct, held, units, shown)
            if units:
                _play(units, held, folders, distinct, shown)
        finally:
            for name, manifest in held.items():
                store.close(folders[name], manifest)
    return [store.read_run(folders[run_id(job)]) for job in jobs]


def _new_manifest(name: str, job: Job) -> Manifest:
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
        start=run.start,
        end=run.end,
        hash=content_hash(job),
        communes=dict(zip(territory.codes, territory.names, strict=True)),
        grain=run.grain,
        catchments=tuple(territory.catchments),
        own_vocabulary={} if settings.vocabulary == shipped() else settings.vocabulary.plain,
        replications=run.replications,
        threads=run.threads,
    )


def _config(job: Job) -> str:
    return yaml.safe_dump(dict(job.resolved), sort_keys=False, allow_unicode=True, width=120)


def _missing(job: Job, name: str, held: Manifest, folder: Path, force: bool) -> Iterable[Unit]:
    there = () if force else held.complete
    world = world_hash(job)
    for number in range(job.settings.run.replications):
        if number not in there:
            yield Unit(name, job.settings, number, folder.resolve(), world)


def _report_existing(
    jobs: dict[str, Job], held: dict[str, Manifest], units: Sequence[Unit], shown: Progress
) -> None:
    """Says which results exist already."""
    for name, job in jobs.items():
        wanted = job.settings.run.replications
        missing = sum(unit.run_id == name for unit in units)
        if missing == 0:
            there = len(held[name].complete)
            shown.say(f"{name}: the result exists ({there} replications); --force plays it again")
        elif missing < wanted:
            shown.say(f"{name}: {wanted - missing} replications exist; {missing} more are played")


def _play(
    units: Sequence[Unit],
    held: dict[str, Manifest],
    folders: dict[str, Path],
    jobs: dict[str, Job],
    shown: Progress,
) -> None:
    """Simulates the units and takes each complete replication into its run folder."""
    run = next(iter(jobs.values())).settings.run
    n = pool.processes(run.jobs, run.threads, len(units))
    work = shown.begin("replications", len(units))
    failed: list[UnitResult] = []
    given_up: set[str] = set()
    # Catchments are simulated one after the other, each over the whole run: with several of them, scenarios
    # share no midnight at which they could branch.
    together = run.cluster is None and all(len(manifest.catchments) == 1 for manifest in held.values())
    ready = batches(units, n if together else None)
    for done in pool.results(ready, n, run.cluster, shown, given_up):
        shown.advance(work)
        if done is None:
            continue
        if done.share is None:
            failed.append(done)
            given_up.add(done.run_id)
        else:
            name = done.run_id
            held[name] = store.adopt(folders[name], held[name], done.replication, done.share)
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
