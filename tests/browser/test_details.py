"""The details of the page in both languages: figures whatever their titles hold, downloads of what is drawn,
the widths of phone, tablet and desk, the keyboard alone, contrast and names for those who do not see.
"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.reports.page import write_page
from sim.scenario.ledger import Entry
from tests.browser.opened import Opened
from tests.unit.reports import synthetic

pytestmark = pytest.mark.browser
TITLE = "Three <!-- <script> doctors; “NaN”"


@pytest.fixture(scope="module", params=["fr", "en"])
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    root = tmp_path_factory.mktemp("runs")
    folders = [
        synthetic.write_run(root, replications=3, needs=60),
        synthetic.write_run(root, "three", TITLE, doctors=3, replications=3, needs=60),
    ]
    ledger = [Entry(key="needs.rates.**", low=0, high=9, unit="a year", status="found", source="x")]
    out = root / f"page.{request.param}.html"
    return request.param, write_page(
        folders, synthetic.compare(folders), out, ledger=ledger, lang=request.param
    )


@pytest.fixture(scope="module")
def opened(page: tuple[str, Path], chromium: Any) -> Iterator[Opened]:
    made = Opened(chromium, page[1], 1600)
    made.unfold()
    yield made
    made.tab.close()


def drawn(tab: Any) -> list[tuple[str, int]]:
    """Of each figure that is seen its plot, and how many marks are drawn in it."""
    found = tab.evaluate(
        """() => Array.from(document.querySelectorAll('.plot')).filter(plot => plot.clientWidth).map(plot =>
            [plot.id, plot.querySelectorAll('path.js-line, .point path, .bars path, .hm image').length])"""
    )
    return [(str(name), int(marks)) for name, marks in found]


def test_every_figure_is_drawn_whatever_its_title_holds(opened: Opened) -> None:
    assert TITLE in opened.tab.text_content("h1")
    found = drawn(opened.tab)
    assert len(found) > 20 and [name for name, marks in found if not marks] == []
    assert opened.complaints == []


def figures(opened: Opened) -> dict[str, dict[str, Any]]:
    """The figures as they were drawn, by their plots: Plotly's own data, not the text of the page."""
    held = opened.tab.evaluate(
        """() => JSON.stringify(Object.fromEntries(Array.from(document.querySelectorAll('.plot'))
            .filter(plot => plot.data).map(plot => [plot.id, plot.data])))"""
    )
    return json.loads(held)


def downloaded(opened: Opened, plot: str, format: str) -> tuple[str, bytes]:
    """What a button gives; a browser that drops a download now and then is asked again."""
    from playwright.sync_api import TimeoutError

    button = opened.tab.locator(f"figure:has(#{plot}) button[data-format={format}]")
    for wait in (10_000, 20_000, 120_000):  # milliseconds
        try:
            with opened.tab.expect_download(timeout=wait) as waiting:
                button.click()
            return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()
        except TimeoutError:
            if wait == 120_000:
                raise
    raise AssertionError


def test_the_downloads_hold_what_is_plotted(opened: Opened, page: tuple[str, Path]) -> None:
    """Every point of a trace with a name is a row, with its interval: as many rows, the same numbers."""
    lang, _ = page
    names = set()
    for plot, traces in figures(opened).items():
        name, content = downloaded(opened, plot, "csv")
        names.add(name)
        text = content.decode("utf-8")
        assert text.startswith("\ufeff") and text.endswith("\r\n"), plot
        head, *rows = csv.reader(io.StringIO(text[1:], newline=""), delimiter=";" if lang == "fr" else ",")
        heads = {"fr": ("Série", "Valeur", "Unité"), "en": ("Series", "Value", "Unit")}
        assert (head[0], head[2], head[5]) == heads[lang], plot
        expected = [row for trace in traces if trace.get("name") for row in rows_of(trace)]
        assert len(rows) == len(expected) > 0, plot
        for row, (value, low, high) in zip(rows, expected, strict=True):
            assert [number(cell, lang) for cell in row[2:5]] == [value, low, high], plot
    assert len(names) > 20 and all(name.endswith(".csv") for name in names)


def rows_of(trace: dict[str, Any]) -> Iterator[tuple[float | None, float | None, float | None]]:
    meta = trace.get("meta") or {}
    if trace["type"] == "heatmap":
        yield from ((value, None, None) for line in trace["z"] for value in line)
        return
    if trace.get("yaxis") == "y2":
        yield from ((n, None, None) for (n,) in trace["customdata"])
        return
    sideways = trace.get("orientation") == "h" or "row" in meta
    for i, value in enumerate(meta.get("value") or trace["x" if sideways else "y"]):
        low, high = (meta[end][i] if end in meta else None for end in ("low", "high"))
        yield value, low, high


def number(cell: str, lang: str) -> float | None:
    assert lang == "en" or "." not in cell
    return float(cell.replace(",", ".") if lang == "fr" else cell) if cell else None


def test_figures_can_be_kept_as_pictures(opened: Opened) -> None:
    plot = "plot-gains-without_mt"
    name, png = downloaded(opened, plot, "png")
    assert name.endswith(".png") and png.startswith(b"\x89PNG") and len(png) > 10_000
    name, svg = downloaded(opened, plot, "svg")
    assert name.endswith(".svg") and svg.lstrip().startswith(b"<svg") and b"text" in svg
    assert opened.complaints == []


@pytest.mark.parametrize("width", [390, 1024, 1600])
def test_the_page_is_never_wider_than_the_screen(page: tuple[str, Path], chromium: Any, width: int) -> None:
    narrow = Opened(chromium, page[1], width)
    for _ in range(2):
        assert narrow.tab.evaluate("document.documentElement.scrollWidth") <= width
        narrow.unfold()
    assert [name for name, marks in drawn(narrow.tab) if not marks] == []
    narrow.tab.close()


def test_the_keyboard_reaches_what_the_mouse_does(page: tuple[str, Path], chromium: Any) -> None:
    """Tab comes first to the skip link; all that folds, downloads, scrolls or explains itself is reached."""
    own = Opened(chromium, page[1], 1024)
    own.unfold()
    own.tab.keyboard.press("Tab")
    assert own.tab.evaluate("document.activeElement.className") == "skip"
    for what in ("summary", ".downloads button", ".term", ".scroll"):
        assert own.tab.evaluate(
            """what => Array.from(document.querySelectorAll(what)).every(each => each.tabIndex >= 0)""", what
        ), what
    button = own.tab.locator("#gains .downloads button").first
    button.focus()
    with own.tab.expect_download() as waiting:
        own.tab.keyboard.press("Enter")
    assert waiting.value.suggested_filename.endswith(".csv")
    own.tab.close()


def test_a_name_tells_its_definition_to_mouse_and_keyboard(opened: Opened, page: tuple[str, Path]) -> None:
    said = {"fr": "Habitants de 17 ans et plus qui n’ont pas", "en": "Residents of 17 and over who have no"}
    term = opened.tab.locator("#gains figcaption .term").first
    tip = opened.tab.locator("#tip")
    assert term.get_attribute("aria-description").startswith(said[page[0]])
    term.focus()
    assert tip.is_visible() and tip.text_content().startswith(said[page[0]])
    opened.tab.keyboard.press("Escape")
    assert not tip.is_visible()
    term.hover()
    assert tip.is_visible()
    box = tip.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 1600
    opened.tab.mouse.move(0, 0)
    tip.wait_for(state="hidden")


def test_contrast_and_names_satisfy_axe(opened: Opened) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(opened.tab, options=None).response
    rules = {each["id"] for each in found["passes"]}
    assert {"color-contrast", "button-name", "html-has-lang"} <= rules
    faults = [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]]
    assert faults == []
