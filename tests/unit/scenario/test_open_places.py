"""A place with a profile is a service open on the first day, written where the place is."""

from pathlib import Path

import pytest
import yaml

from sim.measures.registry import schemas
from sim.scenario.errors import ScenarioError
from sim.scenario.identity import run_id
from sim.scenario.load import load
from sim.scenario.numbers import all_numbers
from sim.scenario.sources import find_sources
from tests.territories import own_folder

PLACES = """\
ed_south: {title: Urgences, commune: null, lat: 44.2, lon: -1.0, profile: ed_small, part: 0.5, places: 30}
ehpad: {sort: ehpad, title: {en: A home, fr: Un EHPAD}, commune: "90001", lat: 44.5, lon: -1.0, places: 80}
mmg:
  title: Maison médicale de garde
  commune: "90002"
  lat: 44.55
  lon: -1.0
  profile: mmg
"""
SCENARIO = "title: T\nsource: S\nterritory: valley\n"


class Own:
    """A user's folder with the territory valley."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.inline = folder, False
        own_folder(folder, "valley", 2, 400)
        self.yaml = folder / "territory/valley.yaml"
        self.file = folder / "territory/files/services.yaml"
        self.file.write_text(PLACES, encoding="utf-8")
        self.scenario("")

    def settings(self, **changes):
        settings = yaml.safe_load(self.yaml.read_text(encoding="utf-8")) | changes
        settings.pop("services", None)
        self.yaml.write_text(yaml.safe_dump(settings, sort_keys=False, allow_unicode=True), encoding="utf-8")

    def scenario(self, more: str) -> None:
        (self.folder / "scenarios/valley_as_is.yaml").write_text(SCENARIO + more, encoding="utf-8")

    def job(self, *words: str):
        return load(["scenario=valley_as_is", *words], self.folder, schemas())


@pytest.fixture(params=["inline", "file"])
def own(request, tmp_path):
    mine = Own(tmp_path / "mine")
    mine.inline = request.param == "inline"
    mine.settings(places=yaml.safe_load(PLACES) if mine.inline else "files/services.yaml")
    return mine


def test_a_place_with_a_profile_is_open_on_the_first_day(own):
    """Before the services of no place, in the order of the file; other places are points on the map."""
    job = own.job()
    open_there = job.settings.services.open
    assert list(open_there) == ["ed_south", "mmg", "line15"]
    assert (open_there["ed_south"].profile, open_there["ed_south"].part) == ("ed_small", 0.5)
    assert (open_there["mmg"].at, open_there["mmg"].part) == ("mmg", None)
    places = job.resolved["territory"]["places"]
    assert list(places) == ["ed_south", "ehpad", "mmg"]
    assert not {"profile", "part"} & {key for block in places.values() for key in block}  # said once


def test_where_it_was_written_is_the_place(own):
    job, file = own.job(), own.yaml if own.inline else own.file
    text = file.read_text(encoding="utf-8").splitlines()
    for path, line in (
        ("services.open.mmg", "mmg:"),
        ("services.open.mmg.profile", "profile: mmg"),
        ("territory.places.mmg.lat", "lat: 44.55"),
    ):
        place = job.origin.place(tuple(path.split(".")))
        assert Path(place.writer.name).name == file.name
        assert text[place.line - 1].strip() == line


def test_a_scenario_and_the_command_line_change_and_remove_it(own):
    own.scenario("services: {open: {ed_south: null, mmg: {part: 2}}}\n")
    assert own.job().settings.services.open["mmg"].part == 2
    assert list(own.job().settings.services.open) == ["mmg", "line15"]
    assert list(own.job("services.open.mmg=null").settings.services.open) == ["line15"]
    with pytest.raises(ScenarioError, match=r"write services\.open\.mmg\.part=…"):
        own.job("territory.places.mmg.part=0.2")
    with pytest.raises(ScenarioError, match=r"write services\.open\.mmg\.profile=…"):
        own.job("territory.places.mmg={profile: ed}")


def test_its_faults_name_its_line(own):
    file = own.yaml if own.inline else own.file
    file.write_text(file.read_text(encoding="utf-8").replace("ed_small", "ed_tiny"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"line \d+: .*there is no profile “ed_tiny”"):
        own.job()


def test_its_numbers_are_those_of_the_list_of_parameters(own):
    sources = find_sources(own.folder)
    found = {n.key: n for n in all_numbers(sources) if str(own.folder) in n.file or "valley" in n.file}
    assert found["services.open.ed_south.part"].value == 0.5
    assert found["territory.places.ehpad.places"].value == 80
    assert "territory.places.ed_south.part" not in found
    assert all(number.source is not None for number in found.values())  # a user's


def test_a_file_of_places_is_part_of_the_question(tmp_path):
    own = Own(tmp_path / "mine")
    own.settings(places="files/services.yaml")
    before = run_id(own.job())
    own.file.write_text(PLACES.replace("44.55", "44.56"), encoding="utf-8")
    assert run_id(own.job()) != before


def test_a_file_that_is_not_there(tmp_path):
    own = Own(tmp_path / "mine")
    own.settings(places="files/servces.yaml")
    with pytest.raises(
        ScenarioError, match=r"valley\.yaml, line \d+, key places: there is no file .*servces"
    ):
        own.job()
