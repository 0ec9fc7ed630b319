"""What the figures draw is what the Parquet tables hold."""

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pyarrow.parquet as pq
import pytest
from scipy import stats

from sim.outcomes.storage.damage import file_of
from sim.reports.comparison.compared import Row, rows
from sim.reports.comparison.study import Study, make_study
from sim.reports.figures.curve import points
from sim.reports.figures.delays import delays, quantile
from sim.reports.figures.diversions import diversions
from sim.reports.figures.ends import ends
from sim.reports.figures.forest import forest
from sim.reports.figures.lines import possible, traces
from sim.reports.figures.over_months import volumes, without_mt
from sim.reports.figures.panels import Panel, Section
from sim.reports.figures.supply import changes, supply
from sim.reports.page import sections
from sim.reports.reading.diversion import diversion, first_difference
from sim.reports.reading.endings import groups_of
from sim.reports.reading.parameter import swept
from sim.reports.reading.runs import read_runs
from sim.reports.reading.series import band
from sim.reports.words import words
from tests.shipped import SHIPPED, Outcome
from tests.unit.reports import synthetic
from tests.unit.reports.conftest import FIRST, Pair

GROUPS = groups_of(SHIPPED)


@pytest.fixture(scope="module")
def study(pair: Pair) -> Study:
    return make_study(read_runs(pair.folders, {}), pair.comparison, words("en"))


def panel(section: Section, name: str) -> Panel:
    return next(each for each in section.panels if each.name == name)


def table(pair: Pair, run: int, name: str) -> pd.DataFrame:
    frame = pd.read_parquet(pair.folders[run] / f"{name}.parquet")
    return frame.astype({c: str for c in frame.columns if str(frame[c].dtype) == "category"})


def test_every_figure_is_one_that_plotly_accepts_with_words_and_units(study: Study) -> None:
    names = []
    for section in sections(study):
        assert section.title and section.panels
        for each in section.panels:
            go.Figure(each.figure)  # raises for a property that Plotly does not know
            axes = [each.figure["layout"][axis]["title"]["text"] for axis in ("xaxis", "yaxis")]
            assert any(axes), each.name
            assert len(each.alt) > 20
            names.append(each.name)
    assert len(names) == len(set(names)) > 20


def test_the_scenario_acts_in_mios(study: Study) -> None:
    assert study.places == ["33284", "*"]
    assert study.place("33284") == "Mios"


@pytest.mark.parametrize(
    ("section", "name", "indicator", "place"),
    [
        (without_mt, "without_mt-33284", "without_mt", "33284"),
        (without_mt, "without_mt-all", "without_mt", "*"),
        (volumes, "ed_visits-all", "ed_visits", "*"),
        (supply, "gp_fte-33284", "gp_fte", "33284"),
    ],
)
def test_lines_are_means_with_the_interval_of_student(
    study: Study, pair: Pair, section, name: str, indicator: str, place: str
) -> None:
    data = panel(section(study), name).figure["data"]
    for run in (0, 1):
        frame = table(pair, run, "indicators")
        chosen = frame[(frame.indicator == indicator) & (frame.commune == place) & (frame.group == "all")]
        values = chosen.pivot(index="month", columns="replication", values="value").sort_index()
        edges, line = data[2 * run], data[2 * run + 1]
        assert line["x"] == [f"{month}" for month in values.index]
        assert line["y"] == pytest.approx(values.mean(axis=1).tolist())
        half = 3.182446 * stats.sem(values, axis=1)  # Student's t for four replications, from a table
        mean = values.mean(axis=1).to_numpy()
        assert edges["y"] == pytest.approx([*(mean + half), *(mean - half)[::-1]])


def test_bars_are_shares_of_the_needs_of_the_window(study: Study, pair: Pair) -> None:
    bars = panel(ends(study), "ends-33284").figure["data"]
    for run, title in ((0, "Mios as it is"), (1, "Three doctors at Gisèle Halimi")):
        frame = table(pair, run, "outcomes")
        inside = (frame.commune == "33284") & pd.to_datetime(frame.month).between("2025-10-01", "2026-09-30")
        counts = frame[inside].assign(ending=frame.outcome.map(GROUPS)).groupby("ending")["n"].sum()
        for bar in bars:
            group = next(k for k, v in study.said.endings.items() if v == bar["name"])
            shown = bar["x"][bar["y"].index(title)]
            assert shown == pytest.approx(100 * counts.get(group, 0) / counts.sum(), abs=1e-3)
        assert sum(bar["x"][bar["y"].index(title)] for bar in bars) == pytest.approx(100, abs=0.01)


def test_every_outcome_has_its_group() -> None:
    assert set(GROUPS) == {outcome.name.lower() for outcome in Outcome}


def test_quantiles_are_those_of_the_single_appointments(study: Study, pair: Pair) -> None:
    frame = table(pair, 1, "waits")
    inside = (frame.commune == "33284") & pd.to_datetime(frame.month).between("2025-10-01", "2026-09-30")
    chosen = frame[inside & (frame.kind == "follow_up")]
    days = np.repeat(chosen.days, chosen.n)
    made = delays(study)
    shown = next(
        line
        for line in made.tables[0].rows
        if line[:2] == ("Chronic follow-up", "Three doctors at Gisèle Halimi")
    )
    expected = [np.quantile(days, q, method="inverted_cdf") for q in (0.1, 0.25, 0.5, 0.75, 0.9)]
    assert [int(cell) for cell in shown[2:7]] == expected
    within = panel(made, "delays-within-33284").figure["data"][1]
    waits = frame[inside].groupby("days")["n"].sum()
    assert within["y"][2] == pytest.approx(100 * waits.loc[:2].sum() / waits.sum(), abs=1e-2)


def test_a_quantile_is_the_fewest_days_that_suffice() -> None:
    n = np.array([50, 30, 10, 10])
    assert [quantile(n, q) for q in (0.1, 0.5, 0.51, 0.8, 0.81, 0.9, 0.91, 1.0)] == [0, 0, 1, 1, 2, 2, 3, 3]


def test_triangles_are_the_changes_of_supply(study: Study) -> None:
    found = changes(study.runs[1], "33284", study.said)
    down = found[~found.up]
    assert list(down.month.dt.strftime("%Y-%m")) == ["2025-06", "2026-12"]
    assert down.n.tolist() == [1.0, 1.0] and down.share.tolist() == [1.0, 1.0]
    up = found[found.up]
    assert up.n.sum() == pytest.approx(4.0)  # a site and three doctors, in every replication
    assert "site opens: gisele_halimi" in " ".join(up.what)
    strip = [each for each in panel(supply(study), "gps-33284").figure["data"] if each.get("yaxis") == "y2"]
    assert len(strip) == 2


def test_the_matrix_counts_the_same_needs(study: Study, pair: Pair) -> None:
    assert first_difference(*study.runs) == synthetic.OPENING
    found = diversion(study.runs[0], study.runs[1], ["33284"])["33284"]
    assert found.since == synthetic.OPENING
    before, after = (table(pair, run, "trace") for run in (0, 1))
    key = ["replication", "commune", "resident", "occurrence"]
    both = before.merge(after, on=key, suffixes=("_0", "_1"))
    since = pd.Timestamp(synthetic.OPENING)
    both = both[(both.commune == "33284") & (both.arose_0 >= since)]
    expected = pd.crosstab(both.outcome_0.map(GROUPS), both.outcome_1.map(GROUPS))
    assert found.matched == len(both) > 1000
    for was in expected.index:
        for now in expected.columns:
            shown = found.matrix.loc[was, now] if now in found.matrix.columns else 0
            assert shown == expected.loc[was, now]
    assert found.changed == (both.outcome_0.map(GROUPS) != both.outcome_1.map(GROUPS)).sum() > 0
    either = before.merge(after, on=key, how="outer", suffixes=("_0", "_1"))
    either = either[(either.commune == "33284") & (either.arose_0.fillna(either.arose_1) >= since)]
    assert (found.lost, found.gained) == (either.outcome_1.isna().sum(), either.outcome_0.isna().sum())
    assert found.lost > found.gained >= 0
    heat = diversions(study).panels[0].figure["data"][0]
    assert np.sum(heat["z"], axis=1) == pytest.approx(np.full(len(heat["z"]), 100.0), abs=0.01)


def test_two_runs_that_do_not_differ_differ_nowhere(study: Study) -> None:
    found = diversion(study.runs[0], study.runs[0], ["*"])["*"]
    assert (found.changed, found.lost, found.gained) == (0, 0, 0)
    assert found.since == date(2025, 1, 1)


def test_needs_that_only_one_run_has_are_lost_or_gained(pair: Pair, tmp_path: Path) -> None:
    """Without ten needs of its first replication: those ten are lost, and gained the other way round."""
    baseline = read_runs(pair.folders, {})[0]
    copied = tmp_path / baseline.run_id
    shutil.copytree(pair.folders[0], copied)
    trace = file_of(copied, "trace", 0)
    whole = pq.read_table(trace)
    pq.write_table(whole.slice(10), trace)
    fewer = read_runs([copied], {})[0]
    found = diversion(baseline, fewer, ["*"], baseline.manifest.first_day)["*"]
    assert (found.lost, found.gained, found.changed) == (10, 0, 0)
    assert found.matched == len(table(pair, 0, "trace")) - 10
    back = diversion(fewer, baseline, ["*"], baseline.manifest.first_day)["*"]
    assert (back.lost, back.gained, back.matched) == (0, 10, found.matched)


def test_the_forest_draws_the_relative_differences(study: Study, pair: Pair) -> None:
    made = forest(study)
    assert made is not None
    found = rows(pair.comparison, pair.folders[1].name, "33284", FIRST)["within_48h"]
    data = made.panels[0].figure["data"]
    ticks = made.panels[0].figure["layout"]["yaxis"]["ticktext"]
    at = next(i for i, text in enumerate(ticks) if text.startswith("Appointments within 48 hours"))
    interval, mark = (
        next(each for each in data if each["mode"] == mode and each["y"][0] == at)
        for mode in ("lines", "markers")
    )
    assert mark["x"][0] == pytest.approx(100 * found.difference / found.baseline)
    assert interval["x"] == pytest.approx(
        [100 * found.low / found.baseline, 100 * found.high / found.baseline]
    )
    assert any("Cost to the commune" in note for note in made.notes)  # its baseline is 0


def of_runs(study: Study, indicator: str, place: str, period: str) -> dict[str, Row]:
    """An indicator in each run but the baseline."""
    runs = [run.run_id for run in study.runs[1:]]
    return {run_id: rows(study.comparison, run_id, place, period)[indicator] for run_id in runs}


def test_a_sweep_has_a_curve_over_its_parameter(sweep: Pair) -> None:
    study = make_study(read_runs(sweep.folders, {}), sweep.comparison, words("en"))
    parameter = swept(study.runs)
    assert parameter is not None and parameter.path == "measures.settle.install.doctors"
    assert parameter.name == "measures.settle.doctors"
    period = study.periods[0]
    found = of_runs(study, "without_mt", "33284", period)
    drawn = points(study, parameter, "without_mt", found)
    last = found[study.runs[2].run_id]
    assert [x for x, *_ in drawn] == [1, 2, 3]
    assert drawn[0][1:] == pytest.approx((last.baseline,) * 3)
    assert drawn[2][1:] == pytest.approx((last.scenario, last.baseline + last.low, last.baseline + last.high))
    assert sections(study)[0].name == "curve"


def test_two_runs_of_different_scenarios_sweep_nothing(study: Study) -> None:
    assert swept(study.runs) is None


def series(*values: tuple[float, ...]) -> pd.DataFrame:
    """The monthly series of an indicator, of the values of each month's replications."""
    months = pd.date_range("2025-01-01", periods=len(values), freq="MS")
    return band(pd.DataFrame(list(values), index=months))


@pytest.mark.parametrize(("indicator", "most"), [("without_mt", 100), ("delay_mean", None), ("gps", None)])
def test_a_band_is_cut_where_values_cannot_lie(study: Study, indicator: str, most: float | None) -> None:
    """Two replications that differ have an interval far wider than what can be; drawn is what can be."""
    frame = series((1, 9), (96, 99), (50, 50))
    assert frame["low"].min() < 0 and frame["high"].max() > 100  # Student's t of one degree of freedom
    edges, line = traces(possible(frame, indicator), study.style(study.baseline), ",.1f", False)
    assert line["y"] == frame["mean"].tolist()
    assert min(edges["y"]) == 0
    assert (max(edges["y"]) == most) if most else max(edges["y"]) == frame["high"].max()
    uncut = edges["y"][2], edges["y"][3]
    assert uncut == (50, 50)


def test_an_unknown_band_stays_unknown() -> None:
    assert possible(series((1,), (2,)), "gps")["low"].isna().all()


def test_bars_of_a_curve_are_cut_where_values_cannot_lie(sweep: Pair) -> None:
    wide = sweep.comparison.assign(low=-1e6, high=1e6)
    study = make_study(read_runs(sweep.folders, {}), wide, words("en"))
    parameter = swept(study.runs)
    assert parameter is not None
    for indicator, most in (("without_mt", 100), ("ed_visits", None)):
        found = of_runs(study, indicator, study.places[0], study.periods[0])
        _, *others = points(study, parameter, indicator, found)
        assert {low for _, _, low, _ in others} == {0}
        assert all(high == most if most else high > 1e5 for *_, high in others)
