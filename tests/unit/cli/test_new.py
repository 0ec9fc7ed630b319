"""`new`: templates that load as they are written and with every example in force, and overwrite nothing."""

import re
from pathlib import Path

import pytest

from sim.cli import main
from sim.cli.new_scenario import Example, examples
from sim.measures.registry import MEASURES, schemas
from sim.scenario.load import load
from tests.territories import own_folder

EXAMPLES = {"install", "retire", "open_counter", "delegate"}


@pytest.fixture
def said(capfd, monkeypatch, tmp_path):
    """Runs a command in an empty folder; its status, what it prints, what it complains of."""
    monkeypatch.chdir(tmp_path)

    def _said(*words: str) -> tuple[int, str, str]:
        status = main(list(words))
        return (status, *capfd.readouterr())

    return _said


def in_force(file: Path) -> None:
    """Takes the # away before the lines of all examples, as a planner would."""
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"(?m)^  # ", "  ", text), encoding="utf-8")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_new_scenario_can_be_played_as_it_is_and_with_all_examples(said, lang: str):
    status, out, err = said("new", "scenario", "two_more", "--lang", lang)
    assert status == 0, err
    file = Path("mine/scenarios/two_more.yaml")
    assert str(file) in out and "scenarios two_more --check --config-dir mine" in out
    assert said("scenarios", "two_more", "--check", "--config-dir", "mine")[0] == 0
    in_force(file)
    status, _, err = said("scenarios", "two_more", "--check", "--config-dir", "mine")
    assert status == 0, err
    measures = load(["scenario=two_more"], Path("mine"), schemas())
    assert {one.kind for one in measures.settings.measures.values()} >= EXAMPLES


def test_the_template_tells_every_key_of_its_measures(said):
    said("new", "scenario", "all_keys", "--lang", "en")
    text = Path("mine/scenarios/all_keys.yaml").read_text(encoding="utf-8")
    parts = re.split(r"(?m)^  ## ", text)[1:]
    by_kind = {re.search(r"(?m)^  #   (\w+):$", part)[1]: part for part in parts}
    assert set(by_kind) == EXAMPLES
    for kind, part in by_kind.items():
        for key, field in MEASURES[kind].schema.model_fields.items():
            assert re.search(rf"\b{field.alias or key}\b", part), f"{kind}.{key}"


def test_the_texts_are_of_the_language_asked_for(said):
    said("new", "scenario", "english", "--lang", "en")
    said("new", "scenario", "french", "--lang", "fr")
    english, french = (
        Path(f"mine/scenarios/{name}.yaml").read_text(encoding="utf-8") for name in ("english", "french")
    )
    assert "A scenario of your own" in english and "GPs settle" in english
    assert "Un scénario à vous" in french and "Des médecins s’installent" in french
    for lines in zip(english.splitlines()[:3], french.splitlines()[:3], strict=True):
        assert lines[0] != lines[1]
    assert yaml_lines(english) == yaml_lines(french), "the same examples"


def yaml_lines(text: str) -> list[str]:
    return [line for line in re.findall(r"(?m)^  # ( *[\w]+:.*)$", text)]


def test_names_are_those_of_the_planners_own_territory(said, tmp_path: Path):
    own_folder(tmp_path / "mine", "hamlet", 2, 400)
    status, _, err = said("new", "scenario", "next_year")
    assert status == 0, err
    file = Path("mine/scenarios/next_year.yaml")
    assert "territory: hamlet" in file.read_text(encoding="utf-8")
    in_force(file)
    status, _, err = said("scenarios", "next_year", "--check", "--config-dir", "mine")
    assert status == 0, err


def test_the_examples_are_of_the_largest_commune_that_is_reported(said, tmp_path: Path):
    """Where a planner's measures most likely go; not a hamlet that happens to stand first, nor the ring."""
    own_folder(tmp_path / "mine", "hamlet", 3, 400)
    file = tmp_path / "mine/territory/files/communes.csv"
    head, *lines = file.read_text(encoding="utf-8").splitlines()
    cells = [line.split(";") for line in lines]
    residents = head.split(";").index("population_2023")
    for line, people in zip(cells, ("50", "200", "900"), strict=True):
        line[residents] = people
    rings = ["ring", "0", "0", "1"]
    whole = [";".join(line) + f";{ring}" for line, ring in zip([head.split(";"), *cells], rings, strict=True)]
    file.write_text("\n".join(whole) + "\n", encoding="utf-8")
    status, _, err = said("new", "scenario", "next_year")
    assert status == 0, err
    text = Path("mine/scenarios/next_year.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)^  # +(?:commune|doctors): (C\d)$", text)) == {"C2"}
    assert set(re.findall(r"(?m)^  # +doctor: (\w+)$", text)) == {"c2_1"}


def test_of_several_territories_one_is_asked_for(said, tmp_path: Path):
    own_folder(tmp_path / "mine", "hamlet", 2, 400)
    hamlet = tmp_path / "mine/territory/hamlet.yaml"
    text = hamlet.read_text(encoding="utf-8").replace("name: hamlet", "name: village")
    hamlet.with_name("village.yaml").write_text(text, encoding="utf-8")
    status, _, err = said("new", "scenario", "next_year")
    assert status == 2 and "say which territory: --territory hamlet|village" in err
    assert said("new", "scenario", "next_year", "--territory", "village")[0] == 0
    status, _, err = said("new", "scenario", "another", "--territory", "vilage")
    assert status == 2 and "village" in err
    assert not Path("mine/scenarios/another.yaml").exists()


@pytest.mark.parametrize("kind", ["scenario", "territory"])
def test_nothing_is_overwritten(said, kind: str):
    assert said("new", kind, "mine_own")[0] == 0
    files = {path: path.read_bytes() for path in Path("mine").rglob("*") if path.is_file()}
    status, _, err = said("new", kind, "mine_own")
    assert status == 2 and "exists" in err
    assert {path: path.read_bytes() for path in Path("mine").rglob("*") if path.is_file()} == files


@pytest.mark.parametrize(
    ("kind", "name", "says"),
    [
        ("scenario", "mios_as_is", "there is; choose another name"),
        ("territory", "mios", "a territory we ship"),
        ("scenario", "deux médecins", "letters"),
        ("territory", "../up", "letters"),
    ],
)
def test_a_name_that_cannot_be_is_refused(said, kind: str, name: str, says: str):
    status, _, err = said("new", kind, name)
    assert status == 2 and says in err
    assert not [path for path in Path("mine").rglob("*") if path.is_file()]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_new_territory_can_be_played(said, lang: str):
    status, out, err = said("new", "territory", "valley", "--lang", lang)
    assert status == 0, err
    assert "territory build valley" in out
    folder = Path("mine/territory/valley")
    lines = (folder / "communes.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3, "a header and two communes to replace"
    assert ("to replace" if lang == "en" else "à remplacer") in lines[1]
    doctors = (folder / "doctors.csv").read_text(encoding="utf-8").splitlines()
    assert doctors[0] == "commune;number;age;sessions;site;mode;source" and len(doctors) == 3
    status, _, err = said("scenarios", "valley_as_is", "--check", "--config-dir", "mine")
    assert status == 0, err


def test_examples_are_plans(said):
    """A measure whose schema changes must change its example."""
    said("new", "scenario", "one", "--lang", "en")
    from sim.cli.checks import first_day_names

    job = load(["scenario=mios_as_is"], None, schemas())
    made = examples(first_day_names(job), job.settings.run.start, "33529", "la_teste_de_buch")
    assert {one.kind for one in made} == EXAMPLES
    for one in made:
        assert isinstance(one, Example)
        MEASURES[one.kind].schema.model_validate(dict(one.plan))
