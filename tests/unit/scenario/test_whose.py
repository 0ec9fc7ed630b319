"""A user's value is the user's: whatever we know of a key is said of our own value alone."""

import re
from pathlib import Path

import pytest

from sim.measures.registry import schemas
from sim.scenario.identity import run_id
from sim.scenario.ledger import read_ledger, rows
from sim.scenario.load import load
from sim.scenario.numbers import all_numbers
from sim.scenario.origin import COMMAND_LINE
from sim.scenario.sources import find_sources
from sim.scenario.whose import Own, outside_range, own_values
from tests.territories import own_folder

README = Path(__file__).resolve().parents[3] / "README.md"
FILE = "mine/scenarios/two_in_2026.yaml"


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A user's folder with the README's own example, and a territory of theirs."""
    own_folder(tmp_path / "mine", "valley", 2, 400)
    example = re.search(rf"save this as `{FILE}`:\n\n((?:    .+\n)+)", README.read_text(encoding="utf-8"))
    text = re.sub(r"^    ", "", example[1], flags=re.M)
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    valley = "title: T\nsource: the mayor's book\nterritory: valley\n"
    (tmp_path / "mine/scenarios/valley_as_is.yaml").write_text(valley, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def job(*words):
        return load(words, Path("mine"), schemas())

    return job


def test_nothing_is_a_users_where_a_user_wrote_nothing(mine):
    for name in list(find_sources().files["scenario"])[::5]:
        assert own_values(mine(f"scenario={name}")) == {}


def test_all_that_a_scenario_of_a_user_says_is_theirs(mine):
    own = own_values(mine("scenario=two_in_2026"))
    assert {key.split(".")[1] for key in own} == {"premises", "settle", "third", "cmsi_closes"}
    council = "council of 12 March, item 4"
    assert own["measures.premises.open_site.capital_cost"] == Own(FILE, council, None, "measures.premises")
    assert {each.source for each in own.values()} == {council}  # never a source of ours


def test_a_setting_of_the_command_line_has_its_default_beside_it(mine):
    job = mine("scenario=gisele_halimi_3_doctors", "measures.settle.doctors=2", "needs.per_year=3.5")
    assert own_values(job) == {
        "needs.per_year": Own(COMMAND_LINE, default=4.7),
        "measures.settle.install.doctors": Own(COMMAND_LINE, default=3),
    }


def test_who_types_what_we_ship_changes_nothing(mine):
    """The run is the same, so that whoever plays it later must not read that a user entered it."""
    central = ("scenario=mios_as_is", "run.worlds=central")
    plain, typed = mine(*central), mine(*central, "needs.per_year=4.7")
    assert run_id(plain) == run_id(typed) and list(own_values(typed)) == list(own_values(plain)) == [
        "run.worlds"
    ]


def test_who_types_an_uncertain_number_fixes_it_in_every_world(mine):
    """Even as we ship it: another run, in which it no longer differs from world to world."""
    plain, typed = mine("scenario=mios_as_is"), mine("scenario=mios_as_is", "needs.per_year=4.7")
    assert run_id(plain) != run_id(typed)


def test_how_a_run_is_played_is_no_value_of_the_model(mine):
    words = ("run.replications=2", "run.jobs=1", "run.outputs=x", "title=T", "run.seed=5")
    assert list(own_values(mine("scenario=mios_as_is", *words))) == ["run.seed"]


def test_what_is_removed_is_a_change(mine):
    job = mine("scenario=mios_as_is", "measures.cmsi=null")
    ((key, own),) = own_values(job).items()
    assert (key, own.writer) == ("measures.cmsi", COMMAND_LINE)
    assert own.default["open_counter"]["hours"] == {"mon-holiday": {"9-19": 2}}


def test_a_territory_of_a_user_is_theirs_to_the_last_number(mine):
    job = mine("scenario=valley_as_is")
    own = own_values(job)
    numbers = [key for key in own if key.startswith("territory.")]
    assert len(numbers) > 20 and all(own[key].writer == "mine/territory/valley.yaml" for key in numbers)
    assert {own[key].block for key in numbers} == {"territory"}
    assert not [key for key in own if key.startswith("needs.")]  # those we ship go on being ours


def test_a_number_outside_its_range_is_found(mine):
    ledger = read_ledger(find_sources().conf)
    (cost,) = outside_range(mine("scenario=two_in_2026"), ledger)
    assert (cost.value, cost.entry.low, cost.place.said) == (150000, 250000, f"{FILE}, line 5")
    (rate,) = outside_range(mine("scenario=mios_as_is", "needs.per_year=9"), ledger)
    assert (rate.key, rate.place.said) == ("needs.per_year", "command line, needs.per_year=9")
    assert outside_range(mine("scenario=mios_as_is", "needs.per_year=4"), ledger) == []


def test_the_list_of_parameters_tells_them_apart(mine):
    sources = find_sources(Path("mine"))
    found = rows(read_ledger(sources.conf), all_numbers(sources))
    cost = [
        (row.number.value, row.entry.status, row.entry.source)
        for row in found
        if row.number.key == "measures.premises.open_site.capital_cost" and row.number.value == 150000
    ]
    assert cost == [(150000, "user", f"council of 12 March, item 4 ({FILE})")]
    assert not [row for row in found if row.entry is None]
    ours = [row for row in found if row.number.file.startswith("mine/") and row.entry.status != "user"]
    assert ours == []
