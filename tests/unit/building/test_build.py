"""A territory built from the extract of the table of all communes: what is written, and that it loads."""

import csv
import html
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import yaml

from sim.building.build import NEEDS, Order, _what_is_needed, build, read_facts
from sim.building.errors import BuildingError
from sim.building.names import Named
from sim.building.select import Asked
from sim.measures.registry import schemas
from sim.scenario.load import load
from sim.territory import load_territory
from tests.france import EXTRACT
from tests.france_files.postcodes import postcodes
from tests.territories import OWN_NUMBERS, folder_with_own_words

CHATELLERAULT = Order("chatellerault", Asked(epcis=["Grand Châtellerault"]), EXTRACT, Path(), lang="fr")


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def lines_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text, delimiter=";"))


def loaded(config_dir: Path, name: str):
    """The territory as a run loads it."""
    job = load([f"scenario={name}_as_is"], config_dir, schemas())
    files = job.settings.territory
    return load_territory(files.settings, files.folder, job.settings.run.start)


@pytest.fixture(scope="module", autouse=True)
def extract_once():
    """The extract, which no test here changes, is read once for all of them; other folders whenever asked."""
    facts = read_facts(EXTRACT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "sim.building.build.read_facts", lambda data: facts if data == EXTRACT else read_facts(data)
        )
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The user's folder, and what was built there."""
    mine = tmp_path_factory.mktemp("mine")
    return mine, build(replace(CHATELLERAULT, config_dir=mine))


def test_it_has_the_communes_of_the_epci_and_around_them_a_ring(built):
    mine, done = built
    lines = lines_of(mine / "territory/chatellerault/communes.csv")
    assert len(done.plan.reported) == 47 and len(done.plan.ring) > 20
    assert [line["code"] for line in lines] == list(done.plan.codes)
    assert [line["ring"] for line in lines] == ["0"] * 47 + ["1"] * len(done.plan.ring)
    assert "86066" in done.plan.reported and "86194" not in done.plan.reported  # Poitiers is another EPCI


def test_every_fact_of_a_commune_is_that_of_the_table(built):
    mine, _ = built
    line = next(
        line for line in lines_of(mine / "territory/chatellerault/communes.csv") if line["code"] == "86066"
    )
    assert (line["name"], line["population_2023"]) == ("Châtellerault", "31003")
    assert int(line["gps"]) > 20 and 46 < float(line["lat"]) < 47


def test_it_loads(built):
    mine, done = built
    territory = loaded(mine, "chatellerault")
    assert territory.codes == done.plan.codes
    assert territory.gps.sum() == done.built.communes["gps"].sum()


def test_la_reunion_loads_and_its_ring_stays_on_the_island(tmp_path):
    done = build(Order("cirest", Asked(epcis=["249740093"]), EXTRACT, tmp_path))
    assert len(loaded(tmp_path, "cirest")) == len(done.plan.codes)
    assert {code[:3] for code in done.plan.codes} == {"974"}


def test_another_ring_or_none(built, tmp_path):
    none = build(replace(CHATELLERAULT, config_dir=tmp_path / "none", ring=0))
    assert none.plan.ring == ()
    far = build(replace(CHATELLERAULT, config_dir=tmp_path / "far", ring=25))
    assert set(built[1].plan.ring) < set(far.plan.ring)


def test_typed_heads_come_before_those_of_the_files(tmp_path):
    order = replace(CHATELLERAULT, config_dir=tmp_path, gps={"Châtellerault": "3", "86174": "0"})
    heads = build(order).built.communes.set_index("code")["gps"]
    assert (heads["86066"], heads["86174"]) == (3, 0)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"86066": "a few"}, "write a number of GPs"),
        ({"33284": "4"}, "Mios (33284) is no commune of this territory"),
        ({"Chatelerault": "4"}, "Châtellerault (86066)"),
    ],
)
def test_typed_heads_that_cannot_be_are_refused(tmp_path, typed, said):
    with pytest.raises(BuildingError, match=re.escape(said)):
        build(replace(CHATELLERAULT, config_dir=tmp_path, gps=typed))
    assert files_of(tmp_path) == {}


def test_a_service_that_the_planner_knows_is_open_there(tmp_path):
    done = build(replace(CHATELLERAULT, config_dir=tmp_path, services={"cmsi": ["Châtellerault"]}))
    (centre,) = [place for place in done.built.places.values() if place["sort"] == "cmsi"]
    assert (centre["commune"], centre["profile"]) == ("86066", "cmsi")


def test_an_emergency_department_that_the_files_have_is_not_opened_twice(tmp_path):
    with pytest.raises(
        BuildingError, match=r"--service ed=86066: .* already, as ed_chatellerault; take it out"
    ):
        build(replace(CHATELLERAULT, config_dir=tmp_path, services={"ed": ["Châtellerault"]}))
    assert files_of(tmp_path) == {}


def test_a_service_of_the_user_s_own_profile_comes_with_the_territory(tmp_path):
    """The profile is in a file that no scenario chooses unasked, of a type that the user's vocabulary has."""
    folder_with_own_words(tmp_path)
    bus = yaml.safe_load(OWN_NUMBERS)["services"]["profiles"]["village_bus"]
    (tmp_path / "services").mkdir()
    (tmp_path / "services/mine.yaml").write_text(
        yaml.safe_dump({"profiles": {"village_bus": bus}}), encoding="utf-8"
    )
    build(
        replace(
            CHATELLERAULT, config_dir=tmp_path, ring=0, services={"village_bus": ["86066", "Châtellerault"]}
        )
    )
    written = yaml.safe_load((tmp_path / "territory/chatellerault.yaml").read_text(encoding="utf-8"))
    assert written["services"]["profiles"] == {"village_bus": bus}
    places = yaml.safe_load((tmp_path / "territory/chatellerault/services.yaml").read_text(encoding="utf-8"))
    (stop,) = (place for place in places.values() if place["sort"] == "village_bus")
    assert (stop["title"], stop["profile"]) == ("Médicobus, Châtellerault", "village_bus")
    own = {
        key: value
        for key, value in yaml.safe_load(OWN_NUMBERS).items()
        if key in ("needs", "pathway", "costs")
    }
    scenario = tmp_path / "scenarios/chatellerault_as_is.yaml"
    scenario.write_text(
        scenario.read_text("utf-8") + yaml.safe_dump(own, allow_unicode=True), encoding="utf-8"
    )
    assert (
        load(["scenario=chatellerault_as_is"], tmp_path, schemas())
        .settings.services.open["village_bus_chatellerault"]
        .profile
        == "village_bus"
    )


@pytest.mark.parametrize(
    ("services", "said"),
    [
        ({"cmsy": ["86066"]}, r"--service cmsy=86066: there is no profile “cmsy” .*did you mean cmsi\?"),
        ({"line15": ["86066"]}, r"no profile “line15” of a service that one walks into; .*"),
        (
            {"cmsi": [""]},
            r"--service cmsi: write a profile and its commune, such as cmsi=33284; profiles: ed, .*sos",
        ),
        ({"mmg": ["Chatelerault"]}, r"--service Chatelerault: .*did you mean Châtellerault \(86066\)"),
    ],
)
def test_a_service_that_cannot_be_is_refused(tmp_path, services, said):
    with pytest.raises(BuildingError, match=said):
        build(replace(CHATELLERAULT, config_dir=tmp_path, services=services))
    assert files_of(tmp_path) == {}


def test_a_postcode_for_a_code_is_refused_and_nothing_is_written(tmp_path):
    """The files know no commune 33380, which is a postcode: with the base of postcodes its communes are
    offered, without it the message says which file would offer them.
    """
    files = tmp_path / "files"
    files.mkdir()
    shutil.copy(EXTRACT / "communes.csv.gz", files)
    order = replace(CHATELLERAULT, data=files, config_dir=tmp_path / "mine", asked=Asked(communes=["33380"]))
    with pytest.raises(BuildingError, match=r"--communes 33380: no commune has this code; .* 019HexaSmal"):
        build(order)
    named = pd.DataFrame([("33284", "Mios", "33380")], columns=["code", "name", "postcode"])
    postcodes(files, named)
    with pytest.raises(BuildingError, match=r"--communes 33380: this is the postcode of Mios \(33284\)"):
        build(order)
    with pytest.raises(BuildingError, match=r"--service 33380: this is the postcode of Mios \(33284\)"):
        build(replace(order, asked=Asked(communes=["33284"]), services={"mmg": ["33380"]}))
    assert files_of(tmp_path / "mine") == {}


def test_what_exists_is_not_written_over_unless_asked(built):
    mine, _ = built
    before = files_of(mine)
    with pytest.raises(BuildingError, match="--force"):
        build(replace(CHATELLERAULT, config_dir=mine))
    assert files_of(mine) == before
    build(replace(CHATELLERAULT, config_dir=mine, force=True))
    assert files_of(mine) == before  # the same files give the same bytes


@pytest.mark.parametrize("name", ["mios", "Pays d’Auge", "x" * 201, "../elsewhere"])
def test_a_name_that_cannot_be_is_refused_before_anything_is_read(tmp_path, name):
    with pytest.raises(BuildingError, match="name"):
        build(replace(CHATELLERAULT, name=name, data=Path("nowhere"), config_dir=tmp_path))
    assert files_of(tmp_path) == {}


@pytest.mark.parametrize("fails_at", range(1, 7))
def test_nothing_is_half_written(built, tmp_path, monkeypatch, fails_at):
    """Wherever the disk gives out while files are moved to their places, what was there is there again."""
    order = replace(CHATELLERAULT, config_dir=tmp_path, ring=0)
    build(order)
    before = files_of(tmp_path)
    move, count = os.replace, 0

    def failing(*places):
        nonlocal count
        count += 1
        if count == fails_at:
            raise OSError("the disk is full")
        move(*places)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(OSError, match="the disk is full"):
        build(replace(order, force=True, gps={"86066": "1"}))
    assert files_of(tmp_path) == before
    assert not list(tmp_path.glob("territory/.*"))


def test_without_files_or_without_what_is_needed_the_message_says_what_to_get(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.building.build.package_readings", list)
    with pytest.raises(BuildingError, match="--data FOLDER"):
        build(replace(CHATELLERAULT, data=None, config_dir=tmp_path))
    (tmp_path / "files").mkdir()
    (tmp_path / "files/notes.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(BuildingError, match=r"population.*notes\.csv"):
        build(replace(CHATELLERAULT, data=tmp_path / "files", config_dir=tmp_path / "mine"))
    assert files_of(tmp_path / "mine") == {}


def test_what_is_needed_is_told_a_line_a_file_that_anybody_can_get():
    lines = _what_is_needed().splitlines()
    assert [line.strip() for line in lines if line.startswith("  ") and line[2] != " "][:3] == list(NEEDS)
    assert any("insee.fr" in line for line in lines) and not any("communes.csv.gz" in line for line in lines)
    assert "residents" not in _what_is_needed("GPs")


def test_a_code_that_no_epci_has_is_answered_with_those_of_its_departement():
    named = Named({"248600413": "Grand Châtellerault", "248600447": "Vienne", "248200099": "Montauban"})
    assert "Châtellerault" in named.near_code("248600999") and "Montauban" not in named.near_code("248600999")
    assert "Montauban" in named.near_code("248299999")


def test_the_report_tells_the_files_the_losses_the_gaps_and_every_commune(built):
    mine, done = built
    text = (mine / "territory/chatellerault/report.md").read_text(encoding="utf-8")
    page = (mine / "territory/chatellerault/report.html").read_text(encoding="utf-8")
    (source,) = done.plan.facts.sources
    for told in (text, html.unescape(page)):
        assert source.file in told and "APL" in told  # Grand Châtellerault is of the hidden half: no APL
        assert all(name in told for name in done.built.communes["name"])
        assert all(assumed.what["fr"] in told for assumed in done.built.assumed)
    assert '<html lang="fr">' in page and not re.search(r"(src|href)=|https?://", page)


def test_reports_are_in_the_language_asked_for(tmp_path):
    build(replace(CHATELLERAULT, config_dir=tmp_path, lang="en", ring=0))
    text = (tmp_path / "territory/chatellerault/report.md").read_text(encoding="utf-8")
    assert "What is assumed" in text and "Ce qui est supposé" not in text
