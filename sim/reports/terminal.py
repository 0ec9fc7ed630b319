"""Comparison and sweep as tables of 100 columns, in a terminal or a file; colour is not needed."""

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Final

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.reports.comparison.compared import Row, in_order, main, rows, show, totals, unique
from sim.reports.comparison.study import Study, make_study
from sim.reports.reading.runs import read_runs
from sim.reports.words import Words, words

WIDTH: Final = 100  # of a table that is not written to a terminal
SWEEP: Final = tuple(each.id for each in CATALOGUE.values() if each.in_sweep)
MINUS: Final = "-"
TITLE: Final = 34  # columns for the name of an indicator …
UNIT: Final = 9  # … and for its unit, at least where there is room


def print_comparison(
    comparison: pd.DataFrame,
    console: Console,
    folders: Sequence[Path],
    *,
    full: bool = False,
    lang: str = "en",
) -> None:
    """Prints, for every scenario, period and place, baseline, scenario and difference with its 95 % interval.

    ``folders``: the run folders compared, baseline first; they tell where the scenario acts, and the names of
    communes. ``full``: all indicators, not the main ones alone.
    """
    study = _begin(comparison, console, folders, lang)
    said = study.said
    if comparison.empty:
        return
    for run_id, period, place in product(unique(comparison, "run_id"), study.periods, study.places):
        found = rows(comparison, run_id, place, period)
        if found:
            mine = comparison[comparison["run_id"] == run_id]
            _print_head(console, study, place, period)
            _print_place(console, mine, found if full else main(found), said)
    single = int(comparison["replications"].max()) < 2
    console.print(said.say("no_interval" if single else "mark_legend"), style="dim", highlight=False)


def print_sweep(
    comparison: pd.DataFrame,
    console: Console,
    folders: Sequence[Path],
    *,
    parameter: str,
    values: Mapping[str, object],
    lang: str = "en",
) -> None:
    """Prints one table per place and period: a row for each run, a column for each main indicator.

    ``parameter``: the key that the runs vary; ``values``: what it is in each, by run id, the baseline among
    them.
    """
    study = _begin(comparison, console, folders, lang)
    if comparison.empty:
        return
    for period, place in product(study.periods, study.places):
        chosen = totals(comparison)
        here = chosen[(chosen["commune"] == place) & (chosen["period"] == period)]
        _print_head(console, study, place, period)
        console.print(_sweep_table(here, place, period, parameter, values, study.said))
    console.print(study.said.say("sweep_legend"), style="dim", highlight=False)


def _begin(comparison: pd.DataFrame, console: Console, folders: Sequence[Path], lang: str) -> Study:
    """Widens a console that is no terminal, and says what is to be said before the tables."""
    if not console.is_terminal:
        console.width = max(console.width, WIDTH)
    runs = read_runs(folders, {})
    head = runs[0].manifest
    said = words(lang, head.vocabulary)
    if comparison.empty:
        console.print(said.say("nothing_to_compare"))
    elif head.grain != "commune":
        console.print()
        console.print(said.coarse(head.grain), style="dim", highlight=False, soft_wrap=True)
    return make_study(runs, comparison, said)


def _print_head(console: Console, study: Study, place: str, period: str) -> None:
    console.print()
    head = f"{study.place(place)} · {study.period(period)}"
    console.print(head, style="bold", highlight=False, soft_wrap=True)


def _print_place(console: Console, mine: pd.DataFrame, found: dict[str, Row], said: Words) -> None:
    n = int(mine["replications"].max())
    title = said.say("against", scenario=_label(mine), baseline=mine["baseline"].iloc[0])
    count = said.say("replications", n=n) if n > 1 else said.say("one_replication")
    console.print(f"{title} · {count}", highlight=False, soft_wrap=True)
    table = _table()
    # The first column gives way where a terminal or a language leaves less: no digit and no star does.
    table.add_column(said.say("indicator").ljust(TITLE), overflow="fold")
    for key in ("baseline", "scenario", "difference"):
        table.add_column(said.say(key), justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column(said.say("interval"), justify="right", no_wrap=True)
    table.add_column(said.say("unit").ljust(UNIT), overflow="fold")
    for theme, listed in in_order(found, said):
        table.add_row(f"[bold]{theme}[/bold]")
        for row in listed:
            table.add_row(*_cells(row, said), style="" if row.clear or not row.has_interval else "dim")
    console.print(table)


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 1))


def _label(mine: pd.DataFrame) -> str:
    label, scenario = (str(mine[column].iloc[0]) for column in ("label", "scenario"))
    return label if label and label != "nan" else scenario


def _cells(row: Row, said: Words) -> tuple[str, ...]:
    shown = show(row, said, MINUS)
    return (
        f"  {said.indicator(row.indicator).title}",
        shown.baseline,
        shown.scenario,
        shown.difference,
        "*" if row.clear else "",
        shown.interval,
        shown.short_unit,
    )


def _sweep_table(
    here: pd.DataFrame, place: str, period: str, parameter: str, values: Mapping[str, object], said: Words
) -> Table:
    """A row for the baseline, then one for each run; in the order of the values, where they are numbers."""
    found = {run_id: rows(here, run_id, place, period) for run_id in unique(here, "run_id")}
    units = here.drop_duplicates("indicator").set_index("indicator")["unit"]
    held = [name for name in SWEEP if name in units]
    table = _table()
    table.add_column(parameter.removeprefix("measures."), no_wrap=True)
    for name in held:
        title, unit = said.indicator(name).title, said.short_unit(str(units[name]))
        head = f"{title}, {unit}" if unit and unit not in title else title
        table.add_column(head, justify="right", overflow="fold")
    baseline = values[str(here["baseline_run_id"].iloc[0])]
    first = next(iter(found.values()))
    levels = [show(first[name], said, MINUS).baseline if name in first else "–" for name in held]
    lines = [(baseline, f"{baseline} ({said.say('baseline').lower()})", levels)]
    for run_id, mine in found.items():
        cells = [_sweep_cell(mine.get(name), said) for name in held]
        lines.append((values[run_id], str(values[run_id]), cells))
    if all(isinstance(value, int | float) for value, *_ in lines):
        lines.sort(key=lambda line: float(str(line[0])))
    for _, name, cells in lines:
        table.add_row(name, *cells)
    return table


def _sweep_cell(row: Row | None, said: Words) -> str:
    if row is None:
        return "–"
    shown = show(row, said, MINUS)
    return f"{shown.scenario}\n({shown.difference}){'*' if row.clear else ' '}"
