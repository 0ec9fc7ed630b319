"""The page of measures is made of the schemas, tells every key, and its examples are what it says."""

import pytest

from sim.cli import main
from sim.measures.registry import MEASURES
from sim.reports.measures.entries import blocks, measure
from sim.reports.measures.measure_docs import PAGES, page
from sim.reports.measures.measure_docs import main as write
from sim.reports.measures.shapes import keys_of
from sim.scenario.sources import data_root
from sim.schema.languages import LANGUAGES

DOCS = data_root() / "docs"
TELL = "tell it in conf/measures/, then run `uv run python -m sim.reports.measures.measure_docs docs`"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_made_of_the_schemas(lang):
    assert (DOCS / PAGES[lang]).read_text(encoding="utf-8") == page(lang), TELL


@pytest.mark.parametrize("kind", MEASURES)
def test_every_key_is_told_with_the_bounds_of_its_numbers(kind):
    """Whoever adds a measure or a key is told here what to write; see docs/adding.md."""
    for lang in LANGUAGES:
        told = measure(kind, lang)
        assert [row.key for row in told.rows] == [f"`{key.name}`" for key in keys_of(MEASURES[kind].schema)]
        for entry in (told, *blocks(told.blocks, lang)):
            assert all(row.meaning and row.type and row.default for row in entry.rows)


@pytest.mark.parametrize("kind", MEASURES)
def test_every_number_has_hard_bounds(kind):
    """What an engine keeps in 32 bits overflows beyond 1e9."""
    schemas = [MEASURES[kind].schema]
    while schemas:
        for key in keys_of(schemas.pop()):
            schemas += key.shape.blocks()
            for number in key.shape.numbers():
                assert -1e9 <= number.low <= number.high <= 1e9, f"{kind}: {key.name} has no hard bounds"


def test_no_text_tells_what_is_no_measure():
    assert {path.stem for path in (data_root() / "conf/measures").glob("*")} == set(MEASURES)


@pytest.mark.parametrize("arguments", [[], ["nowhere"], ["docs", "docs"]])
def test_a_folder_that_is_none_is_refused(arguments, capsys):
    assert write(arguments) == 2
    assert "usage" in capsys.readouterr().err


def test_the_command_tells_the_same(capsys, tmp_path):
    assert write([str(tmp_path)]) == 0
    assert (tmp_path / "measures.fr.md").read_text(encoding="utf-8") == page("fr")
    assert main(["measures", "run_centre", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    told = measure("run_centre", "en")
    for row in (*told.rows, *(row for each in blocks(told.blocks, "en") for row in each.rows)):
        assert row.key.replace("`", "") in out
    assert told.example.rstrip() in out
    assert main(["measures", "--lang", "fr"]) == 0
    out = capsys.readouterr().out
    assert all(kind in out and known.title.fr in out for kind, known in MEASURES.items())
    assert main(["measures", "instal"]) == 2
    assert "did you mean install?" in capsys.readouterr().err
