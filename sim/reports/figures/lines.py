"""Lines over months with their bands, the warm-up shaded: what several sections draw."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from sim.outcomes.catalogue.catalogue import CATALOGUE
from sim.outcomes.catalogue.units import UNITS
from sim.reports.comparison.study import Study
from sim.reports.figures.panels import Panel, Part, monthly_table, slug
from sim.reports.figures.style import WARMUP, Style, as_data, axis, faded, figure, scatter
from sim.reports.reading.runs import Run
from sim.reports.words.numbers import digits, number


def dates(months: Iterable[date]) -> list[str]:
    """Months as Plotly takes them."""
    return [month.strftime("%Y-%m-%d") for month in months]


def traces(frame: pd.DataFrame, style: Style, hover: str, steps: bool) -> list[dict[str, Any]]:
    """The band (if there is one), then the line; ``steps``: a value holds until the next."""
    shape = "hv" if steps else "linear"
    line = scatter(
        "lines",
        dates(frame["month"]),
        frame["mean"].tolist(),
        name=style.name,
        line={"color": style.color, "width": 2.2, "dash": style.dash, "shape": shape},
        hovertemplate=f"%{{x|%b %Y}}<br><b>%{{y:{hover}}}</b><extra>{style.name}</extra>",
    )
    if frame["low"].isna().any():
        return [line]
    line |= as_data(low=frame["low"].tolist(), high=frame["high"].tolist())
    edge = _stepped(frame) if steps else frame
    x = dates(edge["month"])
    band = scatter(
        "lines",
        [*x, *reversed(x)],
        [*edge["high"], *reversed(edge["low"].tolist())],
        fill="toself",
        fillcolor=faded(style.color, 0.18),
        line={"width": 0},
        hoverinfo="skip",
    )
    return [band, line]


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
    return rows.iloc[:-1].assign(month=rows["month"].to_numpy()[1:])


def time_axis(run: Run) -> dict[str, Any]:
    """The axis of months of a run, from the warm-up to the end."""
    ends = [run.manifest.first_day.isoformat(), run.manifest.end.isoformat()]
    return axis(type="date", range=ends, tickformat="%Y", dtick="M12", showgrid=False)


def warmup(study: Study, fill: str = WARMUP, layer: str = "below", ink: str = "#616e7c") -> dict[str, Any]:
    """The field under (or over) the warm-up, with its name; nothing if there was none."""
    head = study.baseline.manifest
    if head.first_day >= head.start:
        return {}
    first, start = head.first_day.isoformat(), head.start.isoformat()
    field = {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "x0": first,
        "x1": start,
        "y0": 0,
        "y1": 1,
        "fillcolor": fill,
        "line": {"width": 0},
        "layer": layer,
    }
    name = {
        "xref": "x",
        "yref": "y domain",
        "x": first,
        "y": 0.01,
        "xanchor": "left",
        "yanchor": "bottom",
        "text": study.said.say("warmup"),
        "showarrow": False,
        "font": {"size": 11, "color": ink},
    }
    return {"shapes": [field], "annotations": [name]}


def over_time(study: Study, indicator: str, place: str, title: str, unit: str) -> list[Part]:
    """A panel with a line for each run, and its numbers; a note if no run holds the indicator."""
    said = study.said
    series = {study.styles[run_id]: frame for run_id, frame in study.series(indicator, place).items()}
    if not series:
        return [said.say("missing", what=f"{said.indicator(indicator).title} ({study.place(place)})")]
    decimals = digits(max(frame["mean"].abs().max() for frame in series.values()))
    drawn: list[dict[str, Any]] = []
    for style, frame in series.items():
        drawn += traces(possible(frame, indicator), style, f",.{decimals}f", CATALOGUE[indicator].steps)
    made = figure(
        drawn,
        xaxis=time_axis(study.baseline),
        yaxis=axis(unit, rangemode="tozero", tickformat=","),
        hovermode="closest",
        **warmup(study),
    )
    named = {style.name: frame for style, frame in series.items()}
    alt = f"{title}, {unit}. {said.listed(_told(study, named, decimals))}."
    table = monthly_table(said.term(indicator, f"{title} ({unit})"), named, decimals, said)
    return [Panel(f"{indicator}-{slug(place)}", said.term(indicator, title), alt, made), table]


def _told(study: Study, series: dict[str, pd.DataFrame], decimals: int) -> Iterable[str]:
    """In words where each line begins after the warm-up and where it ends; in the same month of the year, if
    there is one: months differ more than years.
    """
    for name, frame in series.items():
        reported = frame[frame["month"] >= pd.Timestamp(study.baseline.manifest.start.replace(day=1))]
        if len(reported):
            alike = reported[reported["month"].dt.month == reported["month"].iloc[0].month]
            shown = alike if len(alike) > 1 else reported
            ends = (
                f"{number(mean, decimals, study.said)} ({study.said.month(month.year, month.month)})"
                for month, mean in shown[["month", "mean"]].iloc[[0, -1]].itertuples(index=False)
            )
            yield study.said.pair(name, " → ".join(ends))
