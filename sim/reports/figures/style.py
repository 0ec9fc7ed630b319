"""How figures look: colours that colour-blind readers tell apart, one for each scenario throughout.

Colours are Okabe and Ito's (2008), with grey for the baseline; a dash pattern says the same a second time.
Figures are plain dictionaries in Plotly's own format, so that making a page does not load Plotly's Python
side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.reports.reading.runs import Run

BASELINE: Final = "#4d4d4d"
SCENARIOS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B8860B", "#56B4E9", "#7F3C8D")
DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "x", "star", "pentagon", "cross")
INK: Final = "#1f2933"
GRID: Final = "#e4e7eb"
WARMUP: Final = "rgba(120,120,120,0.10)"
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"

Figure = dict[str, Any]  # {"data": [...], "layout": {...}} as Plotly's JSON


@dataclass(frozen=True)
class Style:
    """How one scenario is drawn, and its entry in a legend."""

    name: str
    color: str
    dash: str
    symbol: str  # of its marks; "box": a legend shows a field of its colour


def styles(runs: Sequence[Run], names: Mapping[str, str]) -> dict[str, Style]:
    """A style for each run by its id; the first run is the baseline."""
    found = {}
    for i, run in enumerate(runs):
        color = BASELINE if i == 0 else SCENARIOS[(i - 1) % len(SCENARIOS)]
        found[run.run_id] = Style(
            names[run.run_id], color, DASHES[i % len(DASHES)], SYMBOLS[i % len(SYMBOLS)]
        )
    return found


def faded(color: str, opacity: float) -> str:
    """``#0072B2`` → ``rgba(0,114,178,0.2)``."""
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def scatter(mode: str, x: Sequence[Any], y: Sequence[Any], **more: Any) -> dict[str, Any]:
    """Lines or markers through points."""
    return {"type": "scatter", "mode": mode, "x": x, "y": y, **more}


def as_data(**numbers: Any) -> dict[str, Any]:
    """What a trace says of itself when it is downloaded. A trace without a ``name`` is a mere drawing (a
    band, the line of an interval) and is left out; of one with a name the points are the rows. Where that is
    not all:

    ``low``, ``high``: an interval for each point. ``row``: the name of the row on which the points lie (their
    y says how high that is drawn). ``value``: numbers of which the points show the size or, cut, the end.
    ``unit``: of the values, if it is not the axis' title.
    """
    return {"meta": numbers}


def figure(data: list[dict[str, Any]], **layout: Any) -> Figure:
    """A figure: no title (the page has it), margins that fit the labels, horizontal grid only."""
    base: dict[str, Any] = {
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 10, "r": 14, "t": 10, "b": 10},
        "showlegend": False,
        "hoverlabel": {"font": {"family": FONT, "size": 13}},
        "dragmode": False,
    }
    return {"data": data, "layout": base | layout}


def axis(title: str = "", **more: Any) -> dict[str, Any]:
    """An axis whose title says the unit."""
    base: dict[str, Any] = {
        "automargin": True,
        "fixedrange": True,
        "gridcolor": GRID,
        "zerolinecolor": "#9aa5b1",
        "linecolor": "#9aa5b1",
        "ticks": "outside",
        "tickcolor": "#9aa5b1",
        "title": {"text": title, "standoff": 8, "font": {"size": 12}},
    }
    return base | more


def bare_axis(title: str = "", **more: Any) -> dict[str, Any]:
    """An axis of names, without ticks and grid."""
    return axis(title, ticks="", showgrid=False, **more)


def rows_axis(names: Sequence[str]) -> dict[str, Any]:
    """An upright axis of names, the first on top; the last stands at 0, the others 1 above each other."""
    return bare_axis(
        tickvals=list(range(len(names))),
        ticktext=list(reversed(names)),
        range=[-0.6, len(names) - 0.4],
        zeroline=False,
    )
