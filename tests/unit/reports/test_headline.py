"""Sentences made from numbers, whatever their sign."""

import dataclasses

import pandas as pd
import pytest

from sim.reports.comparison.compared import Row
from sim.reports.comparison.headline import headlines, sentence
from sim.reports.comparison.study import Study, make_study
from sim.reports.reading.runs import read_runs
from sim.reports.words import words
from sim.reports.words.numbers import number, signed
from tests.unit.reports.conftest import LAST, Pair

EN = words("en")


def row(difference: float, low: float, high: float, **more: object) -> Row:
    made = Row("without_mt", "%", 20.0, 20.0 + difference, difference, low, high)
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def study(pair: Pair, **columns: object) -> Study:
    comparison = pair.comparison[pair.comparison["period"] == LAST]
    only = comparison[(comparison["indicator"] == "without_mt") & (comparison["group"] == "all")]
    return make_study(read_runs(pair.folders, {}), only.assign(**columns), EN)


def test_lower_and_higher_are_told_by_the_sign() -> None:
    lower = sentence("clear_sentence", row(-3.4, -3.9, -2.8), EN)
    assert lower == (
        "The share of residents of 17 and over without a médecin traitant is lower: "
        "16.6\u00a0% instead of 20.0 (−3.4\u00a0points; 95\u00a0% interval −3.9 to −2.8)"
    )
    higher = sentence("clear_sentence", row(3.4, 2.8, 3.9), EN)
    assert (
        " is higher: 23.4\u00a0% instead of 20.0 (+3.4\u00a0points; 95\u00a0% interval +2.8 to +3.9)"
        in higher
    )


@pytest.mark.parametrize(
    ("values", "lead", "where"),
    [
        ({"difference": -3.4, "low": -3.9, "high": -2.8}, "traitant is lower by 3.4\u00a0points", "clear"),
        ({"difference": 3.4, "low": 2.8, "high": 3.9}, "traitant is higher by 3.4\u00a0points", "clear"),
        ({"difference": 0.2, "low": -0.3, "high": 0.7}, "no main indicator differs clearly", "unclear"),
        ({"difference": 0.0, "low": 0.0, "high": 0.0}, "no main indicator differs clearly", "equal"),
        (
            {"difference": -3.4, "low": float("nan"), "high": float("nan"), "replications": 1},
            "told from chance",
            "single",
        ),
    ],
)
def test_a_headline_is_as_sure_as_its_interval(
    pair: Pair, values: dict[str, float], lead: str, where: str
) -> None:
    first = headlines(study(pair, baseline_mean=20.0, scenario_mean=20.0 + values["difference"], **values))[0]
    assert first.place == "Mios" and lead in first.lead
    filled = [
        name for name in ("clear", "more", "unclear", "equal", "ratios", "single") if getattr(first, name)
    ]
    assert filled == [where]


def test_the_scenario_of_the_fixture_reads_as_it_was_made(pair: Pair) -> None:
    whole = make_study(read_runs(pair.folders, {}), pair.comparison, EN)
    made = headlines(whole)
    assert [(each.place, each.period[:5]) for each in made] == [
        ("Mios", "last "), ("Whole territory", "last "), ("Mios", "first"), ("Whole territory", "first"),
    ]  # fmt: skip
    assert made[0].lead.startswith(
        "In Mios (last 12 months, Jan 2027 – Dec 2027), the share of residents of 17 and over without"
        " a médecin traitant is lower by "
    )
    assert any(each.startswith("The number of teleconsultations: ") for each in made[0].unclear)


def test_a_scenario_that_makes_things_worse_says_so(pair: Pair) -> None:
    columns = ["difference", "low", "high"]
    worse = pair.comparison.copy()
    worse[columns] = -worse[["difference", "high", "low"]]
    worse["scenario_mean"] = worse["baseline_mean"] + worse["difference"]
    first = headlines(make_study(read_runs(pair.folders, {}), worse, EN))[0]
    assert "without a médecin traitant is higher by" in first.lead


def test_no_difference_is_rounded_to_nothing() -> None:
    tiny = Row("renounced_share", "%", 3.1, 3.108, 0.008, 0.006, 0.010)
    assert tiny.clear and "+0.01" in sentence("clear_sentence", tiny, EN)


def test_numbers_are_grouped_and_zero_has_no_sign() -> None:
    assert number(1234567.8, 0, EN) == "1,234,568"
    assert number(-1234.5, 1, EN) == "−1,234.5"
    assert (signed(-0.04, 1, EN), signed(0.04, 1, EN), signed(2.0, 0, EN)) == ("0.0", "0.0", "+2")
    assert number(float("nan"), 1, EN) == number(None, 1, EN) == "–"


def test_one_row_without_mean_does_not_break_the_page_of_others(pair: Pair) -> None:
    broken = pair.comparison.copy()
    broken.loc[broken["indicator"] == "apl", ["baseline_mean", "scenario_mean", "difference"]] = float("nan")
    broken.loc[broken["indicator"] == "apl", ["low", "high"]] = float("nan")
    assert headlines(make_study(read_runs(pair.folders, {}), pd.DataFrame(broken), EN))


def test_what_only_one_of_both_has_is_no_difference(pair: Pair) -> None:
    """Nobody came in the baseline, so that nobody can have stayed: the other differences are told as ever."""
    nan = float("nan")
    only = dict(pair.comparison[pair.comparison["period"] == LAST].iloc[0])
    only |= {"commune": "33284", "indicator": "retention_3y", "group": "all", "unit": "%"}
    only |= {"baseline_mean": nan, "scenario_mean": 95.0, "difference": nan, "low": nan, "high": nan}
    both = pd.concat([pair.comparison, pd.DataFrame([only])])
    runs = read_runs(pair.folders, {})
    assert headlines(make_study(runs, both, EN)) == headlines(make_study(runs, pair.comparison, EN))


def test_the_lead_does_not_hide_what_is_asked_first(pair: Pair) -> None:
    mixed = pair.comparison.copy()
    asked = mixed["indicator"] == "without_mt"
    mixed.loc[asked, ["low", "high"]] = [-9.0, 2.0]
    first = headlines(make_study(read_runs(pair.folders, {}), mixed, EN))[0]
    assert "the mean delay to an appointment is lower by" in first.lead
    assert first.lead.endswith(
        "; no clear difference in the share of residents of 17 and over without a médecin traitant."
    )
