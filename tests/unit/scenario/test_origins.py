"""The ledger of a territory speaks for what its files say, as long as they say it; what is changed by hand is
the user's, with the range that the ledger knows.
"""

import pytest
import yaml

from sim.measures.registry import schemas
from sim.scenario.errors import ScenarioError
from sim.scenario.gathered import gathered, spread
from sim.scenario.identity import run_id
from sim.scenario.ledger import read_ledger, rows, shipped_about
from sim.scenario.load import load
from sim.scenario.numbers import all_numbers, column_digests
from sim.scenario.sources import find_sources
from sim.scenario.whose import entries_of_territory, outside_range, own_values
from tests.territories import own_folder

ORIGINS = """\
- {{key: territory.roads.*, unit: x, low: null, high: null, status: assumed, source: as everywhere}}
- {{key: territory.places.city.lat, unit: x, value: 44.8, low: 44.7, high: 44.9, status: found, source: N}}
- {{key: services.open.city.part, value: 0.5, unit: x, low: 0.3, high: 0.9, status: computed, source: G}}
- {{key: "files/communes.csv:*", unit: x, low: null, high: null, status: assumed, source: nobody}}
- {{key: files/communes.csv:gps, digest: {gps}, unit: heads, low: 0, high: 9, status: found, source: R}}
"""


@pytest.fixture
def mine(tmp_path):
    return Mine(tmp_path / "mine")


class Mine:
    """A user's folder with the territory valley, whose ledger knows some of its numbers."""

    def __init__(self, folder):
        self.folder = folder
        own_folder(folder, "valley", 2, 400)
        self.yaml, self.table = folder / "territory/valley.yaml", folder / "territory/files/communes.csv"
        city = {"title": "City", "commune": None, "lat": 44.8, "lon": -0.6, "profile": "ed", "part": 0.5}
        settings = yaml.safe_load(self.yaml.read_text(encoding="utf-8"))
        settings["places"]["city"] = city
        settings["origins"] = "files/origins.yaml"
        self.yaml.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
        self.origins(ORIGINS.format(gps=column_digests(self.table)["gps"]))
        self.scenario("")

    def origins(self, text):
        (self.folder / "territory/files/origins.yaml").write_text(text, encoding="utf-8")

    def scenario(self, more):
        text = f"title: T\nsource: the mayor\nterritory: valley\n{more}"
        (self.folder / "scenarios/valley_as_is.yaml").write_text(text, encoding="utf-8")

    def replace(self, file, good, bad):
        text = file.read_text(encoding="utf-8")
        assert good in text
        file.write_text(text.replace(good, bad, 1), encoding="utf-8")

    def job(self, *words):
        return load(["scenario=valley_as_is", *words], self.folder, schemas())

    def listed(self):
        """By key of the numbers of valley: status, source and range in the list of parameters."""
        sources = find_sources(self.folder)
        numbers = [number for number in all_numbers(sources) if str(self.folder) in number.file]
        found = rows(read_ledger(sources.conf), numbers)
        return {row.number.key: (row.entry.status, row.entry.source, row.entry.high) for row in found}


KNOWN = ("territory.roads.detour", "territory.places.city.lat", "services.open.city.part")


def test_what_the_ledger_knows_is_no_users(mine):
    job, listed = mine.job(), mine.listed()
    assert not set(KNOWN) & set(own_values(job))
    assert listed["territory.roads.detour"] == ("assumed", "as everywhere", None)
    assert listed["territory.places.city.lat"] == ("found", "N", 44.9)
    assert listed["services.open.city.part"] == ("computed", "G", 0.9)
    assert listed["territory/files/communes.csv:gps"] == ("found", "R", 9)
    assert listed["territory/files/communes.csv:ehpad"][:2] == ("assumed", "nobody")


def test_of_what_it_does_not_know_the_user_is_the_source(mine):
    own, listed = own_values(mine.job()), mine.listed()
    assert "territory.places.city.lon" in own and "territory.demography.birth" in own
    assert listed["territory.places.city.lon"][0] == "user"
    assert listed["territory/files/ages.csv:P21_POP"][0] == "user"


def test_a_number_changed_by_hand_is_the_users_with_the_range_of_the_ledger(mine):
    mine.replace(mine.yaml, "lat: 44.8\n", "lat: 44.95\n")
    job = mine.job()
    assert own_values(job)["territory.places.city.lat"].writer.endswith("valley.yaml")
    noted = {each.key: each for each in outside_range(job, read_ledger(find_sources().conf))}
    assert noted["territory.places.city.lat"].entry.high == 44.9
    status, source, high = mine.listed()["territory.places.city.lat"]
    assert (status, high) == ("user", 44.9) and source.startswith("made for a test")


def test_a_scenario_and_the_command_line_are_the_users_whatever_the_ledger_knows(mine):
    assert "territory.roads.detour" in own_values(mine.job("territory.roads.detour=1.4"))
    mine.scenario("services: {open: {city: {part: 0.6}}}\n")
    assert own_values(mine.job())["services.open.city.part"].source == "the mayor"


def test_a_column_changed_by_hand_is_the_users(mine):
    known = {entry.key: entry for entry in entries_of_territory(mine.job())}
    assert known["territory/files/communes.csv:gps"].status == "found"
    mine.replace(mine.table, "90001;C1;44.50000;-1.0;200;0;20;1;", "90001;C1;44.50000;-1.0;200;0;20;2;")
    changed = {entry.key: entry for entry in entries_of_territory(mine.job())}
    entry = changed["territory/files/communes.csv:gps"]
    assert (entry.status, entry.source, entry.high) == ("user", "made for a test", 9)
    assert mine.listed()["territory/files/communes.csv:gps"][0] == "user"
    assert mine.listed()["territory/files/communes.csv:ehpad"][0] == "assumed"  # another column


def test_the_content_of_a_column_is_its_cells_however_the_file_is_written(tmp_path):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_bytes(b"a;b\n1;x\n2;\n")
    other.write_bytes(b'\xef\xbb\xbfa, b\r\n"1",x \r\n\r\n2\r\n')
    assert column_digests(one) == column_digests(other)
    assert column_digests(one)["a"] != column_digests(one)["b"]
    one.write_bytes(b"")
    assert column_digests(one) == {}


def test_what_the_ledger_says_is_no_part_of_the_question(mine):
    before = run_id(mine.job())
    mine.origins("[]\n")
    assert run_id(mine.job()) == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "- {key: a.b, unit: x, low: 0, high: 1, status: guessed, source: s}",
            "origins.yaml, line 1: status",
        ),
        ("- {key: a.b, unit: x, low: 0, high: 1, status: user, source: s}", "a.b: status should be"),
        (
            "- {key: a.b, digest: f0, unit: x, low: 0, high: 1, status: found, source: s}",
            "digest: is that of",
        ),
        ('- {key: "f.csv:*", digest: f0, unit: x, low: 0, high: 1, status: found, source: s}', "digest: is"),
        (
            '- {key: "f.csv:a", value: 1, unit: x, low: 0, high: 1, status: found, source: s}',
            "value: a column",
        ),
        ("- {shipped: {territory: {no_such: 1}}}", "does not know territory.no_such"),
        ("- {shipped: {territory: {roads: {detour: 1}}}, unit: x}", "leave out unit"),
        ("- {values: {a: big}, unit: x, low: 0, high: 1, status: found, source: s}", "should be numbers"),
        ("- {key: a.b, valeu: 1, unit: x, low: 0, high: 1, status: found, source: s}", "did you mean value"),
    ],
)
def test_entries_that_cannot_be(mine, text, says):
    mine.origins(text)
    with pytest.raises(ScenarioError) as error:
        mine.job()
    assert says in str(error.value) and "origins.yaml, line 1" in str(error.value)


def test_a_ledger_that_is_not_there(mine):
    (mine.folder / "territory/files/origins.yaml").unlink()
    with pytest.raises(ScenarioError, match=r"valley\.yaml, line \d+, key origins: there is no file"):
        mine.job()


SHORT = """\
- {shipped: {territory: {roads: {detour: 1.3}, demography: {growth: 1}}}}
- {unit: x, low: 0, high: 50, status: found, source: N,
   values: {territory: {places: {city: {lat: 44.8, lon: -0.6}}}}}
"""


def test_one_entry_may_speak_for_several_numbers_each_with_its_value(mine):
    mine.origins(SHORT)
    listed = mine.listed()
    ours = next(e for e in read_ledger(find_sources().conf) if e.key == "territory.roads.detour")
    assert listed["territory.roads.detour"] == (ours.status, ours.source, ours.high)
    assert listed["territory.places.city.lon"] == ("found", "N", 50)
    mine.replace(mine.yaml, "lat: 44.8\n", "lat: 44.95\n")
    assert mine.listed()["territory.places.city.lat"][0] == "user"
    assert mine.listed()["territory.places.city.lon"][0] == "found"
    assert "territory.places.city.lat" in own_values(mine.job())
    mine.replace(mine.yaml, "detour: 1.3", "detour: 1.35")
    assert mine.listed()["territory.roads.detour"][0] == "user"


def test_the_short_form_says_what_the_entries_say():
    about = {"unit": "x", "low": 0.0, "high": 9.0, "status": "found", "source": "N"}
    entries = [
        {"key": "territory.roads.detour", **(shipped_about("territory.roads.detour") or {}), "value": 1.3},
        {"key": "a.b.0", **about, "value": 1},
        {"key": "f.csv:c", **about, "digest": "f0"},
        {"key": "a.b.1", **about, "value": 2},
        {"key": "a.c", **about, "source": "M", "value": 2},
    ]
    short = gathered(entries, shipped_about)
    assert short[0] == {"shipped": {"territory": {"roads": {"detour": 1.3}}}}
    assert short[1]["values"] == {"a": {"b": [1, 2]}} and len(short) == 4
    again = [entry for item in short for entry in spread(item, shipped_about)]
    assert sorted(map(str, again)) == sorted(map(str, entries))
