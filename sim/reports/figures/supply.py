"""GPs and full-time equivalents over time, with the arrivals and departures that make them."""

from typing import Any, Final

import pandas as pd

from sim.outcomes.catalogue.catalogue import in_section
from sim.outcomes.counting.source import WHOLE
from sim.reports.comparison.study import Study
from sim.reports.figures.lines import dates, over_time
from sim.reports.figures.panels import Panel, Section, Table, line_keys
from sim.reports.figures.style import axis
from sim.reports.reading.runs import Run
from sim.reports.reading.series import here

# How the name of a change of supply ends tells which way it points; others (an announcement) are not drawn.
UP: Final = ("arrival", "opens")
DOWN: Final = ("departure", "closes")
STRIP: Final = 0.16  # height of the strip of triangles under the lines
MOST_TOLD: Final = 8  # changes of one month that pointing at a triangle lists
LEAST: Final = 0.5  # of the replications have a change that is drawn for the whole territory
SELDOM: Final = 0.05  # changes a month and replication below which no triangle is drawn


def supply(study: Study) -> Section:
    """The section, with a panel of heads and one of full-time equivalents for each place."""
    said = study.said
    panels: list[Panel] = []
    tables: list[Table] = []
    notes: list[str] = []
    for place in study.places:
        for each in in_section("supply"):
            words = said.indicator(each.id)
            title = said.say("panel_of", what=words.heading, place=study.place_inside(place))
            made = over_time(study, each.id, place, title, said.unit(each.unit))
            if made is None:
                notes.append(said.say("missing", what=f"{words.title} ({study.place(place)})"))
                continue
            panel, table = made
            if each.steps:
                _add_changes(panel.figure, study, place)
            panels.append(panel)
            tables.append(table)
    keys = line_keys([study.style(run) for run in study.drawn])
    if not any(run.has("events") for run in study.runs):
        notes.append(said.say("missing", what="events.parquet"))
    return Section(
        "supply",
        said.say("supply"),
        said.say("supply_lead"),
        keys,
        tuple(panels),
        tuple(tables),
        tuple(notes),
    )


def changes(run: Run, place: str, least: float = 0.0) -> pd.DataFrame:
    """Changes of supply of GPs and sites by month and direction: month, up, what, n (a replication), share.

    ``share`` is the part of the replications that have at least one. ``least``: changes (of one day) that a
    smaller part of the replications has are left out.
    """
    if not run.has("events"):
        return pd.DataFrame(columns=["month", "up", "what", "n", "share"])
    condition, parameters = here(place)
    up, down = (" OR ".join(f"suffix(event, '{word}')" for word in words) for words in (UP, DOWN))
    return run.query(
        "events",
        f"""WITH one AS (
                SELECT replication, date_trunc('month', date) AS month, ({up}) AS up,
                       event || ' ' || entity AS change
                FROM this WHERE {condition} AND commune <> '' AND ({up} OR {down})
                QUALIFY count(*) OVER (PARTITION BY date, event, entity) >= {least} * {run.replications}),
            often AS (
                SELECT month, up, change, count(*) AS n FROM one GROUP BY month, up, change
                QUALIFY row_number() OVER (PARTITION BY month, up ORDER BY n DESC, change) <= {MOST_TOLD}),
            told AS (
                SELECT month, up, string_agg(change, '<br>' ORDER BY n DESC, change) AS what
                FROM often GROUP BY ALL)
            SELECT month, up, what, count(*) / {run.replications} AS n,
                   count(DISTINCT replication) / {run.replications} AS share
            FROM one JOIN told USING (month, up) GROUP BY ALL ORDER BY month, up""",
        parameters,
    )


def _add_changes(figure: dict[str, Any], study: Study, place: str) -> None:
    """Draws the triangles in a strip under the lines, a row for each run."""
    runs = list(study.drawn)
    drawn = 0
    for height, run in enumerate(reversed(runs)):
        found = changes(run, place, LEAST if place == WHOLE else 0.0)
        found = found[found["n"] >= SELDOM]
        drawn += len(found)
        if len(found):
            figure["data"].append(_triangles(found, study, run, height))
    if not drawn:
        return
    figure["layout"]["yaxis"]["domain"] = [STRIP + 0.06, 1]
    figure["layout"]["xaxis"]["anchor"] = "y2"
    figure["layout"]["yaxis2"] = axis(
        domain=[0, STRIP],
        range=[-0.7, len(runs) - 0.3],
        showticklabels=False,
        ticks="",
        showgrid=False,
        zeroline=False,
    )
    legend = {
        "xref": "paper",
        "yref": "paper",
        "x": 1,
        "y": STRIP + 0.005,
        "xanchor": "right",
        "yanchor": "bottom",
    }
    text = {
        "text": study.said.say("arrive_leave"),
        "showarrow": False,
        "font": {"size": 10, "color": "#616e7c"},
    }
    figure["layout"]["annotations"] = [*figure["layout"].get("annotations", []), {**legend, **text}]


def _triangles(found: pd.DataFrame, study: Study, run: Run, height: int) -> dict[str, Any]:
    style = study.style(run)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": style.name,
        "x": dates(pd.DatetimeIndex(found["month"]) + pd.Timedelta(days=14)),
        "y": [height + (0.12 if up else -0.12) for up in found["up"]],
        "yaxis": "y2",
        "marker": {
            "symbol": ["triangle-up" if up else "triangle-down" for up in found["up"]],
            "size": [min(16.0, 8.0 + 2.0 * n) for n in found["n"]],
            "color": style.color,
            "opacity": [0.35 + 0.65 * min(1.0, share) for share in found["share"]],
        },
        "text": found["what"].tolist(),
        "customdata": [[round(n, 2)] for n in found["n"]],
        "hovertemplate": f"%{{x|%b %Y}}, %{{customdata[0]}}<br>%{{text}}<extra>{style.name}</extra>",
        "cliponaxis": False,
    }
