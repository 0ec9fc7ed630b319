"""The two READMEs say the same: commands, settings, links and figures, section by section."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.unit.both_languages import numbers

ROOT = Path(__file__).resolve().parents[2]
ENGLISH, FRENCH = (ROOT / name for name in ("README.md", "README.fr.md"))
TYPED = ("python ", "uv ", "premier-recours ", "api.", "from ", "base = ", "more = ", "needs = ")
OTHER = {  # each names its own, or the other
    "(README.md)",
    "(README.fr.md)",
    "(docs/validation.md)",
    "(docs/validation.fr.md)",
    "(docs/calibration.md)",
    "(docs/calibration.fr.md)",
    "(docs/glossary.md)",
    "(docs/glossary.fr.md)",
    "(docs/levers.md)",
    "(docs/levers.fr.md)",
    "(docs/market.md)",
    "(docs/market.fr.md)",
    "(docs/measures.md)",
    "(docs/measures.fr.md)",
}


def sections(file: Path) -> list[str]:
    return re.split(r"(?m)^## ", file.read_text(encoding="utf-8"))


def code(text: str) -> list[str]:
    """Lines in blocks of code, as they stand."""
    fenced = re.findall(r"(?ms)^```\w*\n(.*?)^```", text)
    indented = re.findall(r"(?m)^    +(?! )(.*\S)", re.sub(r"(?ms)^```.*?^```", "", text))
    return [line for block in fenced for line in block.splitlines()] + indented


def commands(text: str) -> list[str]:
    return [line.partition("  #")[0] for line in code(text) if line.startswith(TYPED)]


PAIRS = list(zip(sections(ENGLISH), sections(FRENCH), strict=False))


def test_both_have_the_same_sections() -> None:
    assert len(sections(ENGLISH)) == len(sections(FRENCH))


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_both_say_the_same(number: int) -> None:
    english, french = PAIRS[number]
    assert commands(french) == commands(english)
    inline, gives = (Counter(re.findall(r"`([^`\n]+)`", text)) for text in (english, french))
    assert gives == inline
    to, leads = (Counter(re.findall(r"\]\([^)]*\)", text)) for text in (english, french))
    assert {link for link in (to - leads) | (leads - to) if link[1:] not in OTHER} == set()
    here, there = numbers(english, french=False), numbers(french, french=True)
    assert there == here, (there - here, here - there)


def test_french_is_set_as_the_french_set_it() -> None:
    """No straight apostrophe between letters, a no-break space before what asks for one."""
    prose = re.sub(r"(?ms)^```.*?^```|^    .*?$|`[^`\n]*`", "", FRENCH.read_text(encoding="utf-8"))
    assert re.findall(r"\w'\w", prose) == []
    assert re.findall(r"\w+ [:;?!%»€]", prose) == []
