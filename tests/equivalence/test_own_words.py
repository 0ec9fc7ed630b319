"""A kind of need and a type of service that a user's folder adds by data alone: both engines play them, event
for event, and the results, the terminal and the page speak of them.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from sim.engine import simulate
from sim.experiments import compare, run_jobs
from sim.measures.registry import schemas
from sim.outcomes.periods.months import Period, month_of
from sim.outcomes.periods.period import over
from sim.outcomes.storage.store import StoredRun
from sim.reference.diary import sorted_log
from sim.reference.patients import ReferencePatients
from sim.reports.page import write_page
from sim.reports.terminal.differences import print_comparison
from sim.scenario.load import load
from sim.scenario.settings import Settings
from sim.scenario.vocabulary import shipped
from sim.territory import Territory, load_territory
from sim.vocabulary.structure import FIRST_RECURRING, Sort
from sim.world.build import build
from sim.world.log_events import LogEvent
from sim.world.prepare import prepare
from sim.world.tables import NEVER
from sim.world.world import World
from tests.both_engines import difference, kernel_log, unlike
from tests.territories import folder_with_own_words

KIND, SERVICE, OUTCOME = "mental_health", "medicobus", "seen_medicobus"
SCENARIO = "scenario=own_words"
PRICE = 45


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> Path:
    own = tmp_path_factory.mktemp("own")
    folder_with_own_words(own)
    return own


@pytest.fixture(scope="module")
def built(own) -> tuple[Settings, Territory, World]:
    settings = load([SCENARIO], own, schemas()).settings
    files = settings.territory
    territory = load_territory(files.settings, files.folder, settings.run.first_day)
    run = settings.run.model_copy(update={"trace": 1.0})
    world = build(prepare(territory, replace(settings, run=run)), 0)
    return settings, territory, world


@pytest.fixture(scope="module")
def run(own, tmp_path_factory) -> StoredRun:
    outputs = tmp_path_factory.mktemp("outputs")
    (run,) = run_jobs([load([SCENARIO, "run.replications=2", f"run.outputs={outputs}"], own, schemas())])
    return run


def test_rows_come_behind_ours_and_kinds_of_primary_care_before_the_others(built):
    vocabulary, ours = built[0].vocabulary, shipped()
    assert [kind.id for kind in vocabulary.care_kinds] == [*(kind.id for kind in ours.care_kinds), KIND]
    assert vocabulary.services[:-1] == ours.services
    assert vocabulary.services[-1].id == SERVICE
    assert vocabulary.sent_to("counter")[-1] == vocabulary.service_number[SERVICE]
    assert vocabulary.profiles[4:] == ("evenings",)


def test_those_who_have_the_kind_are_as_many_as_the_shares_say(built):
    _, _, world = built
    (place,) = world.catchments
    people = place.residents["is_a"] == Sort.RESIDENT
    since = place.recurring[:, 0]
    share = (since[people & (place.residents["from_day"] <= 0)] <= 0).mean()
    assert 0.2 < share < 0.36  # of 300; the shares of the bands are 0.05 to 0.5, most of them 0.3
    assert (since[~people] == NEVER).all(), "streams have none"


@pytest.mark.heavy  # compiles the kernels for another vocabulary
def test_both_engines_play_them_event_for_event(built):
    from sim.kernels.patients import KernelPatients

    settings, territory, world = built
    reference, kernels = ReferencePatients(world), KernelPatients(world, log=True)
    simulate(world, territory, settings, reference)
    simulate(world, territory, settings, kernels)
    (expected,), (got,) = reference.finish(), kernels.finish()
    message = difference(sorted_log(reference.log[0]), kernel_log(kernels.log[0]))
    assert not message, message
    assert unlike(expected, got) == {}
    _they_happen(world, kernels.log[0], got)


def _they_happen(world: World, log: Any, records: Any) -> None:
    vocabulary, log = world.vocabulary, np.asarray(log)
    kind, outcome = vocabulary.kind_number[KIND], vocabulary.outcome_number[OUTCOME]
    arisen = log[(log[:, 5] == LogEvent.NEED) & (log[:, 6] == kind)]
    assert (arisen[:, 4] // 16 == FIRST_RECURRING).all()
    assert len(arisen) > 300
    assert (np.isin(arisen[:, 0] % 86400 // 3600, range(17, 21))).mean() > 0.7, "asked for in the evening"
    _, counts = np.unique(arisen[:, 2], return_counts=True)
    assert counts.max() >= 5, "it returns"
    assert records.outcomes[:, :, kind, outcome].sum() > 15
    reported = arisen[:, 0] < 86400 * world.reported  # those of the cool-down are played, not counted
    assert records.outcomes[:, :, kind].sum() == reported.sum()


@pytest.mark.heavy  # compiles the kernels for another vocabulary
def test_the_run_remembers_its_words(run):
    assert run.manifest.vocabulary.kind_number[KIND] == len(shipped().care_kinds)
    assert run.manifest.vocabulary.endings[-1].id == "bus"


@pytest.mark.heavy  # compiles the kernels for another vocabulary
def test_results_count_them(run):
    head = run.manifest
    values = over(run, Period(month_of(head.first_day), month_of(head.end)))
    outcomes = run.table("outcomes").to_pandas()
    seen = outcomes[outcomes["outcome"] == OUTCOME].groupby("replication")["n"].sum()
    assert (seen > 0).all()
    assert values.of("medicobus_visits").tolist() == seen.tolist()
    assert values.of("medicobus_visits", "service:village_bus").sum() > 0
    needs = outcomes[outcomes["kind"] == KIND].groupby("replication")["n"].sum()
    assert values.of("needs", f"kind:{KIND}").tolist() == needs.tolist()
    assert not np.isnan(values.of("delay_mean", f"kind:{KIND}")).any()
    assert (values.of("consultations") >= values.of("medicobus_visits")).all()
    trace = run.table("trace").to_pandas()
    assert set(trace[trace["kind"] == KIND]["occurrence"] % 3) == {2}
    assert not trace.duplicated(["replication", "commune", "resident", "occurrence"]).any()


@pytest.mark.heavy  # compiles the kernels for another vocabulary
def test_the_price_counts(own, run, tmp_path):
    words = [SCENARIO, "run.replications=2", f"run.outputs={tmp_path}", "costs.unit_costs.medicobus=0"]
    (free,) = run_jobs([load(words, own, schemas())])
    period = Period(month_of(run.manifest.first_day), month_of(run.manifest.end))
    paid, unpaid = over(run, period), over(free, period)
    both = ("cost_insurance", "cost_patients")
    gap = sum(paid.of(name) for name in both) - sum(unpaid.of(name) for name in both)
    assert gap == pytest.approx(PRICE * paid.of("medicobus_visits"))


@pytest.mark.heavy  # compiles the kernels for another vocabulary
def test_terminal_and_page_speak_of_them(own, run, tmp_path):
    words = [SCENARIO, "run.replications=2", f"run.outputs={tmp_path}", "services.open.village_bus=null"]
    (without,) = run_jobs([load(words, own, schemas())])
    folders = [without.folder, run.folder]
    comparison = compare(folders, without.folder)
    console = Console(file=(tmp_path / "said").open("w", encoding="utf-8"), width=100)
    print_comparison(comparison, console, folders=folders, full=True)
    console.file.close()
    assert "Seen in the médicobus" in (tmp_path / "said").read_text(encoding="utf-8")
    page = write_page(folders, comparison, tmp_path / "page.html").read_text(encoding="utf-8")
    assert "In the bus" in page
    assert "Mental health" in page
