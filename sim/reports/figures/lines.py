"""Lines over months with their bands, the warm-up shaded: what several sections draw."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.units import UNITS
from sim.reports.comparison.study import Study
from sim.reports.figures.panels import Panel, Table, monthly_table
from sim.reports.figures.style import WARMUP, Style, axis, faded, layout
from sim.reports.reading.runs import Run
from sim.reports.words.numbers import digits


def dates(months: "pd.Series[Any] | pd.DatetimeIndex") -> list[str]:
    """Months as Plotly takes them."""
    return [month.strftime("%Y-%m-%d") for month in months]


def traces(frame: pd.DataFrame, style: Style, hover: str, steps: bool) -> list[dict[str, Any]]:
    """The band (if there is one), then the line; ``steps``: a value holds until the next."""
    line = {
        "type": "scatter",
        "mode": "lines",
        "name": style.name,
        "x": dates(frame["month"]),
        "y": frame["mean"].tolist(),
        "line": {
            "color": style.color,
            "width": 2.2,
            "dash": style.dash,
            "shape": "hv" if steps else "linear",
        },
        "hovertemplate": f"%{{x|%b %Y}}: <b>%{{y:{hover}}}</b><extra>{style.name}</extra>",
    }
    if frame["low"].isna().any():
        return [line]
    edge = _stepped(frame) if steps else frame
    x = dates(edge["month"])
    edges = {
        "type": "scatter",
        "mode": "lines",
        "x": [*x, *reversed(x)],
        "y": [*edge["high"].tolist(), *reversed(edge["low"].tolist())],
        "fill": "toself",
        "fillcolor": faded(style.color, 0.18),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    return [edges, line]


def possible(frame: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """The frame with its band cut to values there can be: an interval of few replications knows no bounds.

    The tables keep the interval as it is.
    """
    least, most = bounds(indicator)
    return frame.assign(low=frame["low"].clip(least, most), high=frame["high"].clip(least, most))


def bounds(indicator: str) -> tuple[float, float]:
    """The least and the most that an indicator can be: counts, delays and shares are not negative."""
    return 0.0, UNITS[CATALOGUE[indicator].unit].most


def _stepped(frame: pd.DataFrame) -> pd.DataFrame:
    """The corners of a staircase: every value at its month and again where the next begins."""
    rows = frame.loc[frame.index.repeat(2)]
    corners = rows.iloc[:-1].copy()
    corners["month"] = rows["month"].to_numpy()[1:]
    return corners


def time_axis(run: Run) -> dict[str, Any]:
    """The axis of months of a run, from the warm-up to the end."""
    return axis(
        type="date",
        range=[run.first_day.isoformat(), run.end.isoformat()],
        tickformat="%Y",
        dtick="M12",
        showgrid=False,
    )


def warmup(study: Study) -> dict[str, Any]:
    """The grey field under the warm-up, with its name; nothing if there was none."""
    run = study.baseline
    if run.first_day >= run.start:
        return {}
    field = {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": run.first_day.isoformat(),
        "x1": run.start.isoformat(),
        "y0": 0,
        "y1": 1,
        "fillcolor": WARMUP,
        "line": {"width": 0},
        "layer": "below",
    }
    name = {
        "xref": "x",
        "yref": "y domain",
        "x": run.first_day.isoformat(),
        "y": 0.01,
        "xanchor": "left",
        "yanchor": "bottom",
        "text": study.said.say("warmup"),
        "showarrow": False,
        "font": {"size": 11, "color": "#616e7c"},
    }
    return {"shapes": [field], "annotations": [name]}


def found(study: Study, indicator: str, place: str) -> dict[str, pd.DataFrame]:
    """The monthly series of the runs that hold an indicator, by run id."""
    series = {run.run_id: study.series(run, indicator, place) for run in study.drawn}
    return {run_id: frame for run_id, frame in series.items() if frame is not None}


def over_time(study: Study, indicator: str, place: str, title: str, unit: str) -> tuple[Panel, Table] | None:
    """A panel with a line for each run, and its numbers; None if no run holds the indicator."""
    series = found(study, indicator, place)
    if not series:
        return None
    decimals = _decimals(list(series.values()))
    drawn = [
        trace
        for run_id, frame in series.items()
        for trace in traces(
            possible(frame, indicator), study.styles[run_id], f",.{decimals}f", CATALOGUE[indicator].steps
        )
    ]
    figure = {
        "data": drawn,
        "layout": layout(
            xaxis=time_axis(study.baseline),
            yaxis=axis(unit, rangemode="tozero", tickformat=","),
            hovermode="closest",
            **warmup(study),
        ),
    }
    named = {study.styles[run_id].name: frame for run_id, frame in series.items()}
    table = monthly_table(f"{title} ({unit})", named, decimals, study.said)
    return Panel(
        f"{indicator}-{_slug(place)}", title, alt(study, title, unit, series, decimals), figure
    ), table


def alt(study: Study, title: str, unit: str, series: dict[str, pd.DataFrame], decimals: int) -> str:
    """The figure in a sentence: where each line begins after the warm-up and where it ends."""
    parts = []
    for run_id, frame in series.items():
        reported = frame[frame["month"] >= pd.Timestamp(study.baseline.start).replace(day=1)]
        if len(reported):
            first, last = reported.iloc[0], reported.iloc[-1]
            months = (study.said.month(at.year, at.month) for at in (first["month"], last["month"]))
            values = (f"{value:,.{decimals}f}" for value in (first["mean"], last["mean"]))
            told = (f"{value} ({month})" for value, month in zip(values, months, strict=True))
            parts.append(f"{study.styles[run_id].name}: {' → '.join(told)}")
    return f"{title}, {unit}. {'; '.join(parts)}."


def _decimals(frames: Sequence[pd.DataFrame]) -> int:
    return digits(max(float(frame["mean"].abs().max()) for frame in frames))


def _slug(place: str) -> str:
    return "all" if place == "*" else place
