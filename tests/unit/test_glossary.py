"""Both glossaries have the same terms in the same order; in French our own stand beside the English ones."""

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def tables(name: str) -> list[list[list[str]]]:
    """The rows of each table, as cells, without its head."""
    parts = re.split(r"(?m)^## ", (DOCS / name).read_text(encoding="utf-8"))[1:]
    rows = [
        [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")]
        for part in parts
    ]
    return [each[1:] for each in rows]


def alike(term: str) -> str:
    """A term without what the typography of a language makes of it."""
    return re.sub(r"[«»“”\"\u00a0 ]", "", term).replace("’", "'").lower()


def test_both_have_the_same_terms_in_the_same_order():
    english, french = tables("glossary.md"), tables("glossary.fr.md")
    assert len(english) == len(french) == 3
    for ours, theirs in zip(english, french, strict=True):
        assert all(len(row) == 2 and row[1].strip() for row in ours)
        assert len({len(row) for row in theirs}) == 1 and all(row[-1].strip() for row in theirs)
        assert [alike(row[-2]) for row in theirs] == [alike(row[0]) for row in ours]


def test_french_is_set_as_the_french_set_it():
    text = (DOCS / "glossary.fr.md").read_text(encoding="utf-8").replace("*In English:", "")
    prose = re.sub(r"`[^`\n]*`", "", text)
    assert re.findall(r"\w'\w", prose) == []
    assert re.findall(r"\w+ [:;?!%»€]", prose) == []
