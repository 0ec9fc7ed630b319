"""Plausible worlds: what a world sets in a configuration, what it never does, and who lives in which."""

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from sim.measures.registry import schemas
from sim.scenario.errors import ScenarioError
from sim.scenario.identity import content_hash, world_hash
from sim.scenario.ledger import WILD, Speaking, outside, read_ledger
from sim.scenario.load import load
from sim.scenario.origin import leaves
from sim.scenario.plausible import worlds_of
from sim.scenario.sources import data_root
from sim.scenario.uncertain import matching, read_uncertain, with_numbers
from sim.scenario.worlds_file import read_worlds
from sim.schema.types import is_number

CONF = data_root() / "conf"
FILES = ("plausible", "ledger")


def job(*overrides: str, scenario: str = "mios_as_is", worlds: str = "plausible", config_dir=None):
    return load([f"scenario={scenario}", f"run.worlds={worlds}", *overrides], config_dir, schemas())


def numbers(configuration) -> dict[str, float]:
    return {".".join(at): value for at, value in leaves(configuration) if is_number(value)}


def in_world(made, world: int) -> dict[str, float]:
    """The numbers of a job's configuration in one of its worlds."""
    return numbers({**made.resolved, **worlds_of(made).blocks_in(world)})


@pytest.fixture(scope="module")
def mios():
    return job()


def column(made, key: str) -> int:
    return [each.key for each in worlds_of(made).worlds.uncertain].index(key)


@pytest.mark.parametrize("name", FILES)
def test_the_files_have_a_column_an_assumption_and_200_worlds(name):
    worlds = read_worlds(CONF / "worlds" / f"{name}.csv")
    assert [each.key for each in worlds.uncertain] == [each.key for each in read_uncertain(CONF)]
    assert len(worlds.values) >= 200


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_how_it_was_made(name):
    text = (CONF / "worlds" / f"{name}.yaml").read_text(encoding="utf-8")
    for key in ("what:", "calibrated:", "command:", "seed:", "rows:", "date:", "commit:"):
        assert f"\n{key}" in f"\n{text}"


def test_every_assumption_is_a_number_of_the_configuration(mios):
    """After a key has changed its name, its entry must follow: python -m sim.calibration.design."""
    unknown = [
        each.key for each in read_uncertain(CONF) if not list(matching(mios.resolved, each.key.split(".")))
    ]
    assert unknown == []


def test_ranges_lie_inside_those_of_the_ledger():
    ledger = Speaking(read_ledger(CONF))
    for each in read_uncertain(CONF):
        if not WILD.search(each.key):
            entry = ledger.plain[each.key]
            assert not outside(each.low, entry) and not outside(each.high, entry), each.key


def test_a_world_sets_what_its_columns_say_and_nothing_else(mios):
    usual, there = numbers(mios.resolved), in_world(mios, 3)
    values = worlds_of(mios).worlds.values[3]
    assert there["needs.per_year"] == values[column(mios, "needs.per_year")]
    factor = values[column(mios, "needs.patience.*.mean")]
    assert there["needs.patience.acute_minor.mean"] == pytest.approx(5 * factor)
    changed = {key for key in there if there[key] != usual[key]}
    assert changed and all(
        key.split(".")[0] in ("needs", "pathway", "services", "doctors") for key in changed
    )
    assert "run.seed" not in changed and not any(key.startswith("territory") for key in changed)


def test_the_first_world_is_the_central_one(mios):
    """So that one or two replications are of the values of the files."""
    assert in_world(mios, 0) == numbers(mios.resolved)
    assert worlds_of(mios).settings_in(mios.settings, 0) == mios.settings


def test_an_item_of_a_list_is_called_by_what_it_tries(mios):
    found = dict(matching(mios.resolved, ["pathway", "steps", "acute_urgent", "cmsi", "uptake"]))
    steps = mios.resolved["pathway"]["steps"]["acute_urgent"]
    place = next(n for n, step in enumerate(steps) if step.get("try") == "cmsi")
    assert found == {("pathway", "steps", "acute_urgent", str(place), "uptake"): steps[place]["uptake"]}


def test_shares_still_sum_to_one_and_numbers_stay_inside_the_ledger(mios):
    ledger = Speaking(read_ledger(CONF))
    usual = numbers(mios.resolved)
    for world in range(1, 200, 20):
        there = in_world(mios, world)
        mix = worlds_of(mios).blocks_in(world)["needs"]["mix"]
        for band in mix["acute_minor"]:
            assert sum(shares[band] for shares in mix.values()) == pytest.approx(1)
        for key in there:
            entry = ledger.of(key) if there[key] != usual[key] else None
            mixed = key.startswith("needs.mix") or ".answers." in key  # others make room
            assert entry is None or mixed or not outside(there[key], entry), key


@pytest.mark.parametrize("scenario", ["mios_as_is", "synthetic_as_is", "tulle_as_is"])
def test_every_world_can_be_read(scenario):
    made = job(scenario=scenario)
    for world in range(0, 200, 7):
        settings = worlds_of(made).settings_in(made.settings, world)
        assert settings.days == made.settings.days, "all worlds have the same days"


def test_what_the_planner_typed_stands_though_it_is_our_own_value():
    made = job("needs.per_year=4.7", "doctors.patients.look.lost=0.75")
    for world in (0, 5, 150):
        there = in_world(made, world)
        assert there["needs.per_year"] == 4.7 and there["doctors.patients.look.lost"] == 0.75


def test_a_share_that_the_planner_typed_keeps_its_whole():
    """The others cannot make room without changing it."""
    made = job("needs.mix.certificate.age_0_14=0.1")
    there, usual = in_world(made, 1), numbers(made.resolved)
    for kind in ("acute_urgent", "acute_minor", "prevention", "certificate"):
        key = f"needs.mix.{kind}"
        assert there[f"{key}.age_0_14"] == usual[f"{key}.age_0_14"]
    assert there["needs.mix.acute_urgent.age_90_up"] != usual["needs.mix.acute_urgent.age_90_up"]


def test_what_a_scenario_or_its_territory_writes_stands(tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "mine.yaml").write_text(
        "title: Mine\nsource: a test\nterritory: mios\ndoctors: {leave: {weeks: 6.2}}\n", encoding="utf-8"
    )
    made = job(scenario="mine", config_dir=tmp_path)
    there, usual = in_world(made, 2), numbers(made.resolved)
    assert there["doctors.leave.weeks"] == 6.2
    assert there["doctors.reserves.same_day"] != usual["doctors.reserves.same_day"]
    beyond = [key for key in usual if key.startswith("services.agendas.beyond")]
    assert beyond and all(there[key] == usual[key] for key in beyond)


def test_in_the_central_world_nothing_changes():
    assert worlds_of(job(worlds="central")) is None


def test_which_worlds_there_are_is_part_of_a_runs_identity(mios, tmp_path):
    central, ledger = job(worlds="central"), job(worlds="ledger")
    assert len({content_hash(each) for each in (mios, central, ledger)}) == 3
    typed = job("needs.per_year=4.7")  # ours, typed: it stands in every world
    assert content_hash(typed) != content_hash(mios) and world_hash(typed) != world_hash(mios)
    file = tmp_path / "mine.csv"
    shutil.copy(CONF / "worlds" / "plausible.csv", file)
    before = content_hash(job(worlds=str(file)))
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*lines[:5], lines[6], lines[5], *lines[7:]]) + "\n", encoding="utf-8")
    read_worlds.__globals__["_read"].cache_clear()
    assert content_hash(job(worlds=str(file))) != before


def test_scenarios_of_a_comparison_share_their_worlds(mios):
    other = job(scenario="gisele_halimi_3_doctors")
    assert world_hash(other) == world_hash(mios)
    assert worlds_of(other).digest == worlds_of(mios).digest


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: [["needs.per_yaer", *rows[0][1:]], *rows[1:]], "needs.per_year"),
        (
            lambda rows: [rows[0], ["many", *rows[1][1:]]],
            "line 2, column needs.per_year: “many” is not a number",
        ),
        (lambda rows: [rows[0], ["40", *rows[1][1:]]], "40 lies outside its range"),
        (lambda rows: [rows[0], rows[1][:-1]], "line 2: "),
        (lambda rows: rows[:1], "holds no world"),
        (lambda rows: [[rows[0][1], *rows[0][1:]], *rows[1:]], "stands there twice"),
    ],
)
def test_a_bad_file_is_one_clear_message(tmp_path, change, said):
    with (CONF / "worlds" / "plausible.csv").open(encoding="utf-8", newline="") as opened:
        rows = list(csv.reader(opened))[:3]
    file = tmp_path / "worlds.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(change(rows))
    with pytest.raises(ScenarioError) as error:
        content_hash(job(worlds=str(file)))
    assert said in str(error.value) and str(file.name) in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_one_clear_message():
    with pytest.raises(ScenarioError, match=r"nowhere\.csv: cannot be read"):
        content_hash(job(worlds="nowhere.csv"))
    with pytest.raises(ScenarioError, match="central, plausible, ledger"):
        job(worlds="best")


def test_a_world_that_cannot_be_names_its_line(mios):
    """0.4 … 0.7 of an epidemic's most, say: rules between numbers hold in every world."""
    bad = replace(worlds_of(mios), blocks={**worlds_of(mios).blocks, "doctors": {}})
    with pytest.raises(ScenarioError, match=r"plausible\.csv, line 9: key doctors"):
        bad.settings_in(mios.settings, 7)


def test_only_what_changes_is_copied():
    block = {"a": {"b": [1, {"c": 2}]}, "d": {"e": 3}}
    made = with_numbers(block, {("a", "b", "1", "c"): 5})
    assert made == {"a": {"b": [1, {"c": 5}]}, "d": {"e": 3}}
    assert made["d"] is block["d"] and block["a"]["b"][1]["c"] == 2
    assert json.dumps(block) == '{"a": {"b": [1, {"c": 2}]}, "d": {"e": 3}}'


def test_reading_twice_reads_once():
    file = Path(CONF / "worlds" / "plausible.csv")
    assert read_worlds(file) is read_worlds(file)
