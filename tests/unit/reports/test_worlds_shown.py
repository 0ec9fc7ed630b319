"""Luck and what the assumptions allow, as tables and the page show them; in the central world, luck alone."""

import io
from dataclasses import replace

import pandas as pd
import pytest
from rich.console import Console

from sim.reports.comparison.among_many import clear_among_many
from sim.reports.comparison.answers import answers
from sim.reports.comparison.compared import Row, rows
from sim.reports.comparison.study import make_study
from sim.reports.figures.forest import forest
from sim.reports.figures.tornado import too_few, tornado
from sim.reports.reading.runs import read_runs
from sim.reports.terminal.differences import print_comparison
from sim.reports.terminal.sweeps import print_sweep
from sim.reports.words import words
from tests.unit.reports.conftest import Pair

HEADS = {"en": ("Chance", "Assumptions"), "fr": ("Hasard", "Hypothèses")}
CENTRAL = {"en": "95 % interval", "fr": "Intervalle à 95 %"}


def in_worlds(comparison: pd.DataFrame, factor: float = 2.0) -> pd.DataFrame:
    """Of 15 replications, with a range over 15 worlds that is so many times as wide as the interval."""
    half = factor * (comparison["high"] - comparison["low"]) / 2
    middle = comparison["difference"]
    return comparison.assign(
        plausible_low=middle - half, plausible_high=middle + half, worlds=15, replications=15
    )


def printed(comparison: pd.DataFrame, pair: Pair, lang: str) -> str:
    file = io.StringIO()
    print_comparison(comparison, Console(file=file), folders=pair.folders, lang=lang)
    return file.getvalue().replace("\xa0", " ")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_table_has_both_ranges_and_says_what_they_are(pair: Pair, lang: str) -> None:
    text = printed(in_worlds(pair.comparison), pair, lang)
    assert all(f" {head}" in text for head in HEADS[lang])
    assert ("15 plausible worlds" if lang == "en" else "15 mondes plausibles") in " ".join(text.split())


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_in_the_central_world_there_is_luck_alone(pair: Pair, lang: str) -> None:
    text = printed(pair.comparison, pair, lang)
    assert CENTRAL[lang] in text and not any(head in text for head in HEADS[lang])


def test_a_cell_of_a_sweep_has_the_range_in_square_brackets(sweep: Pair) -> None:
    file = io.StringIO()
    print_sweep(
        in_worlds(sweep.comparison),
        Console(file=file),
        sweep.folders,
        parameter="settle.doctors",
        values={folder.name: n for n, folder in enumerate(sweep.folders, 1)},
    )
    text = " ".join(file.getvalue().split())
    assert "[" in text and "In square brackets" in text


def study_of(pair: Pair, comparison: pd.DataFrame, lang: str = "en"):
    runs = read_runs(pair.folders, {})
    return make_study(runs, comparison, words(lang, runs[0].manifest.vocabulary))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_answers_say_whether_the_direction_hangs_on_the_assumptions(pair: Pair, lang: str) -> None:
    said = []
    for factor in (1.001, 1000.0):
        (told,) = answers(study_of(pair, in_worlds(pair.comparison, factor), lang))
        said.append(" ".join(answer.sure for answer in told.answers))
    same, hangs = ("same direction", "hangs on them") if lang == "en" else ("même sens", "le sens en dépend")
    assert same in said[0] and hangs not in said[0]
    assert hangs in said[1] and same not in said[1]


def test_the_forest_draws_a_pale_bar_under_each_interval(pair: Pair) -> None:
    plain, ranged = (forest(study_of(pair, table)) for table in (pair.comparison, in_worlds(pair.comparison)))
    assert plain is not None and ranged is not None

    def wide(section) -> int:
        traces = section.panels[0].figure["data"]
        return sum(trace.get("line", {}).get("width") == 7 for trace in traces)

    assert wide(plain) == 0 < wide(ranged)
    assert len(ranged.tables[0].head) == len(plain.tables[0].head) + 1
    assert "what the assumptions allow" in ranged.lead and "allow" not in plain.lead


def test_with_few_worlds_no_assumption_is_named(pair: Pair) -> None:
    assert tornado(study_of(pair, pair.comparison)) is None
    assert tornado(study_of(pair, in_worlds(pair.comparison))) is None
    assert "run.replications=27" in too_few(15, words("en"))


def test_stars_among_many_rest_on_the_pairs_of_the_same_world() -> None:
    """Their degrees of freedom are those of the interval, not those of all pairs."""
    row = Row("x", "%", 1, 2, 1.0, 0.0001, 1.9999, 20, 19)
    assert clear_among_many([row]) == clear_among_many([replace(row, freedom=5)]) == [True]


def test_rows_keep_what_the_comparison_holds(pair: Pair) -> None:
    table = in_worlds(pair.comparison)
    first = table.iloc[0]
    found = rows(table, first["run_id"], first["commune"], first["period"])
    assert all(row.worlds == 15 for row in found.values())
    assert any(row.has_range for row in found.values())
