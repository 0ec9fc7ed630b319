"""Plays levers with their baselines, and what the budget buys of those that can be had at other sizes."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from sim.experiments import run_jobs
from sim.experiments.progress import Progress
from sim.levers.budget import bought
from sim.levers.choose import Chooser, Lever
from sim.levers.figures import OVER_ALL, OWN, Figure, by_key, figures_of
from sim.levers.kept import Played
from sim.outcomes.storage.store import StoredRun
from sim.scenario.identity import run_id
from sim.scenario.settings import Job

Check = Callable[[Sequence[Job]], None]


def play(chooser: Chooser, budget: float, check: Check, progress: Progress | None) -> list[Played]:
    """All levers that are asked for, then some of them at the size that the budget buys. ``check``: of jobs
    that are played together. Raises ScenarioError, ExperimentError, StoreError.
    """
    levers = chooser.levers()
    played = _played(levers, check, progress)
    again = []
    for lever, found in zip(levers, played, strict=True):
        n = _other_size(lever, found.figures, budget)
        if n is not None:
            again.append(chooser.at_size(lever, n))
    return [*played, *_played(again, check, progress)]


def jobs_of(levers: Sequence[Lever]) -> list[list[Job]]:
    """What levers take to be played, baselines first, each job once, with the most replications that a lever
    asks of it: those of one territory together.
    """
    of: dict[str, dict[str, Job]] = {}
    for job in (*(lever.baseline for lever in levers), *(lever.job for lever in levers)):
        there = of.setdefault(job.settings.territory.name, {})
        held = there.setdefault(run_id(job), job)
        if job.settings.run.replications > held.settings.run.replications:
            there[run_id(job)] = job
    return [list(jobs.values()) for jobs in of.values()]


def _other_size(lever: Lever, figures: Sequence[Figure], budget: float) -> float | None:
    """How many units the budget buys, where that many are to be played: not those of the scenario."""
    size = None if lever.record is None else lever.record.size
    if size is None or not size.played:
        return None
    n = bought(size, by_key(figures)[OWN, OVER_ALL].value, budget)
    return None if n is None or math.isclose(n, size.n) else n


def _played(levers: Sequence[Lever], check: Check, progress: Progress | None) -> list[Played]:
    groups = jobs_of(levers)
    for jobs in groups:
        check(jobs)
    runs: dict[str, StoredRun] = {}
    for jobs in groups:
        runs |= {Path(run.folder).name: run for run in run_jobs(jobs, progress=progress)}
    return [_of(lever, runs[run_id(lever.job)], runs[run_id(lever.baseline)]) for lever in levers]


def _of(lever: Lever, run: StoredRun, base: StoredRun) -> Played:
    return Played(
        scenario=lever.name,
        baseline=lever.baseline.scenario,
        first=lever.first,
        size=lever.size,
        run_id=run.run_id,
        baseline_run_id=base.run_id,
        figures=tuple(figures_of(lever, run, base)),
    )
