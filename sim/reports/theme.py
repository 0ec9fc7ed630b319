"""How figures look: colours that colour-blind readers tell apart, one for each scenario throughout.

Colours are Okabe and Ito's (2008), with grey for the baseline; a dash pattern says the same a second time.
Figures are plain dictionaries in Plotly's own format, so that making a page does not load Plotly's Python
side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.reports.runs import Run

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
    """How one scenario is drawn."""

    name: str
    color: str
    dash: str
    symbol: str


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


def layout(**more: Any) -> dict[str, Any]:
    """A figure's layout: no title (the page has it), margins that fit the labels, horizontal grid only."""
    base: dict[str, Any] = {
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 10, "r": 14, "t": 10, "b": 10},
        "showlegend": False,
        "hoverlabel": {"font": {"family": FONT, "size": 13}},
        "dragmode": False,
    }
    return {**base, **more}


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
    return {**base, **more}
