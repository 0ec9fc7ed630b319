"""Where needs end: shares of outcomes in the window, a bar for each scenario, and month by month."""

from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from sim.reports.endings import grouped
from sim.reports.figures.lines import dates, time_axis, warmup
from sim.reports.numbers import number
from sim.reports.panels import Key, Panel, Section, Table
from sim.reports.runs import Run
from sim.reports.series import here
from sim.reports.study import Study
from sim.reports.theme import axis, layout
from sim.vocabulary.vocabulary import Vocabulary, ids

LABELLED: Final = 5.0  # % of needs from which a part of a bar has its number written in it
MOST_AREAS: Final = 3  # runs drawn month by month
UNKNOWN: Final = "#999999"  # the colour of an outcome that stands in no group


def ends(study: Study) -> Section:
    """Bars for every place; areas over time where the scenario acts (all places, for one run)."""
    said = study.said
    lead = said.say("ends_lead", period=study.window_name)
    keys = tuple(
        Key(said.endings[ending.id], ending.colour, shape="box") for ending in study.vocabulary.endings
    )
    if not any(run.has("outcomes") for run in study.runs):
        note = said.say("missing", what="outcomes.parquet")
        return Section("ends", said.say("ends"), lead, keys, notes=(note,))
    panels: list[Panel] = []
    tables: list[Table] = []
    for place in study.places:
        panel, table = _bars(study, place)
        panels.append(panel)
        tables.append(table)
    held = [run for run in study.drawn[:MOST_AREAS] if run.has("outcomes")]
    places = study.places[:1] if len(study.runs) > 1 else study.places
    panels += [_areas(study, run, place) for place in places for run in held]
    return Section("ends", said.say("ends"), lead, keys, tuple(panels), tuple(tables))


def shares(run: Run, place: str, study: Study) -> pd.Series:
    """% of the needs of the window by group of outcomes, over all replications."""
    condition, parameters = here(place)
    first, last = study.window
    found = run.query(
        "outcomes",
        f"""SELECT {grouped("outcome", run.vocabulary)} AS ending, sum(n) AS n FROM this
            WHERE {condition} AND month BETWEEN ? AND ? GROUP BY ALL""",
        [*parameters, first.replace(day=1), last],
    ).set_index("ending")["n"]
    return (100 * found / found.sum()).reindex(_order(run.vocabulary, found.index), fill_value=0.0)


def monthly_shares(run: Run, place: str) -> pd.DataFrame:
    """% of each month's needs by group of outcomes (columns), over all replications; index: months."""
    condition, parameters = here(place)
    found = run.query(
        "outcomes",
        f"""SELECT month, {grouped("outcome", run.vocabulary)} AS ending, sum(n) AS n FROM this
            WHERE {condition} GROUP BY ALL ORDER BY ALL""",
        parameters,
    )
    found["month"] = pd.to_datetime(found["month"])
    table = found.pivot(index="month", columns="ending", values="n").fillna(0.0)
    table = table.reindex(columns=_order(run.vocabulary, table.columns), fill_value=0.0)
    return table.div(table.sum(axis=1), axis=0) * 100


def _order(vocabulary: Vocabulary, found: Iterable[str]) -> list[str]:
    """All groups, then outcomes that stand in none."""
    order = ids(vocabulary.endings)
    return [*order, *sorted(set(found) - set(order))]


def _colour(group: str, vocabulary: Vocabulary) -> str:
    return next((ending.colour for ending in vocabulary.endings if ending.id == group), UNKNOWN)


def _bars(study: Study, place: str) -> tuple[Panel, Table]:
    said = study.said
    held = [run for run in study.drawn if run.has("outcomes")]
    found = {study.style(run).name: shares(run, place, study) for run in held}
    groups = list(dict.fromkeys(group for series in found.values() for group in series.index))
    names = list(found)[::-1]
    data = [_bar(group, names, found, study) for group in groups]
    title = said.say("ends_bars", period=study.window_name, place=study.place_inside(place))
    figure = {
        "data": data,
        "layout": layout(
            barmode="stack",
            bargap=0.35,
            xaxis=axis(said.say("share_of_needs"), range=[0, 100.5], ticksuffix=""),
            yaxis=axis(ticks="", showgrid=False, ticktext=[_wrapped(name) for name in names], tickvals=names),
        ),
    }
    lines = tuple(
        (
            said.name(said.endings, group),
            *(number(float(series.get(group, 0.0)), 1, said) for series in found.values()),
        )
        for group in groups
    )
    table = Table(f"{title} ({said.say('share_of_needs')})", ("", *found), lines)
    main = [line for line in lines if line[1] != number(0.0, 1, said)]
    alt = f"{title}. " + "; ".join(f"{line[0]}: {' / '.join(line[1:])} %" for line in main) + "."
    return Panel(f"ends-{_slug(place)}", title, alt, figure, height=130 + 64 * len(names)), table


def _bar(group: str, names: list[str], found: dict[str, pd.Series], study: Study) -> dict[str, Any]:
    values = [float(found[name].get(group, 0.0)) for name in names]
    light = {ending.id for ending in study.vocabulary.endings if ending.light}
    return {
        "type": "bar",
        "orientation": "h",
        "name": study.said.name(study.said.endings, group),
        "y": names,
        "x": [round(value, 4) for value in values],
        "marker": {"color": _colour(group, study.vocabulary), "line": {"color": "#7b8794", "width": 0.5}},
        "text": [f"{value:.0f}" if value >= LABELLED else "" for value in values],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": "#1f2933" if group in light else "#ffffff", "size": 12},
        "hovertemplate": (
            f"{study.said.name(study.said.endings, group)}: <b>%{{x:.1f}} %</b><extra>%{{y}}</extra>"
        ),
    }


def _areas(study: Study, run: Run, place: str) -> Panel:
    said = study.said
    table = monthly_shares(run, place)
    data = [
        {
            "type": "scatter",
            "mode": "lines",
            "stackgroup": "needs",
            "name": said.name(said.endings, str(group)),
            "x": dates(pd.DatetimeIndex(table.index)),
            "y": [round(float(value), 3) for value in table[group]],
            "line": {"width": 0.5, "color": "#ffffff"},
            "fillcolor": _colour(str(group), study.vocabulary),
            "hovertemplate": (
                f"{said.name(said.endings, str(group))}: <b>%{{y:.1f}} %</b><extra>%{{x|%b %Y}}</extra>"
            ),
        }
        for group in table.columns
    ]
    title = said.say("ends_time", scenario=study.style(run).name, place=study.place_inside(place))
    field = warmup(study)
    for shape in field.get("shapes", []):
        shape |= {"layer": "above", "fillcolor": "rgba(255,255,255,0.5)"}
    for note in field.get("annotations", []):
        note |= {"font": {"size": 11, "color": "#1f2933"}}
    figure = {
        "data": data,
        "layout": layout(
            xaxis=time_axis(run),
            yaxis=axis(said.say("share_of_needs"), range=[0, 100]),
            **field,
            hovermode="closest",
        ),
    }
    alt = f"{title}: {said.say('share_of_needs')}."
    return Panel(f"ends-time-{run.run_id}-{_slug(place)}", title, alt, figure, height=320)


def _wrapped(name: str, width: int = 22) -> str:
    """A name in lines of about that many letters."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)


def _slug(place: str) -> str:
    return "all" if place == "*" else place
