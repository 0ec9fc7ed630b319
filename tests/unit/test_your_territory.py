"""docs/your-territory.md and its French twin say the same, and name every open file with its page."""

import re
from collections import Counter
from pathlib import Path

import pytest

from sim.cli.download_commands import open_files
from sim.france.packages import INSTALL
from sim.schema.languages import in_language
from tests.unit.both_languages import numbers
from tests.walks.pages import BLOCK, Command, walks

DOCS = Path(__file__).resolve().parents[2] / "docs"
ENGLISH, FRENCH = DOCS / "your-territory.md", DOCS / "votre-territoire.md"
ROW = re.compile(r"(?m)^\| `(\w+)` \| (.+) \| \[.+\]\((.+)\) \|$")
PAGES = (ENGLISH, FRENCH)


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def sections(page: Path) -> list[str]:
    return re.split(r"(?m)^## ", text(page))


def inline(section: str) -> Counter[str]:
    return Counter(re.findall(r"`([^`\n]+)`", BLOCK.sub("", section)))


@pytest.mark.parametrize("page", PAGES, ids=["en", "fr"])
def test_every_open_file_stands_in_the_table_with_its_page(page: Path):
    told = {name: link for name, _, link in ROW.findall(text(page))}
    assert told == {name: source.page for name, source in open_files(None).items()}
    assert INSTALL in text(page)


def test_both_have_the_same_blocks_to_copy():
    """The same edits and commands; what a command prints is in the language of the page."""
    ours, theirs = (
        [[step.words if isinstance(step, Command) else step for step in walk.steps] for walk in walks(page)]
        for page in PAGES
    )
    assert ours == theirs
    assert sum(len(walk.commands) for walk in walks(ENGLISH)) >= 7


@pytest.mark.parametrize("number", range(len(sections(ENGLISH))))
def test_both_say_the_same(number: int):
    assert len(sections(ENGLISH)) == len(sections(FRENCH))
    english, french = sections(ENGLISH)[number], sections(FRENCH)[number]
    assert inline(french) == inline(english)
    links = [Counter(re.findall(r"\]\((http[^)]*)\)", each)) for each in (english, french)]
    assert links[0] == links[1]
    words = [re.sub(r"`[^`\n]*`", "", BLOCK.sub("", each)) for each in (english, french)]
    assert numbers(words[1], french=True) == numbers(words[0], french=False)


def test_french_is_set_as_the_french_set_it():
    prose = re.sub(r"`[^`\n]*`|\*In English:.*", "", BLOCK.sub("", text(FRENCH)))
    assert re.findall(r"\w'\w", prose) == []
    assert re.findall(r"\w+ [:;?!%»€]", prose) == []


def test_titles_of_the_list_are_in_both_languages():
    for name, source in open_files(None).items():
        assert in_language(source.title, "en") != in_language(source.title, "fr"), name
