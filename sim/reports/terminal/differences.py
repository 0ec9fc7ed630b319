"""A comparison as tables: baseline, scenario and difference of each indicator; a run by itself as answers."""

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Final

import pandas as pd
from rich.cells import cell_len
from rich.console import Console
from rich.table import Column, Table

from sim.reports.comparison.answers import answers
from sim.reports.comparison.compared import Row, in_order, main, rows, show, unique
from sim.reports.comparison.study import Study, make_study
from sim.reports.reading.runs import read_runs
from sim.reports.terminal.console import (
    WIDTH,
    begin,
    empty,
    few,
    natural,
    plain,
    print_at_least,
    print_head,
)
from sim.reports.terminal.wrapped import print_text
from sim.reports.words import Words, words

TITLE: Final = 34  # columns for the name of an indicator …
LEAST_TITLE: Final = 22  # … where there are fewer, numbers are put in two lines
LEAST: Final = 60  # columns that a terminal has; in one with fewer no word is cut, and lines are longer
UNIT: Final = 9  # columns, at least, for a unit


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
    study = begin(comparison, console, folders, lang)
    said = study.said
    if comparison.empty:
        return
    _print_answers(console, study)
    for run_id, period, place in product(unique(comparison, "run_id"), study.periods, study.places):
        found = rows(comparison, run_id, place, period)
        if found:
            mine = comparison[comparison["run_id"] == run_id]
            print_head(console, study, place, period)
            _print_place(console, mine, found if full else main(found), said)
    single = int(comparison["replications"].max()) < 2
    told = [said.say("no_interval")] if single else [_legend(comparison, said), *few(comparison, said)]
    print_text(console, " ".join(told), "dim")


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
        text = f"{answer.question} {answer.sentence} {answer.sure}"
        print_text(console, plain(text).plain)


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


def _legend(comparison: pd.DataFrame, said: Words) -> str:
    """What is to be read from the intervals of a comparison: luck, and of several worlds what they allow."""
    worlds = int(comparison["worlds"].max())
    return said.say("mark_legend") if worlds < 2 else said.say("worlds_legend", n=worlds)


def _intervals(ranged: bool) -> tuple[str, ...]:
    """Texts at the head of the columns of intervals."""
    return ("luck", "allowed") if ranged else ("interval",)


def _in_lines(said: Words, ranged: bool) -> Table:
    """A table with a line for each indicator; ``ranged``: with the range over plausible worlds."""
    table = empty(Column(said.say("indicator"), overflow="fold", width=TITLE))
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
    table = empty(Column(said.say("indicator"), overflow="fold", width=TITLE))
    for keys in (("baseline", "difference"), (), ("scenario", *_intervals(ranged))):
        head = "\n".join(said.say(key).replace("\n", " ") for key in keys)
        table.add_column(head, justify="right" if keys else "left", no_wrap=True)
    return table


def _room(console: Console, table: Table) -> int:
    """How many columns the other ones leave to the first of a table, whose width is TITLE."""
    return console.width - (natural(console, table) - TITLE)


def _print_table(console: Console, table: Table) -> None:
    """Prints a table whose names fold where there is no room for them; its numbers do not, whatever the
    width.
    """
    first = table.columns[0]
    least = cell_len(str(first.header))
    if console.width < LEAST:  # its lines are too long in any case
        least = max(cell_len(word) for cell in first.cells for word in str(cell).split(" "))
    first.width = max(least, min(TITLE, _room(console, table)))
    print_at_least(console, table, natural(console, table))


def _label(mine: pd.DataFrame) -> str:
    label, scenario = (str(mine[column].iloc[0]) for column in ("label", "scenario"))
    return label if label and label != "nan" else scenario


def _cells(row: Row, said: Words) -> tuple[str, ...]:
    shown = show(row, said)
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
