"""A French page is French: its words, its numbers, its dates; an English one reads as it always did."""

import html
import json
import re
from collections.abc import Iterator
from datetime import date

import pytest

from sim.outcomes.catalogue.catalogue import CATALOGUE, THEMES
from sim.outcomes.catalogue.units import UNITS
from sim.reports.origin.assumptions import assumptions
from sim.reports.page import write_page
from sim.reports.reading.names import nice_period
from sim.reports.reading.runs import read_runs
from sim.reports.words import words
from sim.reports.words.numbers import number, plain
from sim.reports.words.words import languages, written
from sim.scenario.ledger import Entry, read_ledger
from sim.scenario.sources import data_root
from sim.vocabulary.vocabulary import said as label_in
from tests.unit.french import ENGLISH
from tests.unit.reports.conftest import FIRST, LAST, Pair

EN, FR = words("en"), words("fr")
AFTER = "après l’arrivée du dernier médecin du scénario"


@pytest.fixture(scope="module")
def page(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("page") / "page.html"
    return write_page(pair.folders, pair.comparison, out, ledger=[], lang="fr").read_text(encoding="utf-8")


def visible(page: str) -> str:
    """What a reader sees, and what a screen reader says, but for code and what users wrote."""
    page = re.sub(r"<(script|style|code|dd)\b.*?</\1>", " ", page, flags=re.S)
    page = re.sub(r'<th scope="row">settle</th>', "", page)  # a measure, as its scenario calls it
    labels = " ".join(re.findall(r'(?:aria-label|title)="([^"]*)"', page))
    return html.unescape(re.sub(r"<[^>]+>", " ", page) + labels)


def figures(page: str) -> list[dict]:
    found = re.findall(r'<script type="application/json" class="figure"[^>]*>(.*?)</script>', page, re.S)
    return [json.loads(text.replace("<\\/", "</")) for text in found]


def test_labels_have_the_apostrophes_of_print() -> None:
    labels = {**FR.kinds, **FR.endings, **FR.measures, **FR.events, **FR.plans, **FR.texts}
    assert [text for text in labels.values() if re.search(r"\w'\w", text)] == []


def test_what_is_listed_is_parted_as_in_french(page: str) -> None:
    """A space that does not break stands before each semicolon, and each colon but those of commands."""
    assert re.findall(r".{9}[^\s\u00a0\u202f][;:] ", visible(page)) == []


def test_no_english_word_stands_on_a_french_page(page: str) -> None:
    strange = re.findall(rf"(?<![\w’'-])(?:{ENGLISH})(?![\w-])", visible(page))
    assert strange == []


def test_no_english_word_stands_in_a_french_figure(page: str) -> None:
    hovers = json.dumps(figures(page), ensure_ascii=False)
    said = " ".join(re.findall(r'"(?:hovertemplate|name|text|title)": "([^"]*)"', hovers))
    assert re.findall(rf"(?<![\w_%])(?:{ENGLISH})(?![\w_-])", said) == []


def in_language(lang: str) -> str:
    """All that we write for readers in a language: texts, labels, indicators, definitions, units."""
    said = words(lang)
    parts = [each[lang] for block in written().values() for each in block.values()]
    parts += [*said.kinds.values(), *said.endings.values(), *said.measures.values()]
    parts += [text for each in CATALOGUE.values() for text in each.words(lang)]
    parts += [text for each in UNITS.values() for text in each.words(lang)]
    parts += [label_in(theme.title, lang) for theme in THEMES]
    return re.sub(r"{\w*}", " ", " ".join(parts))


def letters(text: str) -> set[str]:
    """The words of a text, but the shortest."""
    return set(re.findall(r"(?<![\w.])[a-zà-ÿœ]{3,}(?![\w.])", text.lower()))


def test_no_word_of_the_english_texts_stands_on_a_french_page(page: str) -> None:
    """Whatever English word we write anywhere, but those that our French texts know as well."""
    english = letters(in_language("en")) - letters(in_language("fr"))
    assert len(english) > 300 and {"residents", "needs", "delay", "without"} <= english
    said = json.loads(re.findall(r'id="said">(.*?)</script>', page, re.S)[0]).values()
    drawn = " ".join(text for figure in figures(page) for text in texts_of(figure))
    drawn = re.sub(r"%{[^}]*}|<[^>]*>", " ", drawn)
    for own in ("Three doctors at Gisèle Halimi", "Mios as it is"):
        drawn = drawn.replace(own, " ")
    assert sorted(letters(" ".join([visible(page), drawn, *said])) & english) == []


def texts_of(value: object, key: str = "") -> Iterator[str]:
    """What a figure writes: names, labels, titles, what it says where one points."""
    written_in = ("name", "text", "ticktext", "hovertemplate", "row", "unit", "x", "y", "ticksuffix")
    if isinstance(value, dict):
        for name, each in value.items():
            yield from texts_of(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from texts_of(each, key)
    elif isinstance(value, str) and key in written_in:
        yield value


def test_numbers_are_french_everywhere(page: str) -> None:
    seen = visible(page)
    assert not re.findall(r"\d,\d{3}(?!\d)[^\d]?(?:médecins|passages|besoins|habitants|€)", seen)
    assert re.findall(r"\d\.\d", seen) == []
    assert "ntervalle à 95\u00a0%" in seen and re.search(r"\d\u202f\d{3}", seen)
    assert {figure["layout"]["separators"] for figure in figures(page)} == {",\u202f"}


def test_numbers_and_days_of_both_languages() -> None:
    assert number(46430.6, 0, FR) == "46\u202f431" and number(46430.6, 0, EN) == "46,431"
    assert number(15.5, 1, FR) == "15,5" and plain(0.05, FR) == "0,05" and plain(280000.0, EN) == "280,000"
    assert FR.day(date(2025, 10, 1)) == "1er octobre 2025" and FR.day(date(2025, 10, 2)) == "2 octobre 2025"
    assert EN.day(date(2025, 10, 1)) == "1 Oct 2025" and EN.day(date(2025, 10, 1), "alone") == "2025-10-01"
    assert [EN.month(2025, month)[:3] for month in (1, 9)] == ["Jan", "Sep"]


@pytest.mark.parametrize(
    ("period", "french"),
    [
        (LAST, "12 derniers mois, janv. 2027 – déc. 2027"),
        (FIRST, f"12 premiers mois {AFTER}, oct. 2025 – sept. 2026"),
        ("last month, 2027-12..2027-12", "dernier mois, déc. 2027"),
        (
            "first month after the last arrival, 2025-10..2025-10",
            "premier mois après l’arrivée du dernier médecin du scénario, oct. 2025",
        ),
    ],
)
def test_periods_have_their_words(period: str, french: str) -> None:
    assert nice_period(period, FR) == french
    english = period.split(",", maxsplit=1)[0].replace("the last arrival", "the scenario’s last doctor came")
    assert nice_period(period, EN).split(",")[0] == english


def test_every_change_that_is_followed_has_its_words() -> None:
    """In both languages, of whatever a window may follow."""
    for what in ("arrival", "opening", "departure", "closing", "change"):
        for said in (EN, FR):
            period = f"first 12 months after the last {what}, 2025-10..2026-09"
            assert "12" in nice_period(period, said) and f" {what}," not in nice_period(period, FR)


def test_the_assumptions_are_french() -> None:
    """Units, statuses, sources and notes of all that we ship; keys of the model are codes."""
    for line in assumptions(read_ledger(data_root() / "conf"), [], FR):
        seen = " ".join((line.unit, line.status, line.source, line.note))
        assert re.findall(r".{9}[^\s\u00a0\u202f][;:] | [;:%] |\w'\w", seen) == []
        seen = re.sub(r"«\u00a0\w+\u00a0»|\S*[._/]\S*", " ", seen)
        assert re.findall(rf"(?<![\w’'-])(?:{ENGLISH})(?![\w-])", seen) == []


def test_a_year_of_birth_is_no_quantity(pair: Pair) -> None:
    entry = Entry(key="run.warmup_days", unit="year", low=1950, high=1990, status="assumed", source="a test")
    *_, line = assumptions([entry], read_runs(pair.folders, {}), FR)
    assert line.range == "1950 – 1990"
    column = Entry(key="x.csv:y", unit="year", low=None, high=None, status="found", source="a test")
    assert assumptions([column], [], FR)[0].range == "–"


def test_no_word_is_missing_in_a_language() -> None:
    assert languages() == ["en", "fr"]
    for block, keys in written().items():
        for key, each in keys.items():
            assert set(each) == {"en", "fr"} and all(text.strip() for text in each.values()), (block, key)
    for each in (*CATALOGUE.values(), *UNITS.values()):
        assert each.en != "" and each.fr != "", each.id
