"""Who gains, who loses: what stands out among many differences, in which words, how many people."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from sim.outcomes.catalogue.catalogue import CATALOGUE, by_whom
from sim.reports.comparison.among_many import clear_among_many
from sim.reports.comparison.compared import Row
from sim.reports.comparison.study import make_study
from sim.reports.figures.gains import gains, group_names
from sim.reports.figures.panels import Section
from sim.reports.reading.runs import read_runs
from sim.reports.words import Term, Words, words
from tests.unit.reports.conftest import LAST, Pair

FR = words("fr")
PAIRS = 20


def row(values: np.ndarray, indicator: str = "without_mt", before: float = 10.0) -> Row:
    """Of differences, one a replication, with Student's interval for that many pairs."""
    mean, half = float(values.mean()), 2.093 * float(values.std(ddof=1)) / PAIRS**0.5
    return Row(indicator, "%", before, before + mean, mean, mean - half, mean + half, PAIRS, PAIRS - 1)


def test_of_nothing_almost_nothing_stands_out_and_of_something_what_is_there() -> None:
    """Among 100 differences without effect five intervals exclude 0; here hardly ever one stands out."""
    rng = np.random.default_rng(1)
    nulls = [[row(rng.normal(0, 1, PAIRS)) for _ in range(100)] for _ in range(40)]
    assert 120 < sum(each.clear for rows in nulls for each in rows) < 280
    assert sum(any(clear_among_many(rows)) for rows in nulls) <= 5
    some = [*nulls[0][:80], *(row(rng.normal(1.2, 1, PAIRS)) for _ in range(20))]
    found = clear_among_many(some)
    assert sum(found[80:]) >= 18 and sum(found[:80]) <= 3


def test_what_tells_nothing_never_stands_out() -> None:
    nan = float("nan")
    single = Row("without_mt", "%", 10, 9, -1, nan, nan, 1)
    same = Row("ed_avoidable", "visits", 10, 9, -1, -1, -1, 3)  # a count, one less in each of three
    assert clear_among_many([single, same]) == [False, False]
    assert clear_among_many([]) == []


def compared(pair: Pair, changes: dict[tuple[str, str], float]) -> pd.DataFrame:
    """The pair's comparison, with rows by age and ALD; ``changes``: what differs, by commune or group."""
    before = {"without_mt": 15.0, "delay_mean": 5.0, "renounced_share": 4.0, "ed_avoidable": 900.0}
    table = pair.comparison[~pair.comparison["indicator"].isin([*before, "refused_share"])]
    made = []
    head = table.iloc[0].to_dict() | {"period": LAST, "replications": PAIRS}
    whom = [(place, "all") for place in ("33284", "33051", "*")]
    whom += list(product(("*", "33284"), list(group_names(FR))[1:]))
    for (place, group), (indicator, level) in product(whom, before.items()):
        if (indicator, group) == ("without_mt", "band:age_0_14"):
            continue  # children have none to declare
        gap = changes.get((indicator, place if group == "all" else group if place == "*" else ""), 0.0)
        unit = CATALOGUE[indicator].unit
        made.append(head | {"commune": place, "indicator": indicator, "group": group, "unit": unit,
                            "baseline_mean": level, "scenario_mean": level + gap, "difference": gap,
                            "low": gap - 0.1, "high": gap + 0.1})  # fmt: skip
    for place, more in (("33284", 320.0), ("33051", -12.0), ("*", 308.0)):
        made.append(head | {"commune": place, "indicator": "adults_without_mt", "group": "all",
                            "unit": "residents", "baseline_mean": 900.0, "scenario_mean": 900.0 - more,
                            "difference": -more, "low": -more - 5, "high": -more + 5})  # fmt: skip
    return pd.concat([table, pd.DataFrame(made)])


CHANGES = {
    ("without_mt", "33284"): -3.0,
    ("without_mt", "33051"): 0.5,
    ("renounced_share", "band:age_30_44"): -1.0,
    ("delay_mean", "band:age_90_up"): 0.4,
    ("delay_mean", "ald:yes"): -0.05,  # within its interval
}


def shown(pair: Pair, changes: dict[tuple[str, str], float], said: Words = FR) -> Section:
    comparison = compared(pair, changes)
    last = comparison[comparison["period"] == LAST]
    section = gains(make_study(read_runs(pair.folders, {}), last, said))
    assert section is not None
    return section


def test_a_sentence_says_who_gains_most_and_who_loses(pair: Pair) -> None:
    first, people = shown(pair, CHANGES).says
    assert first == (
        "Y gagnent le plus\u00a0: Mios (sans médecin traitant, 17 ans et plus\u00a0: "
        "−3,0\u00a0points)\u202f; 30 à 44 ans (renoncements\u00a0: −1,0\u00a0points). "
        "Y perdent\u00a0: Biganos (sans médecin traitant, 17 ans et plus\u00a0: "
        "+0,5\u00a0points)\u202f; 90 ans et plus (délai moyen de rendez-vous\u00a0: +0,4\u00a0jours)."
    )
    assert "320 de plus" in people and "12 de moins" in people


def test_where_nothing_is_clear_nobody_is_named(pair: Pair) -> None:
    (first, _) = shown(pair, {}).says
    assert first.startswith("On ne peut pas dire qui y gagne ou y perd\u00a0: aucun des ")


def test_communes_stand_by_effect_with_before_and_after_and_people(pair: Pair) -> None:
    section = shown(pair, CHANGES)
    (table,) = [table for table in section.tables if table.unfolded]
    assert [line[0] for line in table.rows] == ["Ensemble du territoire", "Mios", "Biganos"]
    assert [line[1] for line in table.rows] == ["+308", "+320", "−12"]
    assert table.rows[1][2] == "15,0 → 12,0 (−3,0\u00a0*)"
    assert isinstance(table.head[2], Term) and table.head[2].definition.startswith("Habitants de 17 ans")
    groups = [table for table in section.tables if not table.unfolded]
    assert [len(table.rows) for table in groups] == [10, 10]
    assert groups[0].rows[1][:2] == ("0 à 14 ans", "–")


def test_a_figure_for_each_indicator_with_its_groups_filled_where_clear(pair: Pair) -> None:
    section = shown(pair, CHANGES)
    assert [panel.name for panel in section.panels] == [
        "gains-without_mt", "gains-delay_mean", "gains-renounced_share", "gains-ed_avoidable",
    ]  # fmt: skip
    panel = section.panels[1]
    marks = {trace["meta"]["row"]: trace for trace in panel.figure["data"] if trace.get("name")}
    filled = [name for name, mark in marks.items() if mark["marker"]["color"] != "#ffffff"]
    assert len(marks) == 10 and filled == ["90 ans et plus"]
    assert marks["90 ans et plus"]["meta"] | {} == {
        "row": "90 ans et plus", "low": [pytest.approx(0.3)], "high": [pytest.approx(0.5)], "unit": "jours",
    }  # fmt: skip
    low, high = panel.figure["layout"]["xaxis"]["range"]
    assert low < -0.15 and high > 0.5


def test_there_is_none_without_comparison_or_without_its_indicators(pair: Pair) -> None:
    runs = read_runs(pair.folders, {})
    assert gains(make_study(runs[:1], pd.DataFrame(), FR)) is None
    others = pair.comparison[~pair.comparison["indicator"].isin([each.id for each in by_whom()])]
    assert gains(make_study(runs, others, FR)) is None
