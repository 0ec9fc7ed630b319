"""GPs and full-time equivalents over time, with the arrivals and departures that make them."""

from itertools import product
from typing import Any, Final

import pandas as pd

from sim.changes.dated_settings import ChangeSettings, EndSettings
from sim.outcomes.catalogue.catalogue import in_section
from sim.outcomes.counting.source import WHOLE
from sim.reports.comparison.study import Study
from sim.reports.figures.lines import dates, over_time
from sim.reports.figures.panels import Panel, Part, Section
from sim.reports.figures.style import Figure, Style, bare_axis, scatter
from sim.reports.reading.runs import Run
from sim.reports.words import Words

# How the name of a change of supply ends tells which way it points; others (an announcement) are not drawn.
UP: Final = ("arrival", "opens")
DOWN: Final = ("departure", "closes")
OF_DOCTORS: Final = (UP[0], DOWN[0])  # the others are of places
OF_SETTINGS: Final = (ChangeSettings.event, EndSettings.event)  # of the whole territory; the first points up
STRIP: Final = 0.16  # height of the strip of marks under the lines
MOST_TOLD: Final = 8  # changes of one month that pointing at a mark lists
LEAST: Final = 0.5  # of the replications have a change that is drawn for the whole territory
SELDOM: Final = 0.05  # changes a month and replication below which no mark is drawn
SYMBOLS: Final = {  # of what, whether up
    ("doctor", True): "triangle-up",
    ("doctor", False): "triangle-down",
    ("place", True): "diamond",
    ("place", False): "diamond-open",
    ("settings", True): "square",
    ("settings", False): "square-open",
}


def supply(study: Study) -> Section:
    """The section, with a panel of heads and one of full-time equivalents for each place."""
    said = study.said
    parts: list[Part] = []
    for place, each in product(study.places, in_section("supply")):
        heading = said.indicator(each.id).heading
        title = said.say("panel_of", what=heading, place=study.place_inside(place))
        made = over_time(study, each.id, place, title, said.unit(each.unit))
        if each.steps and isinstance(made[0], Panel):
            _add_changes(made[0].figure, study, place)
        parts += made
    if not any(run.has("events") for run in study.runs):
        parts.append(said.say("missing", what="events.parquet"))
    return Section("supply", said.say("supply"), said.say("supply_lead"), parts, study.keys)


def changes(run: Run, place: str, said: Words, least: float = 0.0) -> pd.DataFrame:
    """Changes of supply of GPs, of places and of settings by month and direction: month, up, sort, what, n (a
    replication), share.

    ``share`` is the part of the replications that have at least one. ``least``: changes (of one day) that a
    smaller part of the replications has are left out.
    """
    up, down, doctor = (
        " OR ".join(f"suffix(event, '{word}')" for word in words) for words in (UP, DOWN, OF_DOCTORS)
    )
    begins, ends = (f"event = '{event}'" for event in OF_SETTINGS)
    named = " ".join(f"WHEN '{event}' THEN '{text}'" for event, text in said.events.items())
    words = f"CASE event {named} ELSE event END"
    return run.query(
        "events",
        f"""WITH one AS (
                SELECT replication, date_trunc('month', date) AS month, ({up} OR {begins}) AS up,
                       CASE WHEN {doctor} THEN 'doctor' WHEN {begins} OR {ends} THEN 'settings'
                            ELSE 'place' END AS sort,
                       {words} || ' ' || entity AS change
                FROM this WHERE ($place IN ('{WHOLE}', commune) AND commune <> '' AND ({up} OR {down}))
                    OR ($place = '{WHOLE}' AND ({begins} OR {ends}))
                QUALIFY count(*) OVER (PARTITION BY date, event, entity) >= {least} * {run.replications}),
            often AS (
                SELECT month, up, sort, change, count(*) AS n FROM one GROUP BY month, up, sort, change
                QUALIFY row_number() OVER (PARTITION BY month, up, sort ORDER BY n DESC, change)
                        <= {MOST_TOLD}),
            told AS (
                SELECT month, up, sort, string_agg(change, '<br>' ORDER BY n DESC, change) AS what
                FROM often GROUP BY ALL)
            SELECT month, up, sort, what, count(*) / {run.replications} AS n,
                   count(DISTINCT replication) / {run.replications} AS share
            FROM one JOIN told USING (month, up, sort) GROUP BY ALL ORDER BY month, up, sort""",
        place=place,
    )


def _add_changes(figure: Figure, study: Study, place: str) -> None:
    """Draws the marks in a strip under the lines, a row for each run."""
    marks = []
    for height, run in enumerate(reversed(study.drawn)):
        if run.has("events"):
            found = changes(run, place, study.said, LEAST if place == WHOLE else 0.0)
            marks.append(_marks(found[found["n"] >= SELDOM], study.style(run), height))
    drawn = [each for each in marks if each["x"]]
    if not drawn:
        return
    figure["data"] += drawn
    layout = figure["layout"]
    layout["yaxis"]["domain"] = [STRIP + 0.06, 1]
    layout["xaxis"]["anchor"] = "y2"
    rows = [-0.7, len(study.drawn) - 0.3]
    layout["yaxis2"] = bare_axis(domain=[0, STRIP], range=rows, showticklabels=False, zeroline=False)


def _marks(found: pd.DataFrame, style: Style, height: int) -> dict[str, Any]:
    return scatter(
        "markers",
        dates(found["month"] + pd.Timedelta(days=14)),
        [height + (0.12 if up else -0.12) for up in found["up"]],
        name=style.name,
        yaxis="y2",
        marker={
            "symbol": [SYMBOLS[sort, up] for sort, up in found[["sort", "up"]].itertuples(index=False)],
            "size": [min(16.0, 8.0 + 2.0 * n) for n in found["n"]],
            "color": style.color,
            "opacity": [0.35 + 0.65 * min(1.0, share) for share in found["share"]],
        },
        text=found["what"].tolist(),
        customdata=[[round(n, 2)] for n in found["n"]],
        hovertemplate=f"%{{x|%b %Y}}, %{{customdata[0]:~r}}<br>%{{text}}<extra>{style.name}</extra>",
        cliponaxis=False,
    )
