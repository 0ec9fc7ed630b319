"""The commands `compare` and `report`, for runs that exist."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sim.cli.fair_baselines import Played, note_baselines
from sim.cli.messages import say
from sim.cli.output import check_writable, console, print_json, print_json_rows
from sim.cli.run_commands import write_page
from sim.experiments.compare import compare, of_other_code
from sim.experiments.find_run import RUNS, find_run
from sim.reports.export import write_csv, write_workbook
from sim.reports.reading.runs import Run, read_runs
from sim.reports.terminal.differences import print_comparison
from sim.scenario.errors import ScenarioError
from sim.scenario.ledger import read_ledger
from sim.scenario.sources import find_sources

WORKBOOKS: Final = (".xlsx", ".xls", ".ods")
THERE: Final = "the page is written beside its runs; copy their folders to a place where you may write"


def beside_runs(folder: Path) -> Path:
    """The folder for the page of a run (the first of several): that of `runs/`, else that of the run. Raises
    ScenarioError where it cannot be written.
    """
    place = Path(os.path.abspath(folder)).parent  # `.` and `..` have no name of their own
    place = place.parent if place.name == RUNS else place
    place = place.relative_to(Path.cwd()) if place.is_relative_to(Path.cwd()) else place
    check_writable(place, THERE)
    return place


def compare_runs(
    runs: Sequence[str],
    baseline: str | None,
    period: str | None,
    outputs: Path,
    *,
    csv: Path | None = None,
    xlsx: Path | None = None,
    as_json: bool,
    lang: str,
) -> None:
    """Prints paired differences from the baseline and writes a page; or prints JSON rows alone. Either way,
    files for spreadsheets are written where they are asked for.
    """
    folders = [find_run(text, outputs) for text in runs]
    first = folders[0] if baseline is None else find_run(baseline, outputs)
    folders = [first, *(folder for folder in dict.fromkeys(folders) if folder != first)]
    if len({folder.resolve() for folder in folders}) < 2:
        raise ScenarioError("compare: name at least two runs; `premier-recours runs` shows those there are")
    if xlsx is not None and xlsx.suffix.lower() != ".xlsx":
        raise ScenarioError(f"--xlsx {xlsx}: a workbook is called NAME.xlsx, or spreadsheets do not open it")
    if csv is not None and csv.suffix.lower() != ".csv":
        remedy = "; --xlsx writes a workbook" if csv.suffix.lower() in WORKBOOKS else ""
        raise ScenarioError(f"--csv {csv}: a table of rows is called NAME.csv{remedy}")
    comparison = compare(folders, first, period)
    for file in (csv, xlsx):
        if file is not None:
            check_writable(file.parent, "name a file in another folder")
    _note_other_code(folders, first, lang)
    base, *others = map(_as_played, read_runs(folders, {}))
    note_baselines([(each, base) for each in others], None, lang)
    written = []
    if csv is not None:
        written.append(write_csv(comparison, folders, csv, lang))
    if xlsx is not None:
        ledger = read_ledger(find_sources().conf)
        written.append(write_workbook(comparison, folders, xlsx, ledger, lang))
    if as_json:
        print_json_rows(comparison.to_dict(orient="records"))
        return
    beside = beside_runs(folders[0])
    print_comparison(comparison, console(), folders=folders, lang=lang)
    for path in (*written, write_page(folders, comparison, beside, lang=lang)):
        print(path)


def report_runs(runs: Sequence[str], outputs: Path, *, summary: bool, as_json: bool, lang: str) -> None:
    """Writes the page of one run, or of several with their differences from the first; or its `summary`."""
    folders = list(dict.fromkeys(find_run(text, outputs) for text in runs))
    beside = beside_runs(folders[0])
    comparison = compare(folders, folders[0], None) if len(folders) > 1 else None
    _note_other_code(folders, folders[0], lang)
    page = write_page(folders, comparison, beside, lang=lang, summary=summary)
    if as_json:
        print_json({"runs": folders, "page": page})
    else:
        print(page)


def _as_played(run: Run) -> Played:
    head = run.manifest
    return Played(head.scenario, head.territory, run.config.get("measures") or {})


def _note_other_code(folders: Sequence[Path], baseline: Path, lang: str) -> None:
    others = of_other_code(folders, baseline)
    if others:
        said = say("other_code", lang, runs=", ".join(others), baseline=baseline.name)
        print(say("note", lang, said=said), file=sys.stderr)
