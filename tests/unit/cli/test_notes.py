"""What a plan asks for in vain is noted on standard error before anything is played; it is no error."""

import pytest
import yaml

import sim.experiments
from sim.cli import main
from sim.cli.checks import first_day_names, notes
from sim.measures.registry import schemas
from sim.scenario.identity import world_hash
from sim.scenario.load import load
from sim.scenario.sources import find_sources
from tests.territories import own_folder

PAGE = """title: T
source: S
territory: mios
measures:
  premises: {open_site: {site: annex, commune: Mios, on: 2026-02-01, rooms: 3, capital_cost: 150000}}
  settle: {install: {doctors: 4, site: annex, by: 2026-02-01}}
  leaves: {retire: {doctor: mios_4, on: 2031-12-31, notice: 180}}
"""
NOTES = (
    "note: scenarios/mine.yaml, line 7: key measures.leaves.retire.on: 2031-12-31 lies after the last day",
    "note: scenarios/mine.yaml, line 6: key measures.settle.install.doctors: 4 doctors for the 3 rooms",
)
COST = (
    "note: scenarios/mine.yaml, line 5: key measures.premises.open_site.capital_cost: 150,000 lies outside "
    "the plausible range of the ledger, 250,000 to 350,000"
)


@pytest.fixture
def noted(tmp_path, monkeypatch, capsys):
    """Standard error of a command that is stopped when playing would begin."""

    def stop(*_, **__):
        raise KeyboardInterrupt

    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios/mine.yaml").write_text(PAGE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sim.experiments, "run_jobs", stop)

    def _noted(*words, ranges=False):
        assert main([*words, "--config-dir", str(tmp_path)]) == 130
        captured = capsys.readouterr()
        assert captured.out == ""
        lines = captured.err.splitlines()[:-1]  # the last line says that it was stopped
        return [line for line in lines if ranges == ("plausible" in line)]

    return _noted


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_one_line_each_names_the_measure(noted, more):
    lines = noted("run", "scenario=mine", *more)
    assert len(lines) == 2
    for line, begins in zip(lines, NOTES, strict=True):
        assert line.startswith(begins)


def test_a_sweep_notes_a_thing_once(noted):
    lines = noted("sweep", "scenario=mine", "measures.leaves.notice=10,20", "--json")
    assert len(lines) == 2
    assert "command line, measures.settle.doctors=5: " in "\n".join(
        noted("sweep", "scenario=mine", "measures.settle.doctors=3,5")
    )


def test_notes_are_french_for_who_reads_french(noted):
    """Texts, days and the spaces before colons; the place, the key and names are as they are written."""
    late, rooms = noted("run", "scenario=mine", "--lang", "fr")
    assert late == (
        "note\u00a0: scenarios/mine.yaml, ligne 7\u00a0: clé measures.leaves.retire.on\u00a0: "
        "le 31 décembre 2031 est après le dernier jour présenté, le 31 décembre 2030 (run.end)\u00a0: "
        "rien n’en est montré"
    )
    assert (
        "4 médecins pour les 3 cabinets de «\u00a0annex\u00a0»\u00a0: 1 en attente d’un cabinet libre"
        in rooms
    )


def test_how_many_runs_there_are_is_told_at_once(noted):
    lines = noted("sweep", "scenario=mine", "measures.leaves.notice=range(0,90,10)")
    assert lines[0] == "note: 9 runs; checking them takes a moment"


def test_a_number_outside_its_range_is_noted_in_both_languages(noted):
    first, second = noted("run", "scenario=mine", "--lang", "en", ranges=True)
    assert first == COST and "measures.settle.install.doctors: 4 lies outside" in second
    _, _, third = noted("run", "scenario=mine", "needs.per_year=9", "--lang", "fr", ranges=True)
    assert third == (
        "note\u00a0: ligne de commande, needs.per_year=9\u00a0: clé needs.per_year\u00a0: 9 est hors de "
        "la plage plausible du registre, 3,5 à 5,4"
    )
    assert noted("run", "scenario=mios_as_is", "needs.per_year=4", ranges=True) == []


@pytest.fixture(scope="module")
def first_days():
    """What is there on the first days of the territories we ship, by world."""
    return {}


@pytest.mark.parametrize("name", find_sources().files["scenario"])
def test_scenarios_we_ship_do_what_they_say(name, first_days):
    job = load([f"scenario={name}"], None, schemas())
    world = world_hash(job)
    if world not in first_days:
        first_days[world] = first_day_names(job)
    said = notes([job], "en", first_days)
    known = {"mios_medicobus": "lies in the ring", "tulle_spiral": "is in general care no file says"}
    stops = [note for note in said if name in known and known[name] in note]
    assert said == stops  # a bus stops in villages next door, too; of Tulle the list tells no mode


PRICES = """title: T
source: S
territory: mios
measures:
  a: {change: {on: 2026-02-03, until: 2027-01-01, set: {costs: {unit_costs: {ed: 170}}}}}
  b: {change: {on: 2026-03-01, until: 2027-12-31, times: {costs: {unit_costs: 1.1}}}}
  c: {change: {on: 2026-04-04, times: {needs: {per_year: 1.1}}}}
  d: {change: {on: 2020-04-04, times: {costs: {unit_costs: 1.1}}}}
"""


def test_costs_that_change_within_a_month_are_noted(noted, tmp_path):
    """Neither those of a first of the month, nor of what is not played, nor what is no cost."""
    (tmp_path / "scenarios/mine.yaml").write_text(PRICES, encoding="utf-8")
    early, *lines = noted("run", "scenario=mine")
    assert "line 8: key measures.d.change.on: 2020-04-04 lies before the world's first day" in early
    assert [line.partition(": what care")[0] for line in lines] == [
        "note: scenarios/mine.yaml, line 5: key measures.a.change.on",
        "note: scenarios/mine.yaml, line 6: key measures.b.change.until",
    ]
    assert [line.rpartition("shows from ")[2] for line in lines] == ["2026-03-01 on", "2028-01-01 on"]


OWN = """title: T
source: S
territory: mios
measures:
  wing: {open_counter: {counter: wing, profile: front, commune: Mios, on: 2025-02-01, cost: {payer: commune}}}
"""


def test_a_service_that_no_pathway_leads_to_is_noted(noted, tmp_path):
    """With ours somebody tries the front end of an emergency department, or the 15 sends them there; in a
    pathway without a call and without that step nobody comes, to that of the first day neither.
    """
    (tmp_path / "scenarios/mine.yaml").write_text(OWN, encoding="utf-8")
    assert noted("run", "scenario=mine") == []
    shipped = yaml.safe_load((find_sources().conf / "pathway/default.yaml").read_text(encoding="utf-8"))
    for kind, steps in shipped["steps"].items():
        kept = [step for step in steps if step.get("try") not in ("front", "line15")]
        shipped["steps"][kind] = kept or [{"end": "renounced"}]
    (tmp_path / "pathway").mkdir()
    (tmp_path / "pathway/bare.yaml").write_text(yaml.safe_dump(shipped), encoding="utf-8")
    lines = noted("run", "scenario=mine", "pathway=bare")
    said = [line for line in lines if line.endswith("tries front (pathway.steps): nobody comes")]
    assert any("line 5: key measures.wing.open_counter.profile: no step" in line for line in said)
    assert any("key services.open.front_arcachon.profile: no step" in line for line in said)
    assert any(
        "key services.open.line15.profile: no step of a pathway tries line15" in line for line in lines
    )


def test_two_values_that_may_be_one_decimal_are_told(noted):
    first, *_ = noted("sweep", "scenario=mine", "needs.per_year=4,5")
    assert first == (
        "note: needs.per_year=4,5 is two values, 4 and 5; a decimal is written with a point: 4.5"
    )
    lines = noted("sweep", "scenario=mine", "measures.leaves.notice=30,60")
    assert not [line for line in lines if "two values" in line]


def test_catchments_that_differ_in_capital_letters_alone(noted, tmp_path):
    own_folder(tmp_path / "of_two", "hamlet", 2, 300)
    (tmp_path / "of_two/territory").rename(tmp_path / "territory")
    communes = tmp_path / "territory/files/communes.csv"
    text = communes.read_text(encoding="utf-8")
    assert text.count(";b1;") == 2
    communes.write_text(text.replace(";b1;", ";B1;", 1), encoding="utf-8")
    page = "title: T\nsource: S\nterritory: hamlet\nmeasures: {}\n"
    (tmp_path / "scenarios/mine.yaml").write_text(page, encoding="utf-8")
    said = "note: territory/hamlet.yaml, line 4: key territory.communes: the column catchment has B1 · b1"
    assert [
        line for line in noted("run", "scenario=mine") if line.startswith(said[:40]) and said[-20:] in line
    ]
