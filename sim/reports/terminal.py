"""Comparison and sweep as tables, in a terminal from 60 columns on or a file; colour is not needed.

No number and no star is ever cut: names fold, and where that is not enough numbers stand in two lines, or a
sweep in several tables. What users wrote is text, never Rich's markup nor a control code.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from textwrap import wrap
from typing import Final

import pandas as pd
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.reports.comparison.answers import answers
from sim.reports.comparison.by_assumption import by_assumption
from sim.reports.comparison.compared import Row, in_order, main, rows, show, totals, unique
from sim.reports.comparison.study import Study, make_study
from sim.reports.reading.runs import read_runs
from sim.reports.words import Words, words
from sim.reports.words.numbers import MINUS as MINUS_SIGN

WIDTH: Final = 100  # of a table that is not written to a terminal …
RANGE: Final = 20  # … and more where it has a range over plausible worlds, too
SWEEP: Final = tuple(each.id for each in CATALOGUE.values() if each.in_sweep)
MINUS: Final = "-"
TITLE: Final = 34  # columns for the name of an indicator …
LEAST_TITLE: Final = 22  # … where there are fewer, numbers are put in two lines
UNIT: Final = 9  # columns, at least, for a unit
MOST_VALUE: Final = 24  # columns for what a sweep varies; a longer value folds
MOST_WORD: Final = 14  # columns for the longest word at the head of a sweep's column
BETWEEN: Final = 2  # columns between two of a table
ENDLESS: Final = 10_000


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
    _print_answers(console, study)
    for run_id, period, place in product(unique(comparison, "run_id"), study.periods, study.places):
        found = rows(comparison, run_id, place, period)
        if found:
            mine = comparison[comparison["run_id"] == run_id]
            _print_head(console, study, place, period)
            _print_place(console, mine, found if full else main(found), said)
    single = int(comparison["replications"].max()) < 2
    console.print(
        said.say("no_interval") if single else legend_of(comparison, said),
        style="dim",
        highlight=False,
        markup=False,
    )


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
    study = _begin(comparison, console, folders, lang)
    if comparison.empty:
        return
    titles = [run.title(lang) or run.manifest.scenario for run in study.runs]
    inside = study.baseline.run_id in values
    named = titles[0] if inside else study.said.say("against", scenario=titles[-1], baseline=titles[0])
    for period, place in product(study.periods, study.places):
        chosen = totals(comparison)
        here = chosen[(chosen["commune"] == place) & (chosen["period"] == period)]
        _print_head(console, study, place, period)
        console.print(plain(named), soft_wrap=True)
        lines = _sweep_lines(here, place, period, values, titles[0], study.said)
        key = parameter.removeprefix("measures.")
        for table in _sweep_tables(console, here, key, lines, study.said):
            _print_at_least(console, table, _natural(console, table))
    legend = _sweep_legend("sweep_legend", comparison, study.said)
    console.print(legend, style="dim", highlight=False, markup=False)


def print_by_assumption(
    comparison: pd.DataFrame, console: Console, folders: Sequence[Path], *, lang: str = "en"
) -> None:
    """Prints one table per place and period of a comparison with several baselines: under each value of what
    is swept its baseline, then the scenarios that are compared with it.
    """
    study = _begin(comparison, console, folders, lang)
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
        _print_head(console, study, place, period)
        for table in _sweep_tables(console, here, sweep.parameter, lines, said):
            _print_at_least(console, table, _natural(console, table))
    legend = _sweep_legend("effects_legend", comparison, said)
    console.print(legend, style="dim", highlight=False, markup=False)


def _sweep_legend(key: str, comparison: pd.DataFrame, said: Words) -> str:
    """What stands in the cells of a sweep."""
    worlds = int(comparison["worlds"].max())
    return said.say(key) + (f" {said.say('cells_allowed', n=worlds)}" if worlds > 1 else "")


def _begin(comparison: pd.DataFrame, console: Console, folders: Sequence[Path], lang: str) -> Study:
    """Widens a console that is no terminal, and says what is to be said before the tables."""
    if not console.is_terminal:
        ranged = not comparison.empty and bool(comparison["plausible_low"].notna().any())
        console.width = max(console.width, WIDTH + RANGE * ranged)
    runs = read_runs(folders, {})
    head = runs[0].manifest
    said = words(lang, head.vocabulary)
    if comparison.empty:
        console.print(said.say("nothing_to_compare"), markup=False)
    elif head.grain != "commune":
        console.print()
        console.print(said.coarse(head.grain), style="dim", highlight=False, markup=False, soft_wrap=True)
    return make_study(runs, comparison, said)


def print_answers(console: Console, folder: Path, *, lang: str = "en") -> None:
    """Prints the answers of a run by itself: its levels."""
    if not console.is_terminal:
        console.width = max(console.width, WIDTH)
    runs = read_runs([folder], {})
    said = words(lang, runs[0].manifest.vocabulary)
    _print_answers(console, make_study(runs, pd.DataFrame(), said))


def _print_answers(console: Console, study: Study) -> None:
    """What is asked first, before the tables; of one scenario alone."""
    told = answers(study)
    if len(told) != 1:
        return
    console.print()
    console.print(plain(f"{told[0].place} · {told[0].period}", "bold"), soft_wrap=True)
    for answer in told[0].answers:
        text = f"{answer.question} {answer.sentence} {answer.sure}".replace(MINUS_SIGN, MINUS)
        for each in wrap(text, console.width, break_long_words=False, break_on_hyphens=False):
            console.print(plain(each), soft_wrap=True)  # Rich would break a number at its narrow space


def plain(said: object, style: str = "") -> Text:
    """A text as it was written: brackets are no markup; control characters are left out, but line ends."""
    return Text("".join(c for c in str(said) if c == "\n" or unicodedata.category(c) != "Cc"), style=style)


def _print_head(console: Console, study: Study, place: str, period: str) -> None:
    console.print()
    console.print(plain(f"{study.place(place)} · {study.period(period)}", "bold"), soft_wrap=True)


def _print_place(console: Console, mine: pd.DataFrame, found: dict[str, Row], said: Words) -> None:
    n = int(mine["replications"].max())
    title = said.say("against", scenario=_label(mine), baseline=mine["baseline"].iloc[0])
    count = said.say("replications", n=n) if n > 1 else said.say("one_replication")
    console.print(plain(f"{title} · {count}"), soft_wrap=True)
    ranged = any(row.has_range for row in found.values())
    in_lines, stacked = _in_lines(said, ranged), _stacked(said, ranged)
    for theme, listed in in_order(found, said):
        for table in (in_lines, stacked):
            table.add_row(plain(theme, "bold"))
        for row in listed:
            style = "" if row.clear or not row.has_interval else "dim"
            name, *numbers, unit = _cells(row, said)
            baseline, scenario, difference, mark, interval, allowed = numbers
            told = numbers if ranged else numbers[:-1]
            in_lines.add_row(*map(plain, (name, *told, unit)), style=style)
            named = f"{name}, {unit}" if unit and unit not in name else name
            last = f"{scenario}\n{interval}" + f"\n{allowed}" * ranged
            pairs = (named, f"{baseline}\n{difference}", f"\n{mark}", last)
            stacked.add_row(*map(plain, pairs), style=style)
    fits = _room(console, in_lines) >= LEAST_TITLE
    _print_table(console, in_lines if fits else stacked)


def legend_of(comparison: pd.DataFrame, said: Words) -> str:
    """What is to be read from the intervals of a comparison: luck, and of several worlds what they allow."""
    worlds = int(comparison["worlds"].max())
    return said.say("mark_legend") if worlds < 2 else said.say("worlds_legend", n=worlds)


def _intervals(ranged: bool) -> tuple[str, ...]:
    """Texts at the head of the columns of intervals."""
    return ("luck", "allowed") if ranged else ("interval",)


def _in_lines(said: Words, ranged: bool) -> Table:
    """A table with a line for each indicator; ``ranged``: with the range over plausible worlds."""
    table = _table(Column(said.say("indicator"), overflow="fold", width=TITLE))
    for key in ("baseline", "scenario", "difference"):
        table.add_column(said.say(key), justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for key in _intervals(ranged):
        table.add_column(said.say(key), justify="right", no_wrap=True)
    table.add_column(said.say("unit"), no_wrap=True, min_width=UNIT)
    return table


def _stacked(said: Words, ranged: bool) -> Table:
    """A table with two lines for each indicator: the difference below the baseline, its interval below the
    scenario (and, if ``ranged``, the range over plausible worlds below that); the unit is said with the name.
    """
    table = _table(Column(said.say("indicator"), overflow="fold", width=TITLE))
    for keys in (("baseline", "difference"), (), ("scenario", *_intervals(ranged))):
        head = "\n".join(said.say(key).replace("\n", " ") for key in keys)
        table.add_column(head, justify="right" if keys else "left", no_wrap=True)
    return table


def _room(console: Console, table: Table) -> int:
    """How many columns the other ones leave to the first of a table, whose width is TITLE."""
    return console.width - (_natural(console, table) - TITLE)


def _natural(console: Console, table: Table) -> int:
    """The width at which no cell of a table is cut."""
    return console.measure(table, options=console.options.update(width=ENDLESS)).maximum


def _print_table(console: Console, table: Table) -> None:
    """Prints a table whose names fold where there is no room for them; its numbers do not, whatever the
    width.
    """
    first = table.columns[0]
    first.width = max(cell_len(str(first.header)), min(TITLE, _room(console, table)))
    _print_at_least(console, table, _natural(console, table))


def _print_at_least(console: Console, table: Table, least: int) -> None:
    """Prints a table at the width of the terminal, or at ``least``: lines too long for it are whole."""
    width = console.width
    console.width = max(width, least)
    console.print(table)
    console.width = width


def _table(*columns: Column) -> Table:
    return Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 0, 0, 1))


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
        shown.range,
        shown.short_unit,
    )


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
    return {name: show(found[name], said, MINUS).baseline for name in SWEEP if name in found}


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
        table = _table(Column(plain(key), overflow="fold", width=first_width))
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
    shown = show(row, said, MINUS)
    allowed = f"\n[{shown.range}] " if row.has_range else ""
    return f"{shown.scenario}\n({shown.difference}){'*' if row.clear else ' '}{allowed}"
