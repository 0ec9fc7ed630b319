"""Months that can be trusted: nothing that is reported depends on where one stops (docs/model.md, section 1).

The same scenario, with a measure of each sort about the end, is played to ends that lie months apart: what is
reported of the shorter run is the same in the longer one, to the bit, in both engines.
"""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sim.engine import simulate
from sim.experiments import run_jobs
from sim.measures.registry import schemas
from sim.outcomes.storage.store import StoredRun
from sim.outcomes.storage.tables import TABLES
from sim.reference.patients import ReferencePatients
from sim.scenario.load import load
from sim.scenario.settings import Job, Settings
from sim.territory import load_territory
from sim.world.build import build
from sim.world.prepare import prepare
from sim.world.records import MONTHLY, Records
from tests.territories import own_folder

SHORT, LONG = "2024-12-31", "2025-04-30"  # the cool-down of the short one passes the new year
SCENARIO = """
title: A measure of each sort
source: made for a test
territory: hamlets
run: {start: 2024-11-01, warmup_days: 31, trace: 1, replications: 1, jobs: 1}
doctors: {horizon_days: 40}
measures:
  goes:
    turnover:
      hazard: {under_55: 0.6, from_55: 0.6, from_62: 0.6, from_65: 0.6, from_67: 0.6, from_70: 0.6}
      notice: 60
      replaced: 1
      at_once: 0.5
      takeover: 0.7
      vacancy_days: 30
      age: 35
      contract: liberal
      ramp_days: 60
      ramp_start: 0.5
      spared: [c1_1]
  retires: {retire: {doctor: c1_1, on: 2025-02-10, notice: 90}}
  house: {open_site: {site: house, commune: C2, on: 2024-11-20, rooms: 3, capital_cost: 1000}}
  comes:
    install:
      doctors: 2
      site: house
      since: 2024-11-15
      lead_days: 40
      age: 40
      ramp_days: 30
      ramp_start: 0.3
      departure_hazard: 0.8
      notice: 30
      cost: {payer: commune, yearly: [1200]}
  moves: {install: {doctors: 1, site: house, by: 2025-01-12, from: C3, follow: 0.5}}
  walk_in:
    open_counter:
      counter: walk_in
      profile: cmsi
      commune: C1
      on: 2024-12-10
      cost: {payer: commune, yearly: [600]}
  holidays: {close_counter: {counter: walk_in, on: 2024-12-23, until: 2025-01-06}}
  later: {open_counter: {counter: later, profile: cmsi, commune: C2, on: 2025-01-20}}
  sas:
    open_line: {line: sas, through: line15, profile: sas, on: 2024-11-10, doctors: all, takes_part: 0.9,
                slots: 1}
  sas_ends: {close_line: {line: sas, on: 2025-01-15}}
  helped:
    delegate: {to: protocol, doctors: [c1_1], on: 2024-11-02, training_days: 30, minutes_saved: 3, used: 1,
               ramp_days: 60}
  nurse:
    delegate:
      to: ipa
      doctors: [c1_1]
      on: 2025-01-08
      training_days: 0
      minutes_saved: -1
      ramp_days: 0
      agenda:
        kinds: [follow_up, renewal]
        slot_minutes: 30
        ramp_start: 1
        week: {mon: [3, 3], tue: [3, 3], wed: [3, 3], thu: [3, 3], fri: [3, 3], sat: [0, 0], sun: [0, 0]}
  elsewhere:
    hold_sessions: {doctor: c1_1, commune: C2, on: 2024-12-05, until: 2025-01-20, week: {tue: [4, 4]}}
  covers: {stand_in: {doctors: all, on: 2024-11-05, until: 2025-01-25}}
  centre:
    run_centre:
      commune: C3
      since: 2024-10-15
      creation_months: 1
      posts: 2
      search: {lead_days: 20, probability: 0.8}
      bears: 50000
      closes_after: 2
"""


# In the place of turnover the labour market, with all that is for candidates.
MARKET = """
title: A labour market
source: made for a test
territory: hamlets
run: {start: 2024-11-01, warmup_days: 31, trace: 1, replications: 1, jobs: 1}
doctors: {horizon_days: 40}
market:
  region: {gps: 6, reach: 2, posts: 0.3}
  graduates: {a_year: 90, at_once: 0.5, locum_years: 1, most_locum_years: 2}
  movers: {first_years: 0.9, later: 0.9}
  search: {none: 0, lead_days: 20}
  exits: {hazard: {under_55: 0.5, from_55: 0.6, from_62: 0.6, from_65: 0.6, from_67: 0.6, from_70: 0.6}}
  aids: [{since: 2020-01-01, zip: {once: 30000, years: 1, payer: insurance}}]
measures:
  market: {market: {spared: [c1_1]}}
  retires: {retire: {doctor: c1_1, on: 2025-01-10, notice: 60}}
  house: {open_site: {site: house, commune: C2, on: 2024-11-20, rooms: 3, capital_cost: 1000}}
  posts: {offer_posts: {site: house, posts: 1, on: 2024-11-10, cost: {payer: commune, yearly: [1200]}}}
  agency: {attract: {what: agency, where: C2, on: 2024-10-20, reaches: 0.5, fee: 100, cost: {payer: commune}}}
  zone: {attract: {what: zoning, where: [C2, C3], zone: zip, on: 2024-11-05, until: 2025-01-15}}
  aid: {attract: {what: aid, where: all, on: 2024-12-01, aid: {yearly: 600, years: 1, payer: commune}}}
  rule: {obligation: {rule: limit_locum, on: 2024-12-05, until: 2025-02-01, years: 1, defies: 0.2}}
"""


@pytest.fixture(scope="module", params=["each", "market"])
def name(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Path:
    own = tmp_path_factory.mktemp("own")
    own_folder(own, "hamlets", 3, 300)
    (own / "scenarios/each.yaml").write_text(SCENARIO, encoding="utf-8")
    (own / "scenarios/market.yaml").write_text(MARKET, encoding="utf-8")
    return own


def job(own: Path, name: str, *overrides: str) -> Job:
    return load([f"scenario={name}", *overrides], own, schemas())


@pytest.fixture(scope="module")
def short(own, name, tmp_path_factory) -> StoredRun:
    return played(own, name, SHORT, tmp_path_factory)


def played(own: Path, name: str, end: str, tmp_path_factory: Any) -> StoredRun:
    outputs = tmp_path_factory.mktemp("outputs")
    (run,) = run_jobs([job(own, name, f"run.end={end}", f"run.outputs={outputs}")])
    return run


def until(table: pa.Table, run: StoredRun) -> pa.Table:
    """The rows of a table of results that belong to what a run reports."""
    end = run.manifest.end
    for column in ("month", "date"):
        if column in table.column_names:
            return table.filter(pc.less_equal(table[column], pa.scalar(end, pa.date32())))
    moment = pa.scalar(datetime.combine(end + timedelta(days=1), time())).cast(table["arose"].type)
    return table.filter(pc.less(table["arose"], moment))


def assert_same_months(short: StoredRun, long: StoredRun) -> None:
    """Every row of every table of the shorter run is in the longer one, and no other of these months."""
    for name in TABLES:
        one, other = short.table(name).combine_chunks(), until(long.table(name), short).combine_chunks()
        assert len(one) > 0, name
        assert one.column_names == other.column_names
        for column in one.column_names:
            mine, theirs = one[column].to_pylist(), other[column].to_pylist()
            differing = [i for i, pair in enumerate(zip(mine, theirs, strict=False)) if pair[0] != pair[1]]
            shown = [table.slice(i, 1).to_pylist() for i in differing[:1] for table in (one, other)]
            assert not differing, (name, column, len(differing), shown)
        assert len(one) == len(other), name


def test_what_is_reported_does_not_depend_on_the_end(own, name, short, tmp_path_factory):
    long = played(own, name, LONG, tmp_path_factory)
    assert_same_months(short, long)
    happened = set(short.table("events")["event"].to_pylist())
    assert {"announced", "list closed"} & happened, happened
    assert max(short.table("events")["date"].to_pylist()) <= short.manifest.end


def test_the_reference_reports_the_same_and_does_not_depend_on_the_end_either(own, name):
    """And the kernels agree with it, day for day, into the cool-down."""
    from sim.kernels.patients import KernelPatients

    settings = job(own, name, f"run.end={SHORT}").settings
    (one,), events = by_the_reference(settings)
    (other,), later_events = by_the_reference(job(own, name, f"run.end={LONG}").settings)
    last = settings.run.reported_until
    assert [e for e in events if e.date <= last] == [e for e in later_events if e.date <= last]
    assert different(one, other) == []
    files = settings.territory
    territory = load_territory(files.settings, files.folder, settings.run.first_day)
    world = build(prepare(territory, settings), 0)
    kernels = KernelPatients(world)
    simulate(world, territory, settings, kernels)
    (compiled,) = kernels.finish()
    assert different(one, compiled) == []


def by_the_reference(settings: Settings) -> tuple[tuple[Records, ...], Any]:
    files = settings.territory
    territory = load_territory(files.settings, files.folder, settings.run.first_day)
    world = build(prepare(territory, settings), 0)
    patients = ReferencePatients(world, log=False)
    history = simulate(world, territory, settings, patients)
    return patients.finish(), history.events


def different(one: Records, other: Records) -> list[str]:
    """Arrays of months that differ; services that only the other one has counted nothing in them."""
    months = len(one.people)
    found = []
    for name in MONTHLY:
        mine, theirs = getattr(one, name), getattr(other, name)[:months]
        width = min(mine.shape[1], theirs.shape[1])
        if (
            not np.array_equal(mine[:, :width], theirs[:, :width])
            or theirs[:, width:].any()
            or mine[:, width:].any()
        ):
            found.append(name)
    lines = other.trace[other.trace["first_moment"] < one.trace["first_moment"].max() + 1]
    if not np.array_equal(np.sort(one.trace), np.sort(lines)):
        found.append("trace")
    return found


@pytest.mark.heavy  # two runs of Mios, of two and three years
def test_mios_in_2025_is_the_same_whether_one_stops_then_or_a_year_later(tmp_path):
    overrides = ("scenario=mios_as_is", "run.replications=1", "run.jobs=1", f"run.outputs={tmp_path}")
    ends = ("run.end=2025-12-31", "run.end=2026-12-31")
    short, long = run_jobs([load([*overrides, end], None, schemas()) for end in ends])
    assert_same_months(short, long)
