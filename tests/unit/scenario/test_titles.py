"""Titles and sources are one text for every language, or one for each; the reader gets theirs."""

import pytest

from sim.cli.checks import read_territory
from sim.cli.language import VARIABLE, language
from sim.measures.registry import schemas
from sim.scenario.errors import ScenarioError
from sim.scenario.identity import run_id
from sim.scenario.load import load
from sim.scenario.reader import read
from sim.scenario.sources import find_sources
from sim.schema.languages import LANGUAGES, in_language

BOTH = "{en: The farm, fr: La ferme}"


@pytest.fixture
def loaded(tmp_path):
    (tmp_path / "scenarios").mkdir()

    def _loaded(title, *overrides, source="S"):
        page = f"territory: mios\ntitle: {title}\nsource: {source}\n"
        (tmp_path / "scenarios/mine.yaml").write_text(page, encoding="utf-8")
        return load(["scenario=mine", *overrides], tmp_path, schemas())

    return _loaded


@pytest.mark.parametrize(
    ("title", "english", "french"),
    [(BOTH, "The farm", "La ferme"), ("Farm", "Farm", "Farm"), ("{fr: La ferme}", "La ferme", "La ferme")],
)
def test_a_title_is_read_in_each_language(loaded, title, english, french):
    told = loaded(title, source=title).settings
    for text in (told.title, told.source):
        assert (in_language(text, "en"), in_language(text, "fr")) == (english, french)


def test_a_title_of_the_command_line_is_the_same_in_every_language(loaded):
    assert loaded(BOTH, "title='mine'").settings.title == "mine"
    assert loaded(BOTH, "title.fr='La mienne'").settings.title == {"en": "The farm", "fr": "La mienne"}


@pytest.mark.parametrize("key", ["title", "source"])
@pytest.mark.parametrize(
    ("written", "inside", "said"),
    [
        ("{}", "", "holds no text"),
        ("{de: Der Hof}", ".de", "is no language we speak; write en or fr"),
        ("{en: The farm, fr: }", ".fr", "is empty; write a text"),
        ('{en: The farm, fr: " "}', ".fr", "is empty; write a text"),
        ("{en: 3}", ".en", "“3” is no text"),
        ("[The farm]", "", "is no text; write a text, or one for each language"),
        ("3", "", "“3” is no text"),
        ("", "", "is missing"),
    ],
)
def test_what_is_no_text_is_told_with_file_and_key(loaded, key, written, inside, said):
    texts = {"title": "T", "source": "S", key: written}
    with pytest.raises(ScenarioError) as error:
        loaded(texts["title"], source=texts["source"])
    line = {"title": 2, "source": 3}[key]
    assert f"scenarios/mine.yaml, line {line}: key {key}{inside}: " in str(error.value)
    assert said in str(error.value)


def test_a_title_of_a_territory_is_checked_alike(loaded):
    with pytest.raises(
        ScenarioError, match=r"territory.title={de: Hof}: key territory\.title\.de: is no language"
    ):
        read_territory(loaded(BOTH, "territory.title={de: Hof}"))


def test_who_reads_does_not_change_which_run_it_is(loaded, monkeypatch):
    """The id is that of what is written: nobody's language has a part in it."""
    ids = {}
    for lang in LANGUAGES:
        monkeypatch.setenv(VARIABLE, lang)
        assert language(None) == lang
        ids[lang] = run_id(loaded(BOTH))
    assert len(ids) == 2 and ids["en"] == ids["fr"]
    assert run_id(loaded(BOTH)) != run_id(loaded("The farm"))  # as any other title


@pytest.mark.parametrize("group", ["scenario", "territory"])
def test_all_that_we_ship_is_told_in_both(group):
    for path in find_sources().files[group].values():
        page = read(path).data
        for key in ("title", "source"):
            assert list(page[key]) == list(LANGUAGES), f"{path}: {key}"
            assert page[key]["en"] != page[key]["fr"], f"{path}: {key}"
