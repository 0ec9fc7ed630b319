"""The page in a real browser: nothing loaded, nothing broken, every figure drawn, on screen and phone."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from sim.reports.page import write_page, write_summary
from sim.scenario.ledger import Entry
from tests.browser.opened import Opened
from tests.unit.reports import synthetic
from tests.unit.reports.conftest import PERIODS

pytestmark = pytest.mark.browser


LEDGER = [
    Entry(key="needs.rates.**", low=0, high=9, unit="a year", status="found", source="x" * 90),
    Entry(key="measures.settle.install.probability", low=0, high=1, unit="", status="assumed", source="x"),
]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    root = tmp_path_factory.mktemp("runs")
    title = "Three doctors at Gisèle Halimi"
    return [
        synthetic.write_run(root, replications=3, needs=100),
        synthetic.write_run(root, "three", title, doctors=3, replications=3, needs=100),
    ]


@pytest.fixture(scope="module")
def page_file(folders: list[Path]) -> Path:
    comparison = synthetic.compare(folders, periods=PERIODS)
    return write_page(folders, comparison, folders[0].parent / "page.html", ledger=LEDGER)


@pytest.fixture(scope="module", params=["en", "fr"])
def summary_file(folders: list[Path], request: pytest.FixtureRequest) -> Path:
    comparison, out = synthetic.compare(folders, periods=PERIODS), folders[0].parent / f"{request.param}.html"
    return write_summary(folders, comparison, out, ledger=LEDGER, lang=request.param)


@pytest.fixture(scope="module", params=[1600, 1024, 390], ids=["desktop", "tablet", "phone"])
def opened(request: pytest.FixtureRequest, chromium: Any, page_file: Path) -> Iterator[Opened]:
    made = Opened(chromium, page_file, request.param)
    made.unfold()
    yield made
    made.tab.close()


def test_it_asks_for_nothing_but_itself_and_complains_of_nothing(opened: Opened, page_file: Path) -> None:
    opened.tab.wait_for_timeout(300)
    assert [url for url in opened.requests if not url.startswith("data:")] == [page_file.as_uri()]
    assert opened.complaints == []


def test_every_figure_is_drawn_and_fills_its_place(opened: Opened) -> None:
    found = opened.tab.evaluate(
        """() => Array.from(document.querySelectorAll('.plot')).map(plot => {
            const box = plot.getBoundingClientRect(), svg = plot.querySelector('svg.main-svg');
            const drawn = svg ? svg.getBoundingClientRect() : {width: 0, height: 0};
            const marks = plot.querySelectorAll('path.js-line, .point path, .bars path, .hm image');
            return [plot.id, box.width, box.height, drawn.width, drawn.height, marks.length];
        })"""
    )
    assert len(found) > 20
    for name, width, height, drawn_width, drawn_height, marks in found:
        assert abs(width - drawn_width) < 2 and abs(height - drawn_height) < 2, name
        assert width > 250 and marks > 0, name


def test_nothing_is_wider_than_the_screen(opened: Opened) -> None:
    assert opened.tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    wide = opened.tab.evaluate(
        """() => Array.from(document.querySelectorAll('body *'))
            .filter(each => !each.closest('.scroll, .plot, .hidden'))
            .filter(each => each.getBoundingClientRect().right > window.innerWidth + 1)
            .map(each => each.outerHTML)"""
    )
    assert wide == []


def test_letters_of_one_axis_do_not_lie_on_each_other(opened: Opened) -> None:
    """Of every figure the labels of each axis, by their boxes; slanted labels (the matrix) are left out."""
    touching = opened.tab.evaluate(
        """() => {
            const found = [];
            for (const plot of document.querySelectorAll('.plot')) {
                for (const axis of ['.xtick', '.ytick', '.y2tick']) {
                    const labels = Array.from(plot.querySelectorAll(axis + ' text'))
                        .filter(text => !/rotate\\((?!0[,)])/.test(text.getAttribute('transform') || ''));
                    const boxes = labels.map(text => text.getBoundingClientRect());
                    for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
                        const [a, b] = [boxes[i], boxes[j]];
                        const over = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                        const names = [plot.id, labels[i].textContent, labels[j].textContent];
                        if (over > 1 && high > 3) found.push(names);
                    }
                }
            }
            return found;
        }"""
    )
    assert touching == []


def test_turning_the_phone_draws_again(chromium: Any, page_file: Path) -> None:
    opened = Opened(chromium, page_file, 390)
    opened.unfold()
    opened.tab.set_viewport_size({"width": 1280, "height": 800})
    opened.tab.wait_for_function(
        """() => Array.from(document.querySelectorAll('.plot')).every(plot =>
            Math.abs(plot.querySelector('svg').getBoundingClientRect().width - plot.clientWidth) < 2)""",
        timeout=10_000,
    )
    assert opened.complaints == []
    opened.tab.close()


def test_what_is_folded_is_short_and_drawn_when_it_is_opened(chromium: Any, page_file: Path) -> None:
    """On a phone the answers and the list of details are a few screens; a click draws what it shows."""
    opened = Opened(chromium, page_file, 390)
    assert opened.tab.evaluate("document.documentElement.scrollHeight") < 5 * 844
    assert opened.tab.locator("#plot-first svg.main-svg").first.is_visible()
    assert opened.tab.locator("#supply svg.main-svg").count() == 0
    opened.tab.locator("#supply summary h2").click()
    opened.tab.locator("#supply svg.main-svg").first.wait_for()
    assert opened.complaints == []
    opened.tab.close()


def test_one_figure_of_all_differences_shows_what_is_chosen(chromium: Any, page_file: Path) -> None:
    opened = Opened(chromium, page_file, 1280)
    opened.tab.locator("#forest summary h2").click()
    shown = opened.tab.locator("#forest figure:visible figcaption")
    choices = opened.tab.locator("#choose-forest option").all_text_contents()
    assert len(choices) == 4 and shown.all_text_contents() == choices[:1]
    opened.tab.locator("#choose-forest").select_option(index=2)
    assert shown.all_text_contents() == choices[2:3]
    assert opened.tab.locator("#forest figure:visible svg.main-svg").count() > 0
    opened.tab.close()


# Marks where each figure begins and ends; a link to a mark makes the printer write down where it stands.
MARKS = """() => {
    const links = document.createElement('p');
    document.querySelectorAll('figure').forEach((figure, i) => {
        if (figure.hidden) return;
        for (const where of ['begins', 'ends']) {
            const mark = document.createElement('span'), link = document.createElement('a');
            mark.id = `figure-${i}-${where}`;
            mark.textContent = '\u00a0';
            mark.style = 'font-size:1px;line-height:1px';
            link.href = '#' + mark.id;
            link.textContent = '.';
            links.append(link);
            if (where === 'begins') figure.querySelector('figcaption').prepend(mark);
            else figure.append(mark);
        }
    });
    document.body.append(links);
}"""


def printed(tab: Any) -> PdfReader:
    return PdfReader(io.BytesIO(tab.pdf(prefer_css_page_size=True, print_background=True)))


def test_the_page_prints_on_fewer_than_twelve_with_every_figure_in_one_piece(
    chromium: Any, page_file: Path
) -> None:
    opened = Opened(chromium, page_file, 1280)
    opened.tab.evaluate(MARKS)
    paper = printed(opened.tab)
    assert 4 < len(paper.pages) < 12
    assert all(page.mediabox.width == pytest.approx(595, abs=1) for page in paper.pages)
    places = paper.named_destinations
    at = {name.lstrip("/"): paper.get_destination_page_number(place) for name, place in places.items()}
    begins = {name.removesuffix("-begins"): page for name, page in at.items() if name.endswith("-begins")}
    assert len(begins) > 20
    assert begins == {name.removesuffix("-ends"): at[name] for name in at if name.endswith("-ends")}
    text = "\n".join(page.extract_text() for page in paper.pages)
    for said in ("How many doctors?", "GPs over time", "Unscheduled care", "To make these results again"):
        assert said in text  # what is folded on the screen is open on paper
    opened.tab.evaluate("document.querySelectorAll('a[href^=\"#figure-\"]').forEach(each => each.remove())")
    open_again = "Array.from(document.querySelectorAll('details.part')).some(each => each.open)"
    assert not opened.tab.evaluate(open_again)  # and folded again afterwards
    opened.tab.close()


def test_headings_are_never_the_last_of_a_printed_page(chromium: Any, page_file: Path) -> None:
    opened = Opened(chromium, page_file, 1280)
    headings = opened.tab.locator("details.part > summary h2").all_text_contents()
    for page in printed(opened.tab).pages:
        lines = [line for line in page.extract_text().splitlines() if line.strip()]
        assert lines[-1].strip() not in headings
    opened.tab.close()


def test_the_summary_is_one_sheet(chromium: Any, summary_file: Path) -> None:
    opened = Opened(chromium, summary_file, 1280)
    paper = printed(opened.tab)
    assert len(paper.pages) == 1
    text = paper.pages[0].extract_text()
    assert "premier-recours sweep scenario=mios_as_is,three" in text.replace("\n", " ")
    assert any(said in text for said in ("GPs settle", "Des médecins s’installent"))
    assert "0.95" in text.replace(",", ".")
    drawn = opened.tab.evaluate(
        """() => Array.from(document.querySelectorAll('.plot')).map(plot => {
            const [one, two] = [plot, plot.querySelector('svg.main-svg')].map(e => e.getBoundingClientRect());
            return Math.abs(one.width - two.width) < 2 && plot.querySelectorAll('path.js-line').length > 1;
        })"""
    )
    assert drawn == [True, True]
    assert opened.complaints == []
    opened.tab.close()
