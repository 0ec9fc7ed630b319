"""The tables in a terminal, read as text at 100 columns."""

import io
import re

import pandas as pd
import pytest
from rich.console import Console

from sim.experiments.compare import COLUMNS
from sim.reports.comparison.compared import Row, in_order, rows
from sim.reports.terminal.differences import print_answers, print_comparison
from sim.reports.terminal.sweeps import print_sweep
from sim.reports.words import words
from tests.unit.reports.conftest import FIRST, LAST, Pair
from tests.unit.reports.terminal import at_width, printed

AFTER = "first 12 months after the scenario’s last doctor came"


def figures(text: str) -> list[str]:
    """The numbers and stars of the tables, sorted: not those of names and heads."""
    return sorted(re.findall(r"[−+]?[\d,]*\.?\d+(?![\w-])|\*", text))


def line(text: str, start: str) -> list[str]:
    """The words of the first line that starts so."""
    found = next(each for each in text.splitlines() if each.strip().startswith(start))
    return found.strip().removeprefix(start).split()


@pytest.fixture(scope="module")
def text(pair: Pair) -> str:
    return printed(print_comparison, pair.comparison, folders=pair.folders)


@pytest.mark.parametrize(
    ("lang", "asks"), [("en", "How many doctors?"), ("fr", "Combien de médecins\u202f?")]
)
def test_a_run_by_itself_answers(pair: Pair, lang: str, asks: str) -> None:
    """Levels, and no word of certainty: nothing is compared."""
    file = io.StringIO()
    print_answers(Console(file=file), pair.folders[0], lang=lang)
    lines = file.getvalue().strip().splitlines()
    assert lines[1].startswith(words(lang).say("ask_doctors"))
    assert max(map(len, lines)) <= 100
    assert words(lang).say("sure_chance", interval="") not in file.getvalue()


def test_it_fits_into_100_columns_and_repeats_no_escape_codes(text: str) -> None:
    assert max(len(each) for each in text.splitlines()) <= 100
    assert "\x1b" not in text
    assert "…" not in text.replace("… of which", "")


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("width", [80, 100, 130])
def test_no_digit_and_no_star_is_cut_whatever_the_language(pair: Pair, lang: str, width: int) -> None:
    """The names of indicators and units give way; what stands in a row is what stands there at 200."""
    found = {}
    for columns in (width, 200):
        file = io.StringIO()
        console = Console(file=file, width=columns, force_terminal=True, color_system=None)
        print_comparison(pair.comparison, console, folders=pair.folders, lang=lang)
        ruled = [len(each.rstrip()) for each in file.getvalue().splitlines() if "───" in each]
        assert max(ruled) <= columns  # as wide as its table
        found[columns] = re.findall(r"\*(?=  )|[+-]?\d(?:[\d,.\u202f]*\d)?", file.getvalue())
        assert "…" not in re.sub(r"… (of|dont)", "", file.getvalue())
    assert sorted(found[width]) == sorted(found[200])
    assert found[width].count("*") > 10


def test_mios_comes_before_the_whole_territory_and_both_periods_are_named(text: str) -> None:
    heads = [each for each in text.splitlines() if " · " in each and "replications" not in each]
    assert heads == [
        f"Mios · {AFTER}, Oct 2025 – Sep 2026",  # answers, then tables
        f"Mios · {AFTER}, Oct 2025 – Sep 2026",
        f"Whole territory · {AFTER}, Oct 2025 – Sep 2026",
        "Mios · last 12 months, Jan 2027 – Dec 2027",
        "Whole territory · last 12 months, Jan 2027 – Dec 2027",
    ]
    assert text.count("gisele_halimi_3_doctors, against mios_as_is · 4 replications") == 4


def test_numbers_are_those_of_the_comparison(pair: Pair, text: str) -> None:
    row = rows(pair.comparison, pair.folders[1].name, "33284", FIRST)["without_mt"]
    expected = [f"{row.baseline:.1f}", f"{row.scenario:.1f}", f"{row.difference:+.1f}", "*"]
    expected += [f"{row.low:+.1f}", "to", f"{row.high:+.1f}", "%"]
    assert line(text, "No médecin traitant, 17 and over") == [each.replace("-", "−") for each in expected]
    commune = rows(pair.comparison, pair.folders[1].name, "33284", FIRST)["cost_commune"]
    assert commune.difference == pytest.approx(280_000)
    costs = [each for each in text.splitlines() if each.strip().startswith("Cost to the commune")]
    assert costs[0].split()[4:7] == ["0", "280", "+280"] and costs[0].split()[-1] == "k€"


def test_themes_head_their_indicators(text: str) -> None:
    first = text.partition(", against ")[2].partition("Whole territory")[0]
    order = [
        first.index(word) for word in ("Doctors", "GPs in practice", "Access", "Where people go", "Costs")
    ]
    assert order == sorted(order)


def test_the_mark_stands_where_the_interval_excludes_0_and_only_there(pair: Pair, text: str) -> None:
    found = rows(pair.comparison, pair.folders[1].name, "33284", FIRST)
    shown = text.partition(", against ")[2].partition("Whole territory")[0]
    n_rows = {False: 0, True: 0}  # by whether the interval excludes 0
    for row in found.values():
        title = words("en").indicator(row.indicator).title
        if title in shown and shown.count(title) == 1 and row.indicator != "ed_avoidable":
            excludes = row.low > 0 or row.high < 0
            assert ("*" in line(shown, title)) == excludes, row.indicator
            n_rows[excludes] += 1
    assert min(n_rows.values()) > 0


def test_one_replication_has_no_interval_and_says_so(pair: Pair) -> None:
    single = pair.comparison.assign(low=float("nan"), high=float("nan"), replications=1)
    text = printed(print_comparison, single, folders=pair.folders)
    assert "run.replications=20" in text and "*" not in text and " · 1 replication\n" in text
    assert line(text, "Appointments within 48 hours")[-2:] == ["–", "%"]


def test_a_cost_per_gain_is_a_value_and_no_difference(pair: Pair) -> None:
    nan = float("nan")
    extra = dict(pair.comparison.iloc[0])
    extra |= {"commune": "33284", "indicator": "cost_per_gp", "group": "all", "unit": "€ per GP"}
    extra |= {
        "baseline_mean": nan,
        "scenario_mean": nan,
        "difference": 93_333.0,
        "low": 90_100.0,
        "high": 96_900.0,
    }
    text = printed(
        print_comparison, pd.concat([pair.comparison, pd.DataFrame([extra])]), folders=pair.folders
    )
    assert line(text, "Commune's cost per GP kept") == [
        "–",
        "–",
        "93.3",
        "90.1",
        "to",
        "96.9",
        "k€",
        "/",
        "GP",
    ]


def test_what_only_one_of_both_has_is_shown_without_difference(pair: Pair) -> None:
    nan = float("nan")
    only = dict(pair.comparison.iloc[0])
    only |= {"commune": "33284", "indicator": "retention_3y", "group": "all", "unit": "%"}
    only |= {"baseline_mean": nan, "scenario_mean": 95.0, "difference": nan, "low": nan, "high": nan}
    text = printed(print_comparison, pd.concat([pair.comparison, pd.DataFrame([only])]), folders=pair.folders)
    assert line(text, "GPs still there after 3 years") == ["–", "95.0", "–", "–", "%"]


def test_an_empty_comparison_is_said_to_be_empty(pair: Pair) -> None:
    empty = pd.DataFrame()
    assert "empty" in printed(print_comparison, empty, folders=pair.folders)
    assert "empty" in printed(print_sweep, empty, folders=pair.folders, parameter="", values={})


def test_a_sweep_has_a_line_for_each_value_in_order(sweep: Pair) -> None:
    values = {folder.name: n for n, folder in enumerate(sweep.folders, start=1)}
    text = printed(
        print_sweep,
        sweep.comparison,
        parameter="measures.settle.doctors",
        values=values,
        folders=sweep.folders,
    )
    assert max(len(each) for each in text.splitlines()) <= 100
    mios = text.partition("Whole territory")[0]
    lines = [each.split() for each in mios.splitlines()]
    assert [each[0] for each in lines if each and each[0] in ("1", "2", "3")] == ["1", "2", "3"]
    baseline = next(each for each in lines if each[:2] == ["1", "(baseline)"])
    assert float(baseline[2]) == pytest.approx(3.0)  # GPs of Mios in 2027: 4 − 2 + 1
    two = next(each for each in lines if each and each[0] == "2")
    assert float(two[1]) == pytest.approx(4.0)
    assert "(+1.0)*" in mios and "settle.doctors" in mios


def test_indicators_are_listed_by_theme_and_rank_and_unknown_ones_last() -> None:
    nan = float("nan")
    names = ["new_one", "residents", "cost_commune", "ed_visits", "gp_fte", "gps"]
    found = {name: Row(name, "", 1.0, 1.0, 0.0, nan, nan) for name in names}
    listed = [(title, [row.indicator for row in group]) for title, group in in_order(found, words("en"))]
    assert listed == [
        ("Doctors", ["gps", "gp_fte"]),
        ("Where people go", ["ed_visits"]),
        ("Costs since the start", ["cost_commune"]),
        ("Other", ["residents", "new_one"]),
    ]


def test_the_fixture_writes_the_columns_of_the_store(pair: Pair) -> None:
    frame = pd.read_parquet(pair.folders[0] / "outcomes.parquet")
    assert list(frame.columns) == ["replication", "month", "commune", "kind", "outcome", "n"]
    assert tuple(pair.comparison.columns) == COLUMNS


WIDTHS = {"en": [*range(60, 111, 3), 140, 180], "fr": [60, 70, 80, 90, 100]}  # beyond, all is alike


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_digit_and_no_star_is_cut_at_any_width(pair: Pair, lang: str) -> None:
    """Names fold, numbers do not: a number that lost a digit would be another number."""
    here = pair.comparison
    chosen = here[(here["period"] == LAST) & (here["commune"] == "33284")].copy()
    long = chosen["indicator"] == "consultations"
    columns = ["baseline_mean", "scenario_mean", "difference", "low", "high"]
    chosen.loc[long, columns] = [275_000_000.0, 276_234_567.0, 1_234_567.0, 1_000_001.0, 1_469_133.0]
    more = {"folders": pair.folders, "lang": lang}
    at_200 = figures(at_width(print_comparison, chosen, 200, **more))
    assert at_200.count("*") > 5
    for width in WIDTHS[lang]:
        text = at_width(print_comparison, chosen, width, **more)
        assert figures(text) == at_200, width
        assert "…" not in text.replace("… of which", "").replace("… dont", ""), width
        tables = [each for each in text.splitlines() if " · " not in each and not each.startswith("*")]
        assert max(map(len, tables)) <= width, width


def test_below_60_columns_lines_are_long_rather_than_cut(pair: Pair) -> None:
    narrow, wide = (
        at_width(print_comparison, pair.comparison, width, folders=pair.folders) for width in (30, 200)
    )
    assert figures(narrow) == figures(wide)


def test_no_digit_of_a_sweep_is_cut_at_any_width(sweep: Pair) -> None:
    values = {folder.name: f"0.{n}2345678901234" for n, folder in enumerate(sweep.folders, start=1)}
    more = {"folders": sweep.folders, "parameter": "needs.per_year", "values": values}

    def cells(text: str) -> set[str]:
        return set(re.findall(r"\([-+0][\d.,]*\)\*?", text))

    at_200 = cells(at_width(print_sweep, sweep.comparison, 200, **more))
    assert any(cell.endswith("*") for cell in at_200)
    for width in range(60, 201, 9):
        text = at_width(print_sweep, sweep.comparison, width, **more)
        assert cells(text) == at_200, width
        assert "…" not in text, width
        assert max(map(len, text.splitlines())) <= width


@pytest.mark.parametrize("title", ["A [/b]", "B [red]x", "[a list] and :smile:", "C \x1b[31mred"])
def test_what_users_wrote_is_no_markup(pair: Pair, sweep: Pair, title: str) -> None:
    """A label with brackets is printed with them, and neither colours nor stops the table."""
    wanted = title.replace("\x1b", "")
    labelled = pair.comparison.assign(label=title, baseline=title)
    for text in (
        printed(print_comparison, labelled, folders=pair.folders),
        at_width(print_comparison, labelled, 60, folders=pair.folders),
    ):
        assert f"{wanted}, against {wanted} ·" in text
    values = {folder.name: title for folder in sweep.folders}
    text = printed(print_sweep, sweep.comparison, parameter="title", values=values, folders=sweep.folders)
    first = "".join(each[:26].strip() for each in text.splitlines())  # the column of the value, which folds
    assert f"{wanted} (baseline)".replace(" ", "") in first.replace(" ", "")
    assert "\x1b" not in text
