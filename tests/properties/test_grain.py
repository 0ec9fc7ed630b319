"""Whole runs whose results are kept by catchment or for the whole territory: what they hold and say.

On the territory of three catchments of ``test_whole_runs``.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.cli import main
from sim.experiments import run_jobs
from sim.experiments.compare import compare
from sim.experiments.errors import ExperimentError
from sim.measures.registry import schemas
from sim.outcomes.catalogue.catalogue import CATALOGUE, THEMES
from sim.outcomes.catalogue.indicator import Rule
from sim.outcomes.counting.source import WHOLE
from sim.outcomes.storage.store import StoredRun
from sim.scenario.load import load
from tests.whole_runs import hamlets, words

GRAINS = ("commune", "catchment", "territory")
CATCHMENT = {"90001": "b1", "90004": "b1", "90002": "b2", "90005": "b2", "90003": "b3", "90006": "b3"}
# Reckoned from the share without médecin traitant of the cell, so that the sum depends on the cells.
RECKONED = {"cost_insurance", "cost_patients"}
OF_THE_WHOLE = [name for name in CATALOGUE if name not in (*RECKONED, "inequality")]


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Path:
    return hamlets(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def runs(own, tmp_path_factory) -> Mapping[str, StoredRun]:
    outputs = tmp_path_factory.mktemp("grains")
    asked = words(outputs, "scenario=one_settles", "run.replications=2", "run.jobs=1")
    jobs = [load([*asked, f"run.grain={grain}"], own, schemas()) for grain in GRAINS]
    return dict(zip(GRAINS, run_jobs(jobs), strict=True))


def frame(run: StoredRun, table: str) -> pd.DataFrame:
    return run.table(table).to_pandas(strings_to_categorical=False)


def summed(fine: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Counts by commune, added up under other names."""
    fine = fine.assign(commune=fine["commune"].astype(str).map(names))
    keys = [name for name in fine if name != "n"]
    return fine.astype({key: str for key in keys}).groupby(keys)["n"].sum().sort_index().reset_index()


@pytest.mark.parametrize("table", ["outcomes", "waits"])
def test_counts_are_the_sums_of_those_of_communes(runs, table):
    fine = frame(runs["commune"], table)
    assert set(fine["commune"]) == set(CATCHMENT)
    for grain, names in (("catchment", CATCHMENT), ("territory", dict.fromkeys(CATCHMENT, WHOLE))):
        coarse = frame(runs[grain], table)
        pd.testing.assert_frame_equal(summed(fine, names), summed(coarse, {n: n for n in names.values()}))
        assert len(summed(coarse, {n: n for n in names.values()})) == len(coarse), "no row stands twice"


def test_the_trace_and_changes_of_supply_do_not_depend_on_it(runs):
    for table in ("trace", "events"):
        files = [sorted((runs[grain].folder / f"{table}.parquet").iterdir()) for grain in GRAINS]
        contents = [[file.read_bytes() for file in each] for each in files]
        assert contents[0] == contents[1] == contents[2]
        assert len(contents[0]) == 2


def indicators(run: StoredRun) -> pd.Series:
    rows = frame(run, "indicators")
    keys = ["replication", "month", "commune", "indicator", "group"]
    return rows.astype({key: str for key in keys}).set_index(keys)["value"].sort_index()


def test_rows_of_indicators(runs):
    places = {grain: set(frame(runs[grain], "indicators")["commune"]) for grain in GRAINS}
    assert places["commune"] == {*CATCHMENT, WHOLE}
    assert places["catchment"] == {"b1", "b2", "b3", WHOLE}
    assert places["territory"] == {WHOLE}


@pytest.mark.parametrize("grain", ["catchment", "territory"])
def test_the_whole_territory_is_the_same_at_every_grain(runs, grain):
    fine, coarse = (
        values[
            (values.index.get_level_values("commune") == WHOLE)
            & values.index.get_level_values("indicator").isin(OF_THE_WHOLE)
        ]
        for values in (indicators(runs["commune"]), indicators(runs[grain]))
    )
    assert list(fine.index) == list(coarse.index)
    np.testing.assert_allclose(fine, coarse, rtol=1e-12)


def test_indicators_of_catchments_are_sums_of_communes(runs):
    """Whatever is summed; the APL and its parts among them, which are made by commune."""
    sums = [
        name
        for name, line in CATALOGUE.items()
        if line.rule in (Rule.FLOW, Rule.STOCK) and name not in RECKONED
    ]
    fine, coarse = (
        values[
            (values.index.get_level_values("commune") != WHOLE)
            & values.index.get_level_values("indicator").isin(sums)
        ].reset_index()
        for values in (indicators(runs["commune"]), indicators(runs["catchment"]))
    )
    fine["commune"] = fine["commune"].map(CATCHMENT)
    keys = ["replication", "month", "commune", "indicator", "group"]
    added = fine.groupby(keys)["value"].sum()
    assert {"apl_residents", "third_next_days", "gps"} <= set(fine["indicator"])
    pd.testing.assert_series_equal(added, coarse.groupby(keys)["value"].sum(), rtol=1e-12)


def test_what_is_reckoned_by_cell_lies_near(runs):
    """The share without médecin traitant of a catchment is not that of each commune: costs shift a little,
    from one payer to the other.
    """
    totals = {}
    for grain in GRAINS:
        whole = indicators(runs[grain]).xs(WHOLE, level="commune").groupby("indicator").sum()
        totals[grain] = whole
    costs = next(theme for theme in THEMES if theme.id == "costs")
    assert {each.id for each in costs.indicators} >= RECKONED
    for grain in GRAINS[1:]:
        both = [sum(totals[g][name] for name in RECKONED) for g in ("commune", grain)]
        np.testing.assert_allclose(*both, rtol=1e-12)
        for name in RECKONED:
            assert abs(totals[grain][name] / totals["commune"][name] - 1) < 0.02


def test_runs_of_different_grain_are_not_compared(runs):
    with pytest.raises(ExperimentError, match=r"differ in grain \(run.grain\), .*; play both with the same"):
        compare([runs["commune"].folder, runs["catchment"].folder])


@pytest.mark.parametrize("grain", ["catchment", "territory"])
def test_a_comparison_of_coarse_runs_says_so_and_shows_the_whole(own, tmp_path, capsys, grain):
    asked = words(tmp_path, "scenario=as_it_is,one_settles", "run.replications=2", "run.jobs=1")
    assert main(["sweep", *asked, f"run.grain={grain}", "--config-dir", str(own)]) == 0
    printed = capsys.readouterr().out
    assert printed.count(f"run.grain={grain}") == 1
    assert "Whole territory" in printed
    assert "C2 ·" not in printed
    page = Path(printed.split()[-1]).read_text(encoding="utf-8")
    assert f"run.grain={grain}" in page


def test_an_unknown_grain_is_answered_with_those_there_are(own, tmp_path, capsys):
    asked = words(tmp_path, "scenario=as_it_is", "run.grain=region")
    assert main(["run", *asked, "--config-dir", str(own)]) == 2
    message = capsys.readouterr().err
    assert "run.grain" in message
    assert all(f"'{grain}'" in message for grain in GRAINS)
    assert "Traceback" not in message
