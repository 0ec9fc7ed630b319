"""The tables of the page on indicators are the catalogue's, whole."""

from pathlib import Path

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.indicator_docs import main, tables

PAGE = Path(__file__).resolve().parents[3] / "docs/indicators.md"


def test_the_page_is_made_of_the_catalogue(tmp_path):
    copy = tmp_path / "indicators.md"
    copy.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    assert main([str(copy)]) == 0
    made = "run: uv run python -m sim.outcomes.catalogue.indicator_docs docs/indicators.md"
    assert copy.read_text(encoding="utf-8") == PAGE.read_text(encoding="utf-8"), made


def test_no_indicator_is_left_out():
    rows = [line.split("`")[1] for line in tables() if line.startswith("| `")]
    assert sorted(rows) == sorted(CATALOGUE)


def test_a_page_that_is_none_is_refused(tmp_path, capsys):
    assert main([]) == main([str(tmp_path / "none.md")]) == 2
    assert "usage" in capsys.readouterr().err
