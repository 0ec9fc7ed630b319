"""The command `runs` (list, remove) and what --dry-run prints: what there is, and what would be played."""

import shutil
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from babel.dates import format_datetime
from babel.numbers import format_decimal

from sim.cli.messages import spoken, texts
from sim.cli.output import print_json, wide_console
from sim.experiments.errors import ExperimentError
from sim.experiments.find_run import RUNS, find_run
from sim.experiments.forecast import Forecasts
from sim.experiments.runs_there import RunThere, runs_there
from sim.outcomes.storage.run_folder import writing
from sim.reports.terminal.console import plain
from sim.reports.terminal.wrapped import print_table
from sim.schema.agreement import Agreeing
from sim.schema.languages import Message, in_language, texts_of

YES: Final = ("y", "yes", "o", "oui")


def list_runs(text: str | None, outputs: Path, *, as_json: bool, lang: str) -> None:
    """Prints the runs, or those with a text in their name, title, territory, label or settings."""
    words = texts("runs", lang)
    found = [run for run in runs_there(outputs) if text is None or text.casefold() in _told(run).casefold()]
    if as_json:
        print_json([_as_json(run, lang) for run in found])
    elif found:
        _print_runs(found, words, lang)
    else:
        said = "none" if text is None else "none_with"
        print(words[said].format(place=outputs / RUNS, text=text))


def _told(run: RunThere) -> str:
    settings = (f"{key}={value}" for key, value in run.settings.items())
    made = run.manifest
    known = () if made is None else (*texts_of(made.title), made.territory, made.label)
    return "\n".join((run.folder.name, *known, *settings))


def _as_json(run: RunThere, lang: str) -> dict[str, Any]:
    made = run.manifest
    told: dict[str, Any] = {"run_id": run.folder.name, "folder": run.folder, "size": run.size}
    if made is None:
        return told | {"fault": run.fault}
    names = ("scenario", "label", "title", "territory", "start", "end", "replications", "complete", "commit")
    more = {name: getattr(made, name) for name in names} | {"title": in_language(made.title, lang)}
    return told | {"played": run.played} | more | {"settings": dict(run.settings), "fault": run.fault}


def _print_runs(found: Sequence[RunThere], words: Mapping[str, str], lang: str) -> None:
    columns, rows = ("run", "settings", "period", "replications", "size", "played"), []
    for run in found:
        settings = "\n".join(f"{key}={value}" for key, value in run.settings.items())
        period = replications = words["damaged"]
        if run.manifest is not None:
            made = run.manifest
            period = f"{made.start:%Y-%m} – {made.end:%Y-%m}"
            replications = f"{len(made.complete)}/{made.replications}"
        cells = (run.folder.name, settings or (run.manifest.label if run.manifest else ""), period)
        when = format_datetime(run.played, words["when"], locale=lang)
        told = (*cells, replications, _size(run.size, words, lang), when)
        rows.append([plain(cell).plain for cell in told])
    to = wide_console()
    right = [columns.index(column) for column in ("replications", "size")]
    print_table(to, [words[column] for column in columns], rows, right=right, whole=(0,))
    for run in found:
        if run.fault:
            to.print(plain(run.fault), soft_wrap=True)
    size = _size(sum(run.size for run in found), words, lang)
    to.print(Agreeing(lang).format(words["total"], n=len(found), size=size), soft_wrap=True)


def _size(n: int, words: Mapping[str, str], lang: str) -> str:
    return words["megabytes"].format(n=format_decimal(n / 1e6, "#,##0.0", locale=lang))


def remove_runs(names: Sequence[str], outputs: Path, *, sure: bool, lang: str) -> None:
    """Takes runs away for good, once that has been confirmed; pages made from them stay.

    Raises ExperimentError for what is no run, for a link, and where nobody can be asked.
    """
    words = texts("runs", lang)
    folders = list(dict.fromkeys(find_run(name, outputs) for name in names))
    for folder in folders:
        if folder.is_symlink():
            raise ExperimentError(f"runs remove: {folder} is a link; remove what it leads to, or the link")
    sizes = {
        folder: sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) for folder in folders
    }
    if not sure:
        for folder, size in sizes.items():
            print(f"{folder}  {_size(size, words, lang)}")
        if not sys.stdin.isatty():
            raise ExperimentError("runs remove: nobody can be asked here; confirm with --yes")
        if input(f"{words['confirm']} ").strip().casefold() not in YES:
            print(words["kept"])
            return
    for folder in folders:
        with writing(folder, partial(_say, lang)):
            shutil.rmtree(folder)
        print(f"{words['removed']}  {folder}")


def _say(lang: str, message: Message) -> None:
    print(spoken(message, lang), file=sys.stderr)


def print_forecast(told: Forecasts, *, as_json: bool, lang: str) -> None:
    """Prints what a command would play."""
    if as_json:
        whole = {name: getattr(told, name) for name in ("processes", "seconds", "compiled")}
        print_json(whole | {"runs": [run._asdict() for run in told.runs]})
        return
    words = texts("runs", lang)
    columns, rows = ("run", "replications", "there", "to_play", "time"), []
    for run in told.runs:
        took = words["unknown"] if run.seconds is None else _time(run.seconds)
        rows.append((run.run_id, str(run.wanted), str(run.there), str(run.missing), took))
    heads = [words[column] for column in columns]
    print_table(wide_console(), heads, rows, right=range(1, len(columns)), whole=(0,))
    missing = sum(run.missing for run in told.runs)
    if not missing:
        print(words["nothing"])
        return
    print(Agreeing(lang).format(words["plan"], n=missing, processes=told.processes))
    print(*_takes(told, words), sep="\n")
    if not told.compiled:
        print(words["compiles"])


def _takes(told: Forecasts, words: Mapping[str, str]) -> list[str]:
    """How long that takes, or what is known of it and how to find out."""
    if told.seconds is not None:
        return [words["takes"].format(time=_time(told.seconds))]
    known = sum(run.seconds for run in told.runs if run.seconds is not None)
    if not known:
        return [words["takes_unknown"], words["find_out"]]
    return [words["takes_partly"].format(time=_time(known / told.processes)), words["find_out"]]


def _time(seconds: float) -> str:
    return str(timedelta(seconds=round(max(seconds, 1.0) if seconds else 0.0)))
