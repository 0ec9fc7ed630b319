"""On the page and in the workbook a user's number has the user's source, never ours."""

import dataclasses

import pandas as pd
import pytest

from sim.reports.origin.assumptions import assumptions, changes
from sim.reports.page import write_page
from sim.reports.reading.runs import read_runs
from sim.reports.words import words
from sim.scenario.ledger import Entry, read_ledger
from sim.scenario.origin import COMMAND_LINE
from sim.scenario.sources import find_sources
from sim.scenario.whose import Own
from tests.unit.reports.conftest import Pair

PREMISES = "measures.premises.open_site"
COST = f"{PREMISES}.capital_cost"
COUNCIL = Own("mine/scenarios/two.yaml", "council of 12 March", None, "measures.premises")
EN, FR = words("en"), words("fr")


@pytest.fixture(scope="module")
def ledger():
    return read_ledger(find_sources().conf)


@pytest.fixture
def runs(pair: Pair):
    """Our runs, as if a user had written the premises and removed a measure."""

    def _runs(**own):
        changed = []
        for run in read_runs(pair.folders, {}):
            manifest = run.manifest.model_copy(update={"own_values": own["own"]})
            changed.append(dataclasses.replace(run, manifest=manifest))
        return changed

    return _runs


def listed(runs, ledger, said=EN):
    return {line.entry.key: line for line in assumptions(ledger, runs, said)}


def test_our_number_has_our_source(runs, ledger):
    found = listed(runs(own={}), ledger)
    assert found[COST].entry.status == "found" and "town hall" in found[COST].source
    assert changes(runs(own={}), EN) == []


def test_a_users_number_has_theirs(runs, ledger):
    own = {COST: COUNCIL, f"{PREMISES}.rooms": COUNCIL}
    found = listed(runs(own=own), ledger)
    assert found[COST].entry.status == "user"
    assert found[COST].entry.source == "council of 12 March (mine/scenarios/two.yaml)"
    assert (found[COST].value, found[COST].entry.unit, found[COST].range) == (
        "280,000",
        "€",
        "250,000 – 350,000",
    )
    french = listed(runs(own={COST: Own(COMMAND_LINE, default=150000)}), ledger, FR)
    assert french[COST].entry.source == "ligne de commande" and french[COST].value == "280\u202f000"


def test_what_the_ledger_of_a_territory_knows_has_its_source(runs, ledger):
    """Before ours, which speaks for what we ship; a column of its files, too."""
    about = {"unit": "ratio", "low": 1.0, "high": 2.0, "status": "computed", "source": "a map"}
    known = (Entry(key="territory.roads.*", **about), Entry(key="territory/valley/communes.csv:gps", **about))
    found = []
    for run in runs(own={}):
        manifest = run.manifest.model_copy(update={"origins": known})
        run.__dict__["config"] = {**run.config, "territory": {"roads": {"detour": 1.3}}}
        found.append(dataclasses.replace(run, manifest=manifest))
        found[-1].__dict__["config"] = run.config
    lines = listed(found, ledger)
    assert "territory.roads.detour" not in lines
    assert "1.3" in lines["territory.roads.*"].value
    assert (lines["territory.roads.*"].status, lines["territory.roads.*"].source) == ("computed", "a map")
    assert lines["territory/valley/communes.csv:gps"].value == "–"


def test_outside_of_the_range_is_noted(runs, ledger):
    narrow = [e.model_copy(update={"high": 260000.0}) if e.key == COST else e for e in ledger]
    assert listed(runs(own={COST: COUNCIL}), narrow)[COST].outside == "outside the plausible range"
    assert listed(runs(own={COST: COUNCIL}), narrow, FR)[COST].outside == "hors de la plage plausible"
    assert listed(runs(own={COST: COUNCIL}), ledger)[COST].outside == ""


def test_a_measure_we_know_nothing_of_has_all_its_numbers(runs, ledger):
    salary = {"settle": {"install": {"doctors": 1, "cost": {"payer": "commune", "yearly": 60000}}}}
    several = runs(own={"measures.settle.install.cost.yearly": COUNCIL})
    for run in several:
        run.__dict__["config"] = {**run.config, "measures": salary}
    found = listed(several, ledger)
    assert found["measures.settle.install.cost.yearly"].value == "60,000"
    assert found["measures.settle.install.cost.yearly"].entry.status == "user"


def test_files_of_a_territory_of_ours_are_not_behind_a_users(runs, ledger):
    column = "territory/mios/communes.csv:gps"
    assert column in listed(runs(own={}), ledger)
    theirs = runs(own={"territory.communes": Own("mine/territory/valley.yaml", "", None, "territory")})
    assert column not in listed(theirs, ledger)


def test_what_is_changed_stands_in_one_box(runs):
    retired = {"retire": {"doctor": "mios_3", "on": "2026-06-30"}}
    own = {
        COST: COUNCIL,
        f"{PREMISES}.rooms": COUNCIL,
        "measures.third_retirement": Own(COMMAND_LINE, default=retired),
        "run.warmup_days": Own(COMMAND_LINE, default=365),
    }
    premises, removed, warmup = changes(runs(own=own), EN)
    assert (premises.key, premises.default) == ("measures.premises", "–")
    assert "capital cost 280,000" in premises.value and premises.whose.startswith("council of 12 March (")
    assert (removed.key, removed.default, removed.value) == ("measures.third_retirement", "2 values", "–")
    assert (warmup.default, warmup.value, warmup.whose) == ("365", "366", "command line")


@pytest.mark.parametrize(
    ("lang", "nothing", "head"),
    [
        ("en", "Nothing: all values are those", "Changed from the default"),
        ("fr", "Rien\u00a0: toutes les valeurs", "Changé par rapport au défaut"),
    ],
)
def test_the_box_is_on_the_page(pair: Pair, tmp_path, lang, nothing, head):
    out = write_page(pair.folders[:1], pd.DataFrame(), tmp_path / "x.html", ledger=[], lang=lang)
    text = out.read_text(encoding="utf-8")
    assert head in text and nothing in text
