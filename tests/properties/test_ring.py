"""Whole runs of a territory with a ring: marking communes changes no figure of others, and removes theirs.

On the hamlets of ``test_whole_runs`` (three catchments of two communes): C3 and C6, all of the catchment b3,
lie in the ring, and C4 of b1, where a doctor settles.
"""

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.cli import main
from sim.experiments import run_jobs
from sim.measures.registry import schemas
from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.indicator import Rule
from sim.outcomes.counting.source import WHOLE
from sim.outcomes.storage.store import StoredRun
from sim.scenario.load import load
from tests.territories import own_folder
from tests.whole_runs import SCENARIO, words

GRAINS = ("commune", "catchment", "territory")
RING = {"90003", "90004", "90006"}
REPORTED = {"90001", "90002", "90005"}
CATCHMENTS = {"b1", "b2"}  # those of which some commune is reported
MEASURES = """
measures:
  settle: {install: {doctors: 1, commune: C4, by: 2025-02-01, contract: liberal, age: 36, ramp_days: 10,
    ramp_start: 0.4, cost: {payer: commune, once: 700}}}
  settle_here: {install: {doctors: 1, commune: C1, by: 2025-02-01, contract: liberal, age: 36, ramp_days: 10,
    ramp_start: 0.4, cost: {payer: commune, once: 50}}}
  walk_in: {open_counter: {counter: walk_in, profile: cmsi, commune: C4, on: 2025-02-01}}
"""
Runs = Mapping[tuple[str, bool], StoredRun]  # by grain, with a ring or without


def folder(own: Path, ring: bool) -> Path:
    own_folder(own, "hamlets", 6, 600, catchments=3)
    (own / "scenarios/next_door.yaml").write_text(SCENARIO.format(title="Next door") + MEASURES)
    if ring:
        file = own / "territory/files/communes.csv"
        with file.open(encoding="utf-8", newline="") as opened:
            header, *lines = csv.reader(opened, delimiter=";")
        marked = [[*header, "ring"], *([*line, str(int(line[0] in RING))] for line in lines)]
        file.write_text("".join(";".join(line) + "\n" for line in marked), encoding="utf-8")
    return own


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> Mapping[bool, Path]:
    return {ring: folder(tmp_path_factory.mktemp(f"ring_{ring}"), ring) for ring in (False, True)}


@pytest.fixture(scope="module")
def runs(folders, tmp_path_factory) -> Runs:
    found = {}
    for ring, own in folders.items():
        asked = words(tmp_path_factory.mktemp("out"), "scenario=next_door", "run.replications=1")
        asked += ["run.jobs=1", "run.trace=0.5"]
        jobs = [load([*asked, f"run.grain={grain}"], own, schemas()) for grain in GRAINS]
        found |= {(grain, ring): run for grain, run in zip(GRAINS, run_jobs(jobs), strict=True)}
    return found


def frame(run: StoredRun, table: str) -> pd.DataFrame:
    rows = run.table(table).to_pandas(strings_to_categorical=False)
    return rows.astype({name: str for name in ("commune", "group", "indicator") if name in rows})


@pytest.mark.parametrize("table", ["outcomes", "waits", "indicators", "trace"])
def test_communes_that_are_reported_have_the_same_rows(runs, table):
    plain, ringed = (frame(runs["commune", ring], table) for ring in (False, True))
    assert set(plain["commune"]) >= RING, "nothing to leave out"
    expected = plain[plain["commune"].isin(REPORTED)].reset_index(drop=True)
    got = ringed[ringed["commune"] != WHOLE].reset_index(drop=True)
    assert set(got["commune"]) == REPORTED
    pd.testing.assert_frame_equal(got, expected)


@pytest.mark.parametrize("table", ["outcomes", "waits"])
@pytest.mark.parametrize("grain", ["catchment", "territory"])
def test_coarser_counts_are_of_reported_communes_too(runs, grain, table):
    names = (
        {"90001": "b1", "90002": "b2", "90005": "b2"}
        if grain == "catchment"
        else dict.fromkeys(REPORTED, WHOLE)
    )
    fine, coarse = (frame(runs[g, True], table) for g in ("commune", grain))
    fine["commune"] = fine["commune"].map(names)
    keys = [name for name in fine if name != "n"]
    sums = fine.astype({key: str for key in keys}).groupby(keys)["n"].sum()
    assert sums.equals(coarse.astype({key: str for key in keys}).groupby(keys)["n"].sum())


def by_place(run: StoredRun) -> pd.DataFrame:
    rows = frame(run, "indicators")
    counts = {name for name, each in CATALOGUE.items() if each.rule in (Rule.FLOW, Rule.STOCK)}
    rows = rows[rows["indicator"].isin(counts) & ~rows["group"].str.startswith("service:")]
    return rows.pivot_table(index=["indicator", "group", "month"], columns="commune", values="value")


def test_totals_are_the_sums_over_reported_communes(runs):
    """But what measures cost: whoever plans pays for what is done next door."""
    found = by_place(runs["commune", True]).fillna(0)
    totals = found[WHOLE] - found[sorted(REPORTED)].sum(axis=1)
    uncommon = totals[~np.isclose(totals, 0)]
    of_whole = {
        "cost_commune",
        "paid_for_measures",
        "calls",
        "calls_abandoned",
        "persons_all_year",
        "persons_with_contact",
        "adults_all_year",
        "adults_gave_up",
        "adults_did_not_ask",
        "poor_adults_all_year",
        "poor_adults_gave_up",
        "contacts",
        "gps_by_acts",
        "gps_by_hours",
        "gps_by_panel",
    }
    assert set(uncommon.index.get_level_values("indicator")) <= of_whole
    cost = found.xs("cost_commune")
    assert (cost[WHOLE].sum(), cost["90001"].sum()) == (750, 50)


@pytest.mark.parametrize("grain", ["catchment", "territory"])
def test_the_whole_territory_is_the_same_at_every_grain(runs, grain):
    fine, coarse = (frame(runs[g, True], "indicators") for g in ("commune", grain))
    keys = ["indicator", "group", "month"]
    reckoned = ["cost_insurance", "cost_patients", "inequality"]  # from the share of the cell, or of communes
    fine, coarse = (
        rows[(rows["commune"] == WHOLE) & ~rows["indicator"].isin(reckoned)]
        .set_index(keys)["value"]
        .sort_index()
        for rows in (fine, coarse)
    )
    assert fine.index.equals(coarse.index)
    np.testing.assert_allclose(fine, coarse, rtol=1e-12)


def test_no_row_is_of_the_ring(runs):
    for grain, places in zip(GRAINS, (REPORTED, CATCHMENTS, set()), strict=True):
        assert set(frame(runs[grain, True], "indicators")["commune"]) == {*places, WHOLE}
        assert set(frame(runs[grain, True], "outcomes")["commune"]) == (places or {WHOLE})
        assert set(frame(runs[grain, True], "trace")["commune"]) == REPORTED


def test_services_have_their_own_load(runs):
    """All visits at a service of a catchment that is reported; none of one that lies in the ring."""
    rows = {}
    for ring in (False, True):
        found = frame(runs["commune", ring], "indicators")
        named = found[found["group"].isin(["service:ed_here", "service:walk_in"])]
        assert set(named["group"]) == {"service:ed_here", "service:walk_in"}
        rows[ring] = named.reset_index(drop=True)
    pd.testing.assert_frame_equal(rows[False], rows[True])
    calls = [
        frame(runs["commune", ring], "indicators")
        .query("indicator == 'calls' and group == 'all'")["value"]
        .sum()
        for ring in (False, True)
    ]
    assert 0 < calls[1] < calls[0], "the line of b3 is not the territory's"
    visits = frame(runs["commune", True], "indicators").query("indicator == 'ed_visits' and commune == '*'")
    by_group = visits.groupby("group")["value"].sum()
    assert by_group["all"] < by_group["service:ed_here"], "people of C4 go there, too"


def test_events_of_services_are_shown_and_of_doctors_next_door_not(runs):
    assert set(frame(runs["commune", False], "events")["entity"]) >= {"settle_1", "settle_here_1", "walk_in"}
    events = frame(runs["commune", True], "events")
    assert not events["entity"].isin(["settle_1"]).any()
    assert {"settle_here_1", "walk_in"} <= set(events["entity"])


def test_the_manifest_tells_both_numbers(runs):
    plain, ringed = (runs["commune", ring].manifest for ring in (False, True))
    assert set(ringed.communes) == REPORTED
    assert (plain.residents, plain.simulated) == (600, 600)
    assert (ringed.residents, ringed.simulated) == (300, 600)
    assert 0 < ringed.needs < plain.needs


def test_what_is_done_next_door_is_said(folders, tmp_path, capsys):
    asked = words(tmp_path, "scenario=next_door", "run.replications=1", "run.jobs=1", "run.end=2025-02-28")
    assert main(["run", *asked, "--config-dir", str(folders[True])]) == 0
    said = capsys.readouterr().err
    assert "C4 lies in the ring" in said
    assert "measures.settle.install.commune" in said
    assert "C1 lies in the ring" not in said
