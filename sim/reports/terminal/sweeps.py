"""A sweep as tables: a row for each run, a column for each main indicator."""

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Final

import pandas as pd
from rich.cells import cell_len
from rich.console import Console
from rich.table import Column, Table

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.reports.comparison.by_assumption import by_assumption
from sim.reports.comparison.compared import Row, rows, show, totals, unique
from sim.reports.terminal.console import begin, empty, few, natural, plain, print_at_least, print_head
from sim.reports.terminal.wrapped import print_text
from sim.reports.words import Words

SWEEP: Final = tuple(each.id for each in CATALOGUE.values() if each.in_sweep)
MOST_VALUE: Final = 24  # columns for what a sweep varies; a longer value folds
MOST_WORD: Final = 14  # columns for the longest word at the head of a sweep's column
BETWEEN: Final = 2  # columns between two of a table


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

    ``parameter``: the key that the runs vary; ``values``: what it is in each, by run id; the baseline may be
    another scenario, and not among them.
    """
    study = begin(comparison, console, folders, lang)
    if comparison.empty:
        return
    titles = [run.title(lang) or run.manifest.scenario for run in study.runs]
    inside = study.baseline.run_id in values
    named = titles[0] if inside else study.said.say("against", scenario=titles[-1], baseline=titles[0])
    for period, place in product(study.periods, study.places):
        chosen = totals(comparison)
        here = chosen[(chosen["commune"] == place) & (chosen["period"] == period)]
        print_head(console, study, place, period)
        console.print(plain(named), soft_wrap=True)
        lines = _sweep_lines(here, place, period, values, titles[0], study.said)
        key = parameter.removeprefix("measures.")
        for table in _sweep_tables(console, here, key, lines, study.said):
            print_at_least(console, table, natural(console, table))
    print_text(console, _sweep_legend("sweep_legend", comparison, study.said), "dim")


def print_by_assumption(
    comparison: pd.DataFrame, console: Console, folders: Sequence[Path], *, lang: str = "en"
) -> None:
    """Prints one table per place and period of a comparison with several baselines: under each value of what
    is swept its baseline, then the scenarios that are compared with it.
    """
    study = begin(comparison, console, folders, lang)
    said = study.said
    sweep = by_assumption(comparison, study.runs, said)
    if sweep is None:
        return
    for period, place in product(study.periods, study.places):
        chosen = totals(comparison)
        here = chosen[(chosen["commune"] == place) & (chosen["period"] == period)]
        lines: list[tuple[str, Mapping[str, str]]] = []
        for each in sweep.values:
            found = {each.names[run.run_id]: rows(here, run.run_id, place, period) for run in each.runs}
            if any(found.values()):
                first = next(mine for mine in found.values() if mine)
                title = each.baseline.title(said.lang)
                lines.append((each.value, {}))
                lines.append((f"  {said.say('of_baseline', name=title)}", _levels(first, said)))
                lines += [(f"  {name}", _effects(mine, said)) for name, mine in found.items() if mine]
        if not lines:
            continue
        print_head(console, study, place, period)
        for table in _sweep_tables(console, here, sweep.parameter, lines, said):
            print_at_least(console, table, natural(console, table))
    print_text(console, _sweep_legend("effects_legend", comparison, said), "dim")


def _sweep_legend(key: str, comparison: pd.DataFrame, said: Words) -> str:
    """What stands in the cells of a sweep."""
    worlds = int(comparison["worlds"].max())
    allowed = [said.say("cells_allowed", n=worlds)] if worlds > 1 else []
    return " ".join([said.say(key), *allowed, *few(comparison, said)])


def _sweep_lines(
    here: pd.DataFrame, place: str, period: str, values: Mapping[str, object], title: str, said: Words
) -> list[tuple[str, Mapping[str, str]]]:
    """A row for the baseline (by its value, else by its ``title``), then one for each run; in the order of
    the values, where they are numbers.
    """
    found = {run_id: rows(here, run_id, place, period) for run_id in unique(here, "run_id")}
    baseline = values.get(str(here["baseline_run_id"].iloc[0]), title)
    first = next(iter(found.values()))
    lines = [(baseline, said.say("of_baseline", name=baseline), _levels(first, said))]
    lines += [(values[run_id], str(values[run_id]), _effects(mine, said)) for run_id, mine in found.items()]
    if all(isinstance(value, int | float) for value, *_ in lines):
        lines.sort(key=lambda line: float(str(line[0])))
    return [(name, cells) for _, name, cells in lines]


def _levels(found: Mapping[str, Row], said: Words) -> dict[str, str]:
    """What a baseline has, by indicator."""
    return {name: show(found[name], said).baseline for name in SWEEP if name in found}


def _effects(found: Mapping[str, Row], said: Words) -> dict[str, str]:
    """What a run has and how that differs, by indicator."""
    return {name: _sweep_cell(found[name], said) for name in SWEEP if name in found}


def _sweep_tables(
    console: Console,
    here: pd.DataFrame,
    key: str,
    told: Sequence[tuple[str, Mapping[str, str]]],
    said: Words,
) -> list[Table]:
    """A row for each line: its name, and what it says by indicator (nothing: it heads those beneath). The
    indicators are shared out among as many tables as the width asks for. ``key``: what is swept.
    """
    units = here.drop_duplicates("indicator").set_index("indicator")["unit"]
    held = [name for name in SWEEP if name in units]
    lines = [(name, {each: cells.get(each, "–" if cells else "") for each in held}) for name, cells in told]
    heads = {name: _sweep_head(name, str(units[name]), said) for name in held}
    widths = {
        name: max(
            min(MOST_WORD, max(map(cell_len, heads[name].split()))),
            *(cell_len(part) for _, cells in lines for part in cells[name].split("\n")),
        )
        for name in held
    }
    first_width = min(MOST_VALUE, max(cell_len(key), *(cell_len(name) for name, _ in lines)))
    room = console.width - first_width - BETWEEN - 1
    tables = []
    for chosen in _shared_out(widths, room):
        spare = max(0, room - sum(widths[name] + BETWEEN for name in chosen)) // len(chosen)
        table = empty(Column(plain(key), overflow="fold", width=first_width))
        for name in chosen:
            width = max(widths[name], min(widths[name] + spare, cell_len(heads[name])))
            table.add_column(plain(heads[name]), justify="right", overflow="fold", width=width)
        for name, cells in lines:
            table.add_row(plain(name), *(plain(cells[each]) for each in chosen))
        tables.append(table)
    return tables


def _sweep_head(name: str, unit: str, said: Words) -> str:
    title, short = said.indicator(name).title, said.short_unit(unit)
    return f"{title}, {short}" if short and short not in title else title


def _shared_out(widths: Mapping[str, int], room: int) -> list[list[str]]:
    """Columns of these widths, in order, in as few groups as fit into the room; a group has at least one."""
    groups: list[list[str]] = []
    left = -1
    for name, width in widths.items():
        left -= width + BETWEEN
        if left < 0 or not groups:
            groups.append([])
            left = room - width - BETWEEN
        groups[-1].append(name)
    return groups


def _sweep_cell(row: Row, said: Words) -> str:
    shown = show(row, said)
    allowed = f"\n[{shown.range}] " if row.has_range else ""
    return f"{shown.scenario}\n({shown.difference}){'*' if row.clear else ' '}{allowed}"
