"""The commands `run` and `sweep`: all scenarios are composed and checked, then simulated, then compared."""

import hashlib
import shlex
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from sim.cli.checks import check_at_home, check_folders, check_jobs, is_ours, note_ranges, print_notes
from sim.cli.fair_baselines import Played, note_baselines
from sim.cli.messages import say
from sim.cli.output import console, print_json
from sim.cli.progress import bars
from sim.measures.registry import schemas
from sim.scenario.baselines import Pair, with_baselines
from sim.scenario.errors import ScenarioError
from sim.scenario.identity import run_id
from sim.scenario.ledger import read_ledger
from sim.scenario.load import load, load_sweep
from sim.scenario.overrides import one_decimal, parse
from sim.scenario.settings import Job
from sim.scenario.sources import MOST_LETTERS, find_sources
from sim.schema.languages import Message

if TYPE_CHECKING:
    import pandas as pd  # costs a second: only where a table is made

FIRST_SWEEP: Final = "scenario=mios_as_is,gisele_halimi_3_doctors"  # of `sweep` without arguments


def run_scenario(
    overrides: Sequence[str],
    config_dir: Path | None,
    *,
    force: bool,
    dry_run: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Simulates one scenario and writes its page; a dry run says what that would be."""
    job = load(overrides, config_dir, schemas())
    check_at_home([job], config_dir)
    if dry_run:
        _forecast([job], force, as_json, lang)
        return
    _run(
        [Pair(job, job)],
        _typed("run", overrides, config_dir),
        force=force,
        as_json=as_json,
        period=None,
        lang=lang,
    )


def run_sweep(
    overrides: Sequence[str],
    config_dir: Path | None,
    *,
    force: bool,
    dry_run: bool,
    as_json: bool,
    period: str | None,
    lang: str,
) -> None:
    """Simulates every scenario that `overrides` select, with common random numbers, and what each is compared
    with.
    """
    named = any(text.startswith("scenario=") for text in overrides)
    words = list(overrides) if named else [FIRST_SWEEP, *overrides]
    jobs = _distinct(load_sweep(words, config_dir, schemas(), partial(_note, lang)))
    check_at_home(jobs, config_dir)
    _check_period(jobs, period)
    _note_decimals(words, jobs[0], lang)
    pairs = with_baselines(jobs, config_dir, schemas())
    note_baselines([(_as_played(pair.job), _as_played(pair.baseline)) for pair in pairs], config_dir, lang)
    if dry_run:
        _forecast(_played(pairs), force, as_json, lang)
        return
    _run(
        pairs, _typed("sweep", overrides, config_dir), force=force, as_json=as_json, period=period, lang=lang
    )


def play_pairs(
    overrides: Sequence[str], config_dir: Path | None, lang: str
) -> tuple[list[tuple[Path, Path]], list[Job]]:
    """Simulates what overrides select, as `sweep` does: each run with its baseline, and the jobs."""
    jobs = _distinct(load_sweep(overrides, config_dir, schemas(), partial(_note, lang)))
    check_at_home(jobs, config_dir)
    _note_decimals(overrides, jobs[0], lang)
    pairs = with_baselines(jobs, config_dir, schemas())
    if all(run_id(pair.job) == run_id(pair.baseline) for pair in pairs):
        said = (
            "this is one run, and there is nothing to compare it with; name a baseline and another scenario"
        )
        raise ScenarioError(f"command line: {said}, scenario=A,B")
    played = _played(pairs)
    folder_of = {folder.name: folder for folder in _simulate(played, False, lang)}
    return [(folder_of[run_id(pair.job)], folder_of[run_id(pair.baseline)]) for pair in pairs], played


def _note_decimals(words: Sequence[str], job: Job, lang: str) -> None:
    """Says what two values of a sweep are, where the number that stands there has decimals."""
    for typed in words:
        meant, (key, _, values) = one_decimal(typed), typed.partition("=")
        there: Any = job.shipped
        for part in key.split("."):
            there = there.get(part) if isinstance(there, Mapping) else None
        if meant is not None and isinstance(there, float) and not there.is_integer():
            first, _, second = values.partition(",")
            said = {"typed": typed, "first": first, "second": second, "meant": meant}
            _note(lang, Message("two_values", said))


def _typed(command: str, overrides: Sequence[str], config_dir: Path | None) -> str:
    """The command as one would type it again."""
    own = ["--config-dir", str(config_dir)] if config_dir is not None else []
    return shlex.join(["premier-recours", command, *overrides, *own])


def _run(
    pairs: Sequence[Pair], typed: str, *, force: bool, as_json: bool, period: str | None, lang: str
) -> None:
    """Simulates, compares, writes the page; prints tables, run folders and the page, or JSON."""
    jobs = _played(pairs)
    folders = _simulate(jobs, force, lang)
    from sim.experiments import compare_pairs

    labels = {run_id(job): job.label for job in jobs}
    folder_of = {folder.name: folder for folder in folders}
    both = [(folder_of[run_id(pair.job)], folder_of[run_id(pair.baseline)]) for pair in pairs]
    comparison = compare_pairs(both, period, labels) if len(folders) > 1 else None
    page = write_page(folders, comparison, Path(jobs[0].settings.run.outputs), typed, lang=lang)
    if as_json:
        print_json({"runs": folders, "page": page})
        return
    if comparison is None:
        from sim.reports.terminal.differences import print_answers

        print_answers(console(), folders[0], lang=lang)
    else:
        _print_tables(jobs, folders, comparison, lang)
    for path in (*folders, page):
        print(path)


def _as_played(job: Job) -> Played:
    return Played(job.scenario, job.settings.territory.name, job.resolved["measures"])


def _played(pairs: Sequence[Pair]) -> list[Job]:
    """What pairs take to be simulated, baselines first."""
    return _distinct([*(pair.baseline for pair in pairs), *(pair.job for pair in pairs)])


def _distinct(jobs: Sequence[Job]) -> list[Job]:
    """Without those that would give the same run as an earlier one."""
    return list({run_id(job): job for job in reversed(jobs)}.values())[::-1]


def _forecast(jobs: Sequence[Job], force: bool, as_json: bool, lang: str) -> None:
    """Checks, and says what would be played."""
    _check(jobs, lang)
    from sim.cli.runs import print_forecast
    from sim.experiments.forecast import forecast

    print_forecast(forecast(jobs, force=force), as_json=as_json, lang=lang)


def _check(jobs: Sequence[Job], lang: str) -> None:
    """Checks all jobs and says what plans ask for that will not happen, and what lies outside its range."""
    print_notes(jobs, lang, check_jobs(jobs))
    note_ranges(jobs, lang)


def _simulate(jobs: Sequence[Job], force: bool, lang: str) -> list[Path]:
    _check(jobs, lang)
    check_folders(jobs)
    note_territories(jobs, lang)
    from sim.experiments import run_jobs

    Thread(target=_load_reports).start()
    with bars(lang) as progress:
        return [Path(run.folder) for run in run_jobs(jobs, force=force, progress=progress)]


def _note(lang: str, message: Message) -> None:
    print(say("note", lang, said=message), file=sys.stderr)


def note_territories(jobs: Sequence[Job], lang: str) -> None:
    """Before the first run of a territory of the user's, says what is unusual there."""
    if all(is_ours(job) for job in jobs):
        return
    from sim.cli.territory_check import note_first_runs

    note_first_runs(jobs, lang)


def _load_reports() -> None:
    """Imports what is needed after the last replication, while other processes simulate."""
    import sim.reports.page
    import sim.reports.terminal.sweeps  # noqa: F401


def _check_period(jobs: Sequence[Job], period: str | None) -> None:
    """Raises StoreError for a period that cannot be read or lies outside a run, before any is simulated."""
    if period is None:
        return
    from sim.outcomes.periods.months import parse_period, within

    for job in jobs:
        within(parse_period(period), job.settings.run.reported_from, job.settings.run.reported_until)


def write_page(
    folders: Sequence[Path],
    comparison: "pd.DataFrame | None",
    outputs: Path,
    typed: str | None = None,
    *,
    lang: str,
    summary: bool = False,
) -> Path:
    """Writes the page of some runs into `outputs` (or its `summary` alone); its path. `typed`: the command
    that made them. Each language has a file of its own (`NAME.html`, `NAME.fr.html`), so that none takes
    another's place.
    """
    import pandas as pd

    from sim.reports.page import write_page as write
    from sim.reports.page import write_summary

    names = [folder.name for folder in folders]
    name = "--".join(names)
    if len(names) > 2 or len(name) > MOST_LETTERS:
        name = f"sweep-{len(names)}-{hashlib.sha256(' '.join(names).encode()).hexdigest()[:12]}"
    suffix = ".html" if lang == "en" else f".{lang}.html"
    table = pd.DataFrame() if comparison is None else comparison
    ledger = read_ledger(find_sources().conf)
    if summary:
        out = outputs / f"{name}-summary{suffix}"
        return write_summary(folders, table, out, ledger=ledger, command=typed, lang=lang)
    return write(folders, table, outputs / f"{name}{suffix}", ledger=ledger, command=typed, lang=lang)


def _print_tables(
    jobs: Sequence[Job], folders: Sequence[Path], comparison: "pd.DataFrame", lang: str
) -> None:
    from sim.reports.terminal.differences import print_comparison
    from sim.reports.terminal.sweeps import print_by_assumption, print_sweep

    if comparison["baseline_run_id"].nunique() > 1:
        print_by_assumption(comparison, console(), folders=folders, lang=lang)
        return
    parameter = _parameter(jobs)
    if parameter is None:
        print_comparison(comparison, console(), folders=folders, lang=lang)
        return
    values: dict[str, object] = {}
    for folder, job in zip(folders, jobs, strict=True):
        typed = {each.key: each.value for each in parse(job.overrides)}
        if parameter in typed:
            values[folder.name] = typed[parameter]
    print_sweep(comparison, console(), parameter=parameter, values=values, folders=folders, lang=lang)


def _parameter(jobs: Sequence[Job]) -> str | None:
    """The one key that a sweep of one scenario varies (its baseline may be another one, without label); None
    where scenarios, or several keys, differ.
    """
    swept = [job for job in jobs if job.label]
    keys = {job.label.partition("=")[0] for job in swept}
    several = any(", " in job.label for job in swept)
    if several or len(keys) != 1 or len({job.scenario for job in swept}) > 1:
        return None
    return keys.pop()
