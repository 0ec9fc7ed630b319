"""Comparison and sweep as tables of 100 columns, in a terminal or a file; colour is not needed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.reports.compared import MAIN, TERRITORY, Row, in_order, places_of, rows, show, totals, unique
from sim.reports.focus import focus_communes
from sim.reports.names import commune_names, nice_period
from sim.reports.parameter import swept
from sim.reports.runs import Run, read_runs
from sim.reports.words import Words, words

WIDTH: Final = 100  # of a table that is not written to a terminal
SWEEP: Final = tuple(each.id for each in CATALOGUE.values() if each.in_sweep)
MINUS: Final = "-"
TITLE: Final = 34  # columns for the name of an indicator …
UNIT: Final = 9  # … and, at least, for its unit


def print_comparison(
    comparison: pd.DataFrame,
    console: Console,
    *,
    folders: Sequence[Path] = (),
    focus: Sequence[str] | None = None,
    names: Mapping[str, str] | None = None,
    full: bool = False,
    lang: str = "en",
) -> None:
    """Prints, for every scenario, period and place, baseline, scenario and difference with its 95 % interval.

    ``folders``: the run folders compared, baseline first; they tell where the scenario acts, and the names of
    communes. ``focus``: INSEE codes of the communes to show before the whole territory, in place of those.
    ``full``: all indicators, not the main ones alone.
    """
    runs = read_runs(list(folders), {}) if folders else []
    said = words(lang, runs[0].vocabulary if runs else None)
    known = dict(commune_names(runs), **(names or {}))
    if focus is None:
        focus = focus_communes(runs) if runs else _few(comparison)
    with _wide(console):
        if comparison.empty:
            console.print(said.say("nothing_to_compare"))
            return
        _say_grain(console, runs, said)
        for run_id in unique(comparison, "run_id"):
            mine = comparison[comparison["run_id"] == run_id]
            for period in unique(mine, "period"):
                for place in places_of(mine, focus):
                    found = rows(mine, run_id, place, period)
                    chosen = {k: row for k, row in found.items() if full or k in MAIN} or found
                    _print_place(console, mine, chosen, _place(place, known, said), period, said)
        console.print(_legend(comparison, said), style="dim", highlight=False)


def _say_grain(console: Console, runs: Sequence[Run], said: Words) -> None:
    """Why no commune is shown, where results are coarser."""
    if runs and runs[0].manifest.grain != "commune":
        console.print()
        line = said.say("coarse", grain=runs[0].manifest.grain)
        console.print(line, style="dim", highlight=False, soft_wrap=True)


def _few(comparison: pd.DataFrame) -> list[str]:
    """All communes of a comparison that holds but a few; else none."""
    communes = (
        [place for place in unique(comparison, "commune") if place != TERRITORY] if len(comparison) else []
    )
    return communes if len(communes) <= 3 else []


def _place(place: str, names: Mapping[str, str], said: Words) -> str:
    return said.say("territory") if place == TERRITORY else names.get(place, place)


def _legend(comparison: pd.DataFrame, said: Words) -> str:
    single = int(comparison["replications"].max()) < 2
    return said.say("no_interval" if single else "mark_legend")


def _print_place(
    console: Console, mine: pd.DataFrame, found: Mapping[str, Row], place: str, period: str, said: Words
) -> None:
    if not found:
        return
    n = int(mine["replications"].max())
    first = mine.iloc[0]
    title = said.say("against", scenario=_label(first), baseline=first["baseline"])
    count = said.say("replications", n=n) if n > 1 else said.say("one_replication")
    console.print()
    console.print(f"{place} · {nice_period(period, said)}", style="bold", highlight=False, soft_wrap=True)
    console.print(f"{title} · {count}", highlight=False, soft_wrap=True)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 1))
    table.add_column(said.say("indicator"), overflow="fold", width=TITLE)
    for key in ("baseline", "scenario", "difference"):
        table.add_column(said.say(key), justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column(said.say("interval"), justify="right", no_wrap=True)
    table.add_column(said.say("unit"), no_wrap=True, min_width=UNIT)
    for theme, listed in in_order(dict(found), said):
        table.add_row(f"[bold]{theme}[/bold]")
        for row in listed:
            table.add_row(*_cells(row, said), style="" if row.clear or not row.has_interval else "dim")
    console.print(table)


def _label(first: "pd.Series[str]") -> str:
    label, scenario = str(first["label"]), str(first["scenario"])
    return label if label and label != "nan" else scenario


def _cells(row: Row, said: Words) -> tuple[str, ...]:
    shown = show(row, said, MINUS)
    interval = said.say("to", low=shown.low, high=shown.high) if row.has_interval else "–"
    return (
        f"  {said.indicator(row.indicator).title}",
        shown.baseline,
        shown.scenario,
        shown.difference,
        "*" if row.clear else "",
        interval,
        shown.short_unit,
    )


def print_sweep(
    comparison: pd.DataFrame,
    console: Console,
    *,
    parameter: str = "",
    values: Mapping[str, object] | None = None,
    folders: Sequence[Path] = (),
    focus: Sequence[str] | None = None,
    names: Mapping[str, str] | None = None,
    indicators: Sequence[str] = SWEEP,
    lang: str = "en",
) -> None:
    """Prints one table per place and period: a row for each run, a column for each main indicator.

    ``parameter``: the key that the runs vary; ``values``: what it is in each, by run id, the baseline among
    them. Where they are not given they are found in the folders; else rows carry the runs' labels.
    """
    runs = read_runs(list(folders), {}) if folders else []
    said = words(lang, runs[0].vocabulary if runs else None)
    known = dict(commune_names(runs), **(names or {}))
    if focus is None:
        focus = focus_communes(runs) if runs else _few(comparison)
    found = swept(runs) if not parameter else None
    if found is not None:
        parameter, values = (
            found.name,
            {run_id: int(value) if value.is_integer() else value for run_id, value in found.values.items()},
        )
    with _wide(console):
        if comparison.empty:
            console.print(said.say("nothing_to_compare"))
            return
        _say_grain(console, runs, said)
        for period in unique(comparison, "period"):
            for place in places_of(comparison, focus):
                head = f"{_place(place, known, said)} · {nice_period(period, said)}"
                console.print()
                console.print(head, style="bold", highlight=False, soft_wrap=True)
                chosen = totals(comparison)
                here = chosen[(chosen["commune"] == place) & (chosen["period"] == period)]
                console.print(_sweep_table(here, parameter, values or {}, indicators, said))
        console.print(said.say("sweep_legend"), style="dim", highlight=False)


def _sweep_table(
    here: pd.DataFrame, parameter: str, values: Mapping[str, object], indicators: Sequence[str], said: Words
) -> Table:
    """A row for the baseline, then one for each run; in the order of the values, where they are numbers."""
    held = [name for name in indicators if name in set(here["indicator"])]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 1))
    table.add_column(parameter.removeprefix("measures.") or said.say("several"), no_wrap=True)
    for name in held:
        unit = said.short_unit(str(here.loc[here["indicator"] == name, "unit"].iloc[0]))
        title = said.indicator(name).title
        table.add_column(
            f"{title}, {unit}" if unit and unit not in title else title, justify="right", overflow="fold"
        )
    baseline_id = str(here["baseline_run_id"].iloc[0])
    baseline_value = values.get(baseline_id, here["baseline"].iloc[0])
    lines = [(baseline_value, _baseline_cells(here, held, said), True)]
    for run_id in unique(here, "run_id"):
        mine = here[here["run_id"] == run_id]
        found = rows(mine, run_id, str(mine["commune"].iloc[0]), str(mine["period"].iloc[0]))
        label = values.get(run_id, _label(mine.iloc[0]))
        lines.append((label, [_sweep_cell(found.get(name), said) for name in held], False))
    if all(isinstance(value, int | float) for value, _, _ in lines):
        lines.sort(key=lambda line: float(str(line[0])))
    for value, cells, is_baseline in lines:
        table.add_row(f"{value} ({said.say('baseline').lower()})" if is_baseline else str(value), *cells)
    return table


def _baseline_cells(here: pd.DataFrame, held: Sequence[str], said: Words) -> list[str]:
    run_id = unique(here, "run_id")[0]
    found = rows(here, run_id, str(here["commune"].iloc[0]), str(here["period"].iloc[0]))
    return [show(found[name], said, MINUS).baseline if name in found else "–" for name in held]


def _sweep_cell(row: Row | None, said: Words) -> str:
    if row is None:
        return "–"
    shown = show(row, said, MINUS)
    return f"{shown.scenario}\n({shown.difference}){'*' if row.clear else ' '}"


@contextmanager
def _wide(console: Console) -> Iterator[None]:
    """Gives a console that is no terminal the width of the tables, for as long as they are printed."""
    before = console.width
    if not console.is_terminal and before < WIDTH:
        console.width = WIDTH
    try:
        yield
    finally:
        console.width = before
