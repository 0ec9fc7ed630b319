"""Two figures of the history: speed over time, cost against size.

They are Plotly figures on one page that needs nothing else (`outputs/benchmarks.html`). A repository shows
Markdown and images, no pages: where a Chromium is installed it draws the same figures into `docs/figures/`.
"""

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from benchmarks.figures import FIGURES, GUARDED
from benchmarks.history import HERE, Line
from sim.reports.figures.style import DASHES, FONT, GRID, INK, SCENARIOS, SYMBOLS

HTML: Final = HERE.parent / "outputs" / "benchmarks.html"
IMAGES: Final = HERE.parent / "docs" / "figures"
WIDTH, HEIGHT = 900, 480
MIDDLE: Final = 6_000_000
COLORS: Final = (*SCENARIOS, INK)
AXIS: Final = {"gridcolor": GRID, "linecolor": GRID, "zeroline": False}
FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

Figure = dict[str, Any]


def layout(title: str, **more: Any) -> dict[str, Any]:
    return {
        "title": {"text": title, "x": 0.02, "font": {"size": 16}},
        "font": {"family": FONT, "color": INK, "size": 12},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "width": WIDTH,
        "height": HEIGHT,
        "margin": {"l": 70, "r": 20, "t": 60, "b": 90},
        "legend": {"orientation": "h", "y": -0.25},
        **more,
    }


def speed(history: Sequence[Line]) -> Figure:
    """Kernels over their bare loops, run by run; below, `advance` in nanoseconds with its bound."""
    runs = [f"{line.date}<br>{line.commit}" + "\u200b" * i for i, line in enumerate(history)]
    across = {"type": "category", "anchor": "y2", "categoryorder": "array", "categoryarray": runs}
    ratios = {"domain": [0.42, 1], "type": "log", "title": {"text": "× bare loop"}, "dtick": "D2"}
    return {
        "data": [*over_bare_loops(runs, history), advance(runs, history)],
        "layout": layout(
            "Speed over time: kernels over their bare loops (less is better), and advance",
            xaxis={**AXIS, **across},
            yaxis={**AXIS, **ratios},
            yaxis2={**AXIS, "domain": [0, 0.34], "rangemode": "tozero", "title": {"text": "ns a need"}},
            shapes=[bound("advance_ns")],
        ),
    }


def over_bare_loops(runs: Sequence[str], history: Sequence[Line]) -> list[Figure]:
    """A line for each kernel that is watched."""
    traces: list[Figure] = []
    for i, name in enumerate(GUARDED):
        points = [(x, line.figures[name].over_bare) for x, line in zip(runs, history, strict=True)
                  if name in line.figures]  # fmt: skip
        style = {"color": COLORS[i % len(COLORS)], "dash": DASHES[i % len(DASHES)]}
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": name.removesuffix("_over_bare"),
                "x": [x for x, _ in points],
                "y": [y for _, y in points],
                "line": style,
                "marker": {"symbol": SYMBOLS[i % len(SYMBOLS)], "size": 8},
            }
        )
    return traces


def advance(runs: Sequence[str], history: Sequence[Line]) -> Figure:
    """Nanoseconds a need, on the lower axis."""
    measured = [(x, line.figures["advance_ns"].value) for x, line in zip(runs, history, strict=True)
                if "advance_ns" in line.figures]  # fmt: skip
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "showlegend": False,
        "yaxis": "y2",
        "xaxis": "x",
        "x": [x for x, _ in measured],
        "y": [y for _, y in measured],
        "line": {"color": INK},
    }


def bound(name: str) -> Figure:
    """A dotted line at a figure's bound, on the lower axis."""
    at = FIGURES[name].bound
    ends = {"x0": 0, "x1": 1, "y0": at, "y1": at}
    return {"type": "line", "xref": "paper", "yref": "y2", **ends,
            "line": {"color": SCENARIOS[1], "dash": "dot"}}  # fmt: skip


def size(history: Sequence[Line]) -> Figure:
    """Nanoseconds a need on one thread by residents: of the last runs that measured each size."""
    last: dict[int, tuple[float, Line]] = {}
    for line in history:
        for each in line.sizes:
            last[each.residents] = (each.ns, line)
    residents = sorted(last)
    shapes = []
    if MIDDLE in last:
        ns, away = last[MIDDLE][0], (FIGURES["flatness"].bound or 0.0) / 100
        shapes.append(
            {
                "type": "rect",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": ns * (1 - away),
                "y1": ns * (1 + away),
                "fillcolor": "rgba(0,114,178,0.10)",
                "line": {"width": 0},
                "layer": "below",
            }
        )
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers+text",
                "x": residents,
                "y": [last[n][0] for n in residents],
                "text": [f"{last[n][0]:,.0f}" for n in residents],
                "textposition": "top center",
                "line": {"color": SCENARIOS[0]},
                "marker": {"size": 9},
                "hovertext": [f"{last[n][1].date} {last[n][1].commit}" for n in residents],
            }
        ],
        "layout": layout(
            "Cost against size: advance on one thread (band: ± 40 % of that at 6 million)",
            xaxis={**AXIS, "type": "log", "title": {"text": "residents"}, "dtick": 1},
            yaxis={**AXIS, "rangemode": "tozero", "title": {"text": "ns a need"}},
            shapes=shapes,
            showlegend=False,
        ),
    }


def write(history: Sequence[Line], html: Path = HTML, images: Path = IMAGES) -> None:
    """Writes the page; and the images, if there is a Chromium to draw them."""
    from plotly.offline import get_plotlyjs

    drawn = {"speed": speed(history), "size": size(history)}
    boxes = "".join(f'<div id="{name}"></div>' for name in drawn)
    calls = "".join(
        f"Plotly.newPlot('{name}', {json.dumps(figure['data'])}, {json.dumps(figure['layout'])});"
        for name, figure in drawn.items()
    )
    head = f'<meta charset="utf-8"><title>Benchmarks</title><script>{get_plotlyjs()}</script>'
    html.parent.mkdir(parents=True, exist_ok=True)
    html.write_text(f"<!doctype html>{head}{boxes}<script>{calls}</script>", encoding="utf-8")
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        print(
            f"no Chromium: the images in {images} stay as they were; {html} has the new ones", file=sys.stderr
        )
        return
    draw(browser, html, images, list(drawn))


def draw(browser: str, html: Path, images: Path, names: Sequence[str]) -> None:
    """Lets a Chromium draw the figures of the page as SVG."""
    from playwright.sync_api import sync_playwright

    images.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        page = chromium.new_page()
        page.goto(html.resolve().as_uri())
        for name in names:
            url = page.evaluate(
                f"Plotly.toImage('{name}', {{format: 'svg', width: {WIDTH}, height: {HEIGHT}}})"
            )
            (images / f"{name}.svg").write_text(unquote(url.partition(",")[2]) + "\n", encoding="utf-8")
        chromium.close()
