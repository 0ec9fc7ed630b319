"""The maps as one page: observed across, simulated up, a point for each place."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

import plotly.graph_objects as go

from sim.reports.figures.style import FONT, GRID, INK
from sim.reports.words.numbers import brief
from sim.validation.maps import Map
from sim.validation.told import say

SIDE = 620  # pixels
MOST = 2000  # points


def figure(of: Map, lang: str) -> go.Figure:
    """Points as large as places have people, the largest; on the line both are the same."""
    table = of.table.dropna(subset=["observed", "simulated"]).nlargest(MOST, "people")
    least = float(min(table["observed"].min(), table["simulated"].min(), 0.0))
    most = float(max(table["observed"].max(), table["simulated"].max()))
    sizes = 30 * (table["people"] / table["people"].max()) ** 0.5
    points = go.Scatter(
        x=table["observed"],
        y=table["simulated"],
        text=table["name"],
        mode="markers",
        marker={"size": sizes.clip(lower=4), "opacity": 0.55, "color": INK},
        hovertemplate="%{text}<br>%{x:.3g} → %{y:.3g}<extra></extra>",
    )
    made = go.Figure([points])
    as_is, after = brief(of.ours.r2, lang), brief(of.ours.r2_fitted, lang)
    made.add_shape(type="line", x0=least, y0=least, x1=most, y1=most, line={"color": INK, "width": 1})
    made.update_layout(
        title=f"{say(f'of_{of.of}', lang)} – {say('r2_of', lang, r2=as_is, fitted=after)}",
        width=SIDE,
        height=SIDE,
        font={"family": FONT},
        plot_bgcolor="white",
        xaxis={"title": say("observed", lang), "gridcolor": GRID},
        yaxis={"title": say("simulated", lang), "gridcolor": GRID},
    )
    return made


def write_page(maps: Sequence[Map], path: Path, lang: str) -> Path:
    """One file that needs nothing else; maps of too few places are left out."""
    drawn = [
        figure(each, lang).to_html(full_html=False, include_plotlyjs=place == 0)
        for place, each in enumerate(each for each in maps if each.enough)
    ]
    title = escape(say("maps_heading", lang))
    body = "\n".join(drawn)
    path.write_text(
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><main><h1>{title}</h1>\n{body}\n</main></body></html>\n",
        encoding="utf-8",
    )
    return path
