"""The page in a real browser: nothing loaded, nothing broken, every figure drawn, on screen and phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.reports.page import write_page
from sim.scenario.ledger import Entry
from tests.browser.opened import Opened
from tests.unit.reports import synthetic

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("runs")
    folders = [
        synthetic.write_run(root, replications=3, needs=100),
        synthetic.write_run(
            root, "three", "Three doctors at Gisèle Halimi", doctors=3, replications=3, needs=100
        ),
    ]
    source = "x" * 90
    ledger = [Entry(key="needs.rates.**", low=0, high=9, unit="a year", status="found", source=source)]
    return write_page(folders, synthetic.compare(folders), root / "page.html", ledger=ledger)


@pytest.fixture(scope="module", params=[1280, 390], ids=["desktop", "phone"])
def opened(request: pytest.FixtureRequest, chromium: Any, page_file: Path) -> Iterator[Opened]:
    made = Opened(chromium, page_file, request.param)
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
    opened.tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
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
    opened.tab.set_viewport_size({"width": 1280, "height": 800})
    opened.tab.wait_for_function(
        """() => Array.from(document.querySelectorAll('.plot')).every(plot =>
            Math.abs(plot.querySelector('svg').getBoundingClientRect().width - plot.clientWidth) < 2)""",
        timeout=10_000,
    )
    assert opened.complaints == []
    opened.tab.close()
